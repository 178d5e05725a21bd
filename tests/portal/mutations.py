# SPDX-License-Identifier: Apache-2.0
"""Changes every screen of every markup, one thing at a time and two at once, and looks at what
esign would send from the changed page (mutant.c):

  walked     each answer stands in the one field whose words ask for it, and the right thing is
             pressed
  stopped    nothing would be sent; the status says why
  elsewhere  the page was not taken for its screen, and a link of the first screens that stands on
             it was followed by its words, without an answer
  wrong      anything else

  mutations.py [--pairs N] [--one-in N] [--list] [--show]

What is right follows from the words alone, as the changed page shows them: never from names."""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import urllib.parse
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent))

from changes import FAMILIES  # noqa: E402
from decoys import decoy_changes  # noqa: E402
from markups import ALL  # noqa: E402
from markups.machine import Kind, parts_of  # noqa: E402
from scene import FIELDS, STEPS, VALUES, Scene, words_of_element  # noqa: E402

LINK = re.compile(r"<a href=\"([^\"]*)\">.*?</a>")
ORIGIN = "https://portal.example"
ANSWERS = {"10000000146": "id", "CAPTCHA": "captcha", "WORD": "word",
           "WORD_AGAIN": "word_again", "CODE": "code"}


def mutant_path():
    if "ESIGN_MUTANT" in os.environ:
        return os.environ["ESIGN_MUTANT"]
    return str(Path(os.environ["ESIGN_BUILD"]) / "tests" / "mutant")


class Case:
    """One changed page."""

    def __init__(self, sort, what, scene, text):
        self.sort, self.what, self.scene, self.text = sort, what, scene, text
        self.outcome = self.why = None

    def frame(self):
        scene = self.scene
        body = scene.markup.encode(self.text)
        head = (f"{scene.goal}\n{ORIGIN}{page_path(scene)}\n{scene.markup.content_type}\n"
                f"{len(body)}\n")
        return head.encode() + body

    def __str__(self):
        scene = self.scene
        return (f"{scene.name} / {scene.screen} -> {scene.goal} / {self.sort} ({self.what}): "
                f"{self.outcome}, {self.why}")


def page_path(scene):
    markup = scene.markup
    return markup.paths.get("go." + scene.screen, "/" + scene.screen + ".go")


