#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How much of each decoder (tests/fuzz/decoders) the committed corpora reach, in regions as clang
# counts them. Fails where that is too little of one, or where an input breaks a claim.
set -u

least=93

usage() {
    cat <<END
usage: sh tests/fuzz/coverage.sh [--build FOLDER] [--lines FILE]

Builds the replayers with clang, replays each corpus, prints a table by file, and fails below
$least % of the regions of any decoder, or what tests/fuzz/decoders asks of it.

  --build FOLDER  build there, and keep it, so that the next run is quick
  --lines FILE    also print a decoder (such as page/url.c) with the lines that are not reached
END
}

source=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
build=
lines=
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=${2-} && shift ;;
    --lines) lines=${2-} && shift ;;
    --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-coverage.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
[ -n "$build" ] || build=$dir/build

# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"
# shellcheck disable=SC2086 # several packages
install_or_end "$dir/apt.log" $packages_build $packages_clang

configure() {
    [ -f "$build/CMakeCache.txt" ] && return
    CC=clang cmake -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Debug -DESIGN_COVERAGE=ON \
        -DESIGN_TESTS=OFF -DESIGN_PRACTICE=OFF
}

targets=$(sed -n 's/^\([a-z][a-z]*\) .*/\1/p' "$source/tests/fuzz/targets")
programs=$(for target in $targets; do printf 'replay_%s ' "$target"; done)
# shellcheck disable=SC2086 # several programs
if ! { configure && cmake --build "$build" --parallel "$(nproc 2>/dev/null || echo 2)" \
    --target $programs; } >"$dir/build.log" 2>&1; then
    tail -n 30 "$dir/build.log"
    exit 1
fi

# Each replays its own corpus and those that it shares.
failed=0
inputs=0
set --
for target in $targets; do
    program=$build/fuzz/replay_$target
    set -- "$@" -object "$program"
    folders=$(sed -n "s/^$target  *[0-9]* *//p" "$source/tests/fuzz/targets")
    # shellcheck disable=SC2046 # several folders
    if LLVM_PROFILE_FILE=$dir/$target-%p.raw "$program" \
        $(for name in $target $folders; do echo "$source/tests/fuzz/corpus/$name"; done) \
        >"$dir/$target.log" 2>&1; then
        inputs=$((inputs + $(sed -n '$ s/^\([0-9]*\) inputs$/\1/p' "$dir/$target.log")))
    else
        echo "replay_$target:"
        tail -n 4 "$dir/$target.log"
        failed=$((failed + 1))
    fi
done

llvm-profdata merge -sparse -o "$dir/profile" "$dir"/*.raw || exit 1
files=$(sed -n "s|^[a-z][^ ]*|$source/src/&|p" "$source/tests/fuzz/decoders" | cut -d " " -f 1)
shift
# shellcheck disable=SC2086 # several files
llvm-cov report -instr-profile "$dir/profile" "$@" $files 2>/dev/null |
    awk -v root="$source/src/" '
        /\.c / { name = $1; sub(root, "", name); sub(/^.*src\//, "", name)
                 if (name !~ /\//) name = "page/" name
                 printf "%-28s %7d %7d %8s\n", name, $2, $3, $4 }
        /^TOTAL/ { printf "%-28s %7d %7d %8s\n", "all", $2, $3, $4 }' >"$dir/table"
printf '%-28s %7s %7s %8s\n' decoder regions missed reached
cat "$dir/table"
if [ -n "$lines" ]; then
    llvm-cov show -instr-profile "$dir/profile" "$@" -show-regions "$source/src/$lines"
fi
# A row of the list may name another share, with the reason; a file that was not measured is none.
awk -v least=$least 'NR == FNR { share[$1] = $4 + 0; next }
    !/^[a-z]/ { next }
    !($1 in share) { print $1 ": not measured"; bad = 1; next }
    { asked = $2 ~ /^[0-9.]+$/ ? $2 : least }
    share[$1] < asked { print $1 ": " share[$1] " %, not " asked " %"; bad = 1 }
    asked < least && share[$1] >= least { print $1 ": needs no exception any more"; bad = 1 }
    END { exit bad }' "$dir/table" "$source/tests/fuzz/decoders"
enough=$?
reached=$(sed -n 's/^all .* \([0-9.]*\)%$/\1/p' "$dir/table")
echo "$inputs inputs replayed, $failed targets failed, ${reached:-0} % of the regions reached"
[ $failed -eq 0 ] && [ $enough -eq 0 ]
