# What ./do and ./understudy share: finds or makes what the product needs on this machine. Sourced, never run.
# Messages go to standard error, plain; every fault is one line that says what to do.
# shellcheck shell=bash

set -euo pipefail

repo=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/understudy

say() { printf 'understudy: %s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# version_at_least HAVE WANT: both dotted numbers; a suffix such as -alpha or +dirty is not looked at.
version_at_least() {
  local IFS=. have want i
  read -ra have <<<"${1%%[-+]*}"
  read -ra want <<<"${2%%[-+]*}"
  for i in 0 1 2; do
    local h=${have[i]:-0} w=${want[i]:-0}
    [[ $h =~ ^[0-9]+$ ]] || return 1
    ((10#$h > 10#$w)) && return 0
    ((10#$h < 10#$w)) && return 1
  done
  return 0
}

# The path of a command, also when it lies where an ordinary user's PATH does not lead.
find_command() {
  if [[ $1 == initdb ]]; then
    find_postgres
  else
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin type -P -- "$1"
  fi
}

# ---- Java ------------------------------------------------------------------------------------------------------------

# The feature number of the JDK in a directory (25), or nothing when there is no compiler in it.
jdk_feature() {
  local line version=
  [[ -x $1/bin/javac ]] || return 0
  if [[ -r $1/release ]]; then
    while read -r line; do
      [[ $line == JAVA_VERSION=* ]] && version=${line#*=} && version=${version//\"/}
    done <"$1/release"
  fi
  [[ -n $version ]] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p')
  version=${version%%[.+-]*}
  [[ $version =~ ^[0-9]+$ ]] && printf '%s' "$version"
  return 0
}

# Sets JAVA_HOME to a JDK 25 or newer: what the user named, else what is on PATH, else what lies in the usual places.
need_java() {
  local candidate feature on_path best=
  if [[ -n ${UNDERSTUDY_JAVA_HOME:-} ]]; then
    feature=$(jdk_feature "$UNDERSTUDY_JAVA_HOME")
    [[ -n $feature ]] || die "UNDERSTUDY_JAVA_HOME is $UNDERSTUDY_JAVA_HOME, and there is no JDK; name one of version 25 or newer"
    ((feature >= 25)) || die "UNDERSTUDY_JAVA_HOME is a JDK $feature; name one of version 25 or newer"
    use_java "$UNDERSTUDY_JAVA_HOME"
    return
  fi
  on_path=$(type -P javac || true)
  [[ -n $on_path ]] && on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path"; do
    feature=$([[ -n $candidate ]] && jdk_feature "$candidate" || true)
    [[ -n $feature ]] && ((feature >= 25)) && use_java "$candidate" && return
  done
  local best_feature=0
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    feature=$(jdk_feature "$candidate")
    [[ -n $feature ]] && ((feature >= 25)) || continue
    # 25 is what the product is tested with; of the others the newest.
    ((feature == 25)) && best=$candidate && break
    ((feature > best_feature)) && best=$candidate && best_feature=$feature
  done
  [[ -n $best ]] || die "no JDK 25 or newer found; install one (for example Eclipse Temurin 25) or set UNDERSTUDY_JAVA_HOME to it"
  use_java "$best"
}

use_java() {
  export JAVA_HOME=$1 UNDERSTUDY_JAVA_HOME=$1
}

# ---- system packages -------------------------------------------------------------------------------------------------

# need_packages COMMAND=PACKAGE…: installs what is missing when root on a system with apt-get, else says the command.
need_packages() {
  local pair missing=()
  for pair in "$@"; do
    find_command "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  ((${#missing[@]})) || return 0
  local packages
  packages=$(printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' ')
  packages=${packages% }
  if ! type -P apt-get >/dev/null; then
    die "missing from this system: $packages; install them with its package manager"
  fi
  if ((EUID != 0)); then
    die "missing from this system; install with: sudo apt-get install -y $packages"
  fi
  say "installing $packages with apt-get"
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! apt_install $packages >"$log" 2>&1; then
    apt-get update -qq >>"$log" 2>&1 || true
    # shellcheck disable=SC2086
    if ! apt_install $packages >>"$log" 2>&1; then
      tail -n 3 -- "$log" >&2
      rm -f -- "$log"
      die "apt-get could not install $packages; repair that first, then run this again"
    fi
  fi
  rm -f -- "$log"
  for pair in "$@"; do
    find_command "${pair%%=*}" >/dev/null || die "${pair%%=*} is still missing after installing ${pair#*=}"
  done
}

# PostgreSQL's package must not make and start a server that nobody asked for.
apt_install() {
  local settings=/etc/postgresql-common/createcluster.conf
  if [[ " $* " == *" postgresql "* && ! -e $settings ]]; then
    mkdir -p -- "${settings%/*}"
    printf 'create_main_cluster = false\n' >"$settings"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Folder with the programs of the newest PostgreSQL from 15 on; UNDERSTUDY_POSTGRES names another.
find_postgres() {
  local folder best=${UNDERSTUDY_POSTGRES:-} newest=14 version
  if [[ -z $best ]]; then
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin; do
      version=$("$folder/postgres" --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1) || continue
      ((version > newest)) && newest=$version best=$folder
    done
  fi
  [[ -n $best && -x $best/initdb ]] && printf '%s\n' "$best"
}

# What zones, the balancer and the database of the local cloud are made with.
need_local_cloud() {
  need_packages haproxy=haproxy ip=iproute2 nsenter=util-linux unshare=util-linux setpriv=util-linux \
    initdb=postgresql pgbouncer=pgbouncer rsync=rsync socat=socat
  UNDERSTUDY_HAPROXY=$(find_command haproxy)
  UNDERSTUDY_POSTGRES=$(find_postgres)
  UNDERSTUDY_PGBOUNCER=$(find_command pgbouncer)
  UNDERSTUDY_RSYNC=$(find_command rsync)
  UNDERSTUDY_SOCAT=$(find_command socat)
  export UNDERSTUDY_HAPROXY UNDERSTUDY_POSTGRES UNDERSTUDY_PGBOUNCER UNDERSTUDY_RSYNC UNDERSTUDY_SOCAT
}

# ---- Maven -----------------------------------------------------------------------------------------------------------

need_maven() {
  type -P mvn >/dev/null || die "no Maven found; install 3.8.7 or newer (on Debian: sudo apt-get install -y maven)"
}

# Maven in the repository, batch mode, and with a local repository of our own where the home directory is closed.
run_maven() {
  local options=(-B --no-transfer-progress) home
  home=$(getent passwd "$EUID" 2>/dev/null | cut -d: -f6 || true)
  [[ -d ${home:-/nonexistent}/.m2 && -w $home/.m2 || -w ${home:-/nonexistent} ]] || options+=("-Dmaven.repo.local=$cache/m2")
  (cd -- "$repo" && mvn "${options[@]}" "$@")
}

# ---- the product -----------------------------------------------------------------------------------------------------

provider_dist=$repo/provider/plugin/target/dist
provider_launcher=$provider_dist/bin/pulumi-resource-understudy
product_lib=$repo/cli/target/dist/lib
product_stamp=$repo/.understudy/built
source_roots=(core identity probes calendars signals copy clouds stacks agent provider cli)

# Whether something the product is built from is newer than the last build. A removed file shows in its directory.
product_stale() {
  [[ -f $product_stamp && -d $product_lib && -x $provider_launcher ]] || return 0
  [[ -n $(cd -- "$repo" && find pom.xml .mvn "${source_roots[@]}" -name target -prune -o -path '*/src/test' -prune -o \
    \( -path '*/src/main*' -o -name pom.xml -o -path '.mvn/*' \) -newer "$product_stamp" -print -quit) ]]
}

# Builds the product when it is missing or stale; two runs at once build it once.
need_product() {
  product_stale || return 0
  need_maven
  mkdir -p -- "$repo/.understudy" 2>/dev/null && [[ -w $repo/.understudy ]] ||
    die "the product is not built yet and $repo is not writable for you; run ./understudy once as its owner"
  local lock log=$repo/.understudy/build.log
  exec {lock}>"$repo/.understudy/build.lock"
  if ! flock -n "$lock"; then
    say "waiting for another build of the product"
    flock "$lock"
  fi
  if product_stale; then
    say "building the product (a minute or two the first time; log: .understudy/build.log)"
    touch -- "$product_stamp.next"
    if ! run_maven -q package -DskipTests -pl cli,provider/plugin -am >"$log" 2>&1 {lock}>&-; then
      grep -m 20 -E '^\[ERROR\]' -- "$log" >&2 || tail -n 20 -- "$log" >&2
      die "the build failed; the whole log is $log"
    fi
    # Halves the provider's start; without it everything works too.
    "${provider_launcher%/*}/make-aot-cache" >>"$log" 2>&1 {lock}>&- || say "the provider has no start-up cache; it starts slower"
    mv -f -- "$product_stamp.next" "$product_stamp"
  fi
  exec {lock}>&-
}

# ---- the engine ------------------------------------------------------------------------------------------------------

engine_wanted=3.230.0
engine_binaries=(pulumi pulumi-language-yaml pulumi-language-java)

# The directory of an engine on PATH that is new enough and has its language hosts, or nothing.
engine_on_path() {
  local pulumi version host
  pulumi=$(type -P pulumi) || return 0
  version=$(PULUMI_SKIP_UPDATE_CHECK=true "$pulumi" version 2>/dev/null) || return 0
  version_at_least "${version#v}" "$engine_wanted" || return 0
  for host in "${engine_binaries[@]}"; do
    type -P "$host" >/dev/null || return 0
  done
  dirname -- "$pulumi"
}

# Where the engine built from tools/ belongs: its name changes with every pin.
engine_cache() {
  local version sum
  version=$(sed -n 's|^\tgithub.com/pulumi/pulumi/pkg/v3 v\([0-9.]*\).*|\1|p' "$repo/tools/go.mod")
  sum=$(cat -- "$repo/tools/go.mod" "$repo/tools/go.sum" | sha256sum)
  printf '%s/engine/%s-%s' "$cache" "$version" "${sum:0:16}"
}

# Whether a built engine is whole: each binary is there in the size it was built with.
engine_whole() {
  local name
  [[ -r $1/sizes ]] || return 1
  for name in "${engine_binaries[@]}"; do
    [[ -x $1/$name ]] || return 1
    grep -qx -- "$name $(stat -c %s -- "$1/$name")" "$1/sizes" || return 1
  done
}

# Sets UNDERSTUDY_PULUMI_DIR when an engine is at hand, without building one.
find_engine() {
  local dir
  if [[ -n ${UNDERSTUDY_PULUMI_DIR:-} ]]; then
    [[ -x $UNDERSTUDY_PULUMI_DIR/pulumi ]] || die "UNDERSTUDY_PULUMI_DIR is $UNDERSTUDY_PULUMI_DIR, and there is no pulumi in it"
    return 0
  fi
  dir=$(engine_on_path)
  [[ -n $dir ]] || dir=$(engine_cache)
  [[ -x $dir/pulumi ]] || return 1
  [[ $dir != "$cache"/* ]] || engine_whole "$dir" || return 1
  export UNDERSTUDY_PULUMI_DIR=$dir
}

# Sets UNDERSTUDY_PULUMI_DIR; builds the engine when there is none. Two runs at once build it once.
need_engine() {
  find_engine && return
  local dir lock
  dir=$(engine_cache)
  need_go
  mkdir -p -- "${dir%/*}" 2>/dev/null && [[ -w ${dir%/*} ]] ||
    die "cannot write ${dir%/*}, where the engine is kept; set XDG_CACHE_HOME to a directory that you can write to"
  exec {lock}>"${dir%/*}/lock"
  if ! flock -n "$lock"; then
    say "waiting for another build of the Pulumi engine"
    flock "$lock"
  fi
  engine_whole "$dir" || build_engine "$dir" "$lock" || exit 1
  exec {lock}>&-
  export UNDERSTUDY_PULUMI_DIR=$dir
}

need_go() {
  local version
  type -P go >/dev/null ||
    die "no Pulumi engine >= $engine_wanted with its yaml and java hosts on PATH, and no Go to build one; install Go 1.21 or newer"
  version=$(go env GOVERSION 2>/dev/null || true)
  version_at_least "${version#go}" 1.21 ||
    die "Go is ${version:-too old}; building the Pulumi engine needs Go 1.21 or newer, which fetches the toolchain it wants"
}

# build_engine DIRECTORY LOCK: builds beside the directory and renames, so that a half-built engine is never seen.
build_engine() (
  dir=$1 version=${1##*/} lock=$2 log=${1%/*}/build.log build=
  version=${version%-*}
  rm -rf -- "$dir".?????? # left by a build that was killed; nobody else is here, we hold the lock
  work=$(mktemp -d -- "$dir.XXXXXX")
  trap '[[ -z $build ]] || kill -- "-$build" 2>/dev/null; rm -rf -- "$work"' EXIT
  trap 'exit 130' INT TERM HUP
  say "building the Pulumi engine $version from source, once (about 6 minutes on 2 cores; log: $log)"
  # A home that cannot be written holds no module cache either.
  if [[ ! -w ${HOME:-/nonexistent} ]]; then
    export GOPATH=${GOPATH:-$cache/go} GOCACHE=${GOCACHE:-$cache/go-build} GOFLAGS="${GOFLAGS:-} -modcacherw"
  fi
  mapfile -t packages < <(sed -n '/^tool (/,/^)/s/^\t//p' "$repo/tools/go.mod")
  mkdir -- "$work/tmp"
  (
    cd -- "$repo/tools"
    # A session of its own, so that an interrupted build ends with its compilers.
    CGO_ENABLED=0 GOWORK=off GOTOOLCHAIN=auto GOTMPDIR=$work/tmp exec setsid go build -buildvcs=false -o "$work/" \
      -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v$version" "${packages[@]}"
  ) >"$log" 2>&1 {lock}>&- &
  build=$!
  seconds=0
  while kill -0 "$build" 2>/dev/null; do
    sleep 1
    ((++seconds % 60)) || say "still building the Pulumi engine, $((seconds / 60)) min"
  done
  if ! wait "$build"; then
    build=
    tail -n 5 -- "$log" >&2
    die "the Pulumi engine could not be built; the whole log is $log"
  fi
  build=
  rm -rf -- "$work/tmp"
  for name in "${engine_binaries[@]}"; do
    printf '%s %s\n' "$name" "$(stat -c %s -- "$work/$name")"
  done >"$work/sizes"
  chmod 755 -- "$work"
  rm -rf -- "$dir"
  mv -- "$work" "$dir"
  rm -f -- "$log"
)
