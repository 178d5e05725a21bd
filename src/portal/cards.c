/* SPDX-License-Identifier: Apache-2.0 */
/* What a page says of cards, put together: a value that is not certainly a card's is left out. */
#include "esign/cards.h"
#include "cards_internal.h"
#include "esign/heap.h"
#include "esign/secret.h"
#include "view_internal.h"

#include <stdlib.h>
#include <string.h>

struct card {
    bool labelled[N_VALUES];
    struct card_value value[N_VALUES];
    uint32_t number, group; /* group ES_NONE: its values stand in several */
    unsigned kinds;         /* of its labels, in their order; four bits each */
    struct card_span span;
};

struct cards {
    struct card *card;
    size_t n, cap;
    bool stray_serial; /* one belongs to no card */
};

/* More room; the new part is zeroed. */
static void *grow(void *old, size_t n, size_t *cap, size_t size)
{
    enum { MOST = 4096 };
    if (n < *cap)
        return old;
    if (n >= MOST)
        return NULL;
    size_t more = *cap ? *cap * 2 : 16;
    char *grown = es_heap_zeroed(more, size);
    if (!grown)
        return NULL;
    if (old) {
        memcpy(grown, old, n * size);
        es_heap_free(old);
    }
    *cap = more;
    return grown;
}

void es_cards_say(struct gathered *all, const struct said *said)
{
    struct said *grown = grow(all->said, all->n, &all->cap, sizeof(*all->said));
    if (!grown)
        return;
    all->said = grown;
    all->said[all->n] = *said;
    all->said[all->n].turn = all->n;
    all->said[all->n].weak = !said->card && !es_cards_in_table(all, said->order) &&
                             (all->bare || said->value.state == VALUE_ODD);
    all->n++;
}

static void forget_said(struct gathered *all)
{
    es_heap_free(all->said);
    all->said = NULL;
    all->n = all->cap = 0;
}

static void free_cards(struct cards *cards)
{
    es_heap_free(cards->card);
    *cards = (struct cards){0};
}

static bool is_good(const struct card *card, enum value_kind kind)
{
    return card->value[kind].state == VALUE_GOOD;
}

static void add_card(struct cards *cards, const struct card *card)
{
    if (!card->labelled[PIN] && !card->labelled[PUK]) {
        cards->stray_serial = cards->stray_serial || is_good(card, SERIAL);
        return;
    }
    struct card *grown = grow(cards->card, cards->n, &cards->cap, sizeof(*cards->card));
    if (!grown)
        return;
    cards->card = grown;
    cards->card[cards->n++] = *card;
}

static void put(struct card *card, const struct said *said)
{
    bool first = !card->kinds;
    if (said->group)
        card->group = !card->group || card->group == said->group ? said->group : ES_NONE;
    card->number = said->card;
    card->span.first = first ? said->order : card->span.first;
    card->span.last = said->order;
    card->kinds = card->kinds << 4 | (unsigned)(said->kind + 1);
    card->labelled[said->kind] = true;
    card->value[said->kind] = said->value;
}

static int by_order(const void *a, const void *b)
{
    const struct said *one = a, *other = b;
    if (one->order != other->order)
        return one->order < other->order ? -1 : 1;
    return one->turn < other->turn ? -1 : one->turn > other->turn;
}

/* What stands elsewhere is no more of a card that has its PIN and PUK. */
static bool begins_card(const struct card *card, const struct said *said)
{
    return said->card != card->number || (card->labelled[PIN] && card->labelled[PUK] &&
                                          said->group && card->group && said->group != card->group);
}

/* A label that comes again begins the next card, but for the very same value said twice. */
static void take_said(const struct gathered *all, struct cards *cards)
{
    struct card card = {.kinds = 0};
    for (size_t i = 0; i < all->n; i++) {
        const struct said *said = &all->said[i];
        const struct card_value *here = &card.value[said->kind];
        bool again = card.labelled[said->kind];
        if (again && said->card == card.number && here->state == VALUE_GOOD &&
            !strcmp(here->text, said->value.text))
            continue;
        if (card.kinds && (again || begins_card(&card, said))) {
            add_card(cards, &card);
            es_wipe(&card, sizeof(card));
        }
        put(&card, said);
    }
    add_card(cards, &card);
    es_wipe(&card, sizeof(card));
}

/* ---- what is certain ---- */

static unsigned kinds_without(unsigned kinds, enum value_kind kind)
{
    unsigned left = 0;
    for (int shift = 12; shift >= 0; shift -= 4) {
        unsigned one = kinds >> shift & 15u;
        left = one && one != (unsigned)kind + 1 ? left << 4 | one : left;
    }
    return left;
}

