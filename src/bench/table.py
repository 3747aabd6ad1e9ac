"""Prints the medians of fanbench's JSON lines as a Markdown table: table.py RESULTS"""
import json
import platform
import statistics
import sys
from collections import defaultdict

runs = defaultdict(list)
for line in open(sys.argv[1]):
    run = json.loads(line)
    runs[run["label"]].append(run)


def median(label, key):
    return statistics.median(run[key] for run in runs[label])


print("| server | clients | deliveries/s | server CPU each | of the loop | bytes each | p50 | p99 |")
print("|---|---|---:|---:|---:|---:|---:|---:|")
for label in sorted(runs, key=lambda label: (label.split("/")[0], median(label, "server_us_per"))):
    server, clients = label.split("/")
    cost = median(label, "server_us_per")
    loop = runs.get(f"{server}/loop")
    ratio = f"{cost / median(f'{server}/loop', 'server_us_per'):.2f}" if loop else "-"
    bad = sum(run["lost"] + run["dups"] + run["disconnects"] for run in runs[label])
    name = clients.replace("loop", "a loop of sends") if "loop" in clients else f"Carillon, `carillon.v1.{clients}`"
    print(f"| {server} | {name} | {median(label, 'per_s'):,.0f} | {cost:.2f} µs | {ratio} "
          f"| {median(label, 'bytes_per'):.0f} "
          f"| {median(label, 'p50_ms'):.0f} ms | {median(label, 'p99_ms'):.0f} ms |" + (f" {bad} lost" if bad else ""))
payload = next(iter(runs.values()))[0]["payload"]
print(f"\n1,000 subscribers of one channel, {payload} bytes, 8 publishes under way; medians of "
      f"{max(len(r) for r in runs.values())}; {platform.system()} {platform.release()}, "
      f"server and generator on a processor each.")
