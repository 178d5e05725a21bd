/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of terms, and lines with a colon, as tables of two columns. */
#include "certificates_internal.h"

#include <string.h>

enum { PAIRS_MAX = 20000 }; /* that are looked at */

struct reading {
    const struct es_view *view;
    enum es_pair_kind kind;
    uint32_t n; /* of the page's pairs */
};

static const struct es_pair *pair_at(const struct reading *reading, uint32_t i)
{
    const struct es_pair *pair = &es_page_pairs(reading->view->page)[i];
    return pair->kind == (uint32_t)reading->kind ? pair : NULL;
}

static enum said_of meaning_of(const struct reading *reading, const struct es_pair *pair)
{
    return es_certificate_label(reading->view, es_page_str(reading->view->page, pair->label));
}

/* The next pairs of one group, from *at on; false: there are none. */
static bool next_group(const struct reading *reading, uint32_t *at, uint32_t *first, uint32_t *end)
{
    uint32_t n = reading->n;
    while (*at < n && !pair_at(reading, *at))
        (*at)++;
    if (*at == n)
        return false;
    *first = *at;
    uint32_t group = pair_at(reading, *first)->group;
    while (*at < n && (!pair_at(reading, *at) || pair_at(reading, *at)->group == group))
        (*at)++;
    *end = *at;
    return true;
}

static unsigned known_in(const struct reading *reading, uint32_t first, uint32_t end)
{
    unsigned n = 0;
    for (uint32_t i = first; i < end; i++)
        n += pair_at(reading, i) && meaning_of(reading, pair_at(reading, i)) != SAID_NOTHING;
    return n;
}

static bool add_row(const struct reading *reading, const struct es_pair *pair, json_t *rows)
{
    const struct es_page *page = reading->view->page;
    return json_array_append_new(rows,
                                 json_pack("[o, o]", es_list_text(es_page_str(page, pair->label)),
                                           es_list_text(es_page_str(page, pair->value)))) == 0;
}

static bool add_table(json_t *tables, json_t *rows)
{
    return json_array_append_new(tables, json_pack("{s:n, s:o}", "headers", "rows", rows)) == 0;
}

/* A label that comes again begins the next certificate, and the next table. */
static bool take_group(const struct reading *reading, uint32_t first, uint32_t end, json_t *out)
{
    json_t *tables = json_object_get(out, "tables"), *list = json_object_get(out, "certificates");
    struct certificate_said said = {0};
    json_t *rows = json_array();
    bool ok = rows != NULL;
    for (uint32_t i = first; ok && i < end; i++) {
        const struct es_pair *pair = pair_at(reading, i);
        if (!pair)
            continue;
        enum said_of what = meaning_of(reading, pair);
        bool next = what != SAID_NOTHING && said.text[what];
        if ((next && json_array_size(tables) + 1 >= ES_LIST_TABLES_MAX) ||
            json_array_size(rows) == ES_LIST_ROWS_MAX) {
            json_object_set_new(out, "more", json_true());
            break;
        }
        if (next) {
            ok = es_certificate_add(list, &said) && add_table(tables, rows);
            rows = json_array();
        }
        es_certificate_say(&said, what, es_page_str(reading->view->page, pair->value));
        ok = ok && rows && add_row(reading, pair, rows);
    }
    return add_table(tables, rows) && es_certificate_add(list, &said) && ok;
}

/* Lines stand everywhere, and have colons for many reasons: only those are taken that say two
 * things or more of certificates. */
bool es_certificates_of_pairs(const struct es_view *view, enum es_pair_kind kind, json_t *out)
{
    uint32_t n = view->page->pairs.n;
    const struct reading reading = {view, kind, n < PAIRS_MAX ? n : PAIRS_MAX};
    unsigned least = kind == ES_PAIR_LINE ? 2 : 1;
    uint32_t at = 0, first, end;
    bool ok = true;
    if (n > PAIRS_MAX)
        json_object_set_new(out, "more", json_true());
    while (ok && next_group(&reading, &at, &first, &end)) {
        if (json_array_size(json_object_get(out, "tables")) >= ES_LIST_TABLES_MAX) {
            json_object_set_new(out, "more", json_true());
            break;
        }
        if (known_in(&reading, first, end) >= least)
            ok = take_group(&reading, first, end, out);
    }
    return ok;
}
