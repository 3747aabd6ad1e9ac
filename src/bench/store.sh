#!/bin/sh
# What the engines of the logs do on this machine; ./mvnw package first. Needs about 1 GB in target/bench-store.
set -eu
cd "$(dirname "$0")/../.."
libraries="target/classes:target/carillon/WEB-INF/lib/*"
work=target/bench-store
rm -rf "$work"
mkdir -p "$work/classes"
javac -d "$work/classes" -cp "$libraries" src/bench/store/Store.java
run() { java -Xmx512m -cp "$work/classes:$libraries" Store "$@"; }
run append "$work/append"
run fill "$work/full"
run open "$work/full"
rm -rf "$work"
