#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and runs all tests. The last line counts them.
set -u

usage() {
    cat <<'END'
usage: sh tests/run.sh [--only PART[,PART…]] [--dir FOLDER] [--keep]

Parts: lint unit fuzz clang cli portal mail card browser oracle turkish scripting lean installed package torture demo

  --only PART   only these parts (and the build they need)
  --dir FOLDER  build and log there, and keep it, so that the next run is quick
  --keep        keep the folder with builds and logs
END
}

source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
all="lint unit fuzz clang cli portal mail card browser oracle turkish scripting lean installed package torture demo"
only=$all
dir=
keep=no
while [ $# -gt 0 ]; do
    case $1 in
    --only) only=$(printf '%s' "${2-}" | tr ',' ' ') && shift ;;
    --dir) dir=${2-} && keep=yes && shift ;;
    --keep) keep=yes ;;
    --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done
for part in $only; do
    case " $all " in
    *" $part "*) ;;
    *) usage >&2 && exit 2 ;;
    esac
done

passed=0
failed=0
skipped=0
started=$(date +%s)

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s (at %s s)\n' "$*" "$(($(date +%s) - started))"; }
wanted() { case " $only " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }
pass() { passed=$((passed + 1)) && say "  ok: $1"; }
skip() { skipped=$((skipped + 1)) && say "  skipped: $1"; }
fail() { failed=$((failed + 1)) && say "  FAILED: $1"; }

# tail_of LOG: what a person needs to see of a failure.
tail_of() {
    [ -f "$1" ] || return 0
    say "  -- the end of $1"
    tail -n "${2:-40}" "$1" | sed 's/^/  | /'
}

# check SENTENCE COMMAND…: one test; its output goes to a log.
check() {
    sentence=$1
    shift
    if "$@" >"$log/check.log" 2>&1; then
        pass "$sentence"
    else
        fail "$sentence" && tail_of "$log/check.log" 20
    fi
}

# count_xml FILES…: adds tests from JUnit XML and names those that did not pass.
count_xml() {
    /usr/bin/python3 "$source/tests/lint/junit.py" "$@" >"$log/count" || {
        fail "the results could not be read"
        return
    }
    # shellcheck disable=SC2046 # three numbers
    set -- $(head -n 1 "$log/count")
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    say "  $1 passed, $2 failed, $3 skipped"
    sed -n '2,$ s/^\(.\)/  \1/p' "$log/count"
    bad=$2
}

finish() {
    step "the end"
    [ $failed -gt 0 ] && keep=yes
    if [ "$keep" = yes ]; then
        say "logs: $log"
    else
        rm -rf "$dir"
    fi
    if [ $skipped -gt 0 ]; then
        say "$passed passed, $failed failed, $skipped skipped"
    else
        say "$passed passed, $failed failed"
    fi
    [ $failed -eq 0 ]
    exit
}

# ---------------------------------------------------------------- what is needed

# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"

missing_packages() {
    set -- $packages_build $packages_tests
    wanted lint && set -- "$@" $packages_lint
    wanted clang && set -- "$@" $packages_clang
    wanted mail && set -- "$@" $packages_mail
    wanted card && set -- "$@" $packages_card $packages_card_tools
    wanted demo && set -- "$@" $packages_card
    wanted torture && set -- "$@" $packages_torture $packages_card $packages_mail
    wanted package && set -- "$@" $packages_packaging
    wanted turkish && set -- "$@" $packages_turkish
    { wanted scripting || wanted card || wanted mail; } && set -- "$@" $packages_scripting
    { wanted browser || wanted oracle; } && set -- "$@" $packages_browser
    not_installed "$@"
    # Node.js may have come from elsewhere, with its own npm.
    if wanted browser || wanted oracle || wanted lint; then
        command -v node >/dev/null || printf 'nodejs '
    fi
    if wanted browser || wanted oracle; then
        command -v npm >/dev/null || printf 'npm '
    fi
}

install_missing() {
    missing=$(missing_packages)
    [ -z "$missing" ] && say "all packages are installed" && return 0
    say "to build and test esign these Debian packages are missing:"
    say "  $missing"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        say "there is no sudo here; as root, run: apt-get install $missing"
        return 1
    fi
    say "installing them with apt-get"
    # shellcheck disable=SC2086 # several packages
    apt_install "$log/apt.log" $missing
}

# ---------------------------------------------------------------- building

cores=$(nproc 2>/dev/null || echo 2)

# build NAME OPTIONS…: configures and builds into $dir/NAME.
build() {
    name=$1
    shift
    say "building $name: $*"
    cmake -S "$source" -B "$dir/$name" "$@" >"$log/$name.log" 2>&1 &&
        cmake --build "$dir/$name" --parallel "$cores" >>"$log/$name.log" 2>&1
}

build_checked() {
    build checked -DCMAKE_BUILD_TYPE=Debug -DESIGN_SANITIZE=ON -DESIGN_WERROR=ON
}

# As people have it: no sanitizer, optimised. A failure is told.
build_release() {
    build release -DCMAKE_BUILD_TYPE=Release -DESIGN_WERROR=ON -DESIGN_TESTS=OFF \
        -DESIGN_TORTURE=ON -DCMAKE_INSTALL_PREFIX=/usr && return
    fail "a release builds" && tail_of "$log/release.log"
    return 1
}

# ---------------------------------------------------------------- running

# The C tests, each program with its own XML: run_units LABEL [BUILD].
run_units() {
    rm -rf "${log:?}/$1" && mkdir -p "$log/$1"
    set -- "$1" "$dir/${2-checked}"/tests/test_*
    label=$1
    shift
    if [ ! -x "$1" ]; then
        fail "there are no C tests"
        return
    fi
    crashed=
    # shellcheck disable=SC2016 # for another shell
    printf '%s\n' "$@" | xargs -P "$cores" -I '{}' sh -c 'name=$(basename "$2") && cd "$0" &&
        CMOCKA_MESSAGE_OUTPUT=XML CMOCKA_XML_FILE="$1/$name-%g.xml" timeout 300 "$2" >"$1/$name.log" 2>&1
        echo $? >"$1/$name.status"' "$dir" "$log/$label" '{}'
    for program; do
        name=$(basename "$program") && set -- "$log/$label/$name"-*.xml
        if [ ! -f "$1" ] || { [ "$(cat "$log/$label/$name.status")" != 0 ] && ! grep -q '<failure\|<error' "$@"; }; then
            crashed="$crashed $name"
        fi
    done
    set -- "$log/$label"/*.xml
    [ -f "$1" ] && count_xml "$@"
    [ "${bad:-0}" -gt 0 ] && grep -h -A 4 '<failure\|<error' "$@" | head -n 60 | sed 's/^/  | /'
    for name in $crashed; do
        fail "$name broke off" && tail_of "$log/$label/$name.log"
    done
}

# run_pytest LABEL FOLDER [WORKERS [WHICH]]
run_pytest() {
    set -- "$1" "$source/$2" "$2" "${3-$cores}" "${4-}"
    if [ -z "$(find "$2" -name 'test_*.py' 2>/dev/null)" ]; then
        fail "there are no tests in $3"
        return
    fi
    rm -f "$log/$1.xml"
    (cd "$dir" && TMPDIR=$scratch timeout 900 /usr/bin/python3 -m pytest -q -p no:cacheprovider -n "$4" \
        ${5:+-k "$5"} --rootdir "$source/tests" --junitxml "$log/$1.xml" "$2") >"$log/$1.log" 2>&1
    status=$?
    count_xml "$log/$1.xml"
    if [ "${bad:-0}" -gt 0 ]; then
        tail_of "$log/$1.log" 80
    elif [ $status -ne 0 ]; then
        fail "pytest ended with status $status" && tail_of "$log/$1.log"
    fi
}

# run_released LABEL FOLDER [WORKERS [WHICH]]: the same with esign as people have it
run_released() {
    build_release || return
    ESIGN_BIN=$dir/release/bin/esign
    run_pytest "$@"
    ESIGN_BIN=$dir/checked/bin/esign
}

part_lint() {
    step "lint"
    ESIGN_BIN="$dir/checked/bin/esign" /usr/bin/python3 "$source/tests/lint/lint.py" \
        >"$log/lint.log" 2>&1
    grep -v '^ok - ' "$log/lint.log" | sed 's/^/  /'
    numbers=$(sed -n '$ s/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' \
        "$log/lint.log")
    if [ -z "$numbers" ]; then
        fail "the lint checks broke off"
        return
    fi
    # shellcheck disable=SC2086 # three numbers
    set -- $numbers
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

part_unit() {
    step "C tests (ASan, UBSan)"
    run_units unit
}

# Each fuzz target with the inputs of its corpus; tests/fuzz/fuzz.sh looks for new ones.
part_fuzz() {
    step "fuzz targets replay their corpora (ASan, UBSan)"
    rm -f "$log/fuzz.xml"
    ctest --test-dir "$dir/checked" -R '^replay_' --parallel "$cores" --timeout 300 --output-on-failure \
        --output-junit "$log/fuzz.xml" >"$log/fuzz.log" 2>&1
    status=$?
    count_xml "$log/fuzz.xml"
    if [ $status -ne 0 ] || [ "${bad:-0}" -gt 0 ]; then
        [ "${bad:-0}" -gt 0 ] || fail "ctest ended with status $status"
        tail_of "$log/fuzz.log"
    fi
}

# Another compiler sees and instruments other things; it also counts what the corpora reach.
part_clang() {
    step "clang: the C tests and the corpora (ASan, UBSan), and what the corpora reach"
    if ! CC=clang build clang -DCMAKE_BUILD_TYPE=Debug -DESIGN_SANITIZE=ON -DESIGN_COVERAGE=ON \
        -DESIGN_WERROR=ON; then
        fail "clang builds it without a warning" && tail_of "$log/clang.log"
        return
    fi
    pass "clang builds it without a warning"
    LLVM_PROFILE_FILE=/dev/null
    export LLVM_PROFILE_FILE
    run_units clang-unit clang
    unset LLVM_PROFILE_FILE
    check "the corpora reach enough of the decoders" sh "$source/tests/fuzz/coverage.sh" \
        --build "$dir/clang"
    tail -n 1 "$log/check.log" | sed 's/^/  /'
}

part_cli() {
    step "the commands as processes"
    build_release || return
    ESIGN_PRACTICE_BIN=$dir/release/bin/esign-practice # the sanitizers see it in the next part
    run_pytest cli tests/cli $((cores + 1))            # some wait
    ESIGN_PRACTICE_BIN=$dir/checked/bin/esign-practice
}

part_portal() {
    step "against the practice portal"
    run_released portal tests/portal # thousands of walks; the sanitizers see them in cli and fuzz
}

part_mail() {
    step "mail: a Dovecot of our own, and Maildirs"
    run_pytest mail tests/mail $((3 * cores))
}

part_card() {
    step "cards: a private pcscd with a virtual reader"
    run_pytest card tests/card $((4 * cores)) # mostly they wait
}

# run_node LABEL FOLDER: its `npm test` prints TAP: "ok N - what" and "not ok N - what".
run_node() {
    rm -rf "${dir:?}/$1" && cp -R "$source/$2" "$dir/$1"
    if ! (cd "$dir/$1" && npm ci --no-audit --no-fund) >"$log/npm.log" 2>&1; then
        fail "npm ci" && tail_of "$log/npm.log"
        return
    fi
    (cd "$dir/$1" && timeout 600 npm test --silent) >"$log/$1.log" 2>&1
    status=$?
    ok=$(grep '^ *ok [0-9]' "$log/$1.log" | grep -vc '# SKIP')
    skips=$(grep -c '^ *ok [0-9].*# SKIP' "$log/$1.log")
    skipped=$((skipped + skips))
    not_ok=$(grep -c '^ *not ok [0-9]' "$log/$1.log")
    passed=$((passed + ok)) failed=$((failed + not_ok))
    say "  $ok passed, $not_ok failed, $skips skipped"
    if [ "$not_ok" -eq 0 ] && { [ $status -ne 0 ] || [ "$ok" -eq 0 ]; }; then
        fail "the tests in $2 broke off"
        not_ok=1
    fi
    [ "$not_ok" -gt 0 ] && tail_of "$log/$1.log"
}

part_browser() {
    step "the practice portal's pages in Chromium"
    run_node browser tests/browser
}

part_oracle() {
    step "forms as Chromium reads them (a sample; tests/oracle/full.sh has them all)"
    run_node oracle tests/oracle
    sed -n 's/^# \(seed\|[a-z ]*:\)/  \1/p' "$log/oracle.log"
}

# A locale of our own, so that the system's are left as they are. The commands are the release's:
# the sanitizers have seen them.
part_turkish() {
    step "once more in a Turkish locale"
    mkdir -p "$dir/locale"
    if ! localedef -i tr_TR -f UTF-8 "$dir/locale/tr_TR.UTF-8" >"$log/localedef.log" 2>&1; then
        fail "localedef" && tail_of "$log/localedef.log"
        return
    fi
    # The C library forgets its copy of LOCPATH at a setlocale that fails.
    echo "leak:argz_add_sep" >"$dir/lsan"
    LOCPATH="$dir/locale" LC_ALL=tr_TR.UTF-8
    LSAN_OPTIONS="suppressions=$dir/lsan:print_suppressions=0"
    export LOCPATH LC_ALL LSAN_OPTIONS
    check "the locale is there" /usr/bin/python3 -c \
        'import locale; assert locale.setlocale(locale.LC_ALL, "") == "tr_TR.UTF-8"'
    run_units turkish-unit
    run_released turkish-cli tests/cli $((cores + 2)) \
        "recovery or terminal or inspect or usage or config or outcomes or words or session or unknown or profile or portals or turkish"
    unset LOCPATH LSAN_OPTIONS
    LC_ALL=C.UTF-8
}

# The document is tested here, not esign's memory: the release is quicker.
part_scripting() {
    step "the examples of docs/scripting.md, as they stand there"
    run_released scripting tests/scripting $((3 * cores))
}

part_lean() {
    step "without pictures and without the practice portal"
    if ! build lean -DCMAKE_BUILD_TYPE=Debug -DESIGN_PICTURES=OFF -DESIGN_PRACTICE=OFF -DESIGN_WERROR=ON -DESIGN_TESTS=OFF
    then
        fail "it builds" && tail_of "$log/lean.log"
        return
    fi
    pass "it builds"
    check "it runs" "$dir/lean/bin/esign" --version
    check "it is linked to no picture library" sh -c \
        '! ldd "$1" | grep -E "chafa|libpng|turbojpeg|libgif"' sh "$dir/lean/bin/esign"
    check "it holds no practice portal" test ! -e "$dir/lean/bin/esign-practice"
}

part_installed() {
    step "installed"
    build_release || return
    pass "a release builds"
    root=$dir/root
    rm -rf "$root"
    check "it installs" env DESTDIR="$root" cmake --install "$dir/release"
    check "the program" test -x "$root/usr/bin/esign"
    check "the profile" test -s "$root/usr/share/esign/profiles/kamusm.json"
    for page in man1/esign.1 man5/esign-config.5 man5/esign-json.5 man5/esign-profile.5 man1/esign-practice.1; do
        check "the manual page $page" test -s "$root/usr/share/man/$page"
        check "the Turkish manual page $page" test -s "$root/usr/share/man/tr/$page"
    done
    for file in bash-completion/completions/esign zsh/site-functions/_esign \
        fish/vendor_completions.d/esign.fish; do
        check "the completions $file" test -s "$root/usr/share/$file"
    done
    check "no page makes it pass 64 MiB" /usr/bin/python3 "$source/tests/cli/peak.py" \
        "$root/usr/bin/esign"
    check "it speaks Turkish where no such locale is installed" sh -c \
        'LC_ALL=C "$1" --lang tr --help | grep -q "Kullan"' sh "$root/usr/bin/esign"
    check "it speaks English" sh -c \
        'LC_ALL=C "$1" --lang en --help | grep -qi "usage"' sh "$root/usr/bin/esign"
}

part_package() {
    step "Debian packages (tests/packaging.sh installs them in a fresh Debian)"
    build_release || return
    check "cpack makes them" sh "$source/tests/packaging/checks.sh" make "$dir/release" "$dir/packages"
    for what in lint files depends hardened library; do
        check "checks.sh $what" sh "$source/tests/packaging/checks.sh" $what "$dir/packages"
    done
}

# A sample of tests/torture.sh: what tries to break it, with figures.
part_torture() {
    step "torture (a sample; tests/torture.sh has all of it)"
    build_release || return
    ESIGN_FIGURES=$log/figures
    export ESIGN_FIGURES
    rm -rf "$ESIGN_FIGURES" && mkdir -p "$ESIGN_FIGURES"
    run_pytest torture tests/torture $((cores + 1))
    [ -n "$(ls "$ESIGN_FIGURES")" ] &&
        /usr/bin/python3 "$source/tests/torture/figures.py" "$ESIGN_FIGURES" | sed 's/^/  /'
}

part_demo() {
    step "the demonstration, without a terminal"
    if [ ! -f "$source/tests/demo.sh" ]; then
        fail "there is no tests/demo.sh"
        return
    fi
    if (cd "$dir" && timeout 600 sh "$source/tests/demo.sh" </dev/null) >"$log/demo.log" 2>&1; then
        pass "it plays the person's part to the end"
    else
        fail "it plays the person's part to the end" && tail_of "$log/demo.log"
    fi
}

# ---------------------------------------------------------------- all of it

if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-tests.XXXXXX") || exit 1
    chmod 755 "$dir" # tests have users without rights, too
else
    mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || exit 1
fi
log=$dir/log
mkdir -p "$log" "$dir/home" || exit 1
# shellcheck source=tests/scratch.sh
. "$source/tests/scratch.sh"
scratch=$(scratch_or "$dir")
trap 'scratch_drop "$scratch"' EXIT
trap 'scratch_drop "$scratch"; exit 1' INT TERM

# The same surroundings for everyone.
unset LANGUAGE LANG LC_MESSAGES DESTDIR ESIGN_ASKPASS XDG_RUNTIME_DIR XDG_STATE_HOME XDG_CONFIG_HOME
LC_ALL=C.UTF-8
PYTHONDONTWRITEBYTECODE=1
# A sanitizer's find has a status that no command of ours has. LeakSanitizer makes the process
# traceable for its own look, so PR_SET_DUMPABLE 0 does not stop it.
ASAN_OPTIONS=detect_leaks=1:exitcode=99:strict_string_checks=1:detect_stack_use_after_return=1
UBSAN_OPTIONS=print_stacktrace=1
ESIGN_SOURCE=$source
ESIGN_BUILD=$dir/checked
ESIGN_BIN=$dir/checked/bin/esign
ESIGN_PRACTICE_BIN=$dir/checked/bin/esign-practice
ESIGN_PAGE_FACTS=$dir/checked/tests/page_facts
ESIGN_RELEASE=$dir/release
export LC_ALL PYTHONDONTWRITEBYTECODE ASAN_OPTIONS UBSAN_OPTIONS
export ESIGN_SOURCE ESIGN_BUILD ESIGN_RELEASE ESIGN_BIN ESIGN_PRACTICE_BIN ESIGN_PAGE_FACTS

step "what is needed"
if ! install_missing; then
    fail "the packages are installed" && tail_of "$log/apt.log"
    finish
fi
# Nothing is written to the home of whoever runs this; npm still reads how to reach its registry.
npm_config_userconfig=${npm_config_userconfig-${HOME-}/.npmrc}
HOME=$dir/home
export HOME npm_config_userconfig

step "building in $dir"
if build_checked; then
    pass "it builds without a warning"
else
    fail "it builds without a warning"
    grep -E -A 3 '(error|warning|Error): |CMake Error' "$log/checked.log" | head -n 40 | sed 's/^/  | /'
    tail_of "$log/checked.log" 15
    wanted lint && part_lint
    finish
fi

for part in $only; do
    "part_$part"
done
finish
