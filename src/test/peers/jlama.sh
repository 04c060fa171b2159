#!/bin/sh
# Jlama behind llama-bench's options; it reads the safetensors beside the GGUF. JLAMA: a folder with com.github.tjake:jlama-core,
# what it needs and, to try its kernels in C, jlama-native; JAVA_HOME: a JDK 25
while [ $# -gt 1 ]; do
  case $1 in -m) model=$2 ;; -t) threads=$2 ;; -p) prompt=$2 ;; -n) written=$2 ;; esac
  shift 2
done
classes=$JLAMA/bench
source=$(dirname "$0")/JlamaBench.java
[ "$classes" -nt "$source" ] || { rm -rf "$classes" && "$JAVA_HOME/bin/javac" -nowarn -d "$classes" --add-modules jdk.incubator.vector -cp "$JLAMA/*" \
  "$source" >&2; } || exit 1
exec "$JAVA_HOME/bin/java" -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 --add-modules jdk.incubator.vector \
  --add-opens jdk.incubator.vector/jdk.incubator.vector=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED \
  --enable-native-access=ALL-UNNAMED -XX:+UnlockDiagnosticVMOptions -XX:+AlignVector -cp "$classes:$JLAMA/*" JlamaBench \
  "$(dirname "$(dirname "$model")")/safetensors" "$prompt" "$written" "$threads"
