#!/usr/bin/env bash
# Runs the tests that wait for something, again and again, beside a busy loop on every core: tests/repeat.sh [RUNS] [CLASS...]
# 20 runs unless told otherwise; CLASS such as RedisTests takes these classes alone. Build first. Ends with "N runs, N failed".
set -euo pipefail
cd "$(dirname "$0")"

runs=${1:-20}
classes=("${@:2}")
# What the tests that wait have in common: the last resort of a wait, or something that waits itself.
waits='Eventually\.|TimersRun|TimersMade|GraphQLSocket|EventReader|HeadReads|WriteLock|Redis(Server|Instances)|ServiceProcess|\.Entered'

output=$(mktemp -d)
load=()
end() {
  [ ${#load[@]} -eq 0 ] || kill "${load[@]}" 2>/dev/null || true
  rm -rf "$output"
}
trap end EXIT
for _ in $(seq "$(nproc)"); do
  (while :; do :; done) &
  load+=($!)
done

filters_of() {
  local file class
  find "$1" -name '*Tests.cs' -not -path '*/obj/*' -not -path '*/bin/*' -print0 | xargs -0 grep -lE "$waits" | while read -r file; do
    class=$(basename "$file" .cs)
    if [ ${#classes[@]} -eq 0 ] || [[ " ${classes[*]} " == *" $class "* ]]; then printf -- '-class *.%s ' "$class"; fi
  done
}

failed=0
for run in $(seq "$runs"); do
  status=green
  running=()
  # All projects at once: they share the cores with each other, too.
  for project in Application.Tests Infrastructure.Tests Api.Tests EndToEnd.Tests; do
    read -ra filters <<<"$(filters_of "$project")"
    [ ${#filters[@]} -gt 0 ] || continue
    mkdir -p "$output/$project"
    TMPDIR=$output/$project "$project/bin/Debug/net10.0/GroupResults.$project" "${filters[@]}" -noColor >"$output/$project.log" 2>&1 &
    running+=("$!:$project")
  done
  for each in "${running[@]}"; do
    project=${each#*:}
    wait "${each%%:*}" || { status=red; cat "$output/$project.log"; }
    left=$(ls -A "$output/$project")
    if [ -n "$left" ]; then status=red; echo "$project left in the temporary folder: $left"; rm -rf "${output:?}/$project"; fi
  done
  [ $status = green ] || failed=$((failed + 1))
  echo "Run $run of $runs: $status, after $SECONDS s"
done

echo "$runs runs, $failed failed"
[ "$failed" -eq 0 ]
