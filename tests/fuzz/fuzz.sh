#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fuzzes: builds the targets with clang, runs them one after the other, and says what they did.
set -u

source=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
all=$(sed -n 's/^\([a-z][a-z]*\) .*/\1/p' "$source/tests/fuzz/targets" | tr '\n' ' ')

usage() {
    cat <<END
usage: sh tests/fuzz/fuzz.sh [SECONDS] [TARGET…]

Runs each target for so many seconds (60), from its corpus in tests/fuzz/corpus.
Targets: $all

What the fuzzer finds goes to a temporary folder, which is named at the end:
crashers, each with its log, and the corpora as they grew. A crasher that was
mended belongs into tests/fuzz/corpus/TARGET, where tests/run.sh replays it.

  \$ESIGN_FUZZ_BUILD   build there, and keep it, so that the next run is quick
END
}

seconds=60
case ${1-} in
-h | --help) usage && exit 0 ;;
'' | *[!0-9]*) ;;
*) seconds=$1 && shift ;;
esac
for target; do
    case " $all " in
    *" $target "*) ;;
    *) usage >&2 && exit 2 ;;
    esac
done
[ $# -gt 0 ] || set -- $all

dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-fuzz.XXXXXX") || exit 1
build=${ESIGN_FUZZ_BUILD:-$dir/build}

# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"
# shellcheck disable=SC2086 # several packages
install_or_end "$dir/apt.log" $packages_build $packages_clang

# row TARGET: longest input in bytes and the folders that it reads besides its own.
row() {
    sed -n "s/^$1  *//p" "$source/tests/fuzz/targets"
}

# corpora TARGET: its folders of inputs.
corpora() {
    # shellcheck disable=SC2046 # several folders
    set -- "$1" $(row "$1" | cut -s -d ' ' -f 2-)
    for name; do
        [ -d "$source/tests/fuzz/corpus/$name" ] && printf '%s ' "$source/tests/fuzz/corpus/$name"
    done
}

# options TARGET: what libFuzzer is told. The dictionary is made of the product's own words.
options() {
    longest=$(row "$1" | cut -d ' ' -f 1) # what is longer is slower and finds no more
    printf '%s ' "-max_len=$longest"
    /usr/bin/python3 "$source/tests/fuzz/dictionary.py" "$1" >"$dir/$1.dict" || exit 1
    [ -s "$dir/$1.dict" ] && printf '%s ' "-dict=$dir/$1.dict"
}

echo "building with clang"
targets=$(for target; do printf 'fuzz_%s ' "$target"; done)
# shellcheck disable=SC2086 # several targets
if ! {
    CC=clang cmake -S "$source" -B "$build" -DESIGN_FUZZ=ON -DESIGN_TESTS=OFF -DESIGN_PRACTICE=OFF &&
        cmake --build "$build" --parallel "$(nproc 2>/dev/null || echo 2)" --target $targets
} >"$dir/build.log" 2>&1; then
    tail -n 30 "$dir/build.log"
    exit 1
fi

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1
found=0
printf '%-10s %12s %12s  %s\n' target executions a-second found
for target; do
    mkdir -p "$dir/corpus/$target"
    # shellcheck disable=SC2046 # several options and folders
    "$build/fuzz/fuzz_$target" -max_total_time="$seconds" $(options "$target") \
        -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 -artifact_prefix="$dir/$target-" \
        "$dir/corpus/$target" $(corpora "$target") >"$dir/$target.log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/$target.log")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$dir/$target.log")
    what=nothing
    if [ $status -ne 0 ]; then
        found=$((found + 1))
        what=$(grep -m 1 -a -E '^.*: claimed: |^SUMMARY: |runtime error: ' "$dir/$target.log")
    fi
    printf '%-10s %12s %12s  %s\n' "$target" "${runs:-?}" "${rate:-?}" "$what"
done

if [ $found -gt 0 ]; then
    echo "crashers and logs: $dir"
    exit 1
fi
echo "no crash; the corpora as they grew: $dir/corpus"
