#!/usr/bin/env bash
# The developer's entry: ./do help says what it can.
# shellcheck source=scripts/lib.sh
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/scripts/lib.sh"
. "$repo/scripts/reports.sh"

usage() {
  cat <<'TEXT'
./do quick        compile and test the modules that changed since the last commit (or in it), and what they stand on
./do check        everything: scripts, format, all tests, end to end with the real engine and balancer
./do fmt          format the sources
./do sim           try seeded histories: --seeds N [--from M], --seed N, --mutants, --scenario FILE [--update]
./do bench NAME   measure; names: reconcile [REVISIONS], provider [RUNS], migrate [TIMES],
                  faults [CELL…], precopy [GIB], judgement --data DIR [--seed N], heat
./do help         this text
TEXT
}

# Maven with all it prints in a log, and on the screen what a reader wants to follow.
maven_followed() {
  local log=$repo/.understudy/$1.log
  local -a status
  shift
  mkdir -p -- "$repo/.understudy"
  run_maven "$@" 2>&1 | tee -- "$log" |
    grep --line-buffered -E '^\[(ERROR|WARNING)\]|Tests run:|^\[INFO\] (Building [A-Z]|BUILD)'
  status=("${PIPESTATUS[@]}") # Maven's own counts; grep may have found nothing to show
  ((status[0] == 0)) || say "the whole log is $log"
  return "${status[0]}"
}

# Modules with a change against HEAD, or in HEAD's own commit when the tree is clean; comma-separated.
changed_modules() {
  local path changed
  changed=$(git -C "$repo" status --porcelain --untracked-files=all | cut -c4- | sed 's/.* -> //')
  [[ -n $changed ]] || changed=$(git -C "$repo" diff-tree --no-commit-id --name-only -r HEAD)
  while read -r path; do
    while [[ $path == */* ]]; do
      path=${path%/*}
      [[ -f $repo/$path/pom.xml ]] && grep -q "<module>$path</module>" "$repo/pom.xml" && printf '%s\n' "$path" && break
    done
  done <<<"$changed" | sort -u | paste -sd, -
}

quick() {
  need_java
  need_maven
  local modules
  modules=$(changed_modules)
  if [[ -z $modules ]]; then
    say "no module changed"
    return
  fi
  clear_reports
  find_engine || say "no Pulumi engine at hand: tests that need it are skipped (./do check builds one)"
  local status=0
  say "testing $modules and what they stand on"
  maven_followed quick test -pl "$modules" -am || status=$?
  summarise_reports "$status"
}

check() {
  need_java
  need_maven
  need_local_cloud
  need_engine
  clear_reports
  local status=0
  bash "$repo/scripts/lib-test.sh" || status=1
  export UNDERSTUDY_PROVIDER=${UNDERSTUDY_PROVIDER:-$provider_launcher}
  # Two modules at a time: most tests wait. The last module has the machine to itself, because it stands on all others.
  maven_followed check --fail-at-end -T 2 spotless:check verify || status=1
  summarise_reports "$status"
}

bench() {
  case ${1:-} in
    reconcile) exec "$repo/bench/run" "$@" ;;
    provider) exec "$repo/bench/provider-start" "${@:2}" ;;
    judgement) exec "$repo/bench/judge" "${@:2}" ;;
    heat) exec "$repo/bench/heat" "${@:2}" ;;
    migrate | faults | precopy) exec "$repo/bench/measure" "$@" ;;
    *) die "bench name is \"${1:-}\"; allowed: reconcile, provider, migrate, faults, precopy, judgement, heat" ;;
  esac
}

case ${1:-help} in
  quick) quick ;;
  check) check ;;
  fmt)
    need_java
    need_maven
    run_maven -q spotless:apply
    ;;
  sim) exec "$repo/sim/run" "${@:2}" ;;
  bench) bench "${@:2}" ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    die "command is \"$1\"; allowed: quick, check, fmt, sim, bench, help"
    ;;
esac
