/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/cards.h"
#include "cards_internal.h"
#include "view_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const value_names[N_VALUES] = {"description", "serial", "pin", "puk"};

static enum value_kind kind_of_text(const struct es_view *view, const char *text)
{
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, text);
    if (!meaning.kind || meaning.tie || meaning.fit < ES_FIT_EQUAL_MARKS)
        return N_VALUES;
    for (int i = 0; i < N_VALUES; i++) {
        if (!strcmp(value_names[i], meaning.kind))
            return (enum value_kind)i;
    }
    return N_VALUES;
}

enum value_kind es_cards_kind(const struct es_view *view, es_str label)
{
    return kind_of_text(view, es_page_str(view->page, label));
}

static bool is_blank_or(char c, const char *others)
{
    return c == ' ' || (c && strchr(others, c));
}

/* Without the colon that a cell of its own may have, and what parts one value from the next. */
static struct piece trim(struct piece piece)
{
    while (piece.len && is_blank_or(*piece.at, ":")) {
        piece.at++;
        piece.len--;
    }
    while (piece.len && is_blank_or(piece.at[piece.len - 1], ",;/|-"))
        piece.len--;
    return piece;
}

struct piece es_cards_piece(const struct es_view *view, es_str text)
{
    const char *at = es_page_str(view->page, text);
    return trim((struct piece){at, strlen(at)});
}

void es_cards_add(const struct card *card, struct cards *cards)
{
    if (!card->value[PIN].len && !card->value[PUK].len)
        return;
    if (cards->n == cards->cap) {
        size_t cap = cards->cap ? cards->cap * 2 : 8;
        struct card *grown = reallocarray(cards->card, cap, sizeof(*grown));
        if (!grown)
            return;
        cards->card = grown;
        cards->cap = cap;
    }
    cards->card[cards->n++] = *card;
}

/* A value with its label, from a pair or a field that cannot be changed. */
struct said {
    uint32_t order;
    enum value_kind kind;
    struct piece value;
};

static int by_order(const void *a, const void *b)
{
    const struct said *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return (one->value.at > other->value.at) - (one->value.at < other->value.at);
}

static size_t say_fields(const struct es_view *view, struct said *said)
{
    const struct es_control *controls = es_page_controls(view->page);
    size_t n = 0;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const struct es_words *words = es_control_words(view->page, &controls[i]);
        enum value_kind kind = N_VALUES;
        for (uint32_t w = 0; w < controls[i].words.n && kind == N_VALUES; w++)
            kind = words[w].by == ES_BY_NAME ? N_VALUES : es_cards_kind(view, words[w].text);
        if (kind != N_VALUES && es_view_shows_value(&controls[i]))
            said[n++] =
                (struct said){controls[i].order, kind, es_cards_piece(view, controls[i].value)};
    }
    return n;
}

/* The label that ends at `end` in a text, up to four words of it, the longest first. *begin is
 * where it starts. */
static enum value_kind label_before(const struct es_view *view, const char *text, const char *end,
                                    const char **begin)
{
    enum { WORDS = 4, LABEL_MAX = 100 };
    const char *starts[WORDS];
    size_t n = 0;
    while (end > text && end[-1] == ' ')
        end--;
    for (const char *at = end; at > text && n < WORDS; at--) {
        if (at[-1] != ' ' && (at - 1 == text || at[-2] == ' '))
            starts[n++] = at - 1;
    }
    while (n-- > 0) {
        char label[LABEL_MAX];
        size_t len = (size_t)(end - starts[n]);
        if (len >= sizeof(label))
            continue;
        memcpy(label, starts[n], len);
        label[len] = '\0';
        *begin = starts[n];
        enum value_kind kind = kind_of_text(view, label);
        if (kind != N_VALUES)
            return kind;
    }
    return N_VALUES;
}

/* "1234 PUK: 5678": a value may have the next label in it. */
static size_t say_text(const struct es_view *view, struct said first, size_t room,
                       struct said *said)
{
    const char *text = first.value.at, *colon = text;
    size_t n = 0;
    while (n + 1 < room && (colon = strchr(colon, ':'))) {
        const char *begin = NULL;
        enum value_kind next = label_before(view, text, colon++, &begin);
        if (next == N_VALUES)
            continue;
        first.value = trim((struct piece){text, (size_t)(begin - text)});
        said[n++] = first;
        text = colon;
        first.kind = next;
    }
    first.value = trim((struct piece){text, strlen(text)});
    said[n++] = first;
    return n;
}

enum { IN_ONE_TEXT_MAX = 8 };

static size_t say_pairs(const struct es_view *view, struct said *said)
{
    const struct es_pair *pairs = es_page_pairs(view->page);
    size_t n = 0;
    uint32_t last = ES_NONE;
    for (uint32_t i = 0; i < view->page->pairs.n; i++) {
        enum value_kind kind = es_cards_kind(view, pairs[i].label);
        if (kind == N_VALUES || pairs[i].order == last ||
            es_cards_kind(view, pairs[i].value) != N_VALUES)
            continue;
        const char *value = es_page_str(view->page, pairs[i].value);
        last = pairs[i].order;
        n += say_text(view, (struct said){last, kind, {value, strlen(value)}}, IN_ONE_TEXT_MAX,
                      said + n);
    }
    return n;
}

static void take_said(const struct said *said, size_t n, struct cards *cards)
{
    struct card card = {{{0}}};
    for (size_t i = 0; i < n; i++) {
        if (!said[i].value.len)
            continue;
        if (card.value[said[i].kind].len) {
            es_cards_add(&card, cards);
            card = (struct card){{{0}}};
        }
        card.value[said[i].kind] = said[i].value;
    }
    es_cards_add(&card, cards);
}

