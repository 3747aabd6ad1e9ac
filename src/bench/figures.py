"""What table.py and chart.py share: the results of run.sh, grouped, and the machine that they are from."""
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import time

TROUBLES = ("lost", "dups", "misrouted", "disconnects", "failures", "http_errors")
ROOT = pathlib.Path(__file__).resolve().parents[2]


def read(path):
    """The runs by scenario and peer, both in the order of their first run."""
    runs = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            peer, scenario, _ = run["label"].split("/")
            run["measured"] = time.strftime("%Y-%m-%d", time.localtime(pathlib.Path(path).stat().st_mtime))
            runs.setdefault((scenario, peer), []).append(run)
    return runs


def median(values):
    return statistics.median(list(values))


def server(peer):
    """wildfly of wildfly-history@json."""
    return re.split("[@-]", peer)[0]


def cost(runs, peer, size):
    """Microseconds of the server for each delivery with so many subscribers, or None."""
    found = runs.get((f"size-{size}", peer))
    return median(run["server_us_per"] for run in found) if found else None


def memory(runs, peer, size):
    """MB that the server holds with so many sessions, beyond what it held before the first, or None."""
    found = runs.get((f"memory-{size}", peer))
    if not found:
        return None
    smallest = min(int(name[len("memory-"):]) for name, other in runs if name.startswith("memory-") and other == peer)
    none = median(run["rss_before"] for run in runs[f"memory-{smallest}", peer])
    return median(run["rss_connected"] for run in found) / 1e6 - none / 1e6


def machine(runs):
    """One paragraph: date, machine, kernel, JDK, versions of the servers and of the peers measured."""
    every = [run for found in runs.values() for run in found]
    first = next((run for run in every if run["mode"] != "idle"), every[0])
    count = max(len(found) for found in runs.values())
    parts = [f"Measured on {first['measured']}: {processors()}, {platform.system()} {kernel()}",
             *versions({server(peer) for _, peer in runs})]
    loads = f"Payloads of {first['payload']} bytes; medians of {count}, {first['secs']:.0f} s each"
    return (", ".join(parts) + f". {loads}; "
            "the server has one processor, the load generator the other. The cost is user and system time of the "
            "server's process without the JIT compiler.")


def processors():
    text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    name = re.search(r"model name\s*:\s*(.*)", text)
    return f"{text.count('processor	:')} processors ({name.group(1).strip() if name else platform.machine()})"


def kernel():
    return ".".join(platform.release().split(".")[:2])


def versions(servers):
    pom = (ROOT / "pom.xml").read_text(encoding="utf-8")
    npm = json.loads((ROOT / "src/bench/peers/package.json").read_text(encoding="utf-8"))["dependencies"]
    if not servers <= {"bun", "ws", "socketio", "nchan"}:
        home = os.environ.get("JAVA_HOME")
        yield "JDK " + output(f"{home}/bin/java" if home else "java", "-version").split('"')[1]
    for name, shown in (("wildfly", "WildFly"), ("payara", "Payara")):
        found = re.search(rf"<{name}.version>(.*)</{name}.version>", pom)
        if name in servers and found:
            yield f"{shown} {found.group(1)}"
    if "bun" in servers:
        yield f"Bun {npm['bun']}"
    if servers & {"ws", "socketio"}:
        yield f"Node {output('node', '--version').strip().lstrip('v')}"
        yield f"ws {npm['ws']}, socket.io {npm['socket.io']}"
    yield from maven_versions(servers)


def maven_versions(servers):
    modules = {"stomp": "spring-boot-starter-websocket", "nettysocketio": "netty-socketio",
               "bare": "undertow-websockets-jsr"}
    for module, artifact in modules.items():
        path = "bare-undertow" if module == "bare" else module
        pom = ROOT / f"src/bench/peers/java/{path}/pom.xml"
        if module in servers and pom.exists():
            found = re.search(rf"<artifactId>{artifact}</artifactId>\s*<version>(.*)</version>", pom.read_text())
            yield f"{artifact} {found.group(1) if found else ''}"


def output(*command):
    """What a command says, on either stream."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr
