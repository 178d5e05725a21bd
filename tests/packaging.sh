#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What takes longer of the Debian packages than tests/run.sh has time for: two builds in different
# surroundings give the same bytes, and a fresh Debian has them, uses them and is rid of them again.
# As root, with debootstrap and a mirror. The last line counts.
set -u

usage() {
    cat <<'END'
usage: sh tests/packaging.sh [--only same|root] [--dir FOLDER] [--mirror URL] [--suite NAME]

  --only PART    only this part
  --dir FOLDER   work there and keep it; a root of Debian that is in it is used again
  --mirror URL   of Debian (http://deb.debian.org/debian)
  --suite NAME   of Debian; the one that this is run on, by default
END
}

source=$(cd "$(dirname "$0")/.." && pwd) || exit 1
# shellcheck source=tests/packages.sh
. "$source/tests/packages.sh"
checks=$source/tests/packaging/checks.sh
parts="same root"
dir=
keep=no
mirror=http://deb.debian.org/debian
suite=$(. /etc/os-release && echo "${VERSION_CODENAME-bookworm}")
while [ $# -gt 0 ]; do
    case $1 in
    --only) parts=${2-} && shift ;;
    --dir) dir=${2-} && keep=yes && shift ;;
    --mirror) mirror=${2-} && shift ;;
    --suite) suite=${2-} && shift ;;
    --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
    shift
done

passed=0
failed=0

# check SENTENCE COMMAND…
check() {
    sentence=$1
    shift
    if "$@" >"$dir/check.log" 2>&1; then
        passed=$((passed + 1)) && echo "  ok: $sentence"
    else
        failed=$((failed + 1)) && echo "  FAILED: $sentence"
        tail -n 20 "$dir/check.log" | sed 's/^/  | /'
    fi
}

# ---------------------------------------------------------------- the same twice

# packages SOURCE BUILD GENERATOR TZ LOCALE JOBS FOLDER UMASK
packages() (
    export TZ="$4" LC_ALL="$5"
    umask "$8"
    unset CCACHE_DIR
    rm -rf "$2"
    cmake -S "$1" -B "$2" -G "$3" -DCMAKE_BUILD_TYPE=Release -DESIGN_TESTS=OFF \
        -DCMAKE_INSTALL_PREFIX=/usr &&
        cmake --build "$2" --parallel "$6" && sh "$checks" make "$2" "$7"
)

# The sources lie elsewhere, under a longer name and with other times; another generator, another
# time zone, another locale, another number of jobs, another umask.
part_same() {
    echo "== the same twice"
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600}
    export SOURCE_DATE_EPOCH
    elsewhere=$dir/elsewhere/under-a-longer-name/esign
    rm -rf "$dir/elsewhere" && mkdir -p "$elsewhere"
    (cd "$source" && tar -cf - CMakeLists.txt LICENSE README.md docs include src) |
        tar -xmf - -C "$elsewhere"
    check "packages are made" \
        packages "$source" "$dir/one" "Unix Makefiles" UTC C.UTF-8 2 "$dir/packages" 022
    other=Ninja
    command -v ninja >/dev/null || other="Unix Makefiles"
    check "and once more, elsewhere" \
        packages "$elsewhere" "$dir/elsewhere/build" "$other" Asia/Tokyo C 3 "$dir/again" 077
    for package in esign esign-practice libesign-dev; do
        check "$package is the same, bit for bit" sh -c \
            'for deb in "$1/$3"_*.deb; do cmp "$deb" "$2/${deb##*/}" || exit 1; done' \
            sh "$dir/packages" "$dir/again" "$package"
    done
    for what in lint files depends hardened library; do
        check "checks.sh $what" sh "$checks" $what "$dir/packages"
    done
    (cd "$dir/packages" && sha256sum ./*.deb) | sed 's/^/  /'
}

# ---------------------------------------------------------------- a fresh Debian

# The root is made once, without what the packages need; each run works on a copy.
make_root() {
    [ -f "$dir/debian.tar" ] && return
    rm -rf "$dir/fresh"
    debootstrap --variant=minbase "$suite" "$dir/fresh" "$mirror" &&
        tar -C "$dir/fresh" -cf "$dir/debian.tar" . && rm -rf "$dir/fresh"
}

unpack_root() {
    root=$dir/root
    rm -rf "$root" && mkdir -p "$root" && tar -C "$root" -xf "$dir/debian.tar" &&
        mkdir "$root/packages" && cp "$dir/packages"/*.deb "$root/packages" &&
        cp /etc/resolv.conf "$root/etc/resolv.conf" &&
        cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d" &&
        # Manual pages are left out by some images of Debian; what is looked at is all of it.
        rm -f "$root/etc/dpkg/dpkg.cfg.d"/*
}

# inside COMMAND…: in the root, with /proc and /dev of its own; ends with what it has started.
inside() {
    # shellcheck disable=SC2016 # the inner shell's
    unshare -mpf --kill-child sh -c 'root=$1 && shift && mount -t proc proc "$root/proc" &&
        mount --rbind /dev "$root/dev" && exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/root TERM=dumb LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"' sh "$root" "$@"
}

# All that dpkg does not know of is what was in the fresh root as well.
what_there_is() {
    (cd "$root" && find . -path ./proc -prune -o -path ./dev -prune -o -path ./var/lib/dpkg -prune -o \
        -path ./var/lib/apt -prune -o -path ./var/cache -prune -o -path ./var/log -prune -o \
        -path ./tmp -prune -o -path ./packages -prune -o -path ./etc/ld.so.cache -prune -o \
        -path ./demo -prune -o -print | sort)
}

# The packages as an older version had them, with a file that the newer has not.
older_packages() {
    for package in esign esign-practice; do
        rm -rf "$dir/older"
        dpkg-deb -R "$dir/packages/${package}"_*.deb "$dir/older" &&
            sed -i 's/^Version: .*/Version: 0.0.1-0esign1/' "$dir/older/DEBIAN/control" &&
            echo old >"$dir/older/usr/share/doc/$package/only-in-the-older" &&
            dpkg-deb -b --root-owner-group "$dir/older" "$root/packages/older-$package.deb" || return 1
    done
}

