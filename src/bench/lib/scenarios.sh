# Part of run.sh: the scenarios, each for the server that runs (PID) and what is spoken with it (see talk.sh).

fan() { taskset -c 1 timeout 300 "$FAN" "${CONNECT[@]}" "${JOIN[@]}" --addrs 1 --payload "$PAYLOAD" --pid "$PID" "$@"; }

# One run: its line goes to the results, with losses too, which the table then shows.
measure() { # label option...
  local label=$1; shift
  echo "$label" >&2
  rest
  if ! fan --label "$label" "$@" > "$OUT/run.json" 2> "$OUT/fan.log"; then
    { echo "$label"; head -n 3 "$OUT/fan.log"; } >> "$OUT/failed.txt"
  fi
  cat "$OUT/run.json" >> "$RESULTS"
}

# Waits until the server has dealt with what was before: the end of 10,000 connections, a compilation.
rest() {
  [ -z "${STREAMING:-}" ] || return 0
  local i before after
  for i in $(seq 40); do
    before=$(ticks); sleep 0.25; after=$(ticks)
    [ $((after - before)) -gt 2 ] || return 0
  done
}

ticks() { # of 10 ms that the server's processes used
  local pid
  for pid in ${PID//,/ }; do cat "/proc/$pid/stat"; done | sed 's/.*) //' | awk '{sum += $12 + $13} END {print sum}'
}

warm_up() { # server
  if [ "$WARM" != 0 ] && is_jvm "$1" && [[ $1 != bare-* ]]; then
    fan "${PUBLISH[@]}" --subs 1000 --closed 8 --warmup 0 --secs "$WARM" > "$OUT/warm.json" 2>&1 || true
  fi
}

again() { # server share: seconds of warm-up inside a scenario
  if is_jvm "$1" && [ $((WARM / $2)) -gt 1 ]; then echo $((WARM / $2)); else echo 1; fi
}

can() { # peer scenario: some have no replies, some messages are of a fixed form, a bare container only keeps sessions
  case $1:$2 in
    bare-*:S6 | bare-*:memory) ;;
    bare-*) return 1 ;;
    *@msgpack*:S4) return 1 ;;
    *:S5) [ ${#ASK[@]} -gt 0 ] ;;
    *:mixed) [ ${#ASK[@]} -gt 0 ] && [ ${#JOIN_BIG[@]} -gt 0 ] ;;
  esac
}

run_scenario() { # peer scenario repetition
  local peer=$1 server=${1%%@*} label=$1/$2/$3 n
  can "$peer" "$2" || return 0
  case $2 in
    S1) measure "$label" "${PUBLISH[@]}" --subs 1000 --closed 8 --secs "$SECS" ;;
    S2) measure "$label" "${PUBLISH[@]}" --subs 1000 --open 20 --secs "$SECS" --warmup "$(again "$server" 1)" ;;
    S3) measure "$label" "${PUBLISH[@]}" --subs 10000 --open 5 --secs "$SECS" --warmup "$(again "$server" 1)" ;;
    S4) measure "$label" "${PUBLISH[@]}" --subs 10000 --channels 1000 --pubs 10 --closed 64 --secs "$SECS" \
          --warmup "$(again "$server" 2)" ;;
    S5) ask "$label" --ack --secs "$SECS" --warmup "$(again "$server" 2)" ;;
    S6) idle "$peer" "$server" S6 19000 "$3" ;;
    sizes) for n in 100 300 1000 3000 10000 15000; do
          measure "$peer/size-$n/$3" "${PUBLISH[@]}" --subs "$n" --closed 8 --secs "$SECS"
        done ;;
    memory) for n in 1000 5000 10000 19000; do idle "$peer" "$server" "memory-$n" "$n" "$3"; done ;;
    mixed) mixed "$peer" "$server" "$3" ;;
  esac
}

