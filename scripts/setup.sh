#!/usr/bin/env bash
# Installs what the system provider needs: libtorch with a fast BLAS and a C++ compiler; with --tests also PyTorch,
# which tests compare with, and, where they can be had, the YAML language server (npm) and a browser, without which some tests skip.
# Does nothing where everything is there, or where TORCH_PROVIDER names a provider that comes from packages.
set -euo pipefail

say() { echo "setup: $*" >&2; }

if ! command -v dotnet >/dev/null; then
  say "the .NET SDK 10 is missing: see https://dot.net, then run this again"
  exit 2
fi
# What the tests of the schema drive; they skip without it.
if [ "${1:-}" = --tests ] && command -v npm >/dev/null; then
  editor=$(cd "$(dirname "${BASH_SOURCE[0]}")/../tests/editor" && pwd)
  [ -d "$editor/node_modules/yaml-language-server" ] || npm ci --prefix "$editor" --no-audit --no-fund >/dev/null 2>&1 ||
    say "npm could not install yaml-language-server: the tests of the schema will be skipped"
fi
# In a browser the tests of reports open the pages; they skip without it. 80 MB to download, up to 230 with the libraries of an empty system.
browser() {
  command -v chromium >/dev/null || [ -x /usr/bin/chromium ] && return
  command -v apt-get >/dev/null || return 0
  if [ "$(id -u)" -ne 0 ]; then
    say "no chromium: the tests of pages in a browser will be skipped; to run them: sudo apt-get install -y --no-install-recommends chromium"
    return
  fi
  say "installing chromium"
  # Only the download may take for ever; an installation is not cut short.
  export DEBIAN_FRONTEND=noninteractive
  { timeout 60 apt-get update && timeout 300 apt-get install -y --no-install-recommends --download-only chromium &&
    apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1 ||
    say "apt-get could not install chromium: the tests of pages in a browser will be skipped"
}
[ "${1:-}" != --tests ] || browser
case "${TORCH_PROVIDER:-system}" in system) ;; *) exit 0 ;; esac
[ "$(uname -s)" = Linux ] || exit 0

missing=()
need() { # package, then a command that succeeds when it is installed
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
need g++ command -v g++
need libtorch-dev test -e /usr/include/torch/csrc/api/include/torch/torch.h
# Debian's default BLAS is the reference one, ten times slower.
need libopenblas0-pthread sh -c 'ls /usr/lib/*/openblas-pthread/libblas.so.3'
if [ "${1:-}" = --tests ]; then
  need python3-torch test -d /usr/lib/python3/dist-packages/torch
  need python3-torchvision test -d /usr/lib/python3/dist-packages/torchvision
  # onnx.checker, for the files that `export onnx` writes.
  need python3-onnx test -d /usr/lib/python3/dist-packages/onnx
  # HDF5, for files as Keras writes them.
  need python3-h5py test -d /usr/lib/python3/dist-packages/h5py
fi
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  say "missing: ${missing[*]} (Debian's names); install them, or set TORCH_PROVIDER=cpu to use TorchSharp's packages"
  exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
  say "missing packages; run: sudo apt-get install -y --no-install-recommends ${missing[*]}"
  say "or set TORCH_PROVIDER=cpu to use TorchSharp's packages"
  exit 2
fi
say "installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  say "apt-get could not install ${missing[*]}"
  exit 2
}
