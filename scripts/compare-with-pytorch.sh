#!/usr/bin/env bash
# Trains ResNet20 on real CIFAR-10 with the same recipe here and in PyTorch, and prints the tables of docs/results.md.
#   scripts/compare-with-pytorch.sh DATA [OUT]     DATA: a folder with cifar-10-batches-bin; OUT: where results go (default out/compare)
# Accuracy: 3 epochs, seeds 1 to 3, each in both. Speed: pairs of 100 steps of batch 128, one after the other, in both layouts.
# EPOCHS, SEEDS and PAIRS change these numbers. Finished runs are kept: called again, the script goes on where it was stopped.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=$(cd "${1:?usage: compare-with-pytorch.sh DATA [OUT]}" && pwd)
out=${2:-$here/out/compare}
epochs=${EPOCHS:-3} seeds=${SEEDS:-1 2 3} pairs=${PAIRS:-7}
mkdir -p "$out"
"$here/scripts/setup.sh" --tests
"$here/run.sh" models >/dev/null

export PYTHONDONTWRITEBYTECODE=1
ours() { "$here/run.sh" train ResNet20 --data "$data" --validation 0 "$@"; }
peer() { /usr/bin/python3 "$here/tests/peers/train_cifar.py" ResNet20 --data "$data" "$@"; }

# A run that was interrupted leaves a result too, without what the tables need.
finished() { /usr/bin/python3 "$here/tests/peers/compare_tables.py" --finished "$1"; }

for seed in $seeds; do
  finished "$out/ours-$seed.json" || ours --epochs "$epochs" --seed "$seed" --channels-last --out "$out/run-$seed" --json "$out/ours-$seed.json"
  finished "$out/peer-$seed.json" || peer --epochs "$epochs" --seed "$seed" --channels-last --json "$out/peer-$seed.json"
done
for layout in contiguous channels-last; do
  option=()
  [ $layout = contiguous ] || option=(--channels-last)
  for pair in $(seq "$pairs"); do
    finished "$out/speed-$layout-ours-$pair.json" ||
      ours --epochs 1 --subset 12800 --seed 1 --out "$out/speed" "${option[@]}" --json "$out/speed-$layout-ours-$pair.json" >/dev/null
    finished "$out/speed-$layout-peer-$pair.json" || peer --steps 100 "${option[@]}" --json "$out/speed-$layout-peer-$pair.json" >/dev/null
  done
done
/usr/bin/python3 "$here/tests/peers/compare_tables.py" "$out"
