# SPDX-License-Identifier: Apache-2.0
"""Devices, sockets and folders where an option wants a file, and folders that others share where
the environment wants one's own: told, nothing waited for, nothing sent, nobody else's changed."""

import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import pytest

from places import FEW, OTHER, ROOT, UNUSABLE, USER, Way, needs_release, some
from places import place, portal, user  # noqa: F401

pytestmark = [needs_release, pytest.mark.skipif(not ROOT, reason="it takes root to make a device")]
NODES = {"null": (stat.S_IFCHR, 1, 3), "zero": (stat.S_IFCHR, 1, 5), "full": (stat.S_IFCHR, 1, 7),
         "tty": (stat.S_IFCHR, 5, 0), "disk": (stat.S_IFBLK, 7, 0)}
OPTIONS = ["--id-file", "--word-file", "--answers", "--mail", "--link-file", "--code-file",
           "--cacert", "--profile", "--captcha-out", "FILE"]
SAYS = ("usage", "answer_invalid", "profile_invalid", "input_needed", "link_refused",
        "mail_not_found", "tls_refused", "page_unknown", "too_large", "ok")


def put_all(folder, uid):
    """Something of each kind, open to everybody: what stands in the way is its kind."""
    folder.mkdir(mode=0o755)
    for name, (form, major, minor) in NODES.items():
        os.mknod(folder / name, form | 0o666, os.makedev(major, minor))
        (folder / name).chmod(0o666)
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(folder)
        one.bind("socket")
    (folder / "folder").mkdir()
    (folder / "closed").touch(0)
    (folder / "empty").touch(0o644)
    (folder / "huge").touch(0o644)
    os.truncate(folder / "huge", 1 << 40)
    for one in folder.iterdir():
        os.lchown(one, uid or 0, uid or 0)
    return [*NODES, "socket", "folder", "closed", "empty", "huge"]


def like(path):
    """What must not change about it; a closed or an empty file may be written, it is the user's."""
    one = path.lstat()
    return stat.S_IFMT(one.st_mode), one.st_rdev, one.st_uid


def line_with(place, option, path):
    """A command that takes the option, and what is kept before it."""
    scene, args = {
        "--id-file": ("login", ["login"]), "--word-file": ("login, its picture read", None),
        "--answers": ("login", ["login"]), "--mail": ("reset-word", ["reset-word"]),
        "--link-file": ("reset-word", ["reset-word"]), "--code-file": ("sms-verify", ["sms-verify"]),
        "--captcha-out": ("login", None), "FILE": ("inspect", ["inspect"]),
    }.get(option, ("login", None))
    scene = place.scenes[scene]
    line = place.line(scene)
    if option in line:
        line[line.index(option) + 1] = path
        return scene, line
    if args:
        at = line.index(args[0])
        line[at + 1 : at + 1 + len(scene.args) - 1] = []
        line[at + 1 : at + 1] = [path] if option == "FILE" else [option, path]
        return scene, line
    return scene, [*line, option, path]


def judge(place, option, name, ended, posts):
    case = f"{name} as {option}: "
    status, out, err = ended
    if posts:
        return case + f"something was sent: {posts}"
    way = Way(f"{name} as {option}", codes=SAYS)
    scene = place.scenes["login"]
    if option == "--profile" and status == 0:
        return case + "it was taken for a profile"
    return place.judge(scene, way, (status, out, err))


def try_options(place, sample):
    kinds = place.esign.folder / "kinds"
    names = put_all(kinds, place.uid)
    cases = some([(option, name) for option in OPTIONS for name in names], sample)
    wrong = []
    for option, name in cases:
        path = kinds / name
        scene, line = line_with(place, option, str(path))
        place.prepare(scene)
        before, mark = like(path), place.portal.mark()
        ended = place.go(line, Way(name))
        posts = [] if option == "--captcha-out" else place.portal.posts(mark)
        found = judge(place, option, name, ended, posts)
        if not found and like(path) != before:
            found = f"{name} as {option}: it is another file now"
        wrong.append(found)
    shutil.rmtree(kinds)
    return len(cases), [one for one in wrong if one]


def test_a_device_where_an_option_wants_a_file_is_told(place, figure):
    figure(9, "devices, sockets, folders, huge and empty files for each option that takes a file",
           *try_options(place, 50))


