#!/usr/bin/env bash
# Tests of scripts/lib.sh and scripts/reports.sh with stand-ins for go, pulumi, apt-get and JDKs.
# Prints a line per test and leaves a report in the form of surefire, so that ./do check counts them.
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
. "$repo/scripts/reports.sh"

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
bin=$scratch/bin
cache=$scratch/cache
export HOME=$scratch/home
mkdir -p -- "$bin" "$HOME"
unset JAVA_HOME UNDERSTUDY_JAVA_HOME UNDERSTUDY_PULUMI_DIR XDG_CACHE_HOME
PATH=$bin:/usr/bin:/bin

fake() { # fake NAME <<script
  { printf '#!/bin/bash\n' && cat; } >"$bin/$1"
  chmod +x -- "$bin/$1"
}

fake_jdk() { # fake_jdk DIRECTORY VERSION
  mkdir -p -- "$1/bin"
  : >"$1/bin/javac"
  chmod +x -- "$1/bin/javac"
  printf 'IMPLEMENTOR="x"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
}

fake_go() { # a compiler that counts its runs and writes what it is asked for
  fake go <<'GO'
[[ $1 == env ]] && { case $2 in GOVERSION) echo go1.26.1 ;; *) echo /nonexistent ;; esac; exit; }
while [[ $1 != -o ]]; do shift; done
echo run >>"$COUNT"
for package in "${@:4}"; do [[ $package == -* ]] || { [[ $2 == */ ]] && printf '#!/bin/sh\necho v3.230.0\n' >"$2${package##*/}" && chmod +x "$2${package##*/}"; }; done
GO
  export COUNT=$scratch/count
  : >"$COUNT"
}

same() { [[ $1 == "$2" ]] || { printf '    expected: %s\n    but was:  %s\n' "$2" "$1"; return 1; }; }
says() { [[ $2 == *"$1"* ]] || { printf '    expected to say: %s\n    but was: %s\n' "$1" "$2"; return 1; }; }

versionsAreComparedByNumber() {
  version_at_least 3.230.0 3.230.0 && version_at_least 3.1000.0 3.230.0 && version_at_least 4 3.230.0 &&
    version_at_least 3.230.1+dirty 3.230.0 && ! version_at_least 3.99.9 3.230.0 && ! version_at_least 1.20.14 1.21 &&
    ! version_at_least devel 1.21
}

theNamedJdkWinsAndAnOldOneIsRefused() {
  fake_jdk "$scratch/jdk25" 25.0.3
  fake_jdk "$scratch/jdk21" 21.0.1
  (UNDERSTUDY_JAVA_HOME=$scratch/jdk25 need_java && same "$JAVA_HOME" "$scratch/jdk25") || return 1
  (JAVA_HOME=$scratch/jdk25 need_java && same "$JAVA_HOME" "$scratch/jdk25") || return 1
  says "is a JDK 21; name one of version 25" "$(UNDERSTUDY_JAVA_HOME=$scratch/jdk21 need_java 2>&1)" || return 1
  says "there is no JDK" "$(UNDERSTUDY_JAVA_HOME=$scratch need_java 2>&1)"
}

anEngineOnPathIsUsedOnlyWithItsHosts() {
  fake pulumi <<<'echo v3.231.2'
  same "$(engine_on_path)" "" || return 1
  fake pulumi-language-yaml </dev/null
  fake pulumi-language-java </dev/null
  same "$(engine_on_path)" "$bin" || return 1
  fake pulumi <<<'echo v3.229.9'
  same "$(engine_on_path)" ""
}

