#!/bin/sh
# llama3.java behind llama-bench's options. LLAMA3: a checkout of github.com/mukel/llama3.java; JAVA_HOME: a JDK 25
while [ $# -gt 1 ]; do
  case $1 in -m) model=$2 ;; -t) threads=$2 ;; -p) prompt=$2 ;; -n) written=$2 ;; esac
  shift 2
done
classes=$LLAMA3/target/bench
source=$(dirname "$0")/Llama3Bench.java
[ "$classes" -nt "$source" ] || { rm -rf "$classes" && "$JAVA_HOME/bin/javac" -nowarn -d "$classes" --enable-preview --release 25 --add-modules jdk.incubator.vector \
  "$LLAMA3/Llama3.java" "$source" >&2; } || exit 1
exec "$JAVA_HOME/bin/java" --enable-preview --add-modules jdk.incubator.vector \
  -Djava.util.concurrent.ForkJoinPool.common.parallelism=$((threads - 1)) -cp "$classes" com.llama4j.Llama3Bench "$model" "$prompt" "$written"
