/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that may be the PIN as well as the one that is called so: "PIN" beside "Yeni PIN". */
#include "cards_internal.h"
#include "esign/secret.h"

#include <string.h>

/* What a label says among other words, but for those that say that it holds no longer. */
static enum value_kind kind_among_words(const struct es_view *view, const char *label)
{
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, label);
    if (!meaning.kind || meaning.tie || meaning.fit >= ES_FIT_EQUAL_MARKS ||
        es_cards_kind(view, label) != N_VALUES || es_cards_is_outdated(view, label))
        return N_VALUES;
    enum value_kind kind = es_cards_kind_named(meaning.kind);
    return kind == PIN || kind == PUK ? kind : N_VALUES;
}

static void take(const struct es_view *view, const struct es_pair *pair, struct card_rivals *out)
{
    const char *text = es_page_str(view->page, pair->value);
    struct place place = {pair->order, pair->order, NULL};
    struct piece piece = {text, strlen(text)};
    struct card_rival rival = {N_VALUES, {VALUE_ODD, ""}};
    if (*text < '0' || *text > '9')
        return; /* most values of a page */
    rival.value = es_cards_value(view, PIN, piece, &place);
    if (rival.value.state == VALUE_GOOD)
        rival.kind = kind_among_words(view, es_page_str(view->page, pair->label));
    if (rival.kind != N_VALUES && out->n < CARD_RIVALS_MAX)
        out->rival[out->n] = rival;
    if (rival.kind != N_VALUES && out->n <= CARD_RIVALS_MAX)
        out->n++;
    es_wipe(&rival, sizeof(rival));
}

void es_cards_find_rivals(const struct es_view *view, struct card_rivals *out)
{
    out->n = 0;
    for (uint32_t i = 0; i < view->page->pairs.n; i++)
        take(view, &es_page_pairs(view->page)[i], out);
}

static bool is_rivalled(const struct card_rivals *rivals, enum value_kind kind, const char *text)
{
    if (rivals->n > CARD_RIVALS_MAX)
        return true;
    for (size_t i = 0; i < rivals->n; i++) {
        const struct card_rival *rival = &rivals->rival[i];
        if (rival->kind == kind && strlen(rival->value.text) == strlen(text) &&
            strcmp(rival->value.text, text) != 0)
            return true;
    }
    return false;
}

void es_cards_drop_rivalled(const struct card_rivals *rivals, struct card_value value[N_VALUES])
{
    for (enum value_kind kind = PIN; kind <= PUK; kind++)
        if (is_rivalled(rivals, kind, value[kind].text))
            es_wipe(&value[kind], sizeof(value[kind])); /* which is odd */
}
