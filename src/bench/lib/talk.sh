# Part of run.sh: what the load generator says to each peer. %c is the number of a channel, %s the payload, %n counts.
#
# speak sets CONNECT (address, handshake and greeting), JOIN (subscribe to c%c), JOIN_BIG (and to cbig), PUBLISH,
# PUBLISH_BIG, and ASK (a request and how to know its reply). What a peer cannot do is left empty.

speak() { # peer, which is SERVER or SERVER@CLIENT
  local server=${1%%@*} client=''
  [ "$server" = "$1" ] || client=${1#*@}
  CONNECT=() JOIN=() JOIN_BIG=() PUBLISH=() PUBLISH_BIG=() ASK=()
  case $server in
    wildfly-loop | payara-loop | payara-deflate) speak_words /bench/ws
      if [ "$client" = deflate ]; then CONNECT+=(--header 'Sec-WebSocket-Extensions: permessage-deflate'); fi ;;
    wildfly* | payara*) speak_carillon "${client:-jsonl}" ;;
    bun | ws | bare-*) speak_words /ws ;;
    socketio | nettysocketio) speak_socketio ;;
    stomp) speak_stomp ;;
    nchan) CONNECT=(--url "ws://127.0.0.1:$PORT/sub/c%c") PUBLISH=(--http-pub '/pub/c%c' --pub '%s' --pubs 8) ;;
  esac
}

speak_words() { # path
  CONNECT=(--url "ws://127.0.0.1:$PORT$1")
  JOIN=(--s-send 'sub c%c' --s-expect ok) JOIN_BIG=(--s-send 'sub cbig' --s-expect ok)
  PUBLISH=(--pub 'pub c%c %s') PUBLISH_BIG=(--pub 'pub cbig %s') ASK=(--pub 'echo %s')
}

speak_carillon() { # client
  local url="ws://127.0.0.1:$PORT/bench/ws" dialect=${1%+*}
  case $1 in *+gzip) url+='?gzip=1' ;; esac
  CONNECT=(--url "$url" --header "Sec-WebSocket-Protocol: carillon.v1.$dialect")
  case $1 in *+deflate) CONNECT+=(--header 'Sec-WebSocket-Extensions: permessage-deflate') ;; esac
  if [ "$dialect" = msgpack ]; then speak_msgpack; return; fi
  CONNECT+=(--reply '{"type":"ping"}={"type":"pong"}' --expect '"welcome"')
  JOIN=(--s-send '{"type":"subscribe","channel":"c%c"}' --s-expect '"subscribed"')
  JOIN_BIG=(--s-send '{"type":"subscribe","channel":"cbig"}' --s-expect '"subscribed"')
  PUBLISH=(--pub '{"type":"publish","channel":"c%c","content":"%s"}')
  PUBLISH_BIG=(--pub '{"type":"publish","channel":"cbig","content":"%s"}')
  ASK=(--pub '{"type":"publish","id":"%n","channel":"cask","content":"%s"}' --ack-match '"type":"ack","id":"%n"')
}

speak_msgpack() { # {type: subscribe, channel: c0} and {type: publish, channel: c0, content: str 16}, so c0 to c9 only
  CONNECT+=(--reply '\x81\xa4type\xa4ping=\x81\xa4type\xa4pong' --expect welcome)
  JOIN=(--s-send-bin '\x82\xa4type\xa9subscribe\xa7channel\xa2c%c' --s-expect subscribed)
  PUBLISH=(--pub-bin "\\x83\\xa4type\\xa7publish\\xa7channel\\xa2c%c\\xa7content\\xda$(printf '\\x%02x\\x%02x' \
    $((PAYLOAD / 256)) $((PAYLOAD % 256)))%s")
}

speak_socketio() {
  CONNECT=(--url "ws://127.0.0.1:$PORT/socket.io/?EIO=4&transport=websocket" --reply 2=3
    --expect '0{' --send 40 --expect '40{')
  JOIN=(--s-send '420["sub","c%c"]' --s-expect 430) JOIN_BIG=(--s-send '421["sub","cbig"]' --s-expect 431)
  PUBLISH=(--pub '42["pub","c%c","%s"]') PUBLISH_BIG=(--pub '42["pub","cbig","%s"]') ASK=(--pub '42%n["echo","%s"]')
}

speak_stomp() { # its SUBSCRIBE is not answered, hence the time to settle
  CONNECT=(--url "ws://127.0.0.1:$PORT/ws" --header 'Sec-WebSocket-Protocol: v12.stomp' --settle 2
    --send 'CONNECT\naccept-version:1.2\nhost:x\nheart-beat:0,0\n\n\0' --expect CONNECTED)
  JOIN=(--s-send 'SUBSCRIBE\nid:0\ndestination:/topic/c%c\n\n\0'
    --s-send 'SUBSCRIBE\nid:1\ndestination:/user/queue/reply\n\n\0')
  JOIN_BIG=(--s-send 'SUBSCRIBE\nid:2\ndestination:/topic/cbig\n\n\0')
  PUBLISH=(--pub 'SEND\ndestination:/topic/c%c\n\n%s\0') PUBLISH_BIG=(--pub 'SEND\ndestination:/topic/cbig\n\n%s\0')
  ASK=(--pub 'SEND\ndestination:/app/echo\n\n%s\0')
}