def test_a_device_there_is_told_to_a_user_without_rights(user, figure):
    figure(9, "the same for a user whom root's rights do not help", *try_options(user, 50))


# --- folders that others share ---

INSIDE = ["nothing", "another's", "another's, open", "a link to ours", "a link to another's", "a file",
          "a device"]
MODES = [0o1777, 0o777, 0o755, 0o700]


def share(folder, mode, inside):
    """Another user's folder, in which somebody waits with what stands where ours would be made."""
    folder.mkdir()
    theirs = folder / "theirs"
    theirs.mkdir(mode=0o777)
    theirs.chmod(0o777)
    ours = folder / "ours"
    ours.mkdir()
    os.chown(ours, USER, USER)
    for name in ("esign", f"esign-{USER}"):
        path = folder / name
        if inside.startswith("another's"):
            path.mkdir()
            path.chmod(0o777 if "open" in inside else 0o700)
        elif inside.startswith("a link"):
            path.symlink_to(ours if "ours" in inside else theirs)
        elif inside == "a file":
            path.touch(0o666)
        elif inside == "a device":
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        if inside != "nothing":
            os.lchown(path, OTHER, OTHER)
    for path in (theirs, folder):
        os.chown(path, OTHER, OTHER)
    folder.chmod(mode)


def written(folder, inside):
    """What esign put where it is not its own; a folder of its own in a shared one it may have."""
    found = []
    for path in folder.rglob("*"):
        owner = path.lstat().st_uid
        if owner == USER and path != folder / "ours" and (
            inside != "nothing" or path.relative_to(folder).parts[0] != "esign"
        ):
            found.append(str(path.relative_to(folder)))
    return found


def test_a_folder_that_others_share_is_not_ours(user, figure):
    top = Path(tempfile.mkdtemp(prefix="esign-shared-"))
    top.chmod(0o755)
    names = [*FEW, "page fill", "page press", "forgot-word"]
    cases = some([(variable, mode, inside, name)
                  for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME") for mode in MODES
                  for inside in INSIDE for name in names], 50)
    wrong = []
    for number, (variable, mode, inside, name) in enumerate(cases):
        folder = top / str(number)
        share(folder, mode, inside)
        scene = user.scenes[name]
        user.prepare(scene)
        way = Way(f"{variable} {mode:o}, {inside}", env={variable: str(folder)}, codes=UNUSABLE)
        found = user.judge(scene, way, user.go(user.line(scene), way))
        if not found and (there := written(folder, inside)):
            found = f"{way.name}: {name}: written: {there}"
        wrong.append(found)
    shutil.rmtree(top)
    figure(9, "another's folder, sticky or not, as XDG_RUNTIME_DIR and XDG_STATE_HOME, with traps in "
           "it", len(cases), [one for one in wrong if one])


def test_a_trap_where_the_last_resort_lies_is_not_used(user, figure):
    """Without a usable XDG_RUNTIME_DIR the session lies in /tmp/esign-UID, a name that all know."""
    path, wrong = Path(f"/tmp/esign-{USER}"), []
    env = {"XDG_RUNTIME_DIR": "/nonexistent/there"}
    kinds = ["another's", "another's, open", "a link to another's", "a link to ours", "a file",
             "a device"]
    for inside in kinds:
        scene = user.scenes["login"]
        user.prepare(scene)
        top = Path(tempfile.mkdtemp(prefix="esign-shared-", dir=path.parent))
        top.chmod(0o755)
        share(top / "x", 0o755, inside)
        shutil.rmtree(path, ignore_errors=True)
        os.rename(top / "x" / f"esign-{USER}", path)
        way = Way(f"/tmp/esign-UID is {inside}", env=env, codes=("session_unusable",))
        status, out, err = user.go(user.line(scene), way)
        if '"session_unusable"' not in out or str(path) not in out:
            wrong.append(f"{way.name}: {status} {out}{err}")
        if there := written(top / "x", inside):
            wrong.append(f"{way.name}: written: {there}")
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        shutil.rmtree(top)
    figure(9, "traps at /tmp/esign-UID, where the session lies without an XDG_RUNTIME_DIR",
           len(kinds), wrong)
