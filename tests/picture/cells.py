# SPDX-License-Identifier: Apache-2.0
"""Draws what `tmux capture-pane -e` tells of a window: block symbols exactly, others by a font."""

import re

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 8, 16
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"

# The first sixteen as xterm has them.
SIXTEEN = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
]
DARK = ((220, 220, 220), (16, 16, 16))  # letters, ground
LIGHT = ((30, 30, 30), (252, 252, 248))

# Of ▁▂▃▄▅▆▇█▉▊▋▌▍▎▏ and their like, in eighths: left, top, right, bottom.
EIGHTHS = {
    **{0x2580 + n: (0, 8 - n, 8, 8) for n in range(1, 9)},
    **{0x2588 + n: (0, 0, 8 - n, 8) for n in range(1, 8)},
    0x2580: (0, 0, 8, 4), 0x2590: (4, 0, 8, 8), 0x2594: (0, 0, 8, 1), 0x2595: (7, 0, 8, 8),
}
# Upper left, upper right, lower left, lower right.
QUARTERS = dict(zip(range(0x2596, 0x25A0), [0b0010, 0b0001, 0b1000, 0b1011, 0b1001, 0b1110, 0b1101,
                                            0b0100, 0b0110, 0b0111]))


def colour_256(number):
    if number < 16:
        return SIXTEEN[number]
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    number -= 16
    return tuple(55 + 40 * part if part else 0
                 for part in (number // 36, number // 6 % 6, number % 6))


class Pen:
    """The colours that a line of text is in, as its escapes set them."""

    def __init__(self, theme):
        self.theme = theme
        self.reset()

    def reset(self):
        self.ink, self.ground = self.theme
        self.inverse = self.bold = False

    def _extended(self, codes):
        if codes.pop(0) == 5:
            return colour_256(codes.pop(0))
        colour = tuple(codes[:3])
        del codes[:3]
        return colour

    def set(self, codes):
        codes = [int(code or 0) for code in codes]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code in (7, 27):
                self.inverse = code == 7
            elif code in (1, 22):
                self.bold = code == 1  # which makes inks bright on Linux's console
            elif code == 38:
                self.ink = self._extended(codes)
            elif code == 48:
                self.ground = self._extended(codes)
            elif code == 39:
                self.ink = self.theme[0]
            elif code == 49:
                self.ground = self.theme[1]
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.ink = SIXTEEN[code - 30 + 8 * self.bold if code < 40 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.ground = SIXTEEN[code - 40 if code < 50 else code - 92]

    def colours(self):
        return (self.ground, self.ink) if self.inverse else (self.ink, self.ground)


def _draw_cell(draw, x, y, sign, ink, ground, font):
    draw.rectangle((x, y, x + WIDTH - 1, y + HEIGHT - 1), ground)
    code = ord(sign)
    if code in EIGHTHS:
        left, top, right, bottom = EIGHTHS[code]
        draw.rectangle((x + left * WIDTH // 8, y + top * HEIGHT // 8,
                        x + right * WIDTH // 8 - 1, y + bottom * HEIGHT // 8 - 1), ink)
    elif code in QUARTERS:
        for bit, (column, row) in ((8, (0, 0)), (4, (1, 0)), (2, (0, 1)), (1, (1, 1))):
            if QUARTERS[code] & bit:
                left, top = x + column * WIDTH // 2, y + row * HEIGHT // 2
                draw.rectangle((left, top, left + WIDTH // 2 - 1, top + HEIGHT // 2 - 1), ink)
    elif sign != " ":
        draw.text((x, y), sign, ink, font)


def draw(lines, columns, theme):
    """An image of the lines, as wide as so many columns."""
    font = ImageFont.truetype(FONT, 13)
    image = Image.new("RGB", (columns * WIDTH, max(1, len(lines)) * HEIGHT), theme[1])
    canvas, pen = ImageDraw.Draw(image), Pen(theme)
    for row, line in enumerate(lines):
        column = 0
        for codes, sign in re.findall(r"\x1b\[([0-9;]*)m|(.)", line):
            if not sign:
                pen.set(codes.split(";"))
            elif column < columns:
                _draw_cell(canvas, column * WIDTH, row * HEIGHT, sign, *pen.colours(), font)
                column += 1
    return image
