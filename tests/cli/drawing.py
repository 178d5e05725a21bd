# SPDX-License-Identifier: Apache-2.0
"""A picture of a terminal's window, as SVG: what tmux drew, cell by cell. The text in it stays
text, which can be selected, searched and read aloud."""

import re
from dataclasses import dataclass
from html import escape, unescape

CELL = (8.4, 18)  # width and height of a character
MARGIN = 14
BAR = 30  # where the window's title stands
FONT = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
PAPER, INK, FRAME, FAINT = "#1c2128", "#e6edf3", "#30363d", "#9da7b3"
COLOURS = (
    "#30363d", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#d0d7de",
    "#6e7681", "#ffa198", "#a5f3b4", "#f2cc60", "#a5d6ff", "#e2c5ff", "#b3f0ff", "#ffffff",
)
STEPS = (0, 95, 135, 175, 215, 255)


@dataclass(frozen=True)
class Look:
    """How a cell is drawn; None is the window's own colour."""

    ink: str | None = None
    paper: str | None = None
    bold: bool = False
    reverse: bool = False


def colour(number):
    """One of the 256 colours that terminals have."""
    if number < 16:
        return COLOURS[number]
    if number < 232:
        number -= 16
        levels = (STEPS[number // 36], STEPS[number // 6 % 6], STEPS[number % 6])
    else:
        levels = (8 + 10 * (number - 232),) * 3
    return "#{:02x}{:02x}{:02x}".format(*levels)


def change(look, codes):
    """The look after an SGR sequence."""
    codes = [int(code or 0) for code in codes.replace(":", ";").split(";")]
    new = dict(vars(look))
    while codes:
        code = codes.pop(0)
        if code == 0:
            new = dict(vars(Look()))
        elif code in (1, 22):
            new["bold"] = code == 1
        elif code in (7, 27):
            new["reverse"] = code == 7
        elif code in (38, 48):
            kind = codes.pop(0)
            count = 1 if kind == 5 else 3
            values, codes = codes[:count], codes[count:]
            value = colour(values[0]) if kind == 5 else "#{:02x}{:02x}{:02x}".format(*values)
            new["ink" if code == 38 else "paper"] = value
        elif code in (39, 49):
            new["ink" if code == 39 else "paper"] = None
        elif 30 <= code <= 37 or 90 <= code <= 97:
            new["ink"] = COLOURS[code - 30 if code < 90 else code - 82]
        elif 40 <= code <= 47 or 100 <= code <= 107:
            new["paper"] = COLOURS[code - 40 if code < 100 else code - 92]
    return Look(**new)


def runs(drawn):
    """For each line what tmux drew, as (column, text, look)."""
    look, lines = Look(), []
    for line in drawn.split("\n"):
        column, parts = 0, []
        for part in re.split(r"(\x1b\[[0-9;:]*m|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x0e\x0f])", line):
            if part.startswith("\x1b["):
                look = change(look, part[2:-1])
            elif part and part[0] not in "\x1b\x0e\x0f":
                parts.append((column, part, look))
                column += len(part)
        lines.append(parts)
    return lines


def cells(row, column, text, look):
    """The SVG of some cells alike."""
    ink, paper = look.ink or INK, look.paper
    if look.reverse:
        ink, paper = paper or PAPER, look.ink or INK
    x, y = MARGIN + column * CELL[0], BAR + MARGIN + row * CELL[1]
    width = len(text) * CELL[0]
    if paper:
        yield f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{CELL[1]}" fill="{paper}"/>'
    style = (f' fill="{ink}"' if ink != INK else "") + (' font-weight="bold"' if look.bold else "")
    for part in re.finditer(r"\S+( \S+)*", text):  # SVG makes several blanks one
        width = len(part.group()) * CELL[0]
        yield (f'<text x="{x + part.start() * CELL[0]:.1f}" y="{y + 13}" '
               f'textLength="{width:.1f}"{style}>{escape(part.group(), quote=False)}</text>')


def svg(drawn, columns, title, told):
    """The picture; `told` says what is in it to who cannot see it."""
    lines = runs(drawn.rstrip("\n"))
    while lines and not any(text.strip() for _, text, _ in lines[-1]):
        lines.pop()
    width = columns * CELL[0] + 2 * MARGIN
    height = BAR + 2 * MARGIN + len(lines) * CELL[1]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" '
        f'width="{width:.0f}" height="{height}" role="img" aria-labelledby="title told" lang="tr">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="told">{escape(told)}</desc>',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="{FRAME}"/>',
        f'<path d="M1 {BAR}h{width - 2:.0f}" stroke="{FRAME}"/>',
        f'<g font-family="{FONT}" font-size="14" fill="{INK}">',
        f'<text class="bar" x="{MARGIN}" y="20" font-size="13" fill="{FAINT}">{escape(title)}</text>',
    ]
    for row, line in enumerate(lines):
        parts.append(f'<g class="line" data-row="{row}">')
        for column, text, look in line:
            parts += cells(row, column, text, look)
        parts.append("</g>")
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def text_of(picture):
    """The words of a picture, line by line, without blanks at the beginning."""
    lines = re.findall(r'<g class="line"[^>]*>\n(.*?)</g>', picture, re.S)
    return [
        " ".join(unescape(text) for text in re.findall(r"<text[^>]*>(.*?)</text>", line))
        for line in lines
    ]
