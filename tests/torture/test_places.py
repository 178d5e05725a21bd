# SPDX-License-Identifier: Apache-2.0
"""Folders and files as nobody should have them: the documented status, words that help, nothing
written elsewhere, nothing waited for, no secret told."""

import json
import os
import shutil
import socket
import stat

import pytest

from crash import KNOWN, NEW
from places import FEW, OTHER, ROOT, UNUSABLE, Way, needs_release, play, some
from places import place, portal, user  # noqa: F401

pytestmark = needs_release

XDG = ("XDG_RUNTIME_DIR", "XDG_STATE_HOME")
NEVER = ["", "relative", "./here", "/nonexistent/there", "/etc/passwd", "/dev/null", "/proc/self",
         "/" + "y" * 5000, "/" + "z/" * 3000, "/etc/passwd/below", "/proc/1/root/nowhere"]


def test_folders_that_cannot_be_are_told_to_a_user_without_rights(user, figure):
    ways = [Way(f"{name}={value[:24]}", env={name: value}, codes=UNUSABLE)
            for name in ("HOME", *XDG) for value in NEVER]
    ways += [Way(f"only HOME={value[:24]}", env={"HOME": value}, without=XDG, codes=UNUSABLE)
             for value in NEVER]
    ways += [Way("no HOME", without=("HOME",), same=True),
             Way("neither HOME nor XDG", without=("HOME", *XDG), codes=UNUSABLE)]
    figure(9, "HOME and XDG folders missing, relative, files, devices, too long, another's",
           *play(user, ways))


# --- what lies in the way ---

def in_namespace(script):
    """The script in a mount namespace of its own, then the run."""
    return ("unshare", "-m", "sh", "-c", script + '; exec "$@"', "sh")


def read_only(path):
    return f'mount --bind "{path}" "{path}" && mount -o remount,ro,bind "{path}"'


def full(path):
    """A disk of 256 KiB with what was there, and then without a byte free."""
    return (f'cp -a "{path}/." "{path}.copy" && mount -t tmpfs -o size=256k,mode=700 none "{path}"'
            f' && cp -a "{path}.copy/." "{path}" && rm -rf "{path}.copy"'
            f' && head -c 300000 /dev/zero >"{path}/.filler" 2>/dev/null || true')


@pytest.mark.skipif(not ROOT, reason="it takes root to mount")
def test_a_home_that_is_full_or_read_only_is_told(place, figure):
    ways = []
    for what, script in (("read-only", read_only), ("full", full)):
        for which in (("runtime",), ("state",), ("runtime", "state", "home")):
            mounts = " && ".join(script(place.esign.folder / one) for one in which)
            ways.append(Way(f"{what} {'+'.join(which)}", in_namespace(mounts),
                            codes=("session_unusable", "ledger_unusable", "usage")))
    figure(9, "read-only and full homes", *play(place, ways))


KINDS = ["fifo", "folder", "dangling link", "link to a file", "link to itself", "socket",
         "another user's", "0666", "0000", "empty"]
NODES = {"null": (stat.S_IFCHR, 1, 3), "zero": (stat.S_IFCHR, 1, 5), "full": (stat.S_IFCHR, 1, 7),
         "tty": (stat.S_IFCHR, 5, 0), "a disk": (stat.S_IFBLK, 7, 0)}
LEFT_TO_LOGOUT = ("default.session", "default.key", "default.lock")


