#!/usr/bin/env bash
# Measures what a delivery costs: Carillon against a plain loop of sends on the same server, in one run.
#
#   src/bench/run.sh [wildfly] [payara]   both by default; needs gcc, zlib, taskset (util-linux) and two processors
#
# The server is pinned to processor 0, the load generator to 1. Scenario S1: 1,000 subscribers of one channel, 128 bytes,
# 8 publishes under way. The figure is the server's CPU time (user and system) for each delivery, without the JIT
# compiler's threads. Settings: REPS (3) repetitions, SECS (6) measured, WARM (12) seconds of warm-up for each server,
# CLIENTS ("jsonl json") what speaks to Carillon: also jsonl+gzip, msgpack, msgpack+gzip, and on WildFly jsonl+deflate,
# with DEFLATE=1 to 9, for which the server compresses each connection's messages itself; PAYLOAD (128) bytes, LEVEL (1)
# of gzip, LOOP=0 for no loop. On Payara alone LOOP=deflate: the loop at an endpoint with tyrus-extension-deflate, first
# for clients that do not ask for it, then for clients that do. CLIENTS= leaves Carillon out.
# The table goes to standard output, all runs to target/bench/results.jsonl.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
SERVERS=${*:-wildfly payara}
REPS=${REPS:-3} SECS=${SECS:-6} WARM=${WARM:-12} CLIENTS=${CLIENTS-jsonl json} PAYLOAD=${PAYLOAD:-128}
OUT=$PWD/target/bench FAN=$PWD/target/bench/fanbench
WILDFLY=$(echo "$PWD"/target/servers/wildfly-*) PAYARA=$PWD/target/servers/payara6
RESULTS=$OUT/results.jsonl
ulimit -n "$(ulimit -Hn)"

prepare() {
  ./mvnw -q -B -ntp pre-integration-test -Dmaven.test.skip=true
  WILDFLY=$(echo "$PWD"/target/servers/wildfly-*)
  mkdir -p "$OUT/loop/WEB-INF/classes"
  cc -O2 -o "$FAN" src/bench/fanbench.c -lz
  javac -d "$OUT/loop/WEB-INF/classes" -cp "$(find "$WILDFLY/modules" -name 'jakarta.websocket-*.jar' | tr '\n' ':')" \
    src/bench/loop/Loop.java
  jar cf "$OUT/loop.war" -C "$OUT/loop" WEB-INF
  : > "$RESULTS"
}

prepare_deflate() { # the extension's version is that of Payara's Tyrus
  local classes=$OUT/deflate/WEB-INF/classes lib=$OUT/deflate/WEB-INF/lib
  mkdir -p "$classes" "$lib"
  ./mvnw -q -B -ntp dependency:copy -Dartifact=org.glassfish.tyrus.ext:tyrus-extension-deflate:2.1.5
  cp target/servers/tyrus-extension-deflate-2.1.5.jar "$lib" # the project's setting of the plugin says where it went
  javac -proc:none -d "$classes" -cp "$lib/*:$PAYARA/glassfish/modules/*" \
    src/bench/loop/Loop.java src/bench/loop/DeflateLoop.java
  jar cf "$OUT/deflate.war" -C "$OUT/deflate" WEB-INF
}

# Settings by the environment, as an administrator would give them.
export CARILLON_AUTH_ANONYMOUS=true CARILLON_CHANNELS="lobby; c* publish=all presence=off ${POLICY:-}" CARILLON_GZIP_LEVEL=${LEVEL:-1}

start_wildfly() { # war
  local base=$OUT/wildfly
  rm -rf "$base"; cp -r target/it/wildfly "$base"; rm -rf "$base"/{data,log,tmp}; mkdir -p "$base/deployments"
  if [ "${DEFLATE:-0}" != 0 ]; then
    sed -i "s/per-message-deflate=\"false\"/per-message-deflate=\"true\" deflater-level=\"$DEFLATE\"/" \
      "$base/configuration/standalone.xml"
  fi
  cp "$1" "$base/deployments/bench.war"; touch "$base/deployments/bench.war.dodeploy"
  taskset -c 0 java -Xmx1g -Djboss.home.dir="$WILDFLY" -Djboss.server.base.dir="$base" -Djboss.bind.address=127.0.0.1 \
    -Djboss.socket.binding.port-offset=10000 -jar "$WILDFLY/jboss-modules.jar" -mp "$WILDFLY/modules" \
    org.jboss.as.standalone > "$OUT/wildfly.log" 2>&1 &
  PID=$! PORT=18080
}

