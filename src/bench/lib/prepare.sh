# Part of run.sh: builds and fetches what a peer needs, into target/bench. Each thing once.

known() { # server
  case $1 in
    wildfly | wildfly-history | wildfly-loop | payara | payara-history | payara-loop | payara-deflate) ;;
    bun | ws | socketio | stomp | nettysocketio | nchan | bare-undertow | bare-tyrus) ;;
    *) return 1 ;;
  esac
}

once() { # function: the first call runs it
  [[ " ${DONE:-} " == *" $1 "* ]] && return
  "$1"
  DONE+=" $1"
}

prepare() { # server
  : > "$OUT/failed.txt"
  WILDFLY=$(echo "$PWD"/target/servers/wildfly-*) PAYARA=$PWD/target/servers/payara6
  [ -z "${PREPARED:-}" ] || return 0
  once build_generator
  case $1 in
    wildfly* | payara*) once build_carillon ;;&
    *-loop) once build_loop ;;
    payara-deflate) once build_deflate ;;
    bun | ws | socketio) once fetch_npm ;;
    stomp | nettysocketio | bare-*) fetch_maven "$1" ;;
    nchan) has_nchan ;;
  esac
}

build_generator() { cc -O2 -o "$FAN" "$BENCH/fanbench.c" -lz; }

build_carillon() {
  ./mvnw -q -B -ntp pre-integration-test -Dmaven.test.skip=true
  WILDFLY=$(echo "$PWD"/target/servers/wildfly-*)
}

build_loop() {
  mkdir -p "$OUT/loop/WEB-INF/classes"
  javac -d "$OUT/loop/WEB-INF/classes" -cp "$(find "$WILDFLY/modules" -name 'jakarta.websocket-*.jar' | tr '\n' ':')" \
    "$BENCH/loop/Loop.java"
  jar cf "$OUT/loop.war" -C "$OUT/loop" WEB-INF
}

build_deflate() { # the extension's version is that of Payara's Tyrus
  local classes=$OUT/deflate/WEB-INF/classes lib=$OUT/deflate/WEB-INF/lib
  mkdir -p "$classes" "$lib"
  ./mvnw -q -B -ntp dependency:copy -Dartifact=org.glassfish.tyrus.ext:tyrus-extension-deflate:2.1.5
  cp target/servers/tyrus-extension-deflate-2.1.5.jar "$lib" # the project's setting of the plugin says where it went
  javac -proc:none -d "$classes" -cp "$lib/*:$PAYARA/glassfish/modules/*" \
    "$BENCH/loop/Loop.java" "$BENCH/loop/DeflateLoop.java"
  jar cf "$OUT/deflate.war" -C "$OUT/deflate" WEB-INF
}

fetch_npm() { # scripts of packages are not run: Bun's program and bufferutil's are in their packages ready to use
  mkdir -p "$OUT/npm"
  cp "$BENCH"/peers/package*.json "$OUT/npm/"
  (cd "$OUT/npm" && npm ci --ignore-scripts --no-audit --no-fund > "$OUT/npm.log" 2>&1) ||
    { echo "npm ci failed, see $OUT/npm.log" >&2; exit 1; }
}

fetch_maven() { # module
  ./mvnw -q -B -ntp -f "$BENCH/peers/java/pom.xml" -pl "$1" -Dbench.out="$OUT/java" package
}

nchan_module() { echo "${NCHAN:-/usr/lib/nginx/modules/ngx_nchan_module.so}"; }

has_nchan() { # NGINX_BIN and NCHAN name another program and module
  command -v "${NGINX_BIN:-nginx}" > /dev/null && [ -e "$(nchan_module)" ] ||
    { echo "nchan needs nginx and its module nchan (Debian: apt-get install nginx libnginx-mod-nchan)" >&2; exit 1; }
}
