/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/picture.h"

#include <string.h>

const char *es_picture_type(const char *bytes, size_t len)
{
    static const struct {
        const char *type;
        const char *magic;
        size_t len;
    } known[] = {
        {"png", "\x89PNG\r\n\x1a\n", 8},
        {"jpg", "\xff\xd8\xff", 3},
        {"gif", "GIF87a", 6},
        {"gif", "GIF89a", 6},
        {"bmp", "BM", 2}, /* as old portals draw them; saved, but not shown here */
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (len >= known[i].len && memcmp(bytes, known[i].magic, known[i].len) == 0)
            return known[i].type;
    return NULL;
}
