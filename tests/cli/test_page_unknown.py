# SPDX-License-Identifier: Apache-2.0
"""Pages that no screen is like, and what a person does on them by hand."""

import json

import pytest


class Unknown:
    """A portal whose first page stops every command, so that the person goes on from it."""

    def __init__(self, portal):
        self.portal = portal
        assert portal.run("login").status == 8
        self.seen = len(portal.server.requests)

    def page(self, *steps, answers=None, run=None):
        line = ["page", *steps, "--no-input"]
        if answers is not None:
            answers = self.portal.esign.file("page.json", json.dumps({"field": answers}))
            line += ["--answers", answers]
        if run:
            return run(*line, "--cacert", self.portal.ca)
        return self.portal.run(*line)

    def sent(self):
        """What was asked for since."""
        return self.portal.server.requests[self.seen:]


@pytest.fixture
def unknown(other):
    return lambda html, **pages: Unknown(other(start=html, **pages))


def test_a_box_a_choice_and_a_list_are_filled_in(unknown):
    """The words of what is chosen, and nothing for a box that is cleared."""
    person = unknown("""<form action=next method=post><p><label><input type=checkbox name=kvkk> Okudum
        </label><p><label><input type=checkbox name=haber checked value=evet> Haber isterim</label>
        <p><label><input type=radio name=tur value=1 checked> Bireysel</label>
        <label><input type=radio name=tur value=2> Kurumsal</label>
        <p><label for=il>İl</label><select id=il name=il><option value=06>Ankara
        <option value=34>İstanbul</select><p><input type=submit name=b value=Devam></form>""")
    answers = {"Okudum": "evet", "Haber isterim": "h", "Kurumsal": "yes", "İl": "istanbul"}
    steps = [word for label in answers for word in ("fill", label)]
    result = person.page(*steps, "press", "Devam", answers=answers)
    assert result.data["sent"] is True, result.err
    assert [request.body for request in person.sent()] == [b"kvkk=on&tur=2&il=34&b=Devam"]


@pytest.mark.parametrize("label, answer", [
    ("Okudum", "belki"), ("Kurumsal", "no"), ("İl", "Paris"), ("Ad", "on birden uzun"),
])
def test_a_value_that_cannot_be_right_is_not_sent(unknown, label, answer):
    person = unknown("""<form action=next method=post><label><input type=checkbox name=kvkk> Okudum
        </label><label><input type=radio name=tur value=2> Kurumsal</label>
        <label for=il>İl</label><select id=il name=il><option>Ankara</select>
        <label>Ad <input name=ad maxlength=11></label><button>Devam</button></form>""")
    result = person.page("fill", label, "press", "Devam", answers=answer)
    assert (result.status, result.code) == (2, "answer_invalid"), result.err
    assert person.sent() == []


def test_of_two_pictures_none_is_chosen(unknown):
    person = unknown("<form><img src=a.png alt=Bir><img src=b.png alt=Bir><input name=x></form>")
    result = person.page("picture")
    assert (result.status, result.code) == (8, "page_ambiguous")
    assert '1 "Bir", 2 "Bir"' in result.error["hint"]
    assert person.page().data["pictures"] == ["Bir", "Bir"]


def test_text_from_the_page_never_steers_the_terminal(unknown):
    person = unknown("""<h1>\x1b[2JBa&#x202e;şlık&#x200b;</h1><form><label>Ad\x1b]0;x\x07
        <input name=ad></label><img src=a.png alt='\x1b[31mresim'><select name=il><option>\x9bAnk
        </select><input type=submit value='Dev\x08am'></form><a href=/b>ile\u202eri</a>""")
    shown = person.page(run=person.portal.esign.run)
    assert shown.status == 0
    for text in (shown.out, shown.err, person.page().out, person.page("press", "yok").err):
        assert not [c for c in text if c < " " and c != "\n" or c in "\x7f\x9b\u202e\u200b"]


@pytest.mark.parametrize("away", [
    "https://kamusm.example.org/", "http://127.0.0.1/", "//localhost.example.org/",
    "https://127.0.0.1@example.org/", "https://127.0.0.1:1/",
])
def test_nothing_leads_off_the_portal(unknown, away):
    person = unknown(f"""<a href="{away}">Devam</a><form action="{away}" method=post>
        <label>Ad <input name=ad></label><button>Gönder</button></form>""")
    for steps in (["follow", "Devam"], ["fill", "Ad", "press", "Gönder"]):
        result = person.page(*steps, answers="x")
        assert (result.status, result.code) == (8, "left_portal"), result.err
    assert person.sent() == []


