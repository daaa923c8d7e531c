#!/bin/sh
# Runs every fuzz target of the module for FUZZTIME each.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u | while read -r dir; do
	grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/^func //' | sort -u | while read -r target; do
		echo "== $dir $target"
		$go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-60s}" "$dir" </dev/null
	done
done