def cases_of(name, step, pairs=0):
    """The page as it is, each change of it, and each change with every `pairs`-th other one."""
    def make(sort, what, *functions):
        scene = Scene(name, *step)
        if not scene.touch(*(thing for things, _ in functions for thing in things)):
            return None
        for _, change in functions:
            change(scene)
        text = scene.write()
        return Case(sort, what, scene, text) if text is not None else None

    single = [row for family in (*FAMILIES, decoy_changes) for row in family(Scene(name, *step))]
    made = [make("as it is", "")]
    made += [make(sort, what, function) for sort, what, function in single]
    for i in range(0, len(single) * len(single) if pairs else 0, pairs or 1):
        (sort, what, one), (sort2, what2, other) = single[i // len(single)], single[i % len(single)]
        if i // len(single) < i % len(single) and not set(one[0]) & set(other[0]):
            made.append(make("two changes at once", f"{sort}: {what} + {sort2}: {what2}",
                             one, other))
    return [case for case in made if case]


def all_cases(pairs=0):
    return [case for name in sorted(ALL) for step in STEPS for case in cases_of(name, step, pairs)]


# ---- what esign made of it

def entries_of(request, charset):
    url = urllib.parse.urlsplit(request["url"])
    body = bytes(request["body"])
    if request["type"].startswith("multipart/"):
        return parts_of(SimpleNamespace(headers={"content-type": request["type"]}, body=body),
                        charset)
    text = body.decode("ascii") if request["post"] else url.query
    return urllib.parse.parse_qsl(text, keep_blank_values=True, encoding=charset)


def same_place(request, offer, scene):
    wanted = urllib.parse.urljoin(ORIGIN + page_path(scene), offer.target)
    return (request["post"] == (offer.method == "POST")
            and (request["url"] == wanted or not request["post"] and offer.entries
                 and request["url"].partition("?")[0] == wanted))


def wrong_press(scene, request, entries, at_goal):
    """Why the request is not the one that the wanted words send. Two things with the same words
    are one where they send the very same."""
    right = scene.right_actions()
    offers = [offer for offer in scene.session.offers if offer.action in right]
    if any(offer.method == "POST" for offer in offers) and scene.goal in FIELDS and at_goal:
        offers = [offer for offer in offers if offer.method == "POST"]  # a link sends no form
    sent = {(offer.method, offer.target, tuple(offer.entries)) for offer in offers}
    if len(sent) != 1:
        return f"{len(sent)} things have the words for it, and one was used"
    fixed = [entry for entry in offers[0].entries if not isinstance(entry[1], Kind)]
    if same_place(request, offers[0], scene) and all(entry in entries for entry in fixed):
        return None
    return f"not what {right[0]} sends: {request['url']} {entries}"


def is_link_elsewhere(case, result, entries):
    """The changed screen was not taken for one; the links to the first screens stand on its page
    too, and one of those was followed: by its words, and without an answer."""
    request = result["request"]
    if result["at"] != "way" or request["post"] or entries:
        return False
    words = {"Bireysel", "Bireysel İşlemler", case.scene.original["go.verify"]}
    for link in LINK.finditer(case.text):
        place = urllib.parse.urljoin(ORIGIN + page_path(case.scene), link.group(1))
        if place == request["url"] and words & words_of_element(link.group()):
            return True
    return False


def wrong_answers(scene, entries):
    """Why the answers are not each in the one field that asks for it."""
    asked = scene.asked()
    wanted = FIELDS[scene.goal]
    taken = collections.Counter()
    for name, value in entries:
        kind = ANSWERS.get(value)
        if kind is None:
            continue
        taken[kind] += 1
        if asked.get(name) != kind:
            return f"{kind} in {name}, which asks for {asked.get(name)}"
        if list(asked.values()).count(kind) > 1:
            return f"{kind} in {name}, and another field asks for it too"
    if any(taken[kind] != 1 for kind in wanted):
        return f"sent {dict(taken)}"
    return None


def wrong_picture(scene, picture):
    address = scene.page.picture
    return picture and not picture.startswith("data:") and not address.endswith(picture)


def wrong_cards(scene, cards):
    """Why a value is not one that stands beside its words, or stands with another card's."""
    words = scene.markup.words
    for card in cards:
        for key in VALUES:
            beside = [true[kind] for true in scene.markup.cards for kind in VALUES
                      if scene.means_value(words[kind]) == key]
            if key == "description" and scene.markup.titled:  # each card's heading says it too
                beside += [true[key] for true in scene.markup.cards]
            if card[key] is not None and card[key] not in beside:
                return f"{key} is {card[key]}, which its words do not stand beside"
        values = {value for value in card.values() if value is not None}
        if not any(values <= set(true.values()) for true in scene.markup.cards):
            return f"values of two cards in one: {card}"
    return None


def judge(case, result):
    scene, code = case.scene, result["code"]
    if code != "ok":
        return "stopped", code
    if result["at"] == "goal" and scene.goal == "pin":
        why = wrong_cards(scene, result["cards"])
        return ("wrong", why) if why else ("walked", "cards")
    request = result["request"]
    entries = entries_of(request, scene.markup.form_charset)
    why = wrong_press(scene, request, entries, result["at"] == "goal")
    if (why or scene.must_stop) and is_link_elsewhere(case, result, entries):
        return "elsewhere", request["url"]
    if scene.must_stop:
        return "wrong", f"went on: {request['url']}"
    if result["at"] == "goal" and scene.goal in FIELDS:
        if "captcha" in FIELDS[scene.goal] and not result["picture"]:
            return "stopped", "page_unknown"
        if wrong_picture(scene, result["picture"]):
            why = f"the picture is {result['picture']}"
        why = why or wrong_answers(scene, entries)
    elif any(value in ANSWERS for _, value in entries):
        why = "answers on the way"
    return ("wrong", why) if why else ("walked", request["url"])


def run(cases):
    """Has esign look at all of them, and judges each."""
    done = subprocess.run([mutant_path()], input=b"".join(case.frame() for case in cases),
                          stdout=subprocess.PIPE, check=True)
    lines = done.stdout.splitlines()
    if len(lines) != len(cases):
        raise RuntimeError(f"{len(lines)} results for {len(cases)} pages")
    for case, line in zip(cases, lines):
        case.outcome, case.why = judge(case, json.loads(line))
    return cases


def table(cases):
    counts = collections.defaultdict(collections.Counter)
    for case in cases:
        for sort in (case.sort, "all"):
            counts[sort][case.outcome] += 1
    total = counts.pop("all")
    rows = [*counts.items(), ("**all**", total)]
    lines = ["| Change | Pages | Walked | Stopped | Elsewhere | Wrong |",
             "|---|--:|--:|--:|--:|--:|"]
    lines += [f"| {sort} | {sum(n.values())} | {n['walked']} | {n['stopped']} | {n['elsewhere']} "
              f"| {n['wrong']} |"
              for sort, n in rows]
    return "\n".join(lines)


def codes(cases):
    counts = collections.Counter(case.why for case in cases if case.outcome == "stopped")
    return ", ".join(f"{code} {n}" for code, n in counts.most_common())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=0, help="every N-th pair of changes as well")
    parser.add_argument("--one-in", type=int, default=1, help="only every N-th page")
    parser.add_argument("--show", action="store_true", help="each wrong page's source")
    parser.add_argument("--list", action="store_true", help="each page with its outcome")
    options = parser.parse_args()
    cases = run(all_cases(options.pairs)[::options.one_in])
    for case in cases:
        if options.list or case.outcome == "wrong":
            print(case)
            if options.show and case.outcome == "wrong":
                print(case.text)
    print(table(cases))
    print(f"stopped with: {codes(cases)}")
    return any(case.outcome == "wrong" for case in cases)


if __name__ == "__main__":
    sys.exit(main())
