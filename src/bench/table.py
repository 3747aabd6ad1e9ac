"""Prints the medians of run.sh's results as Markdown tables: table.py RESULTS"""
import sys

import figures

COLUMNS = {  # of a run: heading, how it is found, how it is shown
    "rate": ("a second", lambda run: run["per_s"], "{:,.0f}"),
    "cpu": ("server CPU each", lambda run: run["server_us_per"], "{:.2f} µs"),
    "bytes": ("bytes each", lambda run: run["bytes_per"], "{:.0f}"),
    "p50": ("p50", lambda run: run["p50_ms"], "{:.1f} ms"),
    "p99": ("p99", lambda run: run["p99_ms"], "{:.1f} ms"),
    "busy": ("server busy", lambda run: run["server_cpu_pct"], "{:.0f} %"),
    "rss": ("memory each", lambda run: run["rss_per_conn"] / 1000, "{:.1f} KB"),
    "heap": ("heap each", lambda run: run.get("heap_per_conn", 0) / 1000, "{:.1f} KB"),
}
SCENARIOS = {  # title, columns, the column whose ratios are told
    "S1": ("1,000 subscribers of one channel, 8 publications under way", "rate cpu bytes p50 p99", "cpu"),
    "S2": ("1,000 subscribers of one channel, 20 publications/s", "cpu p50 p99", "p99"),
    "S3": ("10,000 subscribers of one channel, 5 publications/s", "cpu p50 p99", "cpu"),
    "S4": ("1,000 channels of 10 subscribers, 64 publications under way", "rate cpu p50 p99", "cpu"),
    "S5": ("500 clients that ask, each again when it is answered", "rate cpu p50 p99", "cpu"),
    "S6": ("19,000 idle subscribers", "rss heap", "rss"),
    "mixed-alone": ("500 clients that ask at a fixed rate, alone", "rate p50 p99 busy", "p99"),
    "mixed": ("the same while 10,000 sessions get two streams", "rate p50 p99 busy", "p99"),
    "mixed-big": ("meanwhile, in the channel of 10,000: one of its receivers", "p50 p99", "p99"),
    "mixed-small": ("meanwhile, in 1,000 channels of 10", "rate p50 p99", "p99"),
}
BARE = {"wildfly": "bare-undertow", "payara": "bare-tyrus"}


def value(runs, column):
    return figures.median(COLUMNS[column][1](run) for run in runs)


def compared(runs, scenario, peer):
    """Ratios to the peers that say something about this one, those that were measured."""
    server = figures.server(peer)
    column = SCENARIOS[scenario][2]
    others = {"of Bun": "bun", "of the loop": f"{server}-loop"}
    if "-history" in peer:
        others["of the same without history"] = peer.replace("-history", "")
    own = value(runs[scenario, peer], column)
    ratios = [f"{own / value(runs[scenario, other], column):.2f} {what}" for what, other in others.items()
              if (scenario, other) in runs and other != peer and value(runs[scenario, other], column) > 0]
    if scenario == "mixed":
        ratios.insert(0, f"{own / value(runs['mixed-alone', peer], column):.2f} of alone")
    if scenario == "S6" and (scenario, BARE.get(server)) in runs and peer != BARE[server]:
        more = [value(runs[scenario, peer], column) - value(runs[scenario, BARE[server]], column)
                for column in ("rss", "heap")]
        ratios.insert(0, f"{BARE[server]} {more[0]:+.1f} KB, heap {more[1]:+.1f} KB")
    return ", ".join(ratios)


def remarks(runs):
    """What is wrong with the runs of one row."""
    found = [f"{key} {sum(run[key] for run in runs)}" for key in figures.TROUBLES if any(run[key] for run in runs)]
    costs = [run["server_us_per"] for run in runs]
    if len(costs) > 1 and max(costs) > 1.2 * min(costs) > 0:
        found.append(f"{min(costs):.2f} to {max(costs):.2f} µs")
    jit = figures.median(run["jit_us_per"] for run in runs)
    if jit > 0.1 * figures.median(costs) > 0:
        found.append(f"and {jit:.1f} µs compiling")
    mixed = runs[0]["label"].split("/")[1].startswith("mixed")  # where the other generators are the others
    if figures.median(run["other_cpu_pct"] for run in runs) > 12 and not mixed:
        found.append("the machine was busy")
    return "; ".join(found)


def table(runs, scenario):
    title, columns, order = SCENARIOS[scenario]
    columns = columns.split()
    peers = [peer for name, peer in runs if name == scenario]
    print(f"\n### {scenario}: {title}\n")
    print("| peer | " + " | ".join(COLUMNS[column][0] for column in columns) + " | compared | remarks |")
    print("|---|" + "---:|" * len(columns) + "---|---|")
    for peer in sorted(peers, key=lambda peer: value(runs[scenario, peer], order)):
        rows = runs[scenario, peer]
        cells = [COLUMNS[column][2].format(value(rows, column)) for column in columns]
        print(f"| `{peer}` | " + " | ".join(cells) + f" | {compared(runs, scenario, peer)} | {remarks(rows)} |")


def sizes(runs, prefix, title, column):
    """A table of one column, a row for each peer, by the number of subscribers or sessions."""
    found = sorted({int(name[len(prefix):]) for name, _ in runs if name.startswith(prefix)})
    if not found:
        return
    print(f"\n### {title}\n")
    print("| peer | " + " | ".join(f"{size:,}" for size in found) + " |")
    print("|---|" + "---:|" * len(found))
    for peer in dict.fromkeys(peer for name, peer in runs if name.startswith(prefix)):
        cells = [column(runs, peer, size) for size in found]
        print(f"| `{peer}` | " + " | ".join("" if cell is None else f"{cell:,.2f}" for cell in cells) + " |")


def main():
    runs = figures.read(sys.argv[1])
    print(figures.machine(runs))
    for scenario in SCENARIOS:
        if any(name == scenario for name, _ in runs):
            table(runs, scenario)
    sizes(runs, "size-", "Server CPU for each delivery in µs, by subscribers of the channel", figures.cost)
    sizes(runs, "memory-", "Memory of the server in MB beyond that of none, by idle sessions", figures.memory)


main()
