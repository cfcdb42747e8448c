# Sourced by the scripts of this folder: tools that are not ours, pinned, installed once into $REAL_HOME.
# shellcheck shell=bash
set -euo pipefail
: "${REAL_HOME:?run through tests/real/run}" "${BEDROCK_EOL:?run through tests/real/run}"
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# What the scripts build on their way is packed and installed, not measured: the optimizer has no part in it, and what
# two of them build alike is built once. $BEDROCK_EOL is the real release.
export CARGO_TARGET_DIR="$REAL_HOME/target" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16

# venv NAME REQUIREMENT…: a virtual environment with exactly these; prints its bin folder.
venv() {
  local name=$1 key dir
  shift
  key=$(printf '%s\n' "$@" | sha256sum | cut -c1-12)
  dir="$REAL_HOME/venv/$name-$key"
  if [ ! -f "$dir/.complete" ]; then
    rm -rf "$dir"
    python3 -m venv "$dir" >&2
    "$dir/bin/pip" install --quiet --disable-pip-version-check "$@" >&2
    touch "$dir/.complete"
  fi
  printf '%s\n' "$dir/bin"
}

# npm_tools: the packages of tests/real/package-lock.json; prints node_modules/.bin.
npm_tools() {
  local key dir
  key=$(sha256sum "$REPO/tests/real/package-lock.json" | cut -c1-12)
  dir="$REAL_HOME/npm/$key"
  if [ ! -f "$dir/.complete" ]; then
    rm -rf "$dir"
    mkdir -p "$dir"
    cp "$REPO/tests/real/package.json" "$REPO/tests/real/package-lock.json" "$dir/"
    (cd "$dir" && npm ci --no-audit --no-fund --loglevel=error) >&2
    touch "$dir/.complete"
  fi
  printf '%s\n' "$dir/node_modules/.bin"
}

# apt_tool COMMAND PACKAGE: installs the Debian package where the command is missing.
apt_tool() {
  command -v "$1" >/dev/null && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  if [ ! -f "$REAL_HOME/apt-updated" ]; then
    "${as_root[@]}" apt-get update -qq >&2
    touch "$REAL_HOME/apt-updated"
  fi
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends "$2" >&2
  command -v "$1" >/dev/null
}

# scratch: a fresh folder that goes away with the script; prints its path.
scratch() {
  mkdir -p "$REAL_HOME/scratch"
  mktemp -d "$REAL_HOME/scratch/XXXXXX"
}

# fail MESSAGE…: ends the script.
fail() {
  printf 'failed: %s\n' "$*" >&2
  exit 1
}

# expect_status STATUS COMMAND…: runs the command and fails unless it ends with this status.
expect_status() {
  local want=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" -eq "$want" ] || fail "exit $got instead of $want: $*"
}
