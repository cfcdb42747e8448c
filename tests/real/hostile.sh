# Sourced by the scripts of formats: a project whose names and contents try to break out of reports, and a large one.
# shellcheck shell=bash

# hostile_project FOLDER: writes it. Dead models stand in every file.
hostile_project() {
  local dir=$1
  mkdir -p "$dir/deploy" "$dir/infra/100%" "$dir/docs/übersicht" "$dir/src"
  printf 'MODEL = "anthropic.claude-v2:1"\n\nMODEL = "anthropic.claude-v2:1"\n' >"$dir/deploy/app config.py"
  printf 'model_id = "anthropic.claude-3-sonnet-20240229-v1:0"\n' >"$dir/infra/100%/main.tf"
  printf 'MODEL = "anthropic.claude-v2" # naïve 日本\n' >"$dir/docs/übersicht/日本.py"
  printf '::error file=x,line=1::forged by content\nMODEL = "anthropic.claude-v2"  # %%0A::error::forged\r\n' \
    >"$dir/src/a::error file=b%0A,line=1::x.py"
  printf 'MODEL = "anthropic.claude-v2"\n' >"$dir/src/"$'new\n::error title=forged::by name.py'
  printf 'MODEL = "anthropic.claude-v2"\n' >"$dir/src/"$'return\r::warning::forged.py'
  printf 'MODEL = "anthropic.claude-v2"\n' >"$dir/=cmd|' calc'!A0,\"x\".py"
  printf '<script>alert(1)</script> </script>"><img src=x onerror=alert(2)> MODEL = "anthropic.claude-v2"\n' \
    >"$dir/src/page.html"
  printf 'MODEL = "anthropic.claude-v2" # ]]> <![CDATA[ @team #1 | `x` \x1b]8;;http://example.com\x1b\\link\n' \
    >"$dir/src/"$'@team #1 | `x` ]]><![CDATA[ \xe2\x80\xae\e]8;;http:example\e.py'
  printf '\x1b]0;title\x07 MODEL = "anthropic.claude-v2" \xe2\x80\xae\n' >"$dir/src/<img src=x onerror=alert(3)>.py"
}

# many_project FOLDER N: writes files of a hundred lines with N dead references in all.
many_project() {
  local dir=$1 left=$2 file=0 lines
  mkdir -p "$dir"
  while [ "$left" -gt 0 ]; do
    lines=$((left < 100 ? left : 100))
    for line in $(seq "$lines"); do printf 'MODEL_%d = "anthropic.claude-v2"\n' "$line"; done >"$dir/module_$file.py"
    left=$((left - lines)) file=$((file + 1))
  done
}
