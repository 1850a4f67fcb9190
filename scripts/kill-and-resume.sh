#!/usr/bin/env bash
# Kills a training run 20 times (or as often as the first argument says) at random moments, takes it up again each time, and compares its
# weights with those of a run that went through, bit for bit. Some minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
MODELGEN_KILLS=${1:-20} dotnet test tests/ModelGen.Runtime.Tests -c Release --nologo --filter Killed_runs_end_like_whole_ones --logger "console;verbosity=normal"
