#!/usr/bin/env bash
# Compares the service's answers with a plain model over random histories: tests/histories.sh [HISTORIES] [FIRST]
# 500 from seed 0 unless told otherwise, in about a minute on two cores. Build first. A difference is shown with its seed and a short history.
set -euo pipefail
cd "$(dirname "$0")"

HISTORIES=${1:-500} FIRST_HISTORY=${2:-0} exec Api.Tests/bin/Debug/net10.0/GroupResults.Api.Tests -class '*.Histories.HistoryTests' -noColor
