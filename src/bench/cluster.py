"""Prints the medians of cluster.sh's results as Markdown tables: cluster.py RESULTS"""
import sys

import figures

SCENARIOS = {
    "fan": "1,000 subscribers of one channel, spread over the nodes, 8 publications under way",
    "rooms": "1,000 channels of 10 subscribers, spread over the nodes, 64 publications under way",
    "ask": "500 clients that publish with ack, each again when it is answered",
    "calm": "500 clients that publish with ack, 500 a second by all together",
}


def median(runs, key):
    return figures.median(run[key] for run in runs)


def shown(name):
    store, *count = name.removeprefix("wildfly-").split("-")
    return f"{store}, {count[0]} nodes" if count else f"{store}, one node"


def row(name, runs, base):
    cost = median(runs, "server_us_per")
    troubles = [f"{key} {sum(run[key] for run in runs)}" for key in figures.TROUBLES if any(run[key] for run in runs)]
    return (f"| {shown(name)} | {median(runs, 'per_s'):,.0f} | {median(runs, 'publishes_per_s'):,.0f} | {cost:.2f} µs "
            f"| {cost / base:.2f} | {median(runs, 'store_us_per'):.2f} µs | {median(runs, 'p50_ms'):.1f} ms "
            f"| {median(runs, 'p99_ms'):.1f} ms | {', '.join(troubles)} |")


def main(path):
    runs = figures.read(path)
    print(figures.machine(runs) + " All nodes and Redis share one processor; costs are for each delivery, or each "
          "round trip: of all nodes together, and of Redis.")
    for scenario, title in SCENARIOS.items():
        found = {name: each for (asked, name), each in runs.items() if asked == scenario}
        print(f"\n### {title}\n")
        print("| store | a second | publishes/s | nodes | compared | Redis | p50 | p99 | remarks |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|---|")
        base = median(found.get("wildfly-memory") or next(iter(found.values())), "server_us_per")
        for name, each in found.items():
            print(row(name, each, base))


if __name__ == "__main__":
    main(sys.argv[1])
