#!/usr/bin/env bash
# Mutated checkpoints of every format against the readers: no crash, no hang, no allocation beyond a small multiple of the file's size.
#   tests/fuzz-checkpoints.sh               200,000 files, seed 1
#   tests/fuzz-checkpoints.sh 500000 7      so many, another seed
# Seeds are made by the program; PyTorch adds its own where it is installed. A file that causes a fault is kept in out/fuzz.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
count=${1:-200000}
seed=${2:-1}

provider=()
output=bin/Release
if [ -n "${TORCH_PROVIDER:-}" ]; then
  provider=("-p:TorchProvider=$TORCH_PROVIDER")
  output=bin/$TORCH_PROVIDER/Release
fi
[ -z "${TORCHSHARP_ASSEMBLY:-}" ] || provider+=("-p:TorchSharpAssembly=$TORCHSHARP_ASSEMBLY")
dotnet build "$here/ModelGen.CheckpointFuzz/ModelGen.CheckpointFuzz.csproj" -c Release -nologo -v quiet "${provider[@]}"

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
if /usr/bin/python3 -c 'import torch' 2>/dev/null; then
  /usr/bin/python3 -B "$here/peers/checkpoint_files.py" write "$seeds" >/dev/null
else
  echo "fuzz: no PyTorch here: only the program's own seeds" >&2
fi
dotnet "$here/ModelGen.CheckpointFuzz/$output/net10.0/ModelGen.CheckpointFuzz.dll" "$count" "$seed" "$here/../out/fuzz" $(find "$seeds" -type f | sort)
