#!/usr/bin/env bash
# Where in a residual branch does dropout belong? PreResNet-20 with dropout at one place each, three seeds, on real CIFAR-10: a table and a page in
# out/study-positions. Stopped, however, and started again it goes on.
#   scripts/study-positions.sh DATA [OPTIONS of `study`]      such as --epochs 5 --seeds 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# -lt 1 ]; then
  echo "usage: scripts/study-positions.sh DATA [OPTIONS]: DATA holds the binary version of CIFAR-10" >&2
  exit 2
fi
data=$1
shift
dotnet build samples/DropoutStudy/DropoutStudy.csproj -c Release -nologo -v quiet
exec dotnet samples/DropoutStudy/bin/Release/net10.0/DropoutStudy.dll study samples/DropoutStudy/studies/positions-small.yaml --data "$data" --out out/study-positions "$@"
