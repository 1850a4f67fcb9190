#!/usr/bin/env bash
# Measures the generator on the whole zoo, by Roslyn's own timing report: a build from nothing, several times.
# Then after edits of one file, with the compiler server running: the first edit after a start of the server still jits.
#   scripts/compile-time.sh [RUNS=5] [EDITS=8]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
project=$here/models/ModelGen.Models.csproj
dotnet build "$project" -c Release -nologo -v quiet

for run in $(seq "${1:-5}"); do
  touch "$here/models/resnet.yaml"
  # A compiler process of its own, so that every run pays for loading and jitting.
  dotnet build "$project" -c Release -nologo -v detailed --no-dependencies -p:ReportAnalyzer=true -p:UseSharedCompilation=false 2>&1 |
    grep -E 'Total generator execution time|ModelGen\.Generator\.ModelGenerator' | sed "s/^ */run $run: /"
done

[ "${2:-8}" -gt 0 ] || exit 0
spec=$here/models/resnet.yaml
kept=$(mktemp)
cp "$spec" "$kept"
trap 'cp "$kept" "$spec"; rm -f "$kept"' EXIT
dotnet build "$project" -c Release -nologo -v quiet --no-dependencies -p:ReportAnalyzer=true
for edit in $(seq 0 "${2:-8}"); do
  sed "s/epochs: [0-9]*/epochs: 9$edit/" "$kept" >"$spec"
  dotnet build "$project" -c Release -nologo -v detailed --no-dependencies -p:ReportAnalyzer=true -p:UseSharedCompilation=true 2>&1 |
    grep -E 'Total generator execution time' | sed "s/^ */edit $edit: /"
done
