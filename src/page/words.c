/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a control: every text that may name it, best first. The first tiers are what the
 * page's author says (aria, label, title, placeholder); the rest are guesses from what stands
 * beside it (page_beside.c).
 */
#include "words_internal.h"
#include <stdlib.h>
#include <string.h>

void words_add(struct words *words, enum es_found_by by, const char *text, size_t len)
{
    struct piece piece = piece_trim(text, len);
    if (!piece.len || words->n == WORDS_MAX)
        return;
    const struct flat *flat = &words->work->flat;
    for (size_t i = 0; i < words->n; i++) {
        const char *other = flat_peek(flat, words->items[i].text);
        if (words->items[i].by == by && strlen(other) == piece.len &&
            memcmp(other, piece.at, piece.len) == 0)
            return;
    }
    es_str at = flat_str(&words->work->flat, piece.at, piece.len);
    if (at)
        words->items[words->n++] = (struct es_words){by, at};
}

void words_add_prose(struct words *words, enum es_found_by by)
{
    words_add(words, by, prose_str(&words->work->prose), words->work->prose.buf.len);
}

void words_add_attribute(struct words *words, enum es_found_by by, uint32_t node, const char *name)
{
    const char *text = page_attribute_text(words->work, node, name);
    words_add(words, by, text, strlen(text));
}

/* What stands in it is no word of anything. */
static bool holds_value(const struct page_html *html, uint32_t node)
{
    uint8_t tag = html->nodes[node].tag;
    return page_is_field(html, node) || tag == TAG_INPUT || tag == TAG_METER || tag == TAG_PROGRESS;
}

/* The aria-label of what is named, itself perhaps: it takes the place of its text. */
static const char *spoken(const struct page_work *work, uint32_t node)
{
    const char *label = page_attribute(&work->html, node, "aria-label");
    return label && label[strspn(label, " \t\r\n\f")] ? label : NULL;
}

/* The texts of the elements it names, joined; what is hidden counts when it is named. */
static void add_labelledby(struct words *words, enum es_found_by by, uint32_t node)
{
    struct page_work *work = words->work;
    const char *ids = page_attribute(&work->html, node, "aria-labelledby");
    if (!ids)
        return;
    prose_begin(&work->prose, WORDS_LONGEST);
    while (*ids) {
        char id[256];
        size_t len = strcspn(ids, " \t\r\n\f");
        if (!prose_look(&work->prose, len + 1))
            break;
        if (len && len < sizeof id) {
            memcpy(id, ids, len);
            id[len] = '\0';
            uint32_t named = page_find_id(work, id);
            if (named != ES_NONE && holds_value(&work->html, named))
                named = ES_NONE;
            bool hidden = named != ES_NONE && page_unseen(work, named);
            const char *label = named == ES_NONE ? NULL : spoken(work, named);
            prose_gap(&work->prose);
            if (label)
                prose_add(&work->prose, label, strlen(label));
            else if (named != ES_NONE)
                prose_add_node(&work->prose, &work->html, named, hidden ? TEXT_HIDDEN_TOO : 0);
        }
        ids += len;
        ids += strspn(ids, " \t\r\n\f");
    }
    words_add_prose(words, by);
}

/* --- labels --- */

static void add_labels(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    for (size_t i = page_first_label(work, node);
         i < work->n_labels && work->labels[i].control == node; i++) {
        if (page_unseen(work, work->labels[i].label))
            continue;
        prose_begin(&work->prose, WORDS_LONGEST);
        prose_add_node(&work->prose, &work->html, work->labels[i].label, 0);
        words_add_prose(words, ES_BY_LABEL);
    }
}

/* --- groups --- */

