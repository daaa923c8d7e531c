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
ours=$($check | grep -o '"rows": {[^}]*}')
theirs=$($duck)
echo "winnow: $ours"
echo "duckdb: $theirs"
clean=$(echo "$ours" | grep -o '"clean":[0-9]*' | cut -d: -f2)
case "$theirs" in
*" clean $clean "*) ;;
*)
	echo "peers: the counts differ, so the times would say nothing" >&2
	exit 1
	;;
esac
# winnow ends with 1 because there is something to correct.
hyperfine --warmup 1 --runs 5 --output null -n winnow "$check || [ \$? = 1 ]" -n duckdb "$duck"