def clear(path):
    if path.is_dir() and not path.is_symlink():
        path.chmod(0o700)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def put(path, kind, victim, uid):
    clear(path)
    if kind in NODES:
        form, major, minor = NODES[kind]
        os.mknod(path, form | 0o600, os.makedev(major, minor))
    elif kind == "fifo":
        os.mkfifo(path, 0o600)
    elif kind == "folder":
        path.mkdir(0o700)
    elif kind == "dangling link":
        path.symlink_to("/nonexistent/there")
    elif kind == "link to a file":
        path.symlink_to(victim)
    elif kind == "link to itself":
        path.symlink_to(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            os.chdir(path.parent)  # its path may be too long for an address
            one.bind(path.name)
    else:
        path.touch(0o600)
    if kind in ("0666", "0000"):
        path.chmod(int(kind, 8))
    if uid or kind == "another user's":
        owner = OTHER if kind == "another user's" else uid
        os.lchown(path, owner, owner)


def places_of(place):
    for folder, names in KNOWN.items():
        for name in sorted(names | NEW[folder]):
            yield place.folder(folder) / name
        yield place.folder(folder)


def judge_logout(place, path, found, ended):
    """What can be forgotten is, and it is told as it is on the disk."""
    said = json.loads(ended[1])
    left = (place.folder("runtime") / "default.session").exists()
    if said["data"]["forgotten"] and left:
        return found + f"told to be forgotten: {ended}"
    if path.name in LEFT_TO_LOGOUT and (said["code"] != "ok" or left):
        return found + f"not forgotten: {ended}"
    return None


def lie_in_the_way(place, kinds, sample):
    victim = place.esign.folder / "victim"
    scenes = [name for name in place.scenes if name not in ("card-check", "inspect")]
    cases = some([(path, kind, name) for path in places_of(place) for kind in kinds
                  for name in scenes], sample)
    wrong = []
    codes = UNUSABLE + ("wrong_captcha", "page_unknown")
    for path, kind, name in cases:
        scene = place.scenes[name]
        place.prepare(scene)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        victim.write_text("somebody else's")
        put(path, kind, victim, place.uid)
        way = Way(f"{kind} at {path.name}", codes=codes)
        ended = place.go(place.line(scene), way)
        found = place.judge(scene, way, ended)
        if not found and victim.read_text() != "somebody else's":
            found = f"{way.name}: {name}: written through the link"
        if not found and name == "logout" and kind != "folder":  # which may have been filled
            found = judge_logout(place, path, f"{way.name}: {name}: ", ended)
        wrong.append(found)
        clear(path)
    return len(cases), [one for one in wrong if one]


def test_whatever_lies_in_place_of_an_own_file_is_told_or_put_aside(place, figure):
    kinds = [*KINDS, *NODES] if ROOT else [one for one in KINDS if one != "another user's"]
    figure(9, "FIFOs, links, sockets, devices, folders, others' files in place of each own file",
           *lie_in_the_way(place, kinds, 50))


def test_whatever_lies_there_is_told_or_put_aside_for_a_user_without_rights(user, figure):
    figure(9, "the same for a user whom root's rights do not help",
           *lie_in_the_way(user, [*KINDS, *NODES], 50))


def test_a_session_closed_even_to_its_owner_is_forgotten(user, figure):
    wrong, tried = [], 0
    for name in LEFT_TO_LOGOUT:
        for kind in ("0000", "0666", "empty", "another user's", "fifo", "socket", *NODES):
            scene = user.scenes["logout"]
            user.prepare(scene)
            path = user.folder("runtime") / name
            put(path, kind, None, user.uid)
            way = Way(f"{kind} at {name}")
            ended = user.go(user.line(scene), way)
            tried += 1
            wrong.append(user.judge(scene, way, ended)
                         or judge_logout(user, path, f"{way.name}: ", ended))
            said = json.loads(ended[1])
            had = name != "default.key" or kind != "empty"
            if said["data"]["forgotten"] is not True and had:
                wrong.append(f"{way.name}: not told to be forgotten: {ended}")
            clear(path)
    figure(9, "logout where the session, its key or its lock cannot be used: forgotten, and told so",
           tried, [one for one in wrong if one])


def test_folders_open_to_others_are_refused(place, figure):
    wrong = []
    modes = [0o777, 0o770, 0o702, 0o1777, 0o2770]
    for mode in modes:
        for folder in KNOWN:
            scene = place.scenes["login, its picture read"]
            place.prepare(scene)
            place.folder(folder).chmod(mode)
            way = Way(f"{folder} {mode:o}", codes=("session_unusable", "ledger_unusable"))
            status, out, err = place.go(place.line(scene), way)
            expected = "session_unusable" if folder == "runtime" else "ledger_unusable"
            if not out or json.loads(out)["code"] != expected:
                wrong.append(f"{way.name}: {status} {out}{err}")
            place.folder(folder).chmod(0o700)
    figure(9, "folders that others may write", len(modes) * 2, wrong)


def test_every_umask_leaves_private_files(place, figure):
    umasks = (0, 0o022, 0o777)
    wrong = []
    for mask in umasks:
        for name in FEW[:4]:
            place.prepare(place.scenes[name])
            way = Way(f"umask {mask:o}", same=True, run={"umask": mask})
            wrong.append(place.tried(place.scenes[name], way))
            for folder in KNOWN:
                for one in place.folder(folder).iterdir():
                    if stat.S_IMODE(one.stat().st_mode) != 0o600:
                        wrong.append(f"{way.name}: {one.name} {one.stat().st_mode:o}")
    figure(9, "files made under any umask", len(umasks) * 4, [one for one in wrong if one])