ask() { # label option...: 500 clients that ask; Carillon's publish to a channel that nobody is subscribed to
  local label=$1 joins=("${JOIN[@]}"); shift
  case $label in *-loop/* | *-deflate/*) ;; wildfly* | payara*) joins=() ;; esac
  local JOIN=("${joins[@]}")
  measure "$label" "${ASK[@]}" --subs 500 "$@"
}

idle() { # peer server scenario sessions repetition
  local collect="sleep 1" jcmd=jcmd
  if is_jvm "$2"; then
    : > "$OUT/heap.txt"
    jcmd="jcmd ${PID%%,*}"
    collect="$jcmd GC.run > '$OUT/jcmd.log'; $jcmd GC.heap_info >> '$OUT/heap.txt'; sleep 1"
  fi
  if [ "$3" = S6 ] || [ "$4" = 1000 ]; then # what the first sessions of a server need once is not theirs
    fan --subs 500 --idle --warmup 0 --secs 0 > "$OUT/warm.json" 2>&1 || true
  fi
  measure "$1/$3/$5" --subs "$4" --idle --secs 2 --settle-cmd "$collect"
  if is_jvm "$2" && [ -s "$OUT/run.json" ]; then heap_of_each "$4"; fi
}

# Adds to the last result what is used of the heap for each session: readings before and with them, both just collected.
heap_of_each() { # sessions
  local each
  each=$(awk -v n="$1" '
    /total [0-9]+K, used [0-9]+K/ {sub(/.*used /, ""); sum += $1 + 0}
    /Metaspace/ {reading[++i] = sum; sum = 0}
    END {printf "%.0f", (reading[2] - reading[1]) * 1024 / n}' "$OUT/heap.txt")
  sed -i "\$s/}\$/,\"heap_per_conn\":$each}/" "$RESULTS"
}

# ASK_RATE (500) requests/s of 500 clients, or with 0 each again when it is answered; first alone, then while 10,000
# sessions get two streams. All generators share processor 1; those of the streams give way, so that a reply is read
# when it comes and not after 10,000 deliveries.
mixed() { # peer server repetition
  local asking=(--ack-rate "${ASK_RATE:-500}") warm small big total ready=$OUT/ready.txt
  [ "${ASK_RATE:-500}" != 0 ] || asking=(--ack)
  warm=$(again "$2" 1) total=$((SECS + warm + 8))
  ask "$1/mixed-alone/$3" "${asking[@]}" --secs "$SECS" --warmup "$warm"
  : > "$ready"
  stream small "$1" "$3" "${JOIN_BIG[@]}" "${PUBLISH[@]}" --subs 10000 --channels 1000 --pubs 10 --open 500 \
    --secs "$total" --settle-cmd "echo connected >> '$ready'" &
  small=$!
  await_lines "$ready" 2 # one before the connections are made, one after
  (JOIN=(); stream big "$1" "$3" "${JOIN_BIG[@]}" "${PUBLISH_BIG[@]}" --subs 1 --open 5 --secs "$((total - 2))") &
  big=$!
  STREAMING=1 ask "$1/mixed/$3" "${asking[@]}" --secs "$SECS" --warmup "$warm"
  wait "$small" || echo "$1/mixed-small/$3" >> "$OUT/failed.txt"
  wait "$big" || echo "$1/mixed-big/$3" >> "$OUT/failed.txt"
  cat "$OUT/small.json" "$OUT/big.json" >> "$RESULTS"
}

stream() { # name peer repetition option...
  local name=$1 label=$2/mixed-$1/$3; shift 3
  renice -n 19 "$BASHPID" > "$OUT/renice.log"
  fan "$@" --warmup 1 --label "$label" > "$OUT/$name.json" 2> "$OUT/$name.log"
}

await_lines() { # file count: at most a minute
  local i
  for i in $(seq 300); do
    [ "$(wc -l < "$1")" -lt "$2" ] || return 0
    sleep 0.2
  done
}