start_payara() { # war
  local admin="java -jar $PAYARA/glassfish/lib/client/appserver-cli.jar --port 24848"
  taskset -c 0 $admin start-domain carillon-it > "$OUT/payara.log" 2>&1
  PID=$(pgrep -f 'com.sun.aas.instanceName=server .*carillon-it|domains/carillon-it.*glassfish.jar' | head -n 1)
  PORT=28080
  $admin deploy --force --name bench --contextroot bench "$1" >> "$OUT/payara.log" 2>&1
}

stop_wildfly() { kill "$PID"; wait "$PID" || true; }
stop_payara() {
  java -jar "$PAYARA/glassfish/lib/client/appserver-cli.jar" --port 24848 undeploy bench >> "$OUT/payara.log" 2>&1
  java -jar "$PAYARA/glassfish/lib/client/appserver-cli.jar" stop-domain --force carillon-it >> "$OUT/payara.log" 2>&1
}

speak() { # dialect: what the generator says
  local url="ws://127.0.0.1:$PORT/bench/ws" dialect=${1%+*} pong='{"type":"ping"}={"type":"pong"}'
  local more=()
  case $1 in
    *+gzip) url+='?gzip=1' ;;
    *+deflate) more=(--header 'Sec-WebSocket-Extensions: permessage-deflate') ;;
  esac
  TALK=(--url "$url" --addrs 1 "${more[@]}")
  if [ "$dialect" = loop ]; then
    TALK+=(--s-send 'sub c%c' --s-expect ok --pub 'pub c%c %s')
  elif [ "$dialect" = msgpack ]; then
    # {type: subscribe, channel: c0} and {type: publish, channel: c0, content: str 16}; so channels are c0 to c9
    TALK+=(--header 'Sec-WebSocket-Protocol: carillon.v1.msgpack'
      --s-send-bin '\x82\xa4type\xa9subscribe\xa7channel\xa2c%c' --s-expect subscribed
      --pub-bin "\\x83\\xa4type\\xa7publish\\xa7channel\\xa2c%c\\xa7content\\xda$(printf '\\x%02x\\x%02x' \
        $((PAYLOAD / 256)) $((PAYLOAD % 256)))%s"
      --reply '\x81\xa4type\xa4ping=\x81\xa4type\xa4pong')
  else
    TALK+=(--header "Sec-WebSocket-Protocol: carillon.v1.$dialect" --s-send '{"type":"subscribe","channel":"c%c"}'
      --s-expect '"subscribed"' --reply "$pong"
      --pub '{"type":"publish","channel":"c%c","content":"%s"}')
  fi
}

await() { # a listening port is not yet a deployed application
  for _ in $(seq 90); do
    "$FAN" "${TALK[@]}" --subs 1 --idle --settle 0 --warmup 0 --secs 0 > "$OUT/await.log" 2>&1 && return
    sleep 1
  done
  echo "$1 did not answer, see $OUT" >&2; exit 1
}

fan() { # label seconds
  taskset -c 1 "$FAN" "${TALK[@]}" --pid "$PID" --subs 1000 --closed 8 --payload "$PAYLOAD" --secs "$2" --label "$1" 2> "$OUT/fan.log"
}

measure() { # server war dialect...
  local server=$1 war=$2 dialect rep; shift 2
  "start_$server" "$war"
  for dialect in "$@"; do
    speak "$dialect"; await "$server"
    fan warm "$WARM" > "$OUT/warm.json"
    for rep in $(seq "$REPS"); do
      echo "$server $dialect $rep/$REPS" >&2
      fan "$server/$dialect" "$SECS" >> "$RESULTS"
    done
  done
  "stop_$server"
}

prepare
for server in $SERVERS; do
  # shellcheck disable=SC2086
  if [ -n "$CLIENTS" ]; then measure "$server" target/carillon.war $CLIENTS; fi
  case ${LOOP:-1} in
    1) measure "$server" "$OUT/loop.war" loop ;;
    deflate) prepare_deflate; measure "$server" "$OUT/deflate.war" loop loop+deflate ;;
  esac
done
python3 src/bench/table.py "$RESULTS"
