#!/bin/sh
# Makes a key and a certificate for trials of wss on this machine, with the JDK's keytool alone:
#
#   server-config/tls/development-certificate.sh DIRECTORY [HOST]
#
# DIRECTORY then has carillon.p12 (key and certificate), password (that of carillon.p12) and carillon.pem (the
# certificate, for clients to trust). It is valid for 90 days, for HOST, localhost, 127.0.0.1 and ::1. Nobody vouches for
# it: in production take one of a certificate authority.
set -eu

directory=${1:?"usage: $0 DIRECTORY [HOST]"}
host=${2:-localhost}
keytool=${JAVA_HOME:+$JAVA_HOME/bin/}keytool

if [ -e "$directory/carillon.p12" ]; then
    echo "$directory/carillon.p12 is there already; remove it for a new one." >&2
    exit 1
fi
umask 077
mkdir -p "$directory"
od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$directory/password"
"$keytool" -genkeypair -alias carillon -keyalg EC -groupname secp256r1 -validity 90 \
    -dname "CN=$host" -ext "SAN=dns:$host,dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1" \
    -storetype PKCS12 -keystore "$directory/carillon.p12" -storepass:file "$directory/password"
"$keytool" -exportcert -rfc -alias carillon -keystore "$directory/carillon.p12" \
    -storepass:file "$directory/password" -file "$directory/carillon.pem"
chmod 644 "$directory/carillon.pem"
