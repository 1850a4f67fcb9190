#!/usr/bin/env bash
# Sets up, builds the models and runs the command line.
#   ./run.sh                        a short training of ResNet20, its evaluation, and a prediction
#   ./run.sh train ResNet20 --data DIR --epochs 3
#   ./run.sh bench NAME             speed and memory beside PyTorch: train, infer, ops, start, memory, scope, loader, compile, growth
#                                   (docs/performance.md); wants an idle machine
#   ./run.sh --help
# TORCH_PROVIDER=cpu|cuda-linux|cuda-windows uses TorchSharp's packages instead of the system's libtorch.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ "${1:-}" = bench ]; then "$here/scripts/setup.sh" --tests; else "$here/scripts/setup.sh"; fi

provider=()
output=bin/Release
if [ -n "${TORCH_PROVIDER:-}" ]; then
  provider=("-p:TorchProvider=$TORCH_PROVIDER")
  output=bin/$TORCH_PROVIDER/Release
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
program=$here/samples/Cifar10
[ "${1:-}" = bench ] && program=$here/tests/ModelGen.Benchmarks
if ! dotnet build "$program" -c Release -nologo -v quiet "${provider[@]}" >"$log" 2>&1; then
  grep -E 'error' "$log" | sort -u >&2 || cat "$log" >&2
  exit 1
fi
cifar10() { dotnet "$here/samples/Cifar10/$output/net10.0/Cifar10.dll" "$@"; }

if [ "${1:-}" = bench ]; then
  dotnet "$program/$output/net10.0/ModelGen.Benchmarks.dll" "${@:2}"
  exit
fi
if [ $# -gt 0 ]; then
  cifar10 "$@"
  exit
fi

out=$here/out/first-run
cifar10 train ResNet20 --epochs 4 --seed 1 --out "$out" --validation 0
cifar10 eval ResNet20 --weights "$out/last.ckpt"
cifar10 data export --split test --count 4 --out "$out/pictures"
cifar10 predict ResNet20 --weights "$out/last.ckpt" "$out"/pictures/*.png
echo "checkpoint: $out/last.ckpt"
