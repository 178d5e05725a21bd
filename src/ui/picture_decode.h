/* SPDX-License-Identifier: Apache-2.0 */
/* Picture files to pixels. Inside src/ui. */
#ifndef ESIGN_PICTURE_DECODE_H
#define ESIGN_PICTURE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ES_PICTURE_SIDE_MAX = 2000 }; /* pixels */

struct es_pixels {
    uint32_t width, height;
    uint8_t *rgba; /* width * height * 4, every pixel opaque: what was transparent is on white */
};

/* Decodes PNG, JPEG or GIF (its first image) in a forked child with limits on memory and time:
 * whatever a hostile picture does to a decoder ends as false. */
bool es_pixels_decode(const char *bytes, size_t len, struct es_pixels *out);
void es_pixels_free(struct es_pixels *pixels);

/* The same in this process: for that child, for which es_pixels_load comes before, for tests and
 * fuzzers. */
bool es_pixels_parse(const char *bytes, size_t len, struct es_pixels *out);

/* Loads the decoder of these bytes. False where it cannot be, which is told, or there is none. */
bool es_pixels_load(const char *bytes, size_t len);

/* Allocates; false where the sides are none that are decoded. */
bool es_pixels_make_room(struct es_pixels *out, long width, long height);

/* For a terminal without colours: what differs from the colour that most of the picture has is as
 * far from it as black from white, however little that was. Grey, and as light or dark as before.
 */
void es_pixels_two_tones(struct es_pixels *pixels);

#endif
