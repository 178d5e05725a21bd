#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# All changed pages of all markups, and the table of their outcomes: docs/MUTATIONS.md.
set -eu

usage() {
    cat <<'EOF'
usage: sh tests/portal/mutations.sh [--dir FOLDER] [--pairs N] [--one-in N] [--list] [--show]

  --dir FOLDER  build there, and keep it, so that the next run is quick
  --pairs N     every N-th pair of changes on one page as well
  --one-in N    only every N-th page
  --list        each page with its outcome
  --show        the source of each page that went wrong
EOF
}

here=$(cd "$(dirname "$0")" && pwd)
dir=
case ${1-} in
--help) usage && exit 0 ;;
--dir) dir=$2 && shift 2 ;;
esac
if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-mutations.XXXXXX")
    trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir"
build() {
    cmake -S "$here/../.." -B "$dir" -DCMAKE_BUILD_TYPE=Release &&
        cmake --build "$dir" --target mutant
}
if ! build >"$dir/build.log" 2>&1; then
    tail -n 20 "$dir/build.log"
    exit 1
fi
ESIGN_BUILD=$dir PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$here/mutations.py" "$@"
