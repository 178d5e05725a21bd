#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows at least forty pictures with the real program in tmux and puts what a person sees on contact
sheets. Needs python3-pil, fonts-dejavu-core and tmux beside what tests/run.sh needs.

    ESIGN_BIN=… ESIGN_PRACTICE_BIN=… python3 tests/picture/contact_sheet.py FOLDER

FOLDER/texts has the pictures' texts: look at the sheets before you look there."""

import argparse
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cells
from captchas import FONTS, make_own
from PIL import Image, ImageDraw, ImageFont
from shoot import Gallery, picture_of, practice_pictures

PRACTICE = 10
ACROSS = 3  # pictures beside each other
GAP, TITLE = 6, 14
TONES = 256  # of a sheet


def on_sheet(tiles, width, across=ACROSS):
    """Images with titles, so many beside each other; no taller than they are."""
    font = ImageFont.truetype(FONTS % "Sans", 10)
    rows = [tiles[at : at + across] for at in range(0, len(tiles), across)]
    tall = [max(image.height for _, image in row) + TITLE + GAP for row in rows]
    sheet = Image.new("RGB", (across * (width + GAP) + GAP, sum(tall) + GAP), (128, 128, 128))
    draw, top = ImageDraw.Draw(sheet), GAP
    for row, height in zip(rows, tall):
        for column, (title, image) in enumerate(row):
            left = GAP + column * (width + GAP)
            draw.text((left, top), title, "black", font)
            sheet.paste(image, (left, top + TITLE))
        top += height
    return sheet


def save(sheet, path):
    sheet.quantize(TONES, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size} bytes")


def titles(pictures):
    return [f"{n + 1}  {name}" for n, (name, _, _) in enumerate(pictures)]


def originals(pictures, width):
    for title, (_, _, data) in zip(titles(pictures), pictures):
        image = Image.open(io.BytesIO(data)).convert("RGBA")
        image.thumbnail((width, width))
        yield title, Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)


def shrink(image, scale):
    return image.resize((int(image.width * scale), int(image.height * scale)), Image.Resampling.BOX)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--colours", default="16,256,all,none")
    parser.add_argument("--columns", default="60,80")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--only", help="names that hold this")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    pictures = [*practice_pictures(PRACTICE), *make_own()]
    pictures = [one for one in pictures if not asked.only or asked.only in one[0]]
    (asked.folder / "texts").write_text(
        "".join(f"{n + 1}\t{name}\t{text}\n" for n, (name, text, _) in enumerate(pictures)))
    save(on_sheet(list(originals(pictures, 300)), 300), asked.folder / "originals.png")
    gallery = Gallery(pictures)
    with ThreadPoolExecutor(3) as pool:
        for colours in asked.colours.split(","):
            for columns in map(int, asked.columns.split(",")):
                shots = list(pool.map(lambda n: gallery.shoot(n, colours, columns),
                                      range(len(pictures))))
                for name, theme in (("dark", cells.DARK), ("light", cells.LIGHT)):
                    drawn = [shrink(picture_of(shot, columns, theme), asked.scale) for shot in shots]
                    save(on_sheet(list(zip(titles(pictures), drawn)), drawn[0].width),
                         asked.folder / f"{colours}-{columns}-{name}.png")
    gallery.close()


if __name__ == "__main__":
    sys.exit(main())