/* Where one card has a PIN without a PUK and another is whole, the labels do not come in the
 * order of the cards: whose each value is, is not told. */
static bool is_mixed_up(const struct cards *cards)
{
    size_t n = 0;
    bool half = false, backwards = false, forwards = false;
    for (size_t i = 0; i < cards->n; i++) {
        const struct card *card = &cards->card[i];
        bool any = false;
        for (enum value_kind kind = 0; kind < N_VALUES; kind++)
            any = any || is_good(card, kind);
        if (!any)
            continue; /* words about a PIN */
        unsigned codes = kinds_without(kinds_without(card->kinds, SERIAL), DESCRIPTION);
        n++;
        half = half || card->labelled[PIN] != card->labelled[PUK];
        forwards = forwards || codes == (PIN + 1u) << 4 || codes == ((PIN + 1u) << 4 | (PUK + 1u));
        backwards = backwards || codes == ((PUK + 1u) << 4 | (PIN + 1u));
        if (backwards && !card->number && card->group == ES_NONE)
            return true;
    }
    return (n > 1 && half) || (forwards && backwards);
}

/* Each PIN and PUK by itself, with no other value beside it. */
static void take_apart(const struct gathered *all, struct cards *cards)
{
    cards->n = 0;
    for (size_t i = 0; i < all->n; i++) {
        struct card card = {.kinds = 0};
        if (all->said[i].kind != PIN && all->said[i].kind != PUK)
            continue;
        put(&card, &all->said[i]);
        add_card(cards, &card);
        es_wipe(&card, sizeof(card));
    }
}

/* The cards that their order alone tells apart have the same labels in the same order, or each
 * stands in a place of its own. */
static bool is_regular(const struct cards *cards, enum value_kind but)
{
    const struct card *first = NULL;
    bool same = true, apart = true;
    for (size_t i = 0; i < cards->n; i++) {
        const struct card *card = &cards->card[i];
        if (card->number)
            continue;
        apart = apart && card->group != ES_NONE && card->group;
        for (size_t j = 0; j < i; j++)
            apart = apart && (cards->card[j].number || cards->card[j].group != card->group);
        same =
            same && (!first || kinds_without(card->kinds, but) == kinds_without(first->kinds, but));
        first = first ? first : card;
    }
    return same || apart;
}

static void drop(struct cards *cards, enum value_kind kind)
{
    for (size_t i = 0; i < cards->n; i++) {
        if (!cards->card[i].number)
            es_wipe(&cards->card[i].value[kind], sizeof(cards->card[i].value[kind]));
    }
}

static bool is_whole(const struct card *card)
{
    return is_good(card, PIN) || is_good(card, PUK) ||
           (is_good(card, SERIAL) && card->labelled[PIN] && card->labelled[PUK]);
}

/* What the one has the other has too, or lacks. */
static bool agree(const struct card *a, const struct card *b)
{
    bool same = false;
    for (enum value_kind kind = 0; kind < N_VALUES; kind++) {
        if (!is_good(a, kind) || !is_good(b, kind))
            continue;
        if (strcmp(a->value[kind].text, b->value[kind].text) != 0)
            return false;
        same = same || kind != DESCRIPTION;
    }
    return same;
}

/* What is clear in one showing and not in the other is not clear. */
static void join_value(struct card_value *kept, const struct card_value *other)
{
    bool unclear = kept->state == VALUE_UNCLEAR || other->state == VALUE_UNCLEAR;
    if (kept->state != VALUE_GOOD)
        *kept = *other;
    if (!unclear)
        return;
    es_wipe(kept, sizeof(*kept));
    kept->state = VALUE_UNCLEAR;
}

/* Pages show a card twice, once for each width of the screen. */
static void join(struct cards *cards)
{
    size_t n = 0;
    for (size_t i = 0; i < cards->n; i++) {
        struct card *card = &cards->card[i];
        size_t twin = 0;
        while (twin < n && !agree(&cards->card[twin], card))
            twin++;
        for (enum value_kind kind = 0; twin < n && kind < N_VALUES; kind++) {
            struct card *kept = &cards->card[twin];
            kept->labelled[kind] = kept->labelled[kind] || card->labelled[kind];
            join_value(&kept->value[kind], &card->value[kind]);
        }
        if (twin == n && is_whole(card))
            cards->card[n++] = *card;
    }
    cards->n = n;
}

