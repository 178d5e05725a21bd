# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Where tests may write. Sourced.
#
# esign has each of its small files put safely on the disk, which takes a disk up to 20 ms and
# memory nothing: with a folder in memory tests take half of their time.

scratch_room=1000000 # KiB

# An empty folder in memory from which programs may be run, or FOLDER where there is none.
scratch_or() {
    made=$(mktemp -d /dev/shm/esign-tests.XXXXXX 2>/dev/null) || {
        printf '%s\n' "$1"
        return
    }
    chmod 755 "$made" # tests have users without rights, too
    room=$(df -Pk "$made" | sed -n '2s/ \+/ /gp' | cut -d ' ' -f 4)
    printf '#!/bin/sh\n' >"$made/try" && chmod +x "$made/try"
    if [ "${room:-0}" -ge $scratch_room ] && "$made/try" 2>/dev/null; then
        rm "$made/try"
        printf '%s\n' "$made"
    else
        rm -r "$made"
        printf '%s\n' "$1"
    fi
}

# scratch_drop FOLDER: what scratch_or made in memory.
scratch_drop() {
    case $1 in
    /dev/shm/esign-tests.*) rm -rf "$1" ;;
    esac
}
