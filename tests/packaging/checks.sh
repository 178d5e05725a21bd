#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One check of the Debian packages each; tests/run.sh and tests/packaging.sh call them.
#   checks.sh make BUILD FOLDER    packages of a build, into the folder
#   checks.sh lint|files|depends|hardened|library FOLDER
set -eu

complain() {
    echo "$*"
    exit 1
}

make_packages() {
    rm -rf "$2" && mkdir -p "$2"
    (cd "$1" && cpack -G DEB -B "$2")
    rm -rf "$2/_CPack_Packages"
    for package in esign esign-practice libesign-dev; do
        only "$2" "$package" >/dev/null
    done
}

# only FOLDER PACKAGE: its one file.
only() {
    set -- "$1/$2"_*.deb
    if [ $# -ne 1 ] || [ ! -f "$1" ]; then
        complain "$1 is none or several"
    fi
    echo "$1"
}

# Information and pedantry as well: nothing at all is to be said. Nothing is overridden.
lint() {
    said=$(lintian --allow-root -I -E --pedantic --no-cfg --fail-on none "$1"/*.deb 2>&1) || true
    [ -z "$said" ] || complain "$said"
}

# What a file may be, and where: "drwxr-xr-x root/root ./usr/bin/".
known_places='^\./(usr/)?$
^\./usr/(bin|include|lib|share)/$
^\./usr/bin/esign(-practice)?$
^\./usr/include/esign/([a-z0-9_]+\.(h|def))?$
^\./usr/lib/[a-z0-9_-]+/(pkgconfig/)?(libesign\.a|esign\.pc)?$
^\./usr/share/(bash-completion|doc|esign|fish|locale|man|zsh)/$
^\./usr/share/bash-completion/completions/(esign(-practice)?)?$
^\./usr/share/fish/vendor_completions\.d/(esign(-practice)?\.fish)?$
^\./usr/share/zsh/vendor-completions/(_esign(-practice)?)?$
^\./usr/share/doc/(esign|esign-practice|libesign-dev)/(copyright|changelog(\.Debian)?\.gz)?$
^\./usr/share/doc/esign/(README\.md|examples)$
^\./usr/share/doc/esign/docs/((schema|tr|tr/resimler)/)?([A-Za-z-]+\.(md|json|svg))?$
^\./usr/share/esign/profiles/((kamusm|practice)\.json)?$
^\./usr/share/locale/tr/(LC_MESSAGES/(esign\.mo)?)?$
^\./usr/share/man/(tr/)?(man[15]/)?(esign[a-z-]*\.[15]\.gz)?$'

files() {
    list=$(mktemp)
    for package in "$1"/*.deb; do
        dpkg-deb -c "$package" >"$list"
        awk '$2 != "root/root" || $1 !~ /^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx)$/' "$list" |
            grep . && complain "$package: not root's, or not readable by all alone"
        awk '{ print $6 }' "$list" | grep -Ev "$known_places" && complain "$package: out of place"
        [ "$(dpkg-deb --ctrl-tarfile "$package" | tar -t | sort | tr '\n' ' ')" = "./control ./md5sums " ] ||
            complain "$package does something when it is installed"
    done
    dpkg-deb -c "$(only "$1" esign)" >"$list"
    for file in bin/esign share/man/man1/esign.1.gz share/man/man5/esign-json.5.gz \
        share/locale/tr/LC_MESSAGES/esign.mo share/esign/profiles/kamusm.json share/doc/esign/copyright \
        share/doc/esign/docs/scripting.md share/doc/esign/docs/tr/kilavuz.md; do
        grep -q " \./usr/$file\$" "$list" || complain "no $file"
    done
    dpkg-deb -c "$(only "$1" esign-practice)" >"$list"
    grep -q ' \./usr/bin/esign-practice$' "$list" || complain "no esign-practice"
    rm -f "$list"
}

# The libraries that esign loads when it needs them, by the names that stand in the program.
depends() {
    into=$(mktemp -d)
    package=$(only "$1" esign)
    dpkg-deb -x "$package" "$into"
    named=$(dpkg-deb -f "$package" Depends Recommends)
    readelf -dW "$into/usr/bin/esign" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >"$into/linked"
    sonames=$(strings -a "$into/usr/bin/esign" | grep -xE 'lib[A-Za-z0-9._+-]+\.so\.[0-9]+' |
        grep -vxFf "$into/linked" | sort -u)
    rm -rf "$into"
    [ "$(echo "$sonames" | wc -l)" -eq 8 ] || complain "late libraries in the program: $sonames"
    for soname in $sonames; do
        owner=$(dpkg-query -S "*/$soname" | sed 's/[:,].*//; q')
        echo "$named" | grep -qE "(^|[ ,])$owner([ ,]|\$)" || complain "$soname: $owner is not named"
    done
    dpkg-deb -f "$package" Depends | grep -q 'libcurl4.*libgmime.*libpsl.*libpcsclite' ||
        complain "what is needed is not in Depends"
}

# What the compiler and linker do against mistakes, in the programs as they are packed.
hardened() {
    into=$(mktemp -d)
    for package in esign esign-practice; do
        dpkg-deb -x "$(only "$1" $package)" "$into"
        program=$into/usr/bin/$package
        readelf -hlW "$program" >"$into/about"
        readelf -dW "$program" >>"$into/about"
        readelf --dyn-syms -W "$program" >>"$into/about"
        for sign in 'Type: *DYN' 'GNU_RELRO' 'FLAGS.*BIND_NOW|BIND_NOW' 'GNU_STACK .* RW ' \
            '__stack_chk_fail' '__[a-z]+_chk@'; do
            grep -qE "$sign" "$into/about" || complain "$package: no $sign"
        done
        readelf -SW "$program" | grep -qE '\.(symtab|debug_info|comment)' && complain "$package: not stripped"
    done
    rm -rf "$into"
}

# A program is built against the unpacked package, by what pkg-config says, and runs.
library() {
    into=$(mktemp -d)
    dpkg-deb -x "$(only "$1" libesign-dev)" "$into"
    PKG_CONFIG_PATH=$(dirname "$(find "$into" -name esign.pc)")
    export PKG_CONFIG_PATH
    pkg-config --validate esign
    [ "$(pkg-config --modversion esign)" = "$(dpkg-deb -f "$(only "$1" libesign-dev)" Version | sed 's/-.*//')" ] ||
        complain "esign.pc has another version"
    here=$(dirname "$0")
    # shellcheck disable=SC2046 # several words
    ${CC:-cc} -std=c17 -Wall -Wextra -Werror -o "$into/program" "$here/library.c" \
        $(pkg-config --cflags --libs --static esign) -lcurl
    "$into/program" >"$into/said" || complain "$(cat "$into/said")"
    printf 'atr: well_formed, 2 bytes\ncurl: its own\npage: 2 block, 1 control\n' | diff - "$into/said"
    rm -rf "$into"
}

case $1 in
make) make_packages "$2" "$3" ;;
lint | files | depends | hardened | library) "$1" "$2" ;;
*) complain "checks.sh: what is '$1'?" ;;
esac