/* Where no card has a description by its name, each may have a title. */
static void take_titles(const struct es_view *view, struct cards *cards)
{
    struct card_value title[CARD_TITLES_MAX];
    struct card_span span[CARD_TITLES_MAX];
    for (size_t i = 0; i < cards->n; i++) {
        const struct card *card = &cards->card[i];
        if (i == CARD_TITLES_MAX || card->labelled[DESCRIPTION] || card->number ||
            !card->labelled[PIN] || !card->labelled[PUK])
            return;
        span[i] = card->span;
    }
    if (!es_cards_titles(view, span, cards->n, title))
        return;
    for (size_t i = 0; i < cards->n; i++)
        cards->card[i].value[DESCRIPTION] = title[i];
}

static void make_cards(struct gathered *all, struct cards *cards)
{
    if (all->n)
        qsort(all->said, all->n, sizeof(*all->said), by_order);
    take_said(all, cards);
    if (all->mixed_up || is_mixed_up(cards))
        take_apart(all, cards);
    if (cards->stray_serial || !is_regular(cards, DESCRIPTION))
        drop(cards, SERIAL);
    if (cards->stray_serial || !is_regular(cards, N_VALUES))
        drop(cards, DESCRIPTION);
    else
        take_titles(all->view, cards);
    join(cards);
}

static bool is_same(const struct card *a, const struct card *b)
{
    bool same = true;
    for (enum value_kind kind = 0; kind < N_VALUES; kind++)
        same = same && !strcmp(a->value[kind].text, b->value[kind].text);
    return same;
}

/* Labels without a value may be a card's or words about a PIN: a card that is another one without
 * them is not certain. */
static void put_together(struct gathered *all, struct cards *cards)
{
    struct cards other = {0};
    size_t n = 0, kept = 0;
    make_cards(all, cards);
    for (size_t i = 0; i < all->n; i++) {
        if (!all->said[i].weak)
            all->said[n++] = all->said[i];
    }
    if (n == all->n)
        return;
    all->n = n;
    make_cards(all, &other);
    for (size_t i = 0; i < cards->n; i++) {
        size_t twin = 0;
        while (twin < other.n && !is_same(&cards->card[i], &other.card[twin]))
            twin++;
        if (twin < other.n)
            cards->card[kept++] = cards->card[i];
    }
    cards->n = kept;
    free_cards(&other);
}

static bool has_code(const struct cards *cards)
{
    bool has = false;
    for (size_t i = 0; i < cards->n; i++)
        has = has || is_good(&cards->card[i], PIN) || is_good(&cards->card[i], PUK);
    return has;
}

/* Of two numbers that both may be the PIN none is. */
static void drop_rivalled(const struct es_view *view, struct cards *cards)
{
    struct card_rivals rivals;
    es_cards_find_rivals(view, &rivals);
    for (size_t i = 0; i < cards->n; i++)
        es_cards_drop_rivalled(&rivals, cards->card[i].value);
    es_wipe(&rivals, sizeof(rivals));
}

/* Lines say more than lists and tables only where those say no PIN or PUK. */
static struct cards read_cards(const struct es_view *view)
{
    struct cards cards = {0}, other = {0};
    struct gathered all = {.view = view};
    es_cards_say_tables(&all);
    es_cards_say_pairs(&all);
    es_cards_say_fields(&all);
    es_cards_say_bare_labels(&all);
    put_together(&all, &cards);
    if (!has_code(&cards)) {
        forget_said(&all);
        if (!es_cards_say_rows(&all))
            es_cards_say_lines(&all);
        put_together(&all, &other);
    }
    forget_said(&all);
    struct cards *read = has_code(&other) ? &other : &cards;
    free_cards(read == &other ? &cards : &other);
    drop_rivalled(view, read);
    return *read;
}

bool es_view_has_card_labels(const struct es_view *view, bool pin, bool puk)
{
    struct cards cards = read_cards(view);
    for (size_t i = 0; i < cards.n; i++) {
        pin = pin && !cards.card[i].labelled[PIN];
        puk = puk && !cards.card[i].labelled[PUK];
    }
    free_cards(&cards);
    return !pin && !puk;
}

static json_t *value_or_null(const struct card_value *value)
{
    es_auto(buf) safe = ES_BUF_SECRET;
    bool known = value->state == VALUE_GOOD && es_text_safe(value->text, ES_ANSWER_MAX, &safe);
    return known ? json_string(es_buf_str(&safe)) : json_null();
}

json_t *es_cards_read(const struct es_view *view)
{
    json_t *list = json_array();
    struct cards cards = read_cards(view);
    for (size_t i = 0; i < cards.n; i++) {
        json_t *card = json_object();
        for (enum value_kind kind = 0; kind < N_VALUES; kind++)
            json_object_set_new(card, es_cards_kind_name(kind),
                                value_or_null(&cards.card[i].value[kind]));
        json_array_append_new(list, card);
    }
    free_cards(&cards);
    return list;
}
