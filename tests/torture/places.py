# SPDX-License-Identifier: Apache-2.0
"""Runs of esign in places as nobody should have them: other folders, other users, other limits;
and what has to be true of each."""

import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crash import CODE, ESIGN, HANG_SECONDS, KNOWN, NEW, WORD, Kept, Stage, StubPortal
from figures import LONG
from runner import ID

needs_release = pytest.mark.skipif(not Path(ESIGN).is_file(), reason="needs the release build")
ROOT = os.geteuid() == 0
USER = 54400 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])  # nobody has it
OTHER = 12345  # nor this one
SECRETS = [ID, WORD, CODE, "482913", "70516284"]
SAMPLE = 30
OF_HOME = {".local", ".local/state", ".local/state/esign",
           *(f".local/state/esign/{name}" for name in KNOWN["state"])}
FEW = ["status", "login", "login, its picture read", "pin-puk", "logout", "inspect"]
UNUSABLE = ("session_unusable", "ledger_unusable", "config_invalid", "login_needed", "input_needed",
            "usage", "ok")


@dataclass
class Way:
    """How a run is made: what stands before its command line, what it finds."""

    name: str
    before: tuple = ()
    inner: tuple = ()  # the same, but run by who runs esign
    env: dict = field(default_factory=dict)
    without: tuple = ()
    run: dict = field(default_factory=dict)  # for subprocess
    same: bool = False  # it should make no difference at all
    codes: tuple = ()  # what else may be said


class Place(Stage):
    """A stage whose folders may belong to another user, and whose runs may be made otherwise."""

    def __init__(self, folder, portal, uid=None):
        super().__init__(folder, portal)
        self.uid = uid
        self.esign.options = ["--lang", "en", "--json", "--no-input"]
        self.alone = []
        if uid:
            self.alone = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
            self._give()

    def _give(self):
        for top, folders, files in os.walk(self.esign.folder):
            for name in [top, *(os.path.join(top, one) for one in folders + files)]:
                os.lchown(name, self.uid, self.uid)

    def put_back(self, kept):
        super().put_back(kept)
        shutil.rmtree(self.esign.folder / "home/.local", ignore_errors=True)
        if getattr(self, "uid", None):
            self._give()

    def prepare(self, scene):
        if self.uid:  # whose keys nobody else can put back
            self.ready.clear()
            shutil.rmtree(f"/tmp/esign-{self.uid}", ignore_errors=True)
        return super().prepare(scene)

    def go(self, line, way):
        env = {**self.esign.env, "PCSCLITE_CSOCK_NAME": str(self.esign.folder / "no-socket")}
        env = {name: value for name, value in {**env, **way.env}.items() if name not in way.without}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "stdin": subprocess.DEVNULL, **way.run}
        process = subprocess.Popen([*way.before, *self.alone, *way.inner, *line], env=env,
                                   cwd=self.esign.folder / "home", start_new_session=True,
                                   **options)
        try:
            out, err = process.communicate(timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, "", ""
        return (process.returncode, *((part or b"").decode("utf-8", "replace")
                                      for part in (out, err)))

    def run(self, line):
        return self.go(line, Way("")) if hasattr(self, "alone") else super().run(line)

    def tried(self, scene, way):
        """A run of the scene that way; what is wrong, or None."""
        return self.judge(scene, way, self.go(self.line(scene), way))

    def judge(self, scene, way, ended):
        case = f"{way.name}: {scene.name}: "
        status, out, err = ended
        if status is None:
            return case + "it hung"
        if status < 0 or status > 9:
            return case + f"it ended with {status}: {out}{err}"
        said = json.loads(out) if out else None
        if said and said["status"] != status:
            return case + f"{status}, but it said {out}"
        if said and said["error"] and not (said["error"]["message"] and said["error"]["hint"]):
            return case + f"no help: {out}"
        code = said["code"] if said else None
        if way.same and code not in scene.codes:
            return case + f"it made a difference: {out}{err}"
        if code and code not in scene.codes + way.codes:
            return case + f"{code}: {out}{err}"
        if code in ("session_unusable", "ledger_unusable") and "/" not in said["error"]["message"]:
            return case + f"it does not say where: {out}"
        return self._judge_secrets(case, scene, out, err) or self._judge_places(case)

    def judge_after(self, scene, way, kept, mark):
        """The next run finds what was kept, and the words that the portal got are counted."""
        posts = self.portal.posts(mark)
        self.key_refused = False
        found = self._judge_posts(posts, "") or self._judge_next(scene, kept, posts)
        return f"{way.name}: {scene.name}: then: {found}" if found else None

    @staticmethod
    def _judge_secrets(case, scene, out, err):
        told = [one for one in SECRETS if one in err or (one in out and scene.name != "pin-puk")]
        return case + f"it told {told}" if told else None

    def _judge_places(self, case):
        for folder in KNOWN:
            path = self.folder(folder)
            known = KNOWN[folder] | NEW[folder] | {"default.session.bad"}
            for one in path.iterdir() if path.is_dir() else ():
                if one.name not in known:
                    return case + f"left behind: {one.name}"
        found = [str(one.relative_to(self.esign.folder / "home"))
                 for one in (self.esign.folder / "home").rglob("*")]
        found = [one for one in found if one not in OF_HOME]
        return case + f"written elsewhere: {found}" if found else None


def open_place(portal, uid=None):
    folder = Path(tempfile.mkdtemp(prefix="esign-places-"))
    folder.chmod(0o755)
    place = Place(folder / "stage", portal, uid)
    if uid:
        (folder / "stage").chmod(0o700)
    return place


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = StubPortal(tmp_path_factory.mktemp("portal"))
    portal.ca.parent.chmod(0o755)
    yield portal
    portal.close()


@pytest.fixture
def place(portal):
    place = open_place(portal)
    yield place
    place.put_back(Kept())
    shutil.rmtree(place.esign.folder.parent, ignore_errors=True)


@pytest.fixture
def user(portal):
    """The same as a user without any rights."""
    if not ROOT:
        pytest.skip("it takes root to become another user")
    ca = portal.ca
    shared = Path(tempfile.mkdtemp(prefix="esign-ca-"))
    shared.chmod(0o755)
    portal.ca = shared / "ca.pem"
    portal.ca.write_bytes(ca.read_bytes())
    place = open_place(portal, USER)
    yield place
    portal.ca = ca
    for path in (place.esign.folder.parent, shared, Path(f"/tmp/esign-{USER}")):
        shutil.rmtree(path, ignore_errors=True)


def some(cases, sample=SAMPLE):
    """All of them, or a sample with a fixed stride that meets every scene and every value."""
    if LONG or len(cases) <= sample:
        return cases
    stride = len(cases) // sample
    while stride > 1 and len(cases) % stride == 0:
        stride -= 1
    return cases[::stride]


def play(place, ways, names=None, sample=SAMPLE, judge=None):
    """Every way for every scene, or a sample; how many were tried, and what went wrong."""
    cases = some([(place.scenes[name], way) for way in ways for name in names or place.scenes],
                 sample)
    wrong = []
    for scene, way in cases:
        kept, mark = place.prepare(scene), place.portal.mark()
        ended = place.go(place.line(scene), way)
        found = (judge or place.judge)(scene, way, ended)
        wrong.append(found or place.judge_after(scene, way, kept, mark) if judge else found)
    return len(cases), [one for one in wrong if one]


def limit(which, value):
    return lambda: resource.setrlimit(which, (value, value))
