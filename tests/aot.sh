#!/usr/bin/env bash
# Publishes samples/Predictor ahead of time and compares what it says of two pictures with what the JIT build says.
#   tests/aot.sh WEIGHTS PICTURE...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -ge 2 ] || { echo "usage: tests/aot.sh WEIGHTS PICTURE..." >&2; exit 2; }
published=$(mktemp -d)
trap 'rm -rf "$published"' EXIT
dotnet build samples/Predictor -c Release -nologo -v quiet
dotnet publish samples/Predictor -c Release -r "$(dotnet --info | sed -n 's/^ *RID: *//p')" -nologo -v quiet -o "$published"
diff <(dotnet samples/Predictor/bin/Release/net10.0/Predictor.dll "$@") <("$published/Predictor" "$@")
echo "the same, from $(stat -c %s "$published/Predictor") bytes"
