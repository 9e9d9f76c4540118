#!/usr/bin/env bash
# Installs what the tests need where it is missing, builds, runs every test, and ends with "N passed, N failed". Some ten minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The tests start these servers and clients themselves, on loopback; Debian's packages have them.
missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v chromium >/dev/null || missing+=(chromium)
command -v curl >/dev/null || missing+=(curl)
command -v python3 >/dev/null || missing+=(python3)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  # No service of its own may start: the tests bring their own configuration.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

echo "Building and running every test takes some ten minutes on two cores."
dotnet restore --locked-mode
dotnet build --no-restore

output=$(mktemp)
trap 'rm -f "$output"' EXIT
status=0
# One project at a time: several of them start servers and load the machine.
dotnet test --no-build --max-parallel-test-modules 1 2>&1 | tee "$output" || status=$?

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\)$/\1/p" "$output" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
errors=$(count error)
# A test that was skipped, or a project that could not be run, is no success.
failed=$((${failed:-0} + ${skipped:-0} + ${errors:-0}))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "${passed:-0}" -eq 0 ]; then status=1; fi
if [ "$failed" -gt 0 ]; then status=1; fi

echo "${passed:-0} passed, $failed failed"
exit "$status"