theEngineIsBuiltOnceAndABrokenOneAgain() {
  rm -f -- "$bin"/pulumi*
  fake_go
  (need_engine 2>/dev/null) & (need_engine 2>/dev/null) & wait
  same "$(cat "$COUNT")" run || return 1
  local dir
  dir=$(engine_cache)
  (need_engine && same "$UNDERSTUDY_PULUMI_DIR" "$dir") || return 1
  printf 'torn' >"$dir/pulumi-language-yaml"
  (need_engine 2>/dev/null && engine_whole "$dir") || return 1
  same "$(wc -l <"$COUNT")" 2 || return 1
  same "$(find "${dir%/*}" -mindepth 1 -maxdepth 1 -type d)" "$dir"
}

aFailedEngineBuildLeavesNothingAndSaysSo() {
  rm -rf -- "$cache"
  fake go <<'GO'
[[ $1 == env ]] && { echo go1.26.1; exit; }
echo "no route to anywhere" >&2
exit 1
GO
  local said
  said=$(need_engine 2>&1) && return 1
  says "no route to anywhere" "$said" && says "could not be built; the whole log is" "$said" || return 1
  same "$(find "$cache/engine" -mindepth 1 -maxdepth 1 -type d)" ""
}

anOldOrMissingGoIsNamed() {
  rm -rf -- "$cache" "$bin/go"
  says "no Go to build one; install Go 1.21 or newer" "$(need_engine 2>&1)" || return 1
  fake go <<<'echo go1.20.14'
  says "Go is go1.20.14; building the Pulumi engine needs Go 1.21" "$(need_engine 2>&1)"
}

aCacheThatCannotBeWrittenIsNamed() {
  fake_go
  : >"$scratch/file"
  says "set XDG_CACHE_HOME to a directory that you can write to" "$(cache=$scratch/file/cache need_engine 2>&1)"
}

missingPackagesAreInstalledByRootAndNamedToOthers() {
  fake apt-get <<APT
[[ \$1 == install ]] && printf '#!/bin/sh\n' >$bin/wanted-command && chmod +x $bin/wanted-command
APT
  if ((EUID == 0)); then
    need_packages sh=dash wanted-command=wanted-package 2>/dev/null && [[ -x $bin/wanted-command ]] || return 1
    chmod 755 -- "$scratch" "$bin"
    local said
    said=$(setpriv --reuid=65534 --regid=65534 --clear-groups bash -c '
      . "$1"; PATH=$2; need_packages sh=dash other-command=other-package' - "$repo/scripts/lib.sh" "$PATH" 2>&1) && return 1
    [[ $said == *"Permission denied"* ]] || says "install with: sudo apt-get install -y other-package" "$said"
  else
    says "install with: sudo apt-get install -y wanted-package" "$(need_packages wanted-command=wanted-package 2>&1)"
  fi
}

theProductIsStaleWhenASourceChanges() {
  repo=$scratch/tree
  product_stamp=$repo/.understudy/built product_lib=$repo/cli/target/dist/lib provider_launcher=$repo/launcher
  source_roots=(core)
  mkdir -p -- "$repo/core/src/main/java" "$repo/core/src/test" "$repo/core/target" "$repo/.understudy" "$product_lib" "$repo/.mvn"
  touch -- "$repo/pom.xml" "$repo/core/src/main/java/A.java" "$provider_launcher"
  chmod +x -- "$provider_launcher"
  product_stale || return 1
  touch -d '+1 hour' -- "$product_stamp"
  product_stale && return 1
  touch -d '+2 hours' -- "$repo/core/target" "$repo/core/src/test" "$repo/core"
  product_stale && return 1
  touch -d '+2 hours' -- "$repo/core/src/main/java/A.java"
  product_stale
}

reportsAreSummedUp() {
  repo=$scratch/reports
  mkdir -p -- "$repo/a/target/surefire-reports" "$repo/b/c/target/failsafe-reports" "$repo/.understudy"
  printf '<?xml version="1.0"?>\n<testsuite name="X"\n time="0.1" tests="5" errors="0" skipped="1" failures="0">\n<testcase name="y"/></testsuite>' \
    >"$repo/a/target/surefire-reports/TEST-X.xml"
  printf '<testsuite tests="3" errors="1" skipped="0" failures="1"></testsuite>' >"$repo/b/c/target/failsafe-reports/TEST-Y.xml"
  local sum
  sum=$(summarise_reports 0) && return 1
  same "$sum" "Tests run: 5, Failures: 0, Errors: 0, Skipped: 1 -- a
Tests run: 3, Failures: 1, Errors: 1, Skipped: 0 -- b/c
Tests run: 8, Failures: 1, Errors: 1, Skipped: 1
5 passed, 2 failed" || return 1
  clear_reports
  same "$(summarise_reports 0 | tail -n 1)" "0 passed, 0 failed"
}

scriptsParse() {
  local file
  for file in "$repo"/do "$repo"/understudy "$repo"/.ci/run "$repo"/bench/run "$repo"/scripts/*.sh; do
    [[ ! -f $file ]] || bash -n -- "$file" || return 1
  done
}

tests=($(declare -F | sed -n 's/^declare -f \([a-z]*[A-Z][A-Za-z]*\)$/\1/p'))
failed=0
cases=
for test in "${tests[@]}"; do
  if said=$( (set +e; "$test") 2>&1); then
    cases+="<testcase classname=\"scripts\" name=\"$test\"/>"
  else
    failed=$((failed + 1))
    printf 'scripts: %s FAILED\n%s\n' "$test" "$said"
    cases+="<testcase classname=\"scripts\" name=\"$test\"><failure/></testcase>"
  fi
done
mkdir -p -- "$repo/scripts/target/surefire-reports"
printf '<testsuite name="scripts" tests="%d" errors="0" skipped="0" failures="%d">%s</testsuite>\n' \
  "${#tests[@]}" "$failed" "$cases" >"$repo/scripts/target/surefire-reports/TEST-scripts.xml"
printf 'scripts: Tests run: %d, Failures: %d, Errors: 0, Skipped: 0\n' "${#tests[@]}" "$failed"
((failed == 0))
