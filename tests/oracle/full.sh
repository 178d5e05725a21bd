#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The whole comparison with Chromium, in a folder of its own: docs/ORACLE.md.
set -eu

usage() {
    cat <<'END'
usage: sh tests/oracle/full.sh [--documents N] [--seed N] [--pages N] [--dir FOLDER] [--only N[,N…]]
                                [--report FILE]

  --documents N   how many documents are made (4000)
  --seed N        what they are made from
  --pages N       how many are open at once (2)
  --dir FOLDER    build there, and keep it, so that the next run is quick
  --only N[,N…]   only the documents of these numbers, with their source
  --report FILE   every difference that is not explained, one a line
END
}

source=$(cd "$(dirname "$0")/../.." && pwd)
dir=
keep=no
documents=4000
seed=
only=
pages=2
report=
while [ $# -gt 0 ]; do
    case $1 in
    --documents) documents=$2 && shift ;;
    --seed) seed=$2 && shift ;;
    --pages) pages=$2 && shift ;;
    --dir) dir=$2 && keep=yes && shift ;;
    --only) only=$2 && shift ;;
    --report) report=$(realpath -m "$2") && shift ;;
    --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-oracle.XXXXXX")
else
    mkdir -p "$dir" && dir=$(cd "$dir" && pwd)
fi
finish() {
    [ "$keep" = yes ] || rm -rf "$dir"
}
trap finish EXIT

build() {
    cmake -S "$source" -B "$dir/build" -DCMAKE_BUILD_TYPE=Release &&
        cmake --build "$dir/build" --target oracle --parallel "$(nproc)"
}
# say_why LOG: what a person needs to see of a failure.
say_why() {
    tail -n 20 "$1" >&2
    exit 1
}

build >"$dir/build.log" 2>&1 || say_why "$dir/build.log"
mkdir -p "$dir/oracle"
cp "$source"/tests/oracle/*.mjs "$source"/tests/oracle/package*.json "$dir/oracle"
cd "$dir/oracle"
[ -d node_modules ] || npm ci --no-audit --no-fund >"$dir/npm.log" 2>&1 || say_why "$dir/npm.log"
set -- --documents "$documents" --pages "$pages"
[ -z "$seed" ] || set -- "$@" --seed "$seed"
[ -z "$only" ] || set -- "$@" --only "$only" --source
[ -z "$report" ] || set -- "$@" --report "$report"
ESIGN_PAGE_FACTS=$dir/build/tests/page_facts node oracle.mjs "$@"
