#!/usr/bin/env bash
# Sends mutated specs of the zoo through the compiler: nothing may throw or take longer than 2 s, every diagnostic lies inside its text, and
# the C# of what is still valid compiles (a sample). Failures are left in a folder; the exit code is 1 if there are any.
#   tests/fuzz-specs.sh [COUNT=20000] [SEED=1] [OUT=out/fuzz] [FIRST=0]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/ModelGen.Fuzz -c Release -nologo -v quiet
exec dotnet tests/ModelGen.Fuzz/bin/Release/net10.0/ModelGen.Fuzz.dll models "${3:-out/fuzz}" "${1:-20000}" "${2:-1}" "${4:-0}"
