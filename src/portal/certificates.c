/* SPDX-License-Identifier: Apache-2.0 */
/* What a list says of certificates, put together. */
#include "certificates_internal.h"
#include "esign/heap.h"

#include <string.h>

static const char *const names[SAID_COUNT] = {
    [SAID_KIND] = "kind",   [SAID_SERIAL] = "serial", [SAID_CARD] = "card",
    [SAID_STATE] = "state", [SAID_BEGINS] = "begins", [SAID_ENDS] = "ends",
};
static const char *const keys[SAID_COUNT] = {
    [SAID_KIND] = "kind",   [SAID_SERIAL] = "serial", [SAID_CARD] = "card_serial",
    [SAID_STATE] = "state", [SAID_BEGINS] = "begins", [SAID_ENDS] = "ends",
};

/* Labels are short: a sentence that begins like one is none. */
enum said_of es_certificate_label(const struct es_view *view, const char *label)
{
    enum { LABEL_MAX = 100 };
    if (!*label || strnlen(label, LABEL_MAX + 1) > LABEL_MAX)
        return SAID_NOTHING;
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_CERTIFICATES, label);
    for (int i = 0;
         meaning.kind && !meaning.tie && meaning.fit >= ES_FIT_EQUAL_MARKS && i < SAID_COUNT; i++) {
        if (!strcmp(meaning.kind, names[i]))
            return (enum said_of)i;
    }
    return SAID_NOTHING;
}

void es_certificate_say(struct certificate_said *said, enum said_of what, const char *text)
{
    if (what == SAID_NOTHING || !*text)
        return;
    said->twice[what] = said->twice[what] || (said->text[what] && strcmp(said->text[what], text));
    said->text[what] = text;
}

unsigned es_certificate_count(const struct certificate_said *said)
{
    unsigned n = 0;
    for (int i = 0; i < SAID_COUNT; i++)
        n += said->text[i] && !said->twice[i];
    return n;
}

json_t *es_list_text(const char *text)
{
    es_auto(buf) safe = {0};
    return es_text_safe(text, ES_LIST_TEXT_MAX, &safe) ? json_string(es_buf_str(&safe)) : NULL;
}

bool es_certificate_add(json_t *list, struct certificate_said *said)
{
    enum { LEAST = 2 };
    bool ok = true;
    if (es_certificate_count(said) >= LEAST) {
        json_t *one = json_object();
        for (int i = 0; i < SAID_COUNT; i++) {
            bool known = said->text[i] && !said->twice[i];
            ok = json_object_set_new(one, keys[i],
                                     known ? es_list_text(said->text[i]) : json_null()) == 0 &&
                 ok;
        }
        ok = json_array_append_new(list, one) == 0 && ok;
    }
    *said = (struct certificate_said){0};
    return ok;
}

/* ---- further pages ---- */

enum { FURTHER_MAX = 64 };

/* The words that say so, folded once: a page may have very many links. */
struct further {
    struct es_text_key words[FURTHER_MAX];
    size_t n;
};

static bool further_make(const struct es_view *view, struct further *out)
{
    bool ok = true;
    size_t i;
    json_t *word;
    json_array_foreach(json_object_get(es_profile_get(view->profile, "acts"), "more_pages"), i,
                       word)
    {
        if (ok && out->n < FURTHER_MAX)
            ok = es_text_key_make(json_string_value(word), &out->words[out->n++]);
    }
    return ok;
}

static void further_free(struct further *further)
{
    for (size_t i = 0; i < further->n; i++)
        es_text_key_free(&further->words[i]);
}

static bool leads_further(const struct further *further, const char *words)
{
    enum { WORDS_BYTES = 200 };
    static const char *const signs[] = {">", ">>", "»", "›", "→", "2"};
    es_auto(text_key) key = {0};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (!strcmp(words, signs[i]))
            return true;
    }
    if (strnlen(words, WORDS_BYTES + 1) > WORDS_BYTES || !es_text_key_make(words, &key))
        return false;
    for (size_t i = 0; i < further->n; i++) {
        if (es_text_key_fit(&key, &further->words[i]) >= ES_FIT_EQUAL_MARKS)
            return true;
    }
    return false;
}

static bool has_more(const struct es_view *view)
{
    __attribute__((cleanup(further_free))) struct further further = {.n = 0};
    const struct es_page *page = view->page;
    if (!further_make(view, &further))
        return true;
    for (uint32_t i = 0; i < page->links.n; i++) {
        const struct es_link *link = &es_page_links(page)[i];
        if (!link->unseen && leads_further(&further, es_page_str(page, link->text)))
            return true;
    }
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        bool pressed = control->type >= ES_CONTROL_SUBMIT && control->type != ES_CONTROL_RESET &&
                       !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
        if (pressed && leads_further(&further, es_page_str(page, view->controls[i].words)))
            return true;
    }
    return false;
}

/* ---- all of it ---- */

static bool row_is_cut(const json_t *row)
{
    size_t i;
    json_t *text;
    json_array_foreach((json_t *)row, i, text)
    {
        if (es_text_length(json_string_value(text)) > ES_LIST_TEXT_MAX)
            return true;
    }
    return false;
}

/* A text that was longer than a cell may be ends with a sign that says so. */
static bool text_is_cut(const json_t *list)
{
    size_t i, k;
    json_t *table, *row;
    json_array_foreach(json_object_get(list, "tables"), i, table)
    {
        bool cut = row_is_cut(json_object_get(table, "headers"));
        json_array_foreach(json_object_get(table, "rows"), k, row)
        {
            cut = cut || row_is_cut(row);
        }
        if (cut)
            return true;
    }
    return false;
}

json_t *es_certificates_read(const struct es_view *view)
{
    unsigned refusals = es_heap_refusals();
    json_t *out = json_pack("{s:[], s:[], s:b}", "tables", "certificates", "more", has_more(view));
    bool ok = out && es_certificates_of_tables(view, out) &&
              es_certificates_of_pairs(view, ES_PAIR_TERM, out);
    if (ok && json_array_size(json_object_get(out, "certificates")) == 0)
        ok = es_certificates_of_pairs(view, ES_PAIR_LINE, out);
    if (ok && json_array_size(json_object_get(out, "certificates")) == 0)
        ok = es_certificates_of_blocks(view, out);
    if (!ok || es_heap_refusals() != refusals) {
        json_decref(out);
        return NULL;
    }
    if (text_is_cut(out))
        json_object_set_new(out, "more", json_true());
    return out;
}
