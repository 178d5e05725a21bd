# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# The Debian packages that tests/run.sh and tests/demo.sh need, by what they are for. Sourced.
# shellcheck disable=SC2034 # read where this is sourced

packages_build="gcc libc6-dev make cmake pkg-config gettext libcurl4-openssl-dev libssl-dev
    libpcsclite-dev libjansson-dev libgumbo-dev libutf8proc-dev libgmime-3.0-dev libkeyutils-dev
    libseccomp-dev libpsl-dev libp11-kit-dev libchafa-dev libglib2.0-dev libpng-dev libturbojpeg0-dev libgif-dev libmicrohttpd-dev
    libsqlite3-dev ca-certificates"
packages_tests="libcmocka-dev python3 python3-pytest python3-pytest-xdist
    python3-jsonschema python3-cryptography openssl libfaketime util-linux mount zsh fish git tmux"
packages_lint="clang-format shellcheck mandoc"
packages_card="pcscd vsmartcard-vpcd iproute2 util-linux mount python3 umockdev gir1.2-umockdev-1.0 python3-gi"
packages_card_tools="pcsc-tools opensc opensc-pkcs11 yubico-piv-tool softhsm2"
packages_browser="chromium"
packages_clang="clang llvm libclang-rt-dev"
packages_mail="dovecot-imapd"
packages_torture="strace gdb libfaketime nodejs"
packages_turkish="locales"
packages_packaging="lintian binutils dpkg-dev file"
packages_docs="graphviz python3-pil fonts-dejavu-core tmux" # by hand: the pictures in docs/pictures
packages_scripting="jq pinentry-curses busybox"

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# not_installed PACKAGES…: those that are missing, on one line.
not_installed() {
    for package; do
        installed "$package" || printf '%s\n' "$package"
    done | sort -u | tr '\n' ' '
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# install_or_end LOG PACKAGES…: those that are missing; ends the script where they cannot be had.
install_or_end() {
    install_log=$1
    shift
    missing=$(not_installed "$@")
    [ -n "$missing" ] || return 0
    echo "installing with apt-get: $missing"
    # shellcheck disable=SC2086 # several packages
    apt_install "$install_log" $missing && return 0
    tail -n 20 "$install_log"
    exit 1
}

# apt_install LOG PACKAGES…
apt_install() {
    apt_log=$1
    shift
    as_root apt-get -q update >"$apt_log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -q install -y --no-install-recommends "$@" >>"$apt_log" 2>&1
}
