/* SPDX-License-Identifier: Apache-2.0 */
/* One value of a card: taken out of what stands around it, and looked at whether it can be one. */
#include "cards_internal.h"
#include "esign/secret.h"
#include "esign/text.h"

#include <ctype.h>
#include <string.h>

static const char *const names[N_VALUES] = {"description", "serial", "pin", "puk"};

const char *es_cards_kind_name(enum value_kind kind)
{
    return names[kind];
}

enum value_kind es_cards_kind_named(const char *name)
{
    enum value_kind kind = 0;
    while (kind < N_VALUES && strcmp(names[kind], name) != 0)
        kind++;
    return kind;
}

/* Most texts of a page are no labels: those without letters, and whole sentences. */
static bool may_be_label(const char *text)
{
    enum { LABEL_MAX = 200 };
    size_t len = strnlen(text, LABEL_MAX);
    bool letter = false;
    for (size_t i = 0; i < len && !letter; i++)
        letter = isalpha((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80;
    return letter && len < LABEL_MAX;
}

static enum value_kind kind_of_words(const struct es_view *view, const char *text)
{
    if (!may_be_label(text))
        return N_VALUES;
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, text);
    if (!meaning.kind || meaning.tie || meaning.fit < ES_FIT_EQUAL_MARKS)
        return N_VALUES;
    return es_cards_kind_named(meaning.kind);
}

bool es_cards_is_outdated(const struct es_view *view, const char *text)
{
    return es_stems_in_text(es_profile_get(view->profile, "outdated"), text);
}

enum value_kind es_cards_kind(const struct es_view *view, const char *label)
{
    enum { LABEL_MAX = 200 };
    char bare[LABEL_MAX];
    enum value_kind kind = kind_of_words(view, label);
    if (kind != N_VALUES || !strchr(label, '(') || strlen(label) >= sizeof(bare) ||
        es_cards_is_outdated(view, label))
        return kind;
    size_t len = 0;
    for (int depth = 0; *label; label++) { /* "PIN (e-imza şifresi)" */
        depth += *label == '(';
        if (!depth)
            bare[len++] = *label;
        depth -= *label == ')' && depth;
    }
    bare[len] = '\0';
    kind = kind_of_words(view, bare);
    es_wipe(bare, sizeof(bare));
    return kind;
}

static enum value_kind kind_of_piece(const struct es_view *view, const char *at, size_t len)
{
    enum { LABEL_MAX = 100 };
    char label[LABEL_MAX];
    if (!len || len >= sizeof(label))
        return N_VALUES;
    memcpy(label, at, len);
    label[len] = '\0';
    enum value_kind kind = kind_of_words(view, label);
    es_wipe(label, sizeof(label));
    return kind;
}

enum value_kind es_cards_label_at(const struct es_view *view, const char *text, const char **rest)
{
    enum { WORDS = 4 };
    size_t ends[WORDS], n = 0;
    for (size_t at = 0; n < WORDS && text[at];) {
        at += strcspn(text + at, " ");
        ends[n++] = at;
        at += strspn(text + at, " ");
    }
    while (n-- > 0) {
        enum value_kind kind = kind_of_piece(view, text, ends[n]);
        *rest = text + ends[n];
        *rest += strspn(*rest, " :");
        if (kind != N_VALUES)
            return kind;
    }
    return N_VALUES;
}

/* The same at the end of a text: *begin is where it starts. */
static enum value_kind label_before(const struct es_view *view, struct piece text,
                                    const char **begin)
{
    enum { WORDS = 4 };
    const char *starts[WORDS], *end = text.at + text.len;
    size_t n = 0;
    while (end > text.at && end[-1] == ' ')
        end--;
    for (const char *at = end; at > text.at && n < WORDS; at--) {
        if (at[-1] != ' ' && (at - 1 == text.at || at[-2] == ' '))
            starts[n++] = at - 1;
    }
    while (n-- > 0) {
        enum value_kind kind = kind_of_piece(view, starts[n], (size_t)(end - starts[n]));
        *begin = starts[n];
        if (kind != N_VALUES)
            return kind;
    }
    return N_VALUES;
}

/* ---- what is no part of a value ---- */

static bool take_front(struct piece *piece, size_t len)
{
    piece->at += len;
    piece->len -= len;
    return len > 0;
}

static bool take_back(struct piece *piece, size_t len)
{
    piece->len -= len;
    return len > 0;
}

/* Without the colon that a cell of its own may have, and what parts one value from the next. */
static bool trim(struct piece *piece)
{
    size_t before = piece->len;
    while (piece->len && strchr(" :=", *piece->at))
        take_front(piece, 1);
    while (piece->len && strchr(" ,;/|", piece->at[piece->len - 1]))
        take_back(piece, 1);
    return piece->len != before;
}

/* The label once more before the value, as narrow screens show it in the cell: "PIN: 1234". */
static size_t label_before_value(const struct es_view *view, enum value_kind kind,
                                 struct piece piece)
{
    char text[CARD_VALUE_MAX];
    const char *rest = NULL;
    size_t front = 0;
    if (piece.len >= sizeof(text))
        return 0;
    memcpy(text, piece.at, piece.len);
    text[piece.len] = '\0';
    size_t digits = strcspn(text, "0123456789");
    if (es_cards_label_at(view, text, &rest) == kind && *rest)
        front = (size_t)(rest - text);
    else if (kind != DESCRIPTION && text[digits] && kind_of_piece(view, text, digits) == kind)
        front = digits; /* "PIN1234" */
    es_wipe(text, sizeof(text));
    return front;
}

static bool strip_label(const struct es_view *view, enum value_kind kind, const char *label,
                        struct piece *piece)
{
    size_t front = label_before_value(view, kind, *piece), len = label ? strlen(label) : 0;
    if (!front && len && len < piece->len && !strncmp(piece->at, label, len)) {
        char next = piece->at[len]; /* "AçıklamaAli" */
        if (strchr(" :", next) || (next >= '0' && next <= '9') || (next >= 'A' && next <= 'Z'))
            front = len;
    }
    if (front)
        return take_front(piece, front);
    const char *begin = NULL;
    if (kind == DESCRIPTION || label_before(view, *piece, &begin) != kind || begin == piece->at)
        return false;
    return take_back(piece, (size_t)(piece->at + piece->len - begin));
}

static bool has_digit(const char *text)
{
    return text[strcspn(text, "0123456789")] != '\0';
}

/* What a link in it says ("Kopyala"). */
static bool strip_links(const struct es_view *view, const struct place *place, struct piece *piece)
{
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (links[i].order < place->from || links[i].order >= place->to || links[i].unseen)
            continue;
        const char *text = es_page_str(view->page, links[i].text);
        size_t len = strlen(text);
        if (!len || len > piece->len || has_digit(text))
            continue;
        if (!memcmp(piece->at + piece->len - len, text, len))
            return take_back(piece, len);
        if (!memcmp(piece->at, text, len))
            return take_front(piece, len);
    }
    return false;
}

