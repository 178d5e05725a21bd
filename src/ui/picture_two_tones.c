/* SPDX-License-Identifier: Apache-2.0 */
/* A picture for two tones. Red letters on green, or grey on grey, would be one tone: what tells
 * letters from their ground is not how bright they are, but that they are another colour. */
#include "picture_decode.h"

#include <stdlib.h>

enum { STEPS = 16 };                   /* that are told apart of a channel */
enum { BINS = STEPS * STEPS * STEPS }; /* and of colours */
enum { INK_PERCENT = 2 };              /* letters are at least so much of a picture */
enum { CHANNELS = 4 };

static size_t bin_of(const uint8_t *pixel)
{
    return (size_t)pixel[0] / STEPS * STEPS * STEPS + (size_t)pixel[1] / STEPS * STEPS +
           pixel[2] / STEPS;
}

/* The colour of most pixels: a bin's first one of them, near enough to all others of it. */
static const uint8_t *find_ground(const struct es_pixels *pixels, size_t n)
{
    size_t counts[BINS] = {0}, most = 0;
    const uint8_t *ground = pixels->rgba;
    for (size_t i = 0; i < n; i++) {
        const uint8_t *pixel = pixels->rgba + i * CHANNELS;
        size_t count = ++counts[bin_of(pixel)];
        if (count > most) {
            most = count;
            ground = pixel;
        }
    }
    return ground;
}

/* Weighted as eyes do: what a JPEG spoils most is blue. */
static int distance(const uint8_t *a, const uint8_t *b)
{
    return (3 * abs(a[0] - b[0]) + 6 * abs(a[1] - b[1]) + abs(a[2] - b[2])) / 10;
}

/* At least so many pixels are as far from the ground as this, and it is no nought. */
static int find_ink(const struct es_pixels *pixels, size_t n, const uint8_t *ground)
{
    size_t counts[256] = {0}, seen = 0;
    for (size_t i = 0; i < n; i++)
        counts[distance(pixels->rgba + i * CHANNELS, ground)]++;
    int ink = 255;
    while (ink > 1 && (seen += counts[ink]) * 100 < n * INK_PERCENT)
        ink--;
    return ink;
}

void es_pixels_two_tones(struct es_pixels *pixels)
{
    size_t n = (size_t)pixels->width * pixels->height;
    const uint8_t *most = find_ground(pixels, n);
    const uint8_t ground[3] = {most[0], most[1], most[2]};
    bool light = ground[0] + ground[1] + ground[2] >= 3 * 128;
    int ink = find_ink(pixels, n, ground);
    for (size_t i = 0; i < n; i++) {
        uint8_t *pixel = pixels->rgba + i * CHANNELS;
        int tone = distance(pixel, ground) * 255 / ink;
        tone = tone > 255 ? 255 : tone;
        pixel[0] = pixel[1] = pixel[2] = (uint8_t)(light ? 255 - tone : tone);
    }
}
