#!/usr/bin/env bash
# Runs the ONNX file and the PyTorch twin of every model of the zoo at its own image size; needs what `scripts/setup.sh --tests` installs and about
# 12 GB of memory and 10 GB in $TMPDIR for the largest.
#   tests/export.sh                 all models
#   tests/export.sh ResNet50        those whose name contains the word
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/ModelGen.Export.Tests -c Release -nologo -v quiet || exit 1
MODELGEN_PARITY=all dotnet test tests/ModelGen.Export.Tests -c Release --no-build --nologo \
  --logger "console;verbosity=normal" --filter "FullyQualifiedName~ZooTests${1:+&DisplayName~$1}"
