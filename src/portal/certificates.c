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

static bool leads_further(const struct es_view *view, const char *words)
{
    static const char *const signs[] = {">", ">>", "»", "›", "→", "2"};
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (!strcmp(words, signs[i]))
            return true;
    }
    size_t i;
    json_t *word;
    json_array_foreach(json_object_get(es_profile_get(view->profile, "acts"), "more_pages"), i,
                       word)
    {
        if (es_text_fit(words, json_string_value(word)) >= ES_FIT_EQUAL_MARKS)
            return true;
    }
    return false;
}

static bool has_more(const struct es_view *view)
{
    const struct es_page *page = view->page;
    for (uint32_t i = 0; i < page->links.n; i++) {
        const struct es_link *link = &es_page_links(page)[i];
        if (!link->unseen && leads_further(view, es_page_str(page, link->text)))
            return true;
    }
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        bool pressed = control->type >= ES_CONTROL_SUBMIT && control->type != ES_CONTROL_RESET &&
                       !(control->flags & (ES_CONTROL_UNSEEN | ES_CONTROL_DISABLED));
        if (pressed && leads_further(view, es_page_str(page, view->controls[i].words)))
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
    return out;
}
