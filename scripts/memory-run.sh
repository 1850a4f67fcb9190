#!/usr/bin/env bash
# Trains for 10,000 steps, PreResNet20 and ResNet20 at a batch of 8, and prints resident memory and live tensors every 500 steps. Fails if the tensors are not
# always as many, if memory leaves ±2 % of its mean after the first 500, or if it rises by more than 1 % in the second half. About ten minutes.
#   scripts/memory-run.sh [STEPS [EVERY]]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
MODELGEN_MEMORY_STEPS=${1:-10000} MODELGEN_MEMORY_EVERY=${2:-500} \
  dotnet test "$here/tests/ModelGen.Parity.Tests" -c Release --nologo --filter MemoryRunTests --logger "console;verbosity=detailed"
