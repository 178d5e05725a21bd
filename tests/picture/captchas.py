# SPDX-License-Identifier: Apache-2.0
"""Pictures with a text to read, as portals make them: ten of the practice portal's generator, and
others of our own invention. The same seed makes the same ones (the practice portal's are other ones
each time)."""

import io
import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = "/usr/share/fonts/truetype/dejavu/DejaVu%s.ttf"  # fonts-dejavu-core
LETTERS = "abdefghkmnprstxyABDEFGHKLMNPRTXY"
DIGITS = "0123456789"
SPECKS = 300


def font(name, size):
    return ImageFont.truetype(FONTS % name, size)


class Maker:
    """One picture; `dice` is its own, so that one more picture changes no other."""

    def __init__(self, seed, size=(200, 60), ground="white", mode="RGB"):
        self.dice = random.Random(seed)
        self.image = Image.new(mode, size, ground)
        self.draw = ImageDraw.Draw(self.image)

    def text(self, signs=DIGITS, count=5):
        return "".join(self.dice.choice(signs) for _ in range(count))

    def write(self, text, ink, name="Sans-Bold", height=0.62, turn=12):
        """Each sign by itself, turned by up to so many degrees."""
        width, tall = self.image.size
        step = width / (len(text) + 0.6)
        for at, sign in enumerate(text):
            stamp = Image.new("L", (tall * 2, tall * 2))
            ImageDraw.Draw(stamp).text((tall, tall), sign, 255, font(name, int(tall * height)), "mm")
            stamp = stamp.rotate(self.dice.uniform(-turn, turn), Image.BICUBIC)
            colour = ink(self.dice) if callable(ink) else ink
            left = int(step * (at + 0.8) - tall)
            top = int(tall * -0.5 + self.dice.uniform(-0.06, 0.06) * tall)
            self.image.paste(colour, (left, top), stamp)
        self.draw = ImageDraw.Draw(self.image)
        return self

    def lines(self, count, ink, width=1):
        w, h = self.image.size
        for _ in range(count):
            points = [(x, self.dice.randrange(h)) for x in (0, w // 3, 2 * w // 3, w)]
            self.draw.line(points, ink, width, joint="curve")
        return self

    def specks(self, count, ink):
        w, h = self.image.size
        for _ in range(count):
            self.draw.point((self.dice.randrange(w), self.dice.randrange(h)), ink)
        return self

    def wave(self, amount, length):
        """Rows and columns pushed aside by a sine."""
        w, h = self.image.size
        corner = self.image.getpixel((0, 0))
        out = Image.new(self.image.mode, (w, h), corner)
        for x in range(w):
            strip = self.image.crop((x, 0, x + 1, h))
            out.paste(strip, (x, int(amount * math.sin(2 * math.pi * x / length))))
        self.image, self.draw = out, ImageDraw.Draw(out)
        return self

    def grid(self, step, ink):
        w, h = self.image.size
        for x in range(0, w, step):
            self.draw.line([(x, 0), (x, h)], ink)
        for y in range(0, h, step):
            self.draw.line([(0, y), (w, y)], ink)
        return self

    def fade(self, start, end):
        """A ground that goes from one colour to another."""
        w, h = self.image.size
        for x in range(w):
            part = x / w
            self.draw.line([(x, 0), (x, h)], tuple(int(a + (b - a) * part)
                                                   for a, b in zip(start, end)))
        return self

    def save(self, kind="PNG", **options):
        out = io.BytesIO()
        self.image.save(out, kind, **options)
        return out.getvalue()


def any_dark(dice):
    return tuple(dice.randrange(0, 130) for _ in range(3))


def any_light(dice):
    return tuple(dice.randrange(150, 256) for _ in range(3))


def _plain(seed, ink, ground, signs=DIGITS, count=5, **how):
    maker = Maker(seed, how.pop("size", (200, 60)), ground)
    text = maker.text(signs, count)
    return text, maker.write(text, ink, **how)


def black_on_white(seed):
    text, maker = _plain(seed, "black", "white", turn=0)
    return text, maker.save()


def light_on_dark(seed):
    text, maker = _plain(seed, (235, 235, 235), (25, 25, 30))
    return text, maker.specks(SPECKS, (120, 120, 120)).save()


def colours_on_white(seed):
    text, maker = _plain(seed, any_dark, "white")
    return text, maker.lines(4, (150, 150, 200)).save()


def colours_on_black(seed):
    text, maker = _plain(seed, any_light, "black")
    return text, maker.lines(4, (90, 60, 60)).save()


def noise_lines(seed):
    text, maker = _plain(seed, (40, 40, 40), (245, 245, 245))
    return text, maker.lines(8, (90, 90, 90)).save()


def thick_lines(seed):
    text, maker = _plain(seed, (20, 20, 120), (230, 240, 250))
    return text, maker.lines(3, (200, 60, 60), 3).save()


def see_through_dark(seed):
    maker = Maker(seed, ground=(0, 0, 0, 0), mode="RGBA")
    text = maker.text()
    return text, maker.write(text, (0, 0, 0, 255)).save()


def see_through_soft(seed):
    """Half transparent letters over nothing, with lines."""
    maker = Maker(seed, ground=(255, 255, 255, 0), mode="RGBA")
    text = maker.text(LETTERS)
    return text, maker.write(text, (120, 0, 0, 200)).lines(3, (0, 0, 160, 140)).save()


def gif_palette(seed):
    text, maker = _plain(seed, any_dark, (250, 245, 220))
    maker.lines(4, (180, 160, 120))
    maker.image = maker.image.convert("P", palette=Image.ADAPTIVE, colors=8)
    return text, maker.save("GIF")


def gif_see_through(seed):
    text, maker = _plain(seed, (0, 60, 0), "white", LETTERS)
    maker.image = maker.image.quantize(16)
    return text, maker.save("GIF", transparency=maker.image.getpixel((0, 0)), interlace=1)


def jpeg_20(seed):
    text, maker = _plain(seed, (30, 30, 30), (220, 225, 235), LETTERS)
    return text, maker.lines(5, (120, 120, 120)).save("JPEG", quality=20)


def jpeg_5(seed):
    text, maker = _plain(seed, (160, 20, 20), (240, 240, 200))
    return text, maker.specks(SPECKS, (90, 90, 90)).save("JPEG", quality=5)


def very_wide(seed):
    text, maker = _plain(seed, (20, 20, 20), "white", count=8, size=(700, 50))
    return text, maker.lines(4, (130, 130, 130)).save()


def very_small(seed):
    text, maker = _plain(seed, (0, 0, 0), "white", size=(50, 16), height=0.8, turn=0)
    return text, maker.save()


def small(seed):
    text, maker = _plain(seed, (0, 0, 120), (255, 255, 230), LETTERS, size=(80, 24), turn=5)
    return text, maker.save()


def large(seed):
    text, maker = _plain(seed, any_dark, (240, 240, 240), size=(800, 260))
    return text, maker.lines(6, (140, 140, 140), 3).save()


def tall(seed):
    text, maker = _plain(seed, (30, 30, 30), "white", count=3, size=(120, 120), height=0.3)
    return text, maker.save()


def one_bit(seed):
    text, maker = _plain(seed, "black", "white")
    maker.specks(SPECKS, "black")
    maker.image = maker.image.convert("1")
    return text, maker.save()


def one_bit_dithered(seed):
    text, maker = _plain(seed, (60, 60, 60), (190, 190, 190))
    maker.image = maker.image.convert("1")
    return text, maker.save()


def sixteen_bit_grey(seed):
    text, maker = _plain(seed, (60, 60, 60), (200, 200, 200))
    maker.image = maker.image.convert("I").point(lambda value: value * 257)
    return text, maker.save()


def grey_on_grey(seed):
    text, maker = _plain(seed, (150, 150, 150), (200, 200, 200))
    return text, maker.save()


def light_grey_on_white(seed):
    text, maker = _plain(seed, (205, 205, 205), "white")
    return text, maker.save()


def red_on_green(seed):
    text, maker = _plain(seed, (210, 60, 60), (60, 140, 70))
    return text, maker.specks(SPECKS, (130, 100, 60)).save()


def blue_on_black(seed):
    text, maker = _plain(seed, (40, 40, 200), "black")
    return text, maker.save()


def yellow_on_white(seed):
    text, maker = _plain(seed, (240, 220, 60), "white")
    return text, maker.save()


def waves(seed):
    text, maker = _plain(seed, (20, 20, 20), "white", LETTERS, turn=5)
    return text, maker.wave(6, 70).lines(2, (60, 60, 60)).save()


def turned(seed):
    text, maker = _plain(seed, (60, 20, 90), (235, 235, 245), LETTERS, turn=38)
    return text, maker.save()


def on_a_grid(seed):
    maker = Maker(seed, ground=(250, 250, 250)).grid(8, (190, 190, 210))
    text = maker.text()
    return text, maker.write(text, (50, 50, 90)).save()


def over_a_grid(seed):
    text, maker = _plain(seed, (30, 80, 120), (250, 250, 240), LETTERS)
    return text, maker.grid(10, (120, 150, 170)).save()


def on_a_fade(seed):
    maker = Maker(seed).fade((250, 220, 160), (90, 130, 200))
    text = maker.text()
    return text, maker.write(text, (30, 30, 30)).save()


def thin(seed):
    text, maker = _plain(seed, (40, 40, 40), "white", name="Sans-ExtraLight")
    return text, maker.save()


def serif(seed):
    text, maker = _plain(seed, (0, 0, 0), (240, 230, 210), LETTERS, name="Serif-Bold")
    return text, maker.specks(SPECKS, (150, 140, 120)).save()


def outlines(seed):
    text, maker = _plain(seed, "black", "white", turn=5, height=0.7)
    grown = maker.image.filter(ImageFilter.MinFilter(3))
    maker.image = ImageChops.invert(ImageChops.difference(grown, maker.image))
    return text, maker.save()


def sum_to_do(seed):
    maker = Maker(seed, ground=(245, 250, 255))
    a, b = maker.dice.randrange(2, 10), maker.dice.randrange(2, 10)
    return f"{a}+{b}=?", maker.write(f"{a}+{b}=?", (20, 40, 80), turn=5).lines(3, (170, 190, 210)).save()


def crowded(seed):
    text, maker = _plain(seed, (20, 20, 20), "white", LETTERS, 8, turn=20)
    return text, maker.lines(4, (110, 110, 110)).save()


def salt_and_pepper(seed):
    text, maker = _plain(seed, (30, 30, 30), (225, 225, 225))
    return text, maker.specks(1500, "white").specks(1500, "black").save()


OWN = [
    black_on_white, light_on_dark, colours_on_white, colours_on_black, noise_lines, thick_lines,
    see_through_dark, see_through_soft, gif_palette, gif_see_through, jpeg_20, jpeg_5, very_wide,
    very_small, small, large, tall, one_bit, one_bit_dithered, sixteen_bit_grey, grey_on_grey,
    light_grey_on_white, red_on_green, blue_on_black, yellow_on_white, waves, turned, on_a_grid,
    over_a_grid, on_a_fade, thin, serif, outlines, sum_to_do, crowded, salt_and_pepper,
]


def make_own(seed=5):
    """(name, text, bytes) of each."""
    for maker in OWN:
        text, data = maker(f"{seed} {maker.__name__}")
        yield maker.__name__.replace("_", " "), text, data
