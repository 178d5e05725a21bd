# SPDX-License-Identifier: Apache-2.0
"""The pictures of docs/tr: what a person sees in a window of 80 columns, drawn from esign's own
output at the practice portal. The words in them are still what esign says.

    ESIGN_WRITE_PICTURES=1 pytest tests/cli/test_pictures.py     draws them anew
"""

import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import drawing
import pytest
from guide_ways import Player
from pane import Pane
from person import Person
from portal import Portal

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "tr"
PICTURES = DOCS / "resimler"
sys.path += [str(ROOT / "tests" / "card"), str(ROOT / "tests" / "mail")]

import messages  # noqa: E402
import virtual_card  # noqa: E402

WHERE = "esign — alıştırma portalı (Kamu SM değildir)"
CARD = "esign — sanal okuyucu ve sanal kart"

# Each picture's name, title and what it tells to who cannot see it; the guide uses the same words.
SCENES = {
    "kart-takili": (CARD, "esign card-check: çip yerinde ve yanıt veriyor."),
    "kart-yok": (CARD, "esign card-check: okuyucu boş; kartın nasıl takılacağı söyleniyor."),
    "baslangic": (WHERE, "esign guide: güvenlik sözcüğünüzü bilip bilmediğiniz soruluyor."),
    "resim": (WHERE, "esign guide: terminalde resim, altında resimdeki yazı soruluyor."),
    "e-posta": (WHERE, "esign guide: e-posta istendi; gelince ne yapılacağı soruluyor."),
    "yeni-sozcuk": (WHERE, "esign guide: yeni güvenlik sözcüğü iki kez soruluyor."),
    "telefon": (WHERE, "esign guide: gizlenmiş telefon numarası; sizin mi diye soruluyor."),
    "kod": (WHERE, "esign guide: SMS onay kodu soruluyor, kalan süre yanında yazıyor."),
    "pin-oncesi": (WHERE, "esign guide: PIN ve PUK gösterilmeden önceki uyarı."),
    "pin": (WHERE, "esign guide: uydurma kartın PIN ve PUK bilgisi, ayrı bir ekranda."),
    "cikis": (WHERE, "esign guide: portaldan çıkılsın mı diye soruluyor."),
    "yanlis-sozcuk": (WHERE, "esign guide: sözcük yanlış; kalan deneme hakkı ve seçenekler."),
    "bloke": (WHERE, "esign guide: hesap bloke; yeni bir sözcük alma seçeneği."),
    "sahte-e-posta": (WHERE, "esign reset-word: bağlantısı başka yere götüren ileti geri çevriliyor."),
    "kullanima-acma": (WHERE, "esign activate: neye basılacağı ve sonucu, onay soruluyor."),
    "durum": (WHERE, "esign status: hangi ekranda olduğunuz ve oturumun kalan süresi."),
}


class Painter:
    """Takes pictures of what stands in a window."""

    def __init__(self, stack, portal, folder):
        self.stack, self.portal, self.folder = stack, portal, folder
        self.pictures = {}

    def person(self, name):
        person = Person(self.folder / name, self.portal)
        person.esign.options = ["--lang", "tr", *person.esign.options[2:]]
        person.esign.env["PCSCLITE_CSOCK_NAME"] = str(self.stack.socket)
        return person

    def player(self, pane):
        player = Player("tr", self.portal, self.stack, None)
        player.pane = pane
        return player

    def take(self, pane, name, words, command=None):
        """A picture of the window once these words stand in it, the command above it."""
        end = time.monotonic() + 20
        while words.strip() not in (drawn := pane._tmux("capture-pane", "-t", "one", "-p", "-e", "-N")):
            assert time.monotonic() < end, f"'{words}' is not in the window:\n" + pane.text()
            time.sleep(0.02)  # tmux tells what it was sent before it has drawn it
        drawn = re.sub(rf"{self.folder}/\w+/runtime", "/run/user/1000", drawn)
        if name != "resim":  # of a picture that scrolls away, no half is shown
            drawn = re.sub(r"\A(.*\n)*.*[▀-▟].*\n", "", drawn)
        drawn = re.sub(r"\A(\s*\n)+", "", drawn)
        if command:
            drawn = f"\x1b[1m$ {command}\x1b[0m\n{drawn}"
        title, told = SCENES[name]
        self.pictures[name] = drawing.svg(drawn, 80, title, told)

    def run(self, esign, name, words, *command):
        with Pane(esign, *command) as pane:
            pane.end()
            self.take(pane, name, words, " ".join(("esign", *command)))


def card(painter):
    esign = painter.person("k").esign
    esign.options = ["--lang", "tr"]
    painter.run(esign, "kart-takili", "Çip yerinde", "card-check")
    painter.stack.unseat()
    painter.run(esign, "kart-yok", "okuyucu boş", "card-check")
    painter.stack.seat("akis-2.5.2")