/* Where one card has a PIN without a PUK and another is whole, the labels do not come in the
 * order of the cards: whose each value is, is not told. */
static bool is_mixed_up(const struct cards *cards)
{
    for (size_t i = 0; i < cards->n; i++) {
        const struct card *card = &cards->card[i];
        if (cards->n > 1 && !card->value[PIN].len != !card->value[PUK].len)
            return true;
    }
    return false;
}

/* Each PIN and PUK by itself, with no other value beside it. */
static void take_apart(const struct said *said, size_t n, struct cards *cards)
{
    cards->n = 0;
    for (size_t i = 0; i < n; i++) {
        struct card card = {{{0}}};
        card.value[said[i].kind] = said[i].value;
        es_cards_add(&card, cards);
    }
}

/* Lists, lines and fields: in the order they stand, a label that comes again begins the next
 * card. */
static void read_said(const struct es_view *view, struct cards *cards)
{
    size_t most = (size_t)view->page->pairs.n * IN_ONE_TEXT_MAX + view->page->controls.n;
    struct said *said = calloc(most + 1, sizeof(*said));
    if (!said)
        return;
    size_t n = say_pairs(view, said);
    n += say_fields(view, said + n);
    qsort(said, n, sizeof(*said), by_order);
    take_said(said, n, cards);
    if (is_mixed_up(cards))
        take_apart(said, n, cards);
    free(said);
}

/* The label that a text begins with, up to four words of it, the longest first; *rest is what
 * follows it. */
static enum value_kind label_at(const struct es_view *view, const char *text, const char **rest)
{
    enum { WORDS = 4, LABEL_MAX = 100 };
    char label[LABEL_MAX];
    size_t ends[WORDS], n = 0;
    for (size_t at = 0; n < WORDS && text[at] && at < sizeof(label) - 1;) {
        at += strcspn(text + at, " ");
        ends[n++] = at;
        at += strspn(text + at, " ");
    }
    while (n-- > 0) {
        if (ends[n] >= sizeof(label))
            continue;
        memcpy(label, text, ends[n]);
        label[ends[n]] = '\0';
        *rest = text + ends[n];
        enum value_kind kind = kind_of_text(view, label);
        if (kind != N_VALUES)
            return kind;
    }
    return N_VALUES;
}

/* A code or a serial number is one word with a digit in it; a sentence is none of these. */
static bool may_be(enum value_kind kind, struct piece value)
{
    enum { DESCRIPTION_MAX = 100, CODE_MAX = 40 };
    bool digit = false, blank = false;
    for (size_t i = 0; i < value.len; i++) {
        digit = digit || (value.at[i] >= '0' && value.at[i] <= '9');
        blank = blank || value.at[i] == ' ';
    }
    if (kind == DESCRIPTION)
        return value.len > 0 && value.len <= DESCRIPTION_MAX;
    return digit && !blank && value.len <= CODE_MAX;
}

/* Nothing but places tells: "PIN 1234" in one line, or "PIN" and "1234" in two. */
static void read_lines(const struct es_view *view, struct cards *cards)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    struct said *said = calloc((size_t)view->page->blocks.n + 1, sizeof(*said));
    size_t n = 0;
    for (uint32_t i = 0; said && i < view->page->blocks.n; i++) {
        const char *rest = "";
        enum value_kind kind = label_at(view, es_page_str(view->page, blocks[i].text), &rest);
        if (kind == N_VALUES)
            continue;
        bool alone = !*rest && i + 1 < view->page->blocks.n;
        struct piece value = alone ? es_cards_piece(view, blocks[i + 1].text)
                                   : trim((struct piece){rest, strlen(rest)});
        if (may_be(kind, value))
            said[n++] = (struct said){blocks[i].order, kind, value};
    }
    take_said(said, n, cards);
    if (is_mixed_up(cards))
        take_apart(said, n, cards);
    free(said);
}

static struct cards read_cards(const struct es_view *view)
{
    struct cards cards = {0};
    if (es_cards_read_tables(view, &cards))
        return cards;
    read_said(view, &cards);
    if (!cards.n)
        read_lines(view, &cards);
    return cards;
}

bool es_view_has_card_value(const struct es_view *view, const char *name)
{
    struct cards cards = read_cards(view);
    bool has = false;
    for (size_t i = 0; i < cards.n; i++) {
        for (int kind = 0; kind < N_VALUES; kind++)
            has = has || (cards.card[i].value[kind].len && !strcmp(value_names[kind], name));
    }
    free(cards.card);
    return has;
}

static json_t *value_or_null(struct piece piece)
{
    es_auto(buf) text = ES_BUF_SECRET, safe = ES_BUF_SECRET;
    bool known = piece.len && es_buf_add(&text, piece.at, piece.len) &&
                 es_text_safe(es_buf_str(&text), ES_ANSWER_MAX, &safe);
    return known ? json_string(es_buf_str(&safe)) : json_null();
}

json_t *es_cards_read(const struct es_view *view)
{
    json_t *list = json_array();
    struct cards cards = read_cards(view);
    for (size_t i = 0; i < cards.n; i++) {
        json_t *card = json_object();
        for (int kind = 0; kind < N_VALUES; kind++)
            json_object_set_new(card, value_names[kind], value_or_null(cards.card[i].value[kind]));
        json_array_append_new(list, card);
    }
    free(cards.card);
    return list;
}
