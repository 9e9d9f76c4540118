#!/usr/bin/env bash
# Runs the tests that wait for something, again and again, beside a busy loop on every core: tests/repeat.sh [RUNS] [CLASS...]
# 20 runs unless told otherwise; CLASS such as RedisTests takes these classes alone. Build first. Ends with "N runs, N failed".
set -euo pipefail
set -f # The names of classes begin with a star.
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

classes_of() {
  local file class
  find "$1" -name '*Tests.cs' -not -path '*/obj/*' -not -path '*/bin/*' -print0 | xargs -0 grep -lE "$waits" | sort | while read -r file; do
    class=$(basename "$file" .cs)
    if [ ${#classes[@]} -eq 0 ] || [[ " ${classes[*]} " == *" $class "* ]]; then echo "$class"; fi
  done
}

failed=0
for run in $(seq "$runs"); do
  status=green
  running=()
  # All at once: they share the cores with each other, too. EndToEnd.Tests runs its classes one after another, so it runs twice, each time with half of them.
  for part in Application.Tests Infrastructure.Tests Api.Tests EndToEnd.Tests-even EndToEnd.Tests-odd; do
    project=${part%-*}
    mapfile -t selected < <(classes_of "$project")
    case $part in
      *-even) selected=($(printf '%s\n' "${selected[@]}" | sed -n '0~2p')) ;;
      *-odd) selected=($(printf '%s\n' "${selected[@]}" | sed -n '1~2p')) ;;
    esac
    [ ${#selected[@]} -gt 0 ] || continue
    mkdir -p "$output/$part"
    TMPDIR=$output/$part "$project/bin/Debug/net10.0/GroupResults.$project" $(printf -- '-class *.%s ' "${selected[@]}") -noColor >"$output/$part.log" 2>&1 &
    running+=("$!:$part")
  done
  for each in "${running[@]}"; do
    part=${each#*:}
    wait "${each%%:*}" || { status=red; cat "$output/$part.log"; }
    left=$(ls -A "$output/$part")
    if [ -n "$left" ]; then status=red; echo "$part left in the temporary folder: $left"; rm -rf "${output:?}/$part"; fi
  done
  [ $status = green ] || failed=$((failed + 1))
  echo "Run $run of $runs: $status, after $SECONDS s"
done

echo "$runs runs, $failed failed"
[ "$failed" -eq 0 ]
