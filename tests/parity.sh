#!/usr/bin/env bash
# Compares every model of the zoo, at its own image size, with its peer in PyTorch, and writes the table of docs/zoo.md. Needs what
# `scripts/setup.sh --tests` installs, about 8 GB of memory and 4 GB in $TMPDIR for the largest model.
#   tests/parity.sh                 all models
#   tests/parity.sh ResNet50        those whose name contains the word; the table stays as it is
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
table=$(mktemp)
trap 'rm -f "$table"' EXIT
dotnet build tests/ModelGen.Parity.Tests -c Release -nologo -v quiet || exit 1
MODELGEN_PARITY=all MODELGEN_PARITY_TABLE="$table" dotnet test tests/ModelGen.Parity.Tests -c Release --no-build --nologo \
  --logger "console;verbosity=normal" --filter "(FullyQualifiedName~ZooParityTests|FullyQualifiedName~InferenceTests)${1:+&DisplayName~$1}"
code=$?
[ -n "${1:-}" ] && { cat "$table"; exit "$code"; }
/usr/bin/python3 tests/peers/zoo_table.py "$table" docs/zoo.md && exit "$code"
