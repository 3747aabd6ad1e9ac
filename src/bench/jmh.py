"""Prints JMH's results in JSON as a Markdown table: jmh.py RESULTS"""
import json
import sys

print("| benchmark | with | time | error | allocated |")
print("|---|---|---:|---:|---:|")
for run in json.load(open(sys.argv[1])):
    name = ".".join(run["benchmark"].split(".")[-2:]).replace("Benchmark", "")
    given = ", ".join(f"{key} {value}" for key, value in run.get("params", {}).items())
    time = run["primaryMetric"]
    error = time["scoreError"]
    noise = "-" if error == "NaN" else f"± {100 * error / time['score']:.0f} %"
    secondary = run["secondaryMetrics"]
    allocated = next(metric["score"] for key, metric in secondary.items() if key.endswith("gc.alloc.rate.norm"))
    print(f"| `{name}` | {given} | {time['score']:,.{0 if time['score'] >= 100 else 1}f} ns | {noise} "
          f"| {allocated:,.0f} B |")
