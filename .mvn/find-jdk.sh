# Sourced by mvnw and by the launcher: exports JAVA_HOME of the first JDK 25 or newer it finds, or says how to get one.
# Reads each candidate's `release` file, so no JVM is started.

weightgate_jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release"
}

weightgate_find_jdk() {
  weightgate_javac=$(command -v javac 2>/dev/null || true)
  if [ -n "$weightgate_javac" ]; then
    weightgate_javac=$(readlink -f "$weightgate_javac" 2>/dev/null || echo "$weightgate_javac")
    weightgate_javac=${weightgate_javac%/bin/javac}
  fi
  for weightgate_home in "${JAVA_HOME:-}" "$weightgate_javac" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    [ -n "$weightgate_home" ] || continue
    weightgate_version=$(weightgate_jdk_version "$weightgate_home") || continue
    if [ "${weightgate_version:-0}" -ge 25 ]; then
      JAVA_HOME=$weightgate_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Weightgate needs a JDK 25 or newer and found none in JAVA_HOME, on the PATH or in the usual folders." >&2
  echo "Install one (for example Eclipse Temurin 25) or set JAVA_HOME to its folder, then try again." >&2
  return 1
}

weightgate_find_jdk || exit 1
