#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what a page costs beside the parser alone, and what the cage and the heap cost; prints tables. See docs/BENCHMARK.md.
# usage: sh tests/bench/bench.sh [SEED]        ($ESIGN_BENCH_BUILD: build there, and keep it)
set -eu

source=$(cd "$(dirname "$0")/../.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT
build=${ESIGN_BENCH_BUILD:-$dir/build}
if ! {
    cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DESIGN_PICTURES=OFF \
        -DESIGN_PRACTICE=OFF &&
        cmake --build "$build" --target page_bench cage_bench heap_bench
} >"$dir/log" 2>&1; then
    tail -n 30 "$dir/log"
    exit 1
fi
"$build/bin/cage_bench" "$@"
"$build/bin/heap_bench" "$@"
"$build/bin/page_bench" "$@"
