#!/usr/bin/env bash
# Measures how long 10,000 clients take to be live again after the server was killed, and the heap that this needs.
#
#   src/bench/recover.sh            on WildFly; needs gcc, curl, taskset (util-linux) and two processors
#
# A channel with the file engine gets MISSED (100) messages of 128 bytes; the server is killed (kill -9) and started anew;
# then CLIENTS (10000) connect at once, each with the position before the first message. The server is pinned to
# processor 0, the clients to 1. The time is from the first connection to the last client that is live; the heap is
# asked for every 100 ms, the largest counts. A JSON line for each of REPS (3) repetitions goes to standard output.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
CLIENTS=${CLIENTS:-10000} MISSED=${MISSED:-100} REPS=${REPS:-3} DIALECT=${DIALECT:-jsonl}
OUT=$PWD/target/bench FAN=$PWD/target/bench/fanbench BASE=$PWD/target/bench/recover
ulimit -n "$(ulimit -Hn)"
# One session stands for many publishers here, so it has no rate; the handshakes of loopback never have one.
export CARILLON_LIMITS_COMMANDS=0 CARILLON_LIMITS_BYTES=0
export CARILLON_AUTH_ANONYMOUS=true CARILLON_API_KEY=bench CARILLON_STORE=${STORE:-file}
export CARILLON_CHANNELS='lobby; c* publish=all presence=off history=1000'

[ "${PREPARED:-}" ] || ./mvnw -q -B -ntp pre-integration-test -Dmaven.test.skip=true
WILDFLY=$(echo "$PWD"/target/servers/wildfly-*)
mkdir -p "$OUT"; cc -O2 -o "$FAN" src/bench/fanbench.c -lz
rm -rf "$BASE"; cp -r target/it/wildfly "$BASE"; rm -rf "$BASE"/{data,log,tmp,deployments}; mkdir -p "$BASE/deployments"
cp target/carillon.war "$BASE/deployments/bench.war"

start() {
  rm -rf "$BASE/tmp" "$BASE"/deployments/*.{deployed,failed,isdeploying}; touch "$BASE/deployments/bench.war.dodeploy"
  taskset -c 0 java -Xmx1g -Djboss.home.dir="$WILDFLY" -Djboss.server.base.dir="$BASE" -Djboss.bind.address=127.0.0.1 \
    -Djboss.socket.binding.port-offset=10000 -jar "$WILDFLY/jboss-modules.jar" -mp "$WILDFLY/modules" \
    org.jboss.as.standalone >> "$OUT/recover.log" 2>&1 &
  PID=$!
  for _ in $(seq 90); do curl -sf http://127.0.0.1:18080/bench/health > "$OUT/health.json" && return; sleep 1; done
  echo "the server did not start, see $OUT/recover.log" >&2; exit 1
}

publish() {
  curl -sf -H 'X-Api-Key: bench' -H 'Content-Type: application/json' http://127.0.0.1:18080/bench/api/publish \
    -d "{\"channel\":\"c0\",\"content\":\"$(printf '%0128d' "$1")\"}"
}

heap() { # the largest so far, in MB, until the file is gone
  while [ -e "$OUT/sampling" ]; do
    jstat -gc "$PID" | awk 'NR==2 {print int(($3+$4+$6+$8)/1024)}' >> "$OUT/heap.txt"; sleep 0.1
  done
}

trap 'rm -f "$OUT/sampling"; kill -9 "${PID:-}" || true' EXIT
start
for i in $(seq "$MISSED"); do ANSWER=$(publish "$i"); done
EPOCH=$(sed 's/.*"epoch":"\([^"]*\)".*/\1/' <<< "$ANSWER")
for rep in $(seq "$REPS"); do
  kill -9 "$PID"; wait "$PID" || true
  start
  : > "$OUT/heap.txt"; touch "$OUT/sampling"; heap & HEAP=$!
  taskset -c 1 "$FAN" --url ws://127.0.0.1:18080/bench/ws --addrs 1 \
    --header "Sec-WebSocket-Protocol: carillon.v1.$DIALECT" \
    --s-send "{\"type\":\"subscribe\",\"channel\":\"c0\",\"since\":{\"epoch\":\"$EPOCH\",\"offset\":0}}" \
    --s-expect '"recovered":true' --reply '{"type":"ping"}={"type":"pong"}' --pid "$PID" --subs "$CLIENTS" \
    --idle --warmup 0 --settle 0 --secs 1 --label "recover/$DIALECT/$MISSED" > "$OUT/fan.json" 2> "$OUT/fan.log"
  rm "$OUT/sampling"; wait "$HEAP" || true
  sed "s/}\$/,\"peak_heap_mb\":$(sort -n "$OUT/heap.txt" | tail -n 1)}/" "$OUT/fan.json"
done
