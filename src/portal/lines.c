/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct es_lines es_lines_of(const struct es_page *page)
{
    struct es_lines lines = {0};
    if (!page)
        return lines;
    const struct es_block *blocks = es_page_blocks(page);
    lines.line = calloc((size_t)page->blocks.n + 1, sizeof(*lines.line));
    for (uint32_t i = 0; lines.line && i < page->blocks.n; i++)
        lines.line[lines.n++] = es_page_str(page, blocks[i].text);
    if (lines.n)
        qsort(lines.line, lines.n, sizeof(*lines.line), by_text);
    return lines;
}

bool es_lines_have(const struct es_lines *lines, const char *text)
{
    return lines->n && bsearch(&text, lines->line, lines->n, sizeof(*lines->line), by_text) != NULL;
}

void es_lines_free(struct es_lines *lines)
{
    free(lines->line);
    *lines = (struct es_lines){0};
}
