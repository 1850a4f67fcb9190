#!/usr/bin/env bash
# Measures the generator on the whole zoo, by Roslyn's own timing report: a build from nothing, several times.
#   scripts/compile-time.sh [RUNS]
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