/* "(6 haneli)" */
static bool strip_note(struct piece *piece)
{
    if (piece->len && piece->at[piece->len - 1] == ')') {
        const char *open = memrchr(piece->at, '(', piece->len);
        return open && take_back(piece, (size_t)(piece->at + piece->len - open));
    }
    const char *close = piece->len && *piece->at == '(' ? memchr(piece->at, ')', piece->len) : NULL;
    return close && take_front(piece, (size_t)(close + 1 - piece->at));
}

/* "content_copy": fonts draw an icon for it. */
static bool is_icon(const char *at, size_t len)
{
    bool joined = false;
    for (size_t i = 0; i < len; i++) {
        if (!islower((unsigned char)at[i]) && at[i] != '_')
            return false;
        joined = joined || at[i] == '_';
    }
    return joined;
}

static bool strip_icon(struct piece *piece)
{
    const char *blank = memrchr(piece->at, ' ', piece->len);
    if (blank && is_icon(blank + 1, (size_t)(piece->at + piece->len - blank - 1)))
        return take_back(piece, (size_t)(piece->at + piece->len - blank));
    blank = memchr(piece->at, ' ', piece->len);
    if (blank && is_icon(piece->at, (size_t)(blank - piece->at)))
        return take_front(piece, (size_t)(blank - piece->at));
    return false;
}