def whole_way(painter):
    with Pane(painter.person("a").esign, "guide") as pane:
        player = painter.player(pane)
        player.begin()
        pane.see("Seçiminiz (")
        painter.take(pane, "baslangic", "Seçiminiz (")
        player.say_whether(known=False)
        pane.see("Resimdeki yazı: ")
        painter.take(pane, "resim", "Resimdeki yazı: ")
        pane.type(painter.portal.captcha()).see("Seçiminiz (")
        painter.take(pane, "e-posta", "Seçiminiz (")
        player.choose(1)
        player.answer("Paste the link and press Enter (not shown): ", painter.portal.link())
        player.answer("New security word (not shown): ", "Yeni2Sözcük")
        pane.see("Aynı sözcük")
        painter.take(pane, "yeni-sozcuk", "Aynı sözcük")
        pane.type("Yeni2Sözcük")
        player.picture()
        pane.see("yalnızca Enter) ")
        painter.take(pane, "telefon", "yalnızca Enter) ")
        pane.type("e")
        player.at_the_code()
        painter.take(pane, "kod", "kalan süre")
        pane.type(painter.portal.newest_code()).see("Görmek için Enter")
        painter.take(pane, "pin-oncesi", "Görmek için Enter")
        pane.type("").see("Ekranı temizlemek")
        painter.take(pane, "pin", "Ekranı temizlemek")
        pane.type("").see("Seçiminiz (")
        painter.take(pane, "cikis", "Seçiminiz (")
        pane.type("1")
        assert pane.end() == 0
    painter.portal.word = "Yeni2Sözcük"


def menu(painter):
    person = painter.person("m")
    person.at_the_menu()
    painter.run(person.esign, "durum", "Oturum (esign)", "status")
    with Pane(person.esign, "activate") as pane:
        pane.see("yalnızca Enter) ")
        painter.take(pane, "kullanima-acma", "yalnızca Enter) ", "esign activate")
        pane.type("h")
        pane.end()
    forged = messages.forged(f"{painter.portal.url}sozcuk")["a link that shows another address"]
    (person.esign.folder / "sahte.eml").write_bytes(forged)
    painter.run(person.esign, "sahte-e-posta", "esign:", "reset-word", "--mail", "sahte.eml")


def wrong_words(painter):
    with Pane(painter.person("y").esign, "guide") as pane:
        player = painter.player(pane)
        player.to_the_word(known=True)
        player.picture()
        player.word("Yanlis1")
        pane.see("Seçiminiz (")
        painter.take(pane, "yanlis-sozcuk", "Seçiminiz (")
    elsewhere = painter.person("e")
    for _ in range(2):
        elsewhere.login("Yanlis1", "--last-try")
    with Pane(painter.person("b").esign, "guide") as pane:
        player = painter.player(pane)
        player.to_the_word(known=True)
        player.log_in()
        pane.see("Seçiminiz (")
        painter.take(pane, "bloke", "Seçiminiz (")


@pytest.fixture(scope="module")
def pictures():
    """All pictures, as esign draws them now."""
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    folder = Path(tempfile.mkdtemp(prefix="k.", dir="/tmp"))  # short: it stands in the window
    portal = Portal()
    try:
        with virtual_card.Stack() as stack:
            stack.seat("akis-2.5.2")
            painter = Painter(stack, portal, folder)
            for scene in (card, whole_way, menu, wrong_words):
                scene(painter)
    finally:
        portal.remove()
        shutil.rmtree(folder, ignore_errors=True)
    if os.environ.get("ESIGN_WRITE_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for name, picture in painter.pictures.items():
            (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
    return painter.pictures


def plain(picture):
    """The words of a picture without what is another every time: the picture's text, seconds,
    minutes, the portal's port."""
    lines = [line for line in drawing.text_of(picture) if not re.search("[▀-▟]", line)]
    text = "\n".join(line for line in lines if line.strip())
    text = re.sub(r"(Resimdeki yazı:) \w+", r"\1", text)
    text = re.sub(r"\b\d+( saniye\b)", r"N\1", text)
    text = re.sub(r"\b\d+ dk \d+ sn", "N dk N sn", text)
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", text)


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_of_the_guide_shows_what_esign_says(pictures, name):
    stands = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    assert plain(pictures[name]) == plain(stands)


def test_each_picture_stands_in_the_guide_with_words_for_who_cannot_see_it():
    guide = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))
    shown = dict(re.findall(r"^!\[([^]]*)\]\(resimler/([\w-]+)\.svg\)$", guide, re.MULTILINE)).items()
    assert {name: told for told, name in shown} == {name: told for name, (_, told) in SCENES.items()}


def test_no_picture_stands_there_that_is_not_drawn():
    assert {path.stem for path in PICTURES.iterdir()} == set(SCENES)
