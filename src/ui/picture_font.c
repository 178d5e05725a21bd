/* SPDX-License-Identifier: Apache-2.0 */
#include "picture_font.h"

#include <linux/kd.h>
#include <stddef.h>
#include <sys/ioctl.h>

bool es_console_has_halves(int fd)
{
    enum { ENTRIES = 4096 }; /* of 512 glyphs, each for a few signs */
    static const unsigned short halves[] = {0x2580, 0x2584, 0x258C, 0x2590};
    struct unipair entries[ENTRIES];
    struct unimapdesc map = {.entry_ct = ENTRIES, .entries = entries};
    if (ioctl(fd, GIO_UNIMAP, &map) != 0)
        return false;
    size_t n = 0;
    for (size_t half = 0; half < sizeof halves / sizeof *halves; half++) {
        bool has = false;
        for (size_t i = 0; !has && i < map.entry_ct && i < ENTRIES; i++)
            has = entries[i].unicode == halves[half];
        n += has;
    }
    return n == sizeof halves / sizeof *halves;
}
