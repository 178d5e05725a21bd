# SPDX-License-Identifier: Apache-2.0
"""Fuzzing: the committed corpora with every target's claims; in the long form, new inputs too."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import figures

SOURCE = Path(os.environ["ESIGN_SOURCE"])
BUILD = Path(os.environ["ESIGN_BUILD"])
FUZZ = SOURCE / "tests" / "fuzz"
SECONDS = int(os.environ.get("ESIGN_FUZZ_SECONDS", "60"))  # of each target, in the long form
SHORT = {"picture", "session", "ledger", "filled", "answers", "hops", "address", "url", "mail",
         "readers"}


def targets():
    """Name and folders of each target."""
    for line in (FUZZ / "targets").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _longest, *shared = line.split()
            yield name, [FUZZ / "corpus" / folder for folder in (name, *shared)]


def replay(target):
    """The inputs that were replayed, and what went wrong."""
    name, folders = target
    done = subprocess.run([BUILD / "fuzz" / f"replay_{name}", *folders], capture_output=True,
                          text=True, errors="replace", timeout=600, check=False)
    inputs = re.findall(r": \d+ bytes$", done.stderr, re.M)
    wrong = [f"{name}: {done.stderr[-600:]}"] if done.returncode else []
    return len(inputs), wrong


def test_every_claim_holds_for_the_committed_corpora(figure):
    chosen = [one for one in targets() if figures.LONG or one[0] in SHORT]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(replay, chosen))
    figure(12, f"inputs of the committed corpora replayed, {len(chosen)} targets",
           sum(tried for tried, _ in results), [one for _, wrong in results for one in wrong])


def test_a_corpus_that_is_empty_shows_nothing(tmp_path):
    done = subprocess.run([BUILD / "fuzz" / "replay_url", tmp_path], capture_output=True,
                          timeout=60, check=False)
    assert done.returncode == 1


def test_new_inputs_break_no_claim_either(figure):
    if not figures.LONG:
        return
    done = subprocess.run(["sh", FUZZ / "fuzz.sh", str(SECONDS)], capture_output=True, text=True,
                          timeout=None, check=False)
    rows = re.findall(r"^([a-z]+) +(\d+) +(\d+) +(.*)$", done.stdout, re.M)
    wrong = [f"{name}: {found}" for name, _, _, found in rows if found != "nothing"]
    if done.returncode and not wrong:
        wrong = [done.stdout[-600:] + done.stderr[-600:]]
    figure(12, f"new inputs, {SECONDS} s of each of {len(rows)} targets",
           sum(int(runs) for _, runs, _, _ in rows), wrong)


def test_the_corpora_reach_the_decoders(figure):
    if not figures.LONG:
        return
    done = subprocess.run(["sh", FUZZ / "coverage.sh"], capture_output=True, text=True,
                          timeout=None, check=False)
    shares = [float(share) for share in re.findall(r"^\w+/\w+\.c .* ([\d.]+)%$", done.stdout, re.M)]
    wrong = re.findall(r"^\w+/\w+\.c: .*$", done.stdout, re.M)
    if done.returncode and not wrong:
        wrong = [(done.stdout + done.stderr)[-600:]]
    figure(12, "decoders measured; of each its corpora reach 93 % of the regions, of the worst "
           f"{min(shares, default=0)} %", len(shares), wrong)
