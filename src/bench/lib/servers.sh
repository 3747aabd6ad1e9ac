# Part of run.sh: starts and stops a server on processor 0. start sets PORT, and PID: what is measured.

is_jvm() { case $1 in bun | ws | socketio | nchan) return 1 ;; esac; }

java_command() { if [ "${JAVA_HOME:-}" ]; then echo "$JAVA_HOME/bin/java"; else echo java; fi; }

jvm_flags() {
  if [ "${TRIM:-}" ]; then
    echo "-Xmx$HEAP ${FLAGS:-} -Xmn64m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 -XX:-ShrinkHeapInSteps"
  else
    echo "-Xms$HEAP -Xmx$HEAP ${FLAGS:-}" # a heap that grows while it is measured collects garbage all the time
  fi
}

start() { # server
  PID='' PORT=9100
  case $1 in
    wildfly*) start_wildfly "$1" ;;
    payara*) start_payara "$1" ;;
    bun) start_process bun "$(find "$OUT/npm/node_modules/@oven" -name bun -type f | head -n 1)" \
          "$BENCH/peers/bun.js" "$PORT" ;;
    ws | socketio) NODE_PATH=$OUT/npm/node_modules start_process "$1" node "$BENCH/peers/$1.js" "$PORT" ;;
    nchan) start_nchan ;;
    *) start_java "$1" -cp "$OUT/java/$1/classes:$OUT/java/$1/lib/*" bench.Main "$PORT" ;;
  esac
}

start_process() { # server command...
  local log=$OUT/$1.log; shift
  taskset -c 0 "$@" > "$log" 2>&1 &
  PID=$!
}

start_java() { # server option...
  local server=$1 flags; shift
  read -r -d '' -a flags <<< "$(jvm_flags)" || true
  start_process "$server" "$(java_command)" "${flags[@]}" "$@"
}

# The settings of Carillon come by the environment, as an administrator would give them.
settings() { # server
  local store=memory policy=${POLICY-history=0}
  case $1 in *-history) store=file policy=${POLICY-} ;; esac
  # One session stands for many publishers here, so it has no rate unless a run asks for one.
  export CARILLON_LIMITS_COMMANDS=${CARILLON_LIMITS_COMMANDS:-0} CARILLON_LIMITS_BYTES=${CARILLON_LIMITS_BYTES:-0}
  export CARILLON_AUTH_ANONYMOUS=true CARILLON_STORE=${CARILLON_STORE_GIVEN:-$store} CARILLON_GZIP_LEVEL=${LEVEL:-1}
  rm -rf "$OUT/store"; mkdir -p "$OUT/store"; export CARILLON_STORE_DIRECTORY=$OUT/store
  export CARILLON_CHANNELS="lobby; c* publish=all presence=off $policy"
}
CARILLON_STORE_GIVEN=${CARILLON_STORE:-}

war_of() { # server
  case $1 in
    *-loop) echo "$OUT/loop.war" ;;
    *-deflate) echo "$OUT/deflate.war" ;;
    *) echo target/carillon.war ;;
  esac
}

start_wildfly() { # server
  local base=$OUT/wildfly
  settings "$1"
  rm -rf "$base"; cp -r target/it/wildfly "$base"; rm -rf "$base"/{data,log,tmp,deployments}
  mkdir -p "$base/deployments"
  if [ "${DEFLATE:-0}" != 0 ]; then
    sed -i "s/per-message-deflate=\"false\"/per-message-deflate=\"true\" deflater-level=\"$DEFLATE\"/" \
      "$base/configuration/standalone.xml"
  fi
  cp "$(war_of "$1")" "$base/deployments/bench.war"; touch "$base/deployments/bench.war.dodeploy"
  start_java "$1" -Djboss.home.dir="$WILDFLY" -Djboss.server.base.dir="$base" \
    -Djboss.bind.address=127.0.0.1 -Djboss.socket.binding.port-offset=10000 \
    -jar "$WILDFLY/jboss-modules.jar" -mp "$WILDFLY/modules" org.jboss.as.standalone
  PORT=18080
}

start_payara() { # server; its domain is a copy of the one for integration tests
  local domains=$PAYARA/glassfish/domains log=$OUT/$1.log options
  local admin=("$(java_command)" -jar "$PAYARA/glassfish/lib/client/appserver-cli.jar" --port 24848)
  settings "$1"
  rm -rf "$domains/carillon-bench"; cp -r "$domains/carillon-it" "$domains/carillon-bench"
  rm -rf "$domains"/carillon-bench/{applications,generated,osgi-cache}/* "$domains/carillon-bench/config/pid"
  # shellcheck disable=SC2046
  options=$(printf '<jvm-options>%s</jvm-options>' $(jvm_flags))
  sed -i "s|<jvm-options>-Xmx512m</jvm-options>|$options|" "$domains/carillon-bench/config/domain.xml"
  sed -i "s|^\(.*GFFileHandler.file\)=.*|\1=$OUT/payara-server.log|" \
    "$domains/carillon-bench/config/logging.properties"
  taskset -c 0 "${admin[@]}" start-domain carillon-bench > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
  PID=$(cat "$domains/carillon-bench/config/pid") PORT=28080
  "${admin[@]}" deploy --force --name bench --contextroot bench "$(war_of "$1")" >> "$log" 2>&1 ||
    { cat "$log" >&2; exit 1; }
}

start_nchan() {
  mkdir -p "$OUT/nginx/logs"
  sed -e "s|PORT|$PORT|" -e "s|MODULE|$(nchan_module)|" "$BENCH/peers/nchan.conf" > "$OUT/nginx/nchan.conf"
  start_process nchan "${NGINX_BIN:-nginx}" -p "$OUT/nginx" -c nchan.conf
}

await() { # server: a listening port is not yet a deployed application, so one subscriber has to get through
  local i
  for i in $(seq 180); do
    if fan --subs 1 --idle --settle 0 --warmup 0 --secs 0 > "$OUT/await.log" 2>&1; then
      if [ "$1" = nchan ]; then PID=$PID,$(cat "/proc/$PID/task/$PID/children" | tr -s ' ' ,); PID=${PID%,}; fi
      return
    fi
    kill -0 "$PID" 2> /dev/null || break
    sleep 0.5
  done
  echo "$1 did not start, see $OUT/$1.log" >&2; exit 1
}

stop() { # asks, insists after 10 s, and returns when the process is gone
  local main=${PID%%,*} i
  [ "${main:-}" ] || return 0
  kill "$main" 2> /dev/null || true
  for i in $(seq 100); do
    running "$main" || break
    sleep 0.1
  done
  if running "$main"; then kill -9 "$main" 2> /dev/null || true; fi
  wait "$main" 2> /dev/null || true
  PID=''
}

running() { # a process that has ended and is not yet waited for does not count
  local state
  state=$(sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | cut -c 1)
  [ "${state:-Z}" != Z ]
}
