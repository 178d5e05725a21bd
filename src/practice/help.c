/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_COLUMN = 24, COLUMNS = 79 };

/* Code points: the words of our help are one column each. */
static int columns(const char *text, size_t len)
{
    int count = 0;
    for (size_t i = 0; i < len; i++)
        count += (text[i] & 0xC0) != 0x80;
    return count;
}

void es_help_line(const char *left, const char *text)
{
    int at = TEXT_COLUMN;
    int blanks = TEXT_COLUMN - 2 - columns(left, strlen(left));
    printf("  %s%*s", left, blanks > 0 ? blanks : 0, "");
    while (*text) {
        size_t len = strcspn(text, " ");
        int width = columns(text, len);
        if (at > TEXT_COLUMN && at + 1 + width > COLUMNS) {
            printf("\n%*s", TEXT_COLUMN, "");
            at = TEXT_COLUMN;
        }
        if (at > TEXT_COLUMN) {
            putchar(' ');
            at++;
        }
        printf("%.*s", (int)len, text);
        at += width;
        text += len + strspn(text + len, " ");
    }
    putchar('\n');
}
