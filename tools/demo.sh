#!/bin/sh
# Runs winnow over both forms of the sample quarter and says where to look.
set -eu
cd "$(dirname "$0")/.."
out=${OUT:-out}
for form in clean as-received; do
	dir="$out/$form"
	rm -rf "$dir"
	echo "=== the $form sample"
	bin/winnow init "$dir" --sample="$form"
	echo
	code=0
	bin/winnow run -w "$dir" || code=$?
	case "$form $code" in
	"clean 0" | "as-received 1") ;;
	*)
		echo "demo: winnow run ended with $code" >&2
		exit 1
		;;
	esac
	echo
	echo "workbooks, receipts and refusals that go back to the services:"
	find "$dir/outbox" -type f | sort | sed 's/^/  /'
	echo "clean rows and measures, as Parquet:"
	find "$dir/published" -name '*.parquet' | sort | sed 's/^/  /'
	echo "the period's report:"
	find "$dir/reports" -type f | sort | sed 's/^/  /'
	echo
done
