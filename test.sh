#!/usr/bin/env bash
# Sets up, builds everything and runs every test. The closing line is "N passed, N failed, N skipped"; the exit code is 0 only if none failed.
#   ./test.sh               all test projects
#   ./test.sh Compiler      those whose name contains the word
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here" || exit 1

finish() {
  echo "$1 passed, $2 failed, $3 skipped"
  [ "$2" -eq 0 ] && exit 0
  exit 1
}

scripts/setup.sh --tests || finish 0 1 0
dotnet build ModelGen.sln -c Release -nologo -v quiet || finish 0 1 0

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  case "$name" in *"${1:-}"*) ;; *) continue ;; esac
  echo "== $name"
  started=$SECONDS
  dotnet test "$project" -c Release --no-build --nologo -v quiet --blame-hang-timeout 10m \
    --logger "trx;LogFileName=$results/$name.trx" --logger "console;verbosity=minimal"
  code=$?
  echo "   $((SECONDS - started)) s"
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)
  count() { grep -o " $1=\"[0-9]*\"" <<<"$counters" | grep -o '[0-9]*'; }
  if [ -z "$counters" ]; then
    echo "$name left no results" >&2
    failed=$((failed + 1))
    continue
  fi
  bad=$(count failed)
  [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  passed=$((passed + $(count passed)))
  failed=$((failed + bad))
  skipped=$((skipped + $(count total) - $(count executed)))
done
[ $((passed + failed)) -gt 0 ] || failed=1
finish "$passed" "$failed" "$skipped"
