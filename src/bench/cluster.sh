#!/usr/bin/env bash
# Measures what nodes that share a Redis cost: each delivery, each publish with its ack, and the time that Redis adds.
#
#   src/bench/cluster.sh [NODES...]        for example  src/bench/cluster.sh 1 2 3   (the default)
#
# Needs two processors, gcc, zlib, Python 3, taskset, curl and redis-server (Debian: redis-server). Nodes are WildFlys;
# they and Redis are pinned to processor 0, the clients to 1: on one processor more nodes cannot be faster, so look at
# what each delivery and each publish costs the nodes and Redis. Nothing listens beyond loopback.
#
#   fan     1,000 subscribers of one channel, spread over the nodes, 8 publications under way
#   rooms   1,000 channels of 10, spread over the nodes, 64 publications under way
#   ask     500 clients that publish with ack to a channel without subscribers, each again when it is answered
#   calm    the same, 500 requests a second by all together: what a publish takes when nothing is busy
#
# All of them first on one node with the store in memory. Settings: REPS (3) repetitions, SECS (5) measured, WARM (15),
# HISTORY (0) messages that a log keeps. Results go to target/bench/cluster.jsonl, a table of medians to standard output.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
REPS=${REPS:-3} SECS=${SECS:-5} WARM=${WARM:-15} HISTORY=${HISTORY:-0}
OUT=$PWD/target/bench FAN=$PWD/target/bench/fanbench RESULTS=$PWD/target/bench/cluster.jsonl
ulimit -n "$(ulimit -Hn)"
[ $# -gt 0 ] || set -- 1 2 3
command -v redis-server > /dev/null || { echo "redis-server is not installed (Debian: redis-server)" >&2; exit 2; }

[ "${PREPARED:-}" ] || ./mvnw -q -B -ntp pre-integration-test -Dmaven.test.skip=true
WILDFLY=$(echo "$PWD"/target/servers/wildfly-*)
mkdir -p "$OUT"; cc -O2 -o "$FAN" src/bench/fanbench.c -lz
# One session stands for many publishers here, so it has no rate; the handshakes of loopback never have one.
export CARILLON_LIMITS_COMMANDS=0 CARILLON_LIMITS_BYTES=0
export CARILLON_AUTH_ANONYMOUS=true CARILLON_CHANNELS="lobby; c* publish=all presence=off history=$HISTORY"
export CARILLON_REDIS_URL=redis://127.0.0.1:16379
NODES=() REDIS=''

start_redis() {
  taskset -c 0 redis-server --port 16379 --bind 127.0.0.1 --save '' --appendonly no --dir "$OUT" > "$OUT/redis.log" &
  REDIS=$!
}

start_node() { # number
  local base=$OUT/node-$1 port=$((18080 + 100 * $1))
  rm -rf "$base"; cp -r target/it/wildfly "$base"; rm -rf "$base"/{data,log,tmp,deployments}; mkdir -p "$base/deployments"
  cp target/carillon.war "$base/deployments/bench.war"; touch "$base/deployments/bench.war.dodeploy"
  CARILLON_NODE_NAME=node-$1 taskset -c 0 java -Xms512m -Xmx512m -Djboss.home.dir="$WILDFLY" \
    -Djboss.server.base.dir="$base" -Djboss.bind.address=127.0.0.1 \
    -Djboss.socket.binding.port-offset=$((10000 + 100 * $1)) -jar "$WILDFLY/jboss-modules.jar" \
    -mp "$WILDFLY/modules" org.jboss.as.standalone > "$OUT/node-$1.log" 2>&1 &
  NODES+=($!)
  for _ in $(seq 120); do curl -sf "http://127.0.0.1:$port/bench/health" > "$OUT/health.json" && return; sleep 1; done
  echo "node $1 did not start, see $OUT/node-$1.log" >&2; exit 1
}

stop_all() {
  local pid
  for pid in "${NODES[@]}" $REDIS; do kill "$pid" 2> /dev/null || true; done
  for pid in "${NODES[@]}" $REDIS; do wait "$pid" 2> /dev/null || true; done
  NODES=() REDIS=''
}
trap stop_all EXIT

fan() {
  taskset -c 1 timeout 300 "$FAN" --url ws://127.0.0.1:18080/bench/ws --nodes "${#NODES[@]}" --node-step 100 --addrs 1 \
    --header 'Sec-WebSocket-Protocol: carillon.v1.jsonl' --reply '{"type":"ping"}={"type":"pong"}' \
    --expect '"welcome"' --pid "$(IFS=,; echo "${NODES[*]}")" ${REDIS:+--store-pid "$REDIS"} "$@"
}

scenario() { # label option...
  local label=$1; shift
  echo "$label" >&2
  fan --label "$label" --secs "$SECS" --warmup "$WARM" "$@" >> "$RESULTS" 2> "$OUT/fan.log" ||
    { head -n 3 "$OUT/fan.log" >&2; FAILED=1; }
}

measure() { # name repetition
  local join=(--s-send '{"type":"subscribe","channel":"c%c"}' --s-expect '"subscribed"')
  local publish=(--pub '{"type":"publish","channel":"c%c","content":"%s"}')
  local ask=(--pub '{"type":"publish","id":"%n","channel":"cask","content":"%s"}' --ack-match '"type":"ack","id":"%n"')
  scenario "$1/fan/$2" "${join[@]}" "${publish[@]}" --subs 1000 --pubs 2 --closed 8
  scenario "$1/rooms/$2" "${join[@]}" "${publish[@]}" --subs 10000 --channels 1000 --pubs 12 --closed 64
  scenario "$1/ask/$2" "${ask[@]}" --subs 500 --ack
  scenario "$1/calm/$2" "${ask[@]}" --subs 500 --ack-rate 500
}

: > "$RESULTS"
FAILED=''
for rep in $(seq "$REPS"); do
  CARILLON_STORE=memory start_node 0
  measure wildfly-memory "$rep"
  stop_all
  for count in "$@"; do
    start_redis
    for n in $(seq 0 $((count - 1))); do CARILLON_STORE=redis start_node "$n"; done
    measure "wildfly-redis-$count" "$rep"
    stop_all
  done
done
python3 src/bench/cluster.py "$RESULTS"
[ ! "$FAILED" ] || { echo "some runs had losses, see the results" >&2; exit 1; }
