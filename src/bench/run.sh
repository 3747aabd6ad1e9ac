#!/usr/bin/env bash
# Measures what a delivery, a round trip and an idle session cost: Carillon, and its peers, on this machine.
#
#   src/bench/run.sh [PEER...] [SCENARIO...]        for example  src/bench/run.sh wildfly payara bun S1 S4 S6
#
# Needs two processors (the server is pinned to 0, the load generator to 1), gcc, zlib, Python 3, taskset, and npm for
# the peers that come from there. Everything is built and fetched into target/bench. Nothing listens beyond loopback.
#
# Peers (default: wildfly wildfly@json wildfly-loop payara payara@json payara-loop bun)
#   wildfly payara              Carillon. @CLIENT says what the clients speak: jsonl (the default), json, msgpack,
#                               jsonl+gzip, msgpack+gzip, and on WildFly jsonl+deflate together with DEFLATE=1 to 9,
#                               for which the server compresses each connection's messages itself
#   wildfly-history, ...        the same with logs of 100 messages in a file, committed in groups (payara-history too)
#   wildfly-loop payara-loop    what people write by hand: a map of sessions and a loop of sends
#   payara-deflate[@deflate]    that loop at an endpoint with Tyrus's permessage-deflate, and clients that ask for it
#   bun ws socketio             Bun's own server (uWebSockets), and what npm has for Node
#   stomp nettysocketio         Spring's STOMP broker, and Socket.IO on Netty
#   nchan                       nginx with nchan, if installed (Debian: nginx libnginx-mod-nchan)
#   bare-undertow bare-tyrus    the containers of WildFly and Payara without a server around them, for S6
#
# Scenarios (default: S1), each with payloads of PAYLOAD (128) bytes
#   S1  1,000 subscribers of one channel, 8 publications under way         S2  the same, 20 publications/s
#   S3  10,000 subscribers of one channel, 5 publications/s                S4  1,000 channels of 10, 64 under way
#   S5  500 clients, each publishes to a channel without subscribers, waits for the ack, and so on; peers echo
#   S6  19,000 idle subscribers: memory of each, after a garbage collection
#   sizes   S1 with 100 to 15,000 subscribers                              memory  S6 with 1,000 to 19,000 sessions
#   mixed   500 clients ask now and then (publish with ack), alone, and while 10,000 other sessions, all of them in
#           one big channel and each in one of 1,000 small ones, get 5 and 500 publications/s
#
# Each repetition visits all peers, so that a noisy minute does not hit one of them alone. A server is started anew for
# each: warmed up with S1 for WARM seconds (JVMs only), then measured in all scenarios, of which S4 and S5 warm up for
# half of WARM again, being other code, S2, S3 and mixed for all of it: they run that code seldom. S6 and memory have a server of their own, fresh from
# its start, whose heap gives back at each collection what it does not use: else sessions fill what the start has left
# and seem free.
#
# Settings: REPS (3) repetitions, SECS (6) measured, WARM (12), HEAP (1g, all of it from the start) and FLAGS (none) of
# each JVM, POLICY (history=0) of the channels, LEVEL (1) of gzip, any CARILLON_ setting, JAVA_HOME, ASK_RATE (500)
# requests/s of mixed, or 0: each client again when it is answered. KEEP=1 adds to the results of before; PREPARED=1 builds nothing.
#
# All runs go to target/bench/results.jsonl, the tables of medians (src/bench/table.py) to standard output; draw the
# charts of sizes and memory with src/bench/chart.py.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
BENCH=$PWD/src/bench OUT=$PWD/target/bench FAN=$PWD/target/bench/fanbench RESULTS=$PWD/target/bench/results.jsonl
REPS=${REPS:-3} SECS=${SECS:-6} WARM=${WARM:-12} PAYLOAD=${PAYLOAD:-128} HEAP=${HEAP:-1g}
for part in prepare servers talk scenarios; do
  # shellcheck source=/dev/null
  . "$BENCH/lib/$part.sh"
done
ulimit -n "$(ulimit -Hn)"

PEERS=() SCENARIOS=()
for word in "$@"; do
  case $word in
    S[1-6] | sizes | memory | mixed) SCENARIOS+=("$word") ;;
    *) known "${word%%@*}" || { echo "unknown peer or scenario '$word', see the head of $0" >&2; exit 2; }
       PEERS+=("$word") ;;
  esac
done
[ ${#PEERS[@]} -gt 0 ] || PEERS=(wildfly wildfly@json wildfly-loop payara payara@json payara-loop bun)
[ ${#SCENARIOS[@]} -gt 0 ] || SCENARIOS=(S1)

clients_of() { # server: what is spoken with it, in the order given
  local peer
  for peer in "${PEERS[@]}"; do
    [ "${peer%%@*}" != "$1" ] || echo "$peer"
  done
}

visit() { # server repetition: all scenarios, for all that is spoken with this server
  local server=$1 rep=$2 peer scenario loads=() fresh=()
  for scenario in "${SCENARIOS[@]}"; do
    case $scenario in S6 | memory) fresh+=("$scenario") ;; *) loads+=("$scenario") ;; esac
  done
  if [ ${#loads[@]} -gt 0 ]; then
    start "$server"
    for peer in $(clients_of "$server"); do
      speak "$peer"; await "$server"; warm_up "$server"
      for scenario in "${loads[@]}"; do run_scenario "$peer" "$scenario" "$rep"; done
    done
    stop
  fi
  for scenario in "${fresh[@]}"; do
    for peer in $(clients_of "$server"); do
      TRIM=1 start "$server"; speak "$peer"; await "$server"
      run_scenario "$peer" "$scenario" "$rep"
      stop
    done
  done
}

PID='' DONE=''
mkdir -p "$OUT"
[ "${KEEP:-}" ] || : > "$RESULTS"
mapfile -t SERVERS < <(printf '%s\n' "${PEERS[@]%%@*}" | awk '!seen[$0]++')
for server in "${SERVERS[@]}"; do prepare "$server"; done
trap stop EXIT
for rep in $(seq "$REPS"); do
  for server in "${SERVERS[@]}"; do visit "$server" "$rep"; done
done
python3 "$BENCH/table.py" "$RESULTS"
[ ! -s "$OUT/failed.txt" ] || { echo "not measured, or with losses:" >&2; cat "$OUT/failed.txt" >&2; exit 1; }