static void add_group(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    const struct page_html *html = &work->html;
    for (uint32_t at = html->nodes[node].parent; at; at = html->nodes[at].parent) {
        const char *role = page_attribute(html, at, "role");
        if (role && (page_same(role, "group") || page_same(role, "radiogroup"))) {
            add_labelledby(words, ES_BY_GROUP, at);
            words_add_attribute(words, ES_BY_GROUP, at, "aria-label");
        }
        if (html->nodes[at].tag != TAG_FIELDSET)
            continue;
        uint32_t legend = page_fieldset(work, at)->seen;
        if (legend != ES_NONE) {
            prose_begin(&work->prose, WORDS_LONGEST);
            prose_add_node(&work->prose, html, legend, 0);
            words_add_prose(words, ES_BY_GROUP);
        }
        return;
    }
}

/* --- buttons --- */

static void add_button(struct words *words, uint32_t node, uint32_t type)
{
    struct page_work *work = words->work;
    if (page_node(work, node)->tag == TAG_BUTTON) {
        prose_begin(&work->prose, WORDS_LONGEST);
        prose_add_node(&work->prose, &work->html, node, 0);
        words_add_prose(words, ES_BY_LABEL);
    } else if (type == ES_CONTROL_IMAGE) {
        bool has_alt = page_attribute(&work->html, node, "alt") != NULL;
        words_add_attribute(words, ES_BY_LABEL, node, has_alt ? "alt" : "value");
    } else {
        words_add_attribute(words, ES_BY_LABEL, node, "value");
    }
    add_labels(words, node);
    words_add_attribute(words, ES_BY_TITLE, node, "title");
}

/* Nothing that it is called by, and the last of its words. */
static void add_asked(struct words *words, uint32_t node)
{
    struct page_work *work = words->work;
    uint32_t form = page_form_of(work, node, true);
    prose_begin(&work->prose, WORDS_LONGEST);
    prose_add_asked(&work->prose, &work->html, node);
    if (form != ES_NONE)
        prose_add_asked(&work->prose, &work->html, work->owners[form].node);
    words_add_prose(words, ES_BY_NAME);
}

static bool is_button(uint32_t type)
{
    return type == ES_CONTROL_SUBMIT || type == ES_CONTROL_IMAGE || type == ES_CONTROL_RESET ||
           type == ES_CONTROL_BUTTON;
}

/* Of the types that show one: not a date's nor a check box's. */
static bool has_placeholder(const struct page_work *work, uint32_t node, uint32_t type)
{
    static const char *const others[] = {"range", "color", "date",          "month",
                                         "week",  "time",  "datetime-local"};
    const char *name = page_attribute(&work->html, node, "type");
    if (type == ES_CONTROL_PASSWORD || type == ES_CONTROL_TEXTAREA)
        return true;
    for (size_t i = 0; name && i < sizeof others / sizeof *others; i++)
        if (page_same(name, others[i]))
            return false;
    return type == ES_CONTROL_TEXT;
}

struct es_span page_words_of(struct page_work *work, uint32_t node, uint32_t type, bool unseen)
{
    struct words words = {.work = work};
    if (type != ES_CONTROL_HIDDEN) {
        add_labelledby(&words, ES_BY_ARIA, node);
        words_add_attribute(&words, ES_BY_ARIA, node, "aria-label");
    }
    if (is_button(type)) {
        add_button(&words, node, type);
    } else if (type != ES_CONTROL_HIDDEN) {
        add_labels(&words, node);
        words_add_attribute(&words, ES_BY_TITLE, node, "title");
        if (has_placeholder(work, node, type))
            words_add_attribute(&words, ES_BY_PLACEHOLDER, node, "placeholder");
        if (!unseen) {
            words_add_beside(&words, node, type);
            add_group(&words, node);
            words_add_heading(&words);
        }
    }
    words_add_attribute(&words, ES_BY_NAME, node, "name");
    if (is_button(type))
        add_asked(&words, node);
    return flat_span(&work->flat, words.items, words.n, sizeof *words.items);
}

const char *es_found_by_name(enum es_found_by by)
{
    static const char *const names[] = {"aria",      "label", "title", "placeholder",
                                        "neighbour", "group", "name"};
    return (unsigned)by < sizeof names / sizeof *names ? names[by] : "name";
}
