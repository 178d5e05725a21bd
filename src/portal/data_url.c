/* SPDX-License-Identifier: Apache-2.0 */
#include "data_url.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

bool es_data_url_is(const char *address)
{
    return !strncasecmp(address, "data:image/", strlen("data:image/"));
}

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

static bool read_base64(const char *text, struct es_buf *out)
{
    uint32_t bits = 0;
    int held = 0;
    for (; *text && *text != '='; text++) {
        if (strchr(" \t\r\n", *text))
            continue;
        int digit = digit_of(*text);
        if (digit < 0)
            return false;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFF;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        if (!es_buf_add_char(out, (char)(bits >> held & 0xFF)))
            return false;
    }
    return true;
}

bool es_data_url_read(const char *address, struct es_buf *out)
{
    static const char coding[] = ";base64";
    const char *comma = strchr(address, ',');
    size_t head = comma ? (size_t)(comma - address) : 0, len = strlen(coding);
    return head > len && !strncasecmp(comma - len, coding, len) && read_base64(comma + 1, out);
}
