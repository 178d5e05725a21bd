#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tries to break esign, and reports "cases tried / cases that went wrong". tests/run.sh does a
# sample of it.
set -u

usage() {
    cat <<'END'
usage: sh tests/torture.sh [--short] [--dir FOLDER] [PART…]

Builds esign twice, with sanitizers and as people have it, tries all cases of each part, and
prints the report. A part is a file of tests/torture without "test_" and ".py", or atr_list, of
tests/card.

  --short       the sample that tests/run.sh takes
  --dir FOLDER  build and log there, and keep it: the next run is quick, and its report has the
                figures of parts that were run before
END
}

source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
form=long
dir=
while [ $# -gt 0 ]; do
    case $1 in
    --short) form=short ;;
    --dir) dir=${2-} && shift ;;
    --help) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) break ;;
    esac
    shift
done
# file_of PART
file_of() {
    case $1 in
    atr_list) echo "$source/tests/card/test_$1.py" ;;
    *) echo "$source/tests/torture/test_$1.py" ;;
    esac
}

for part; do
    [ -f "$(file_of "$part")" ] && continue
    usage >&2
    exit 2
done
if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-torture.XXXXXX") || exit 1
    chmod 755 "$dir" # tests have users without rights, too
fi
mkdir -p "$dir/log" "$dir/home" && dir=$(cd "$dir" && pwd) || exit 1

# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"
# shellcheck disable=SC2086 # several packages
install_or_end "$dir/log/apt.log" $packages_build $packages_tests $packages_card \
    $packages_card_tools $packages_torture

build() {
    name=$1
    shift
    echo "building $name: $*"
    cmake -S "$source" -B "$dir/$name" "$@" >"$dir/log/$name.log" 2>&1 &&
        cmake --build "$dir/$name" --parallel "$(nproc)" >>"$dir/log/$name.log" 2>&1 && return
    tail -n 30 "$dir/log/$name.log"
    exit 1
}
build checked -DCMAKE_BUILD_TYPE=Debug -DESIGN_SANITIZE=ON
build release -DCMAKE_BUILD_TYPE=Release -DESIGN_TESTS=OFF -DESIGN_TORTURE=ON

export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 HOME="$dir/home"
export ASAN_OPTIONS=detect_leaks=1:exitcode=99:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export ESIGN_SOURCE="$source" ESIGN_BUILD="$dir/checked" ESIGN_RELEASE="$dir/release"
export ESIGN_BIN="$dir/checked/bin/esign" ESIGN_PRACTICE_BIN="$dir/checked/bin/esign-practice"
export ESIGN_TORTURE=$form ESIGN_FIGURES="$dir/log/figures"
ESIGN_TREE=$(git -C "$source" describe --always --dirty 2>/dev/null || echo "an unknown state")
[ "$form" = long ] || ESIGN_TREE="$ESIGN_TREE (a sample)"
export ESIGN_TREE
mkdir -p "$ESIGN_FIGURES"
# shellcheck source=tests/scratch.sh
. "$source/tests/scratch.sh"
TMPDIR=$(scratch_or "$dir")
export TMPDIR
trap 'scratch_drop "$TMPDIR"' EXIT
trap 'scratch_drop "$TMPDIR"; exit 1' INT TERM

try() {
    rm -f "$ESIGN_FIGURES/$1"
    echo "$1"
    /usr/bin/python3 -m pytest -q -p no:cacheprovider --durations=0 -n "$(nproc)" \
        --rootdir "$source/tests" "$(file_of "$1")" >"$dir/log/$1.log" 2>&1 &&
        return
    failed="$failed $1"
    tail -n 40 "$dir/log/$1.log"
}

failed=
if [ $# -eq 0 ]; then
    for file in "$source"/tests/torture/test_*.py; do
        set -- "$@" "$(basename "$file" .py | sed 's/^test_//')"
    done
    set -- "$@" atr_list
fi
for part; do
    try "$part"
done
/usr/bin/python3 "$source/tests/torture/figures.py" "$ESIGN_FIGURES" | tee "$dir/log/report"
echo "logs: $dir/log"
[ -z "$failed" ] || { echo "failed:$failed" && exit 1; }
