/* SPDX-License-Identifier: Apache-2.0 */
/* What a person may not see although the document has it: what a style sheet or a trick may hide.
 */
#include "esign/heap.h"
#include "page_internal.h"
#include <string.h>

/* What the element's own style says, put upon what is around it. */
static uint8_t look_at_style(uint8_t sight, const char *style)
{
    struct page_look look = {0};
    page_look_style(style, &look);
    page_look_tricks(style, &look);
    if ((look.drop & NODE_NO_SIZE) && !look.doubtful)
        sight = (uint8_t)(sight & ~SIGHT_SIZE);
    return look.doubtful ? sight | SIGHT_DOUBT : sight;
}

static uint8_t look_at(const struct page_html *html, struct page_sheet *sheet, uint32_t node)
{
    uint8_t sight = html->sight[html->nodes[node].parent];
    if (html->nodes[node].tag == TAG_TEXT)
        return sight;
    const char *style = page_attribute(html, node, "style");
    if (sheet->any || sheet->n)
        sight |= page_sheet_look(sheet, html, node);
    return style ? look_at_style(sight, style) : sight;
}

bool page_read_sight(struct page_html *html)
{
    struct page_sheet sheet = {0};
    html->sight = es_heap_get(html->n);
    bool ok = html->sight && page_sheet_read(html, &sheet);
    if (ok)
        html->sight[0] = 0;
    for (uint32_t i = 1; ok && i < html->n; i++)
        html->sight[i] = look_at(html, &sheet, i);
    page_sheet_free(&sheet);
    return ok;
}