/* ---- the value ---- */

/* It is put together from what may be several numbers, or it says that it holds no longer. */
static bool is_doubtful(const struct es_view *view, struct piece text, const struct place *place)
{
    char whole[CARD_VALUE_MAX];
    if (es_page_has_seam(view->page, place->from, place->to))
        return true;
    if (!text.len || text.len >= sizeof(whole))
        return false;
    memcpy(whole, text.at, text.len);
    whole[text.len] = '\0';
    bool outdated = may_be_label(whole) && es_cards_is_outdated(view, whole);
    es_wipe(whole, sizeof(whole));
    return outdated;
}

/* Several, which are not one in groups. */
static bool is_numbers(struct piece text)
{
    size_t blanks = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!strchr("0123456789 -", text.at[i]))
            return false;
        blanks += text.at[i] == ' ';
    }
    return blanks > 0;
}

struct card_value es_cards_value(const struct es_view *view, enum value_kind kind,
                                 struct piece text, const struct place *place)
{
    struct card_value value = {VALUE_ODD, ""};
    bool number = kind != DESCRIPTION, empty;
    if (number && is_doubtful(view, text, place))
        return (struct card_value){VALUE_UNCLEAR, ""};
    trim(&text);
    empty = !text.len;
    while (text.len &&
           (trim(&text) || strip_label(view, kind, place->label, &text) ||
            strip_links(view, place, &text) || strip_icon(&text) || (number && strip_note(&text))))
        continue;
    if (es_cards_is_nothing(text))
        value.state = empty || text.len ? VALUE_BLANK : VALUE_ODD;
    else if (es_cards_take(kind, text, value.text))
        value.state = VALUE_GOOD;
    else if (number && is_numbers(text))
        value.state = VALUE_UNCLEAR;
    if (value.state != VALUE_GOOD)
        memset(value.text, 0, sizeof(value.text));
    return value;
}

bool es_cards_looks_like_code(const struct es_view *view, const char *text)
{
    enum { YEAR = 4 }; /* "NES 2016" is a name */
    struct place place = {0, 0, NULL};
    struct piece piece = {text, strlen(text)};
    struct card_value pin = es_cards_value(view, PIN, piece, &place);
    struct card_value serial = es_cards_value(view, SERIAL, piece, &place);
    size_t digits = 0;
    for (const char *at = text; *at; at++)
        digits += *at >= '0' && *at <= '9';
    const char *rest = NULL;
    bool labelled = es_cards_label_at(view, text, &rest) != N_VALUES;
    bool code = pin.state == VALUE_GOOD ||
                (serial.state == VALUE_GOOD && (!strchr(text, ' ') || digits > YEAR));
    es_wipe(&pin, sizeof(pin));
    es_wipe(&serial, sizeof(serial));
    return code && !labelled;
}

/* "1234 PUK: 5678": a value may have the next label in it. */
void es_cards_say_text(struct gathered *all, struct said first, struct piece text,
                       const struct place *place)
{
    struct place here = *place;
    const char *end = text.at + text.len, *colon = text.at;
    while (colon < end && (colon = memchr(colon, ':', (size_t)(end - colon)))) {
        const char *begin = NULL;
        struct piece before = {text.at, (size_t)(colon - text.at)};
        enum value_kind next = label_before(all->view, before, &begin);
        colon++;
        if (next == N_VALUES || (next == first.kind && begin == text.at))
            continue;
        before.len = (size_t)(begin - text.at);
        first.value = es_cards_value(all->view, first.kind, before, &here);
        es_cards_say(all, &first);
        text = (struct piece){colon, (size_t)(end - colon)};
        first.kind = next;
        here.label = NULL;
    }
    first.value = es_cards_value(all->view, first.kind, text, &here);
    es_cards_say(all, &first);
}
