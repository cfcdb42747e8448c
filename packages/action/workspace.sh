# Sourced by the scripts of this folder. The workspace may hold the files of a pull request: no program is looked for in
# it, and what is not to be influenced by it is kept outside.
# shellcheck shell=bash

# error TEXT, warning TEXT, notice TEXT: an annotation of the run; TEXT cannot begin another command.
annotate() {
  local text=${2//%/%25}
  text=${text//$'\r'/%0D}
  printf '::%s::bedrock-eol: %s\n' "$1" "${text//$'\n'/%0A}"
}
error() { annotate error "$1"; }
warning() { annotate warning "$1"; }
notice() { annotate notice "$1"; }

# fail TEXT: ends the step.
fail() {
  error "$1"
  exit 2
}

# physical PATH: the absolute path without links; the part that does not exist stays as it is.
physical() {
  local path=$1 rest=
  case $path in
    /*) ;;
    [A-Za-z]:*) path=${path//\\//} ;;
    *) path=$PWD/$path ;;
  esac
  while [ -n "$path" ] && [ ! -d "$path" ]; do
    rest=/${path##*/}$rest
    path=${path%/*}
  done
  path=$(CDPATH='' cd -P -- "${path:-/}" && pwd -P)
  printf '%s%s\n' "${path%/}" "$rest"
}

# in_workspace PATH: whether it is the workspace or below it. Folders are compared by identity, since a file system may
# ignore case.
in_workspace() {
  [ -n "${GITHUB_WORKSPACE:-}" ] || return 1
  local folder
  folder=$(physical "$1")
  while :; do
    if [ "${folder:-/}" -ef "$GITHUB_WORKSPACE" ]; then return 0; fi
    [ -n "$folder" ] || return 1
    folder=${folder%/*}
  done
}

# Relative and empty entries of PATH, and those in the workspace, would run programs of the pull request.
outside_workspace() {
  local folder folders kept=
  IFS=: read -ra folders <<<"$1"
  for folder in "${folders[@]}"; do
    case $folder in /*) in_workspace "$folder" || kept+=${kept:+:}$folder ;; esac
  done
  printf '%s\n' "$kept"
}
PATH=$(outside_workspace "$PATH")
export PATH

# A home in the workspace has the settings of a pull request: .gitconfig, .curlrc.
home_outside_workspace() {
  local name
  for name in HOME XDG_CONFIG_HOME; do
    if [ -n "${!name:-}" ] && in_workspace "${!name}"; then export "$name=${RUNNER_TEMP:-/tmp}"; fi
  done
}
home_outside_workspace
