#!/usr/bin/env bash
# Makes empty libraries in the place of those that libtorch names and makes no use of: Debian's is linked with OpenCV, FFmpeg, ZeroMQ and two
# databases, calls no function of theirs, and brings two hundred and fifty libraries along with them.
#   stand_ins.sh LIBRARY DIRECTORY [COMPILER]
# LIBRARY is linked with libtorch. One is made for each of those families that libtorch_cpu names, if libtorch_cpu imports no symbol of it and none
# of the others that it names needs it, directly or not. Other families stay: something else in a process may load them by the same name.
set -euo pipefail
library=$1 directory=$2 compiler=${3:-g++}
export LC_ALL=C
rm -rf "$directory"
mkdir -p "$directory"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ldd "$library" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }' >"$work/places"
place_of() { awk -v name="$1" '$1 == name { print $2; exit }' "$work/places"; }
needed_by() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
# Names alone: a version that does not fit would only keep a library that could go.
symbols() { nm -D "$@" | awk '{ sub("@.*", "", $NF); print $NF }' | sort -u; }

torch=$(awk '$1 ~ /^libtorch_cpu\.so/ { print $2; exit }' "$work/places")
[ -n "$torch" ] || exit 0
symbols --undefined-only "$torch" >"$work/imported"

# What is used, and all that it needs.
for name in $(needed_by "$torch"); do
  place=$(place_of "$name")
  if [ -z "$place" ]; then
    echo "$name"
    continue
  fi
  symbols --defined-only "$place" >"$work/defined"
  if [ -n "$(comm -12 "$work/defined" "$work/imported")" ]; then
    echo "$name"
    ldd "$place" | awk '$2 == "=>" { print $1 }'
  fi
done | sort -u >"$work/used"

for name in $(needed_by "$torch" | grep -E '^lib(opencv_|avcodec|avformat|avutil|swscale|swresample|zmq|leveldb|lmdb)'); do
  grep -qxF "$name" "$work/used" && continue
  "$compiler" -shared -nostdlib -Wl,-soname,"$name" -Wl,-z,noseparate-code -Wl,--build-id=none -s -x c /dev/null -o "$directory/$name"
done

# A symbol that is missing all the same: libtorch is loaded whole.
if LD_LIBRARY_PATH=$directory ldd -r "$library" 2>&1 | grep "undefined symbol" >"$work/undefined"; then rm -f "$directory"/*; fi
