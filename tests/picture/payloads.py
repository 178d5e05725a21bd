#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What terminals that show pixels are sent, made a picture again: kitty's and iTerm2's payloads and
sixels, beside the picture that was to be shown.

    ESIGN_BIN=… ESIGN_PRACTICE_BIN=… python3 tests/picture/payloads.py FILE.png"""

import base64
import io
import re
import sys
from pathlib import Path

from captchas import make_own
from contact_sheet import on_sheet, save
from PIL import Image
from shoot import ABILITIES, Gallery, practice_pictures

SHOWN = ("practice 1", "colours on white", "see through soft", "jpeg 20", "gif palette")
WIDTH = 320


def kitty(written):
    """Chunks of base64 behind keys: f=32 or 24 bits a pixel, s and v its sides."""
    parts = re.findall(rb"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\", written)
    keys = dict(pair.split(b"=") for pair in parts[0][0].split(b",") if b"=" in pair)
    data = b"".join(base64.b64decode(part) for _, part in parts)
    mode = {b"32": "RGBA", b"24": "RGB"}[keys[b"f"]]
    return Image.frombytes(mode, (int(keys[b"s"]), int(keys[b"v"])), data)


def iterm2(written):
    """A file in base64."""
    return Image.open(io.BytesIO(base64.b64decode(
        re.search(rb"\x1b\]1337;File=[^:]*:([^\x07]*)\x07", written).group(1))))


def sixel(written):
    """Bands of six rows: a colour, a run of columns, back ($), the next band (-)."""
    body = re.search(rb"\x1bP[\d;]*q(.*?)\x1b\\", written, re.S).group(1).decode()
    colours, dots = {}, {}
    x = y = 0
    ink = None
    for kind, numbers, count, sign in re.findall(r'(["#])([\d;]+)|(?:!(\d+))?([?-~$-])', body):
        if kind == "#":
            ink, *mixed = map(int, numbers.split(";"))
            if mixed:
                colours[ink] = tuple(part * 255 // 100 for part in mixed[1:])
        elif sign == "$":
            x = 0
        elif sign == "-":
            x, y = 0, y + 6
        elif sign:
            for x in range(x, x + int(count or 1)):
                dots.update({(x, y + bit): ink for bit in range(6) if ord(sign) - 63 >> bit & 1})
            x += 1
    image = Image.new("RGB", (max(x for x, _ in dots) + 1, max(y for _, y in dots) + 1))
    for at, ink in dots.items():
        image.putpixel(at, colours[ink])
    return image


def fitting(image):
    image = image.convert("RGBA")
    white = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return white.resize((WIDTH, max(1, image.height * WIDTH // image.width)))


def main():
    pictures = [*practice_pictures(1), *(one for one in make_own() if one[0] in SHOWN)]
    gallery = Gallery(pictures)
    tiles = []
    for number, (name, _, data) in enumerate(pictures):
        for ability in ABILITIES:
            made = globals()[ability](gallery.written(number, ability))
            tiles.append((f"{name}: {ability}, {made.width} x {made.height}", fitting(made)))
        tiles.append((f"{name}: the picture itself", fitting(Image.open(io.BytesIO(data)))))
    gallery.close()
    save(on_sheet(tiles, WIDTH, across=len(ABILITIES) + 1), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
