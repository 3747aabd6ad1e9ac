#!/usr/bin/env bash
# Micro-benchmarks of the parts that every message passes: time and allocated bytes of each operation.
#
#   src/bench/jmh.sh [pattern] [options of JMH]     for instance: src/bench/jmh.sh 'FanOut|Publish'
#
# Without options each is measured for three seconds after a warm-up of two, in one JVM: enough to find what is large.
# The table goes to standard output, all figures to target/jmh/results.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PATTERN=${1:-.*}
shift || true
OPTIONS=(-f 1 -wi 2 -w 1 -i 3 -r 1)
[ $# -gt 0 ] && OPTIONS=("$@")
WORK=target/jmh

./mvnw -q -B -ntp -Pjmh process-test-classes
CLASSES=$WORK/classes:target/test-classes:target/classes:$(cat "$WORK/classpath")
rm -rf "$WORK/classes"
mkdir -p "$WORK/classes"
find src/jmh/java -name '*.java' -print0 | xargs -0 javac -nowarn -d "$WORK/classes" -cp "$CLASSES" \
  -processorpath "$WORK/jmh-generator-annprocess.jar:$CLASSES" -processor org.openjdk.jmh.generators.BenchmarkProcessor
# A heap of one size: what is measured is the code, not how the heap grows.
java -cp "$CLASSES" org.openjdk.jmh.Main "$PATTERN" -bm avgt -tu ns -prof gc -foe true "${OPTIONS[@]}" \
  -jvmArgs '-Xms1g -Xmx1g' -rf json -rff "$WORK/results.json" -o "$WORK/jmh.log"
python3 src/bench/jmh.py "$WORK/results.json"
