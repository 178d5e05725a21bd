/* SPDX-License-Identifier: Apache-2.0 */
/* A page's lines as they stand on a screen. */
#include "esign/print.h"
#include "page_text.h"

#include <string.h>

/* What stands in the first columns is ours: headings are marked, and so is all that can be filled
 * in, pressed or followed; what the page says beside stands behind. */
bool page_text_add_line(const char *text, bool first, FILE *out, struct es_buf *into)
{
    bool marked = *text == '[' || *text == '#';
    size_t len = marked ? strcspn(text, *text == '[' ? "]" : " ") : 0;
    len += text[len] == ']' && marked;
    es_auto(buf) lead = {0};
    bool ok = (first || *text != '#' || es_buf_add_char(into, '\n')) &&
              es_buf_add(&lead, marked ? text : " ", marked ? len : 1) &&
              es_buf_printf(into, "%s ", es_buf_str(&lead));
    return ok &&
           es_print_wrap_foreign(text + len, es_text_columns(es_buf_str(&lead)) + 1, out, into) &&
           es_buf_add_char(into, '\n');
}

bool page_text_add(const json_t *lines, FILE *out, struct es_buf *into)
{
    bool ok = true;
    size_t i;
    json_t *line;
    json_array_foreach((json_t *)lines, i, line)
    {
        ok = ok && page_text_add_line(json_string_value(line), i == 0, out, into);
    }
    return ok;
}

void page_text_show(const json_t *lines, FILE *out)
{
    es_auto(buf) shown = ES_BUF_SECRET;
    (void)!page_text_add(lines, out, &shown);
    fputs(es_buf_str(&shown), out);
}