part_root() {
    echo "== a fresh Debian ($suite)"
    check "a root is made" make_root
    check "it is unpacked" unpack_root
    check "what the packages need is there, without them" inside sh -c 'apt-get -q update &&
        apt-get -q install -y --no-install-recommends man-db mandoc && cd /packages &&
        apt-get -q install -y --no-install-recommends ./esign_*.deb ./esign-practice_*.deb &&
        apt-get -q purge -y esign esign-practice'
    what_there_is >"$dir/before"

    check "an older version is made" older_packages
    check "it is installed by dpkg alone" inside sh -c 'dpkg -i /packages/older-*.deb'
    check "and the newer in its place" inside sh -c \
        'dpkg -i /packages/esign_*.deb /packages/esign-practice_*.deb &&
        [ -z "$(find /usr -name only-in-the-older)" ] && ! dpkg-query -W esign esign-practice | grep -F 0.0.1'
    check "dpkg finds every file as it was packed" inside sh -c \
        '[ -z "$(dpkg -V esign esign-practice)" ]'
    check "esign --version" inside esign --version
    check "esign speaks Turkish" inside sh -c 'esign --lang tr --help | grep Kullan'
    check "card-check without a service says what is missing (5)" inside sh -c \
        'esign card-check --no-input; [ $? -eq 5 ]'
    check "man esign" inside sh -c 'man esign | grep "card-check"'
    for page in esign.1 esign-practice.1 esign-config.5 esign-json.5 esign-profile.5; do
        check "$page passes mandoc, and in Turkish" inside sh -c \
            'for in in /usr/share/man /usr/share/man/tr; do
            mandoc -Tlint -W error "$in/man${1##*.}/$1.gz" || exit 1; done' sh $page
    done
    mkdir -p "$root/demo/tests" && cp "$source/tests/demo.sh" "$source/tests/packages.sh" "$root/demo/tests"
    check "the whole recovery on the practice portal" inside \
        env ESIGN_BUILD=/usr sh -c 'sh /demo/tests/demo.sh --lang tr </dev/null'
    # shellcheck disable=SC2016 # the inner shell's
    check "a library that is missing is told with its package (7)" inside sh -c \
        'lib=$(find /usr/lib -name libcurl.so.4) && mv "$lib" "$lib.away" || exit 1
        esign inspect https://127.0.0.1:9/ >/tmp/said 2>&1
        status=$?; cat /tmp/said; mv "$lib.away" "$lib"; [ $status -eq 7 ] && grep libcurl4 /tmp/said'

    check "they are removed" inside dpkg -r esign esign-practice
    check "and purged" inside dpkg -P esign esign-practice
    what_there_is >"$dir/after"
    check "nothing is left behind" diff "$dir/before" "$dir/after"
    check "libesign-dev brings all that a program needs" inside sh -c \
        'apt-get -q install -y --no-install-recommends gcc pkg-config libcurl4-openssl-dev /packages/libesign-dev_*.deb'
    cp "$source/tests/packaging/library.c" "$root/demo"
    # shellcheck disable=SC2016 # the inner shell's
    check "and it is built and runs" inside sh -c \
        'cc -o /demo/program /demo/library.c $(pkg-config --cflags --libs --static esign) -lcurl && /demo/program'
}

# ---------------------------------------------------------------- all of it

[ "$(id -u)" -eq 0 ] || {
    echo "a root of Debian is made by root alone: run this as root" >&2
    exit 2
}
umask 022
if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/esign-packaging.XXXXXX") || exit 1
else
    mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || exit 1
fi
chmod 755 "$dir"
# shellcheck disable=SC2086 # several packages
install_or_end "$dir/apt.log" $packages_build $packages_packaging debootstrap
for part in $parts; do
    "part_$part"
done
[ $failed -eq 0 ] && [ $keep = no ] && rm -rf "$dir"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
