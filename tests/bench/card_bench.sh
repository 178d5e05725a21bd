#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what esign card-check takes, as a whole process, beside other programs on the same virtual reader; prints a table. See docs/BENCHMARK.md.
# usage: sh tests/bench/card_bench.sh [RUNS]        ($ESIGN_BENCH_BUILD: build there, and keep it)
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
build=${ESIGN_BENCH_BUILD:-$dir/build}
# With the pictures, unlike bench.sh: what is loaded for them is a part of what is measured.
if ! {
    cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DESIGN_PICTURES=ON \
        -DESIGN_PRACTICE=OFF &&
        cmake --build "$build" --target esign card_least
} >"$dir/log" 2>&1; then
    tail -n 30 "$dir/log"
    exit 1
fi
/usr/bin/python3 "$source/tests/bench/card_bench.py" "$build/bin" "$@"
