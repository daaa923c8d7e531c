#!/bin/sh
# Installs what some tests need besides Go. Safe to run again.
set -eu
cd "$(dirname "$0")/.."

need=""
command -v soffice >/dev/null 2>&1 || need="$need libreoffice-calc-nogui"
{ /usr/bin/python3 -c "import uno" || python3 -c "import uno"; } >/dev/null 2>&1 || need="$need python3-uno"
command -v pdftoppm >/dev/null 2>&1 || need="$need poppler-utils"
command -v promtool >/dev/null 2>&1 || need="$need prometheus"
command -v systemd-analyze >/dev/null 2>&1 || need="$need systemd"
command -v node >/dev/null 2>&1 || need="$need nodejs npm"
if [ -n "$need" ]; then
	if ! command -v apt-get >/dev/null 2>&1; then
		echo "setup: install these with your package manager, then run again:$need" >&2
		exit 1
	fi
	sudo=""
	[ "$(id -u)" = 0 ] || sudo="sudo"
	$sudo apt-get update -q
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q --no-install-recommends $need
fi
(cd tools/node && npm install --no-package-lock --no-audit --no-fund --silent)
go mod download
echo "setup: done"
