#!/bin/sh
# Times `winnow check` against the same checks in DuckDB's SQL, on the same
# generated file in one run, and prints the ratio. Needs hyperfine, node and
# `make setup`. The programs' counts are compared first: a fast wrong answer
# would be no measure.
set -eu
cd "$(dirname "$0")/../.."
rows=${ROWS:-1000000}
dir=${OUT:-out}/bench
go run ./tools/bench/gen -n "$rows" -o "$dir/bulk.csv"
check="bin/winnow check --rules $dir/bulk.yaml --period 2021-22-Q1 --format json $dir/bulk.csv"
duck="node tools/bench/duck.mjs $dir/bulk.csv"
echo "winnow: $($check | grep -o '"rows": {[^}]*}' || true)"
echo "duckdb: $($duck)"
hyperfine --ignore-failure --warmup 1 --runs 5 --output null -n winnow "$check" -n duckdb "$duck"
