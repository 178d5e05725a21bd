/* SPDX-License-Identifier: Apache-2.0 */
/* Cards outside of tables: lists, lines, fields that cannot be changed. */
#include "cards_internal.h"
#include "esign/secret.h"
#include "view_internal.h"

#include <string.h>

uint32_t es_cards_block_at(const struct es_page *page, uint32_t order)
{
    const struct es_block *blocks = es_page_blocks(page);
    uint32_t low = 0, high = page->blocks.n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (blocks[middle].order < order)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the line behind the one with this element begins. */
static uint32_t line_end(const struct es_page *page, uint32_t order)
{
    uint32_t next = es_cards_block_at(page, order + 1) + 1;
    return next < page->blocks.n ? es_page_blocks(page)[next].order : UINT32_MAX;
}

static struct place place_behind(const struct gathered *all, uint32_t order, const char *label)
{
    return (struct place){order, line_end(all->view->page, order), label};
}

static struct piece piece_of(const char *text)
{
    return (struct piece){text, strlen(text)};
}

/* The number and its name below it, together in a block. */
static bool say_reversed(struct gathered *all, const struct es_pair *pair, const char *label,
                         const char *value)
{
    struct said said = {pair->order,     0, pair->group, es_cards_kind(all->view, value),
                        {VALUE_ODD, ""}, 0, false};
    struct place place = place_behind(all, pair->order, value);
    if (pair->kind != ES_PAIR_LINE || said.kind == N_VALUES || said.kind == DESCRIPTION)
        return false;
    said.value = es_cards_value(all->view, said.kind, piece_of(label), &place);
    bool good = said.value.state == VALUE_GOOD;
    if (good)
        es_cards_say(all, &said);
    es_wipe(&said, sizeof(said));
    return good;
}

void es_cards_say_pairs(struct gathered *all)
{
    const struct es_page *page = all->view->page;
    const struct es_pair *pairs = es_page_pairs(page);
    uint32_t last = ES_NONE;
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        const char *label = es_page_str(page, pairs[i].label);
        const char *value = es_page_str(page, pairs[i].value);
        bool line = pairs[i].kind == ES_PAIR_TERM || pairs[i].kind == ES_PAIR_LINE;
        if (!line || pairs[i].order == last || es_cards_in_table(all, pairs[i].order))
            continue;
        enum value_kind kind = es_cards_kind(all->view, label);
        if (kind == N_VALUES && !say_reversed(all, &pairs[i], label, value))
            continue;
        last = pairs[i].order;
        if (kind == N_VALUES || es_cards_kind(all->view, value) != N_VALUES)
            continue;
        struct place place = place_behind(all, last, label);
        es_cards_say_text(all,
                          (struct said){last, 0, pairs[i].group, kind, {VALUE_ODD, ""}, 0, false},
                          piece_of(value), &place);
    }
}

/* ---- fields ---- */

const struct es_control *es_cards_shown_field(const struct es_view *view, const struct place *place)
{
    const struct es_control *controls = es_page_controls(view->page), *found = NULL;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].order < place->from || controls[i].order >= place->to ||
            !es_view_shows_value(&controls[i]))
            continue;
        if (found)
            return NULL;
        found = &controls[i];
    }
    return found;
}

/* A field of several lines says its labels itself. */
static void say_lines_of(struct gathered *all, const struct es_control *field)
{
    enum { LINE_MAX = 200 };
    const char *at = es_page_str(all->view->page, field->value);
    struct place place = {field->order, field->order, NULL};
    while (*at) {
        char line[LINE_MAX];
        size_t len = strcspn(at, "\r\n");
        const char *rest = NULL;
        if (len < sizeof(line)) {
            memcpy(line, at, len);
            line[len] = '\0';
            enum value_kind kind = es_cards_label_at(all->view, line, &rest);
            if (kind != N_VALUES)
                es_cards_say_text(
                    all,
                    (struct said){field->order, 0, field->order, kind, {VALUE_ODD, ""}, 0, false},
                    piece_of(rest), &place);
            es_wipe(line, sizeof(line));
        }
        at += len;
        at += strspn(at, "\r\n");
    }
}

void es_cards_say_fields(struct gathered *all)
{
    const struct es_page *page = all->view->page;
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_words *words = es_control_words(page, &controls[i]);
        struct said said = {
            controls[i].order, 0, controls[i].form + 1, N_VALUES, {VALUE_ODD, ""}, 0, false};
        if (!es_view_shows_value(&controls[i]) || es_cards_in_table(all, controls[i].order))
            continue;
        for (uint32_t w = 0; w < controls[i].words.n && said.kind == N_VALUES; w++) {
            if (words[w].by != ES_BY_NAME)
                said.kind = es_cards_kind(all->view, es_page_str(page, words[w].text));
        }
        struct place place = {said.order, said.order, NULL};
        const char *value = es_page_str(page, controls[i].value);
        if (said.kind != N_VALUES) {
            said.value = es_cards_value(all->view, said.kind, piece_of(value), &place);
            es_cards_say(all, &said);
        } else if (controls[i].type == ES_CONTROL_TEXTAREA) {
            say_lines_of(all, &controls[i]);
        }
        es_wipe(&said, sizeof(said));
    }
}

/* ---- labels without a value ---- */

static const char *line_at(const struct es_view *view, uint32_t i)
{
    return i < view->page->blocks.n ? es_page_str(view->page, es_page_blocks(view->page)[i].text)
                                    : "";
}

static bool has_value(const struct gathered *all, uint32_t line, enum value_kind kind)
{
    const struct es_page *page = all->view->page;
    const struct es_block *blocks = es_page_blocks(page);
    uint32_t to = line + 2 < page->blocks.n ? blocks[line + 2].order : UINT32_MAX;
    for (size_t i = 0; i < all->n; i++) {
        if (all->said[i].kind == kind && all->said[i].order >= blocks[line].order &&
            all->said[i].order < to)
            return true;
    }
    return false;
}

void es_cards_say_bare_labels(struct gathered *all)
{
    const struct es_page *page = all->view->page;
    const struct es_block *blocks = es_page_blocks(page);
    struct said said = {.value = {VALUE_BLANK, ""}};
    all->bare = true;
    for (uint32_t i = 0; i < page->blocks.n; i++) {
        said.kind = es_cards_kind(all->view, line_at(all->view, i));
        said.order = blocks[i].order;
        if (said.kind != N_VALUES && blocks[i].kind != ES_BLOCK_CELL &&
            !es_cards_in_table(all, said.order) && !has_value(all, i, said.kind))
            es_cards_say(all, &said);
    }
    all->bare = false;
}

/* ---- rows of boxes ---- */

/* Lines that stand in boxes of one row. */
struct row {
    uint32_t first, n;
};

static struct row row_at(const struct es_page *page, uint32_t first)
{
    const struct es_block *blocks = es_page_blocks(page);
    struct row row = {first, 0};
    while (first + row.n < page->blocks.n && blocks[first + row.n].around == blocks[first].around)
        row.n++;
    return row;
}

/* Says the values of a row under those of the labels; false where one of them is missing or
 * cannot be one: then it is not told which. */
static bool say_row(struct gathered *all, struct row labels, struct row values)
{
    const struct es_page *page = all->view->page;
    const struct es_block *blocks = es_page_blocks(page);
    size_t before = all->n;
    bool good = labels.n == values.n;
    uint32_t card = ++all->cards;
    for (uint32_t i = 0; good && i < labels.n; i++) {
        const struct es_block *label = &blocks[labels.first + i],
                              *block = &blocks[values.first + i];
        const char *text = es_page_str(page, block->text);
        struct said said = {
            blocks[values.first].order, card, block->around, N_VALUES, {VALUE_ODD, ""}, 0, false};
        struct place place = place_behind(all, block->order, es_page_str(page, label->text));
        said.kind = es_cards_kind(all->view, place.label);
        if (es_cards_label_at(all->view, text, &(const char *){NULL}) != N_VALUES)
            good = false;
        if (said.kind == N_VALUES)
            continue;
        said.value = es_cards_value(all->view, said.kind, piece_of(text), &place);
        good = good && es_cards_is_there(said.value.state);
        es_cards_say(all, &said);
        es_wipe(&said, sizeof(said));
    }
    if (!good)
        all->n = before;
    return good;
}

/* A row of boxes with the labels, and rows of as many boxes below it. */
bool es_cards_say_rows(struct gathered *all)
{
    const struct es_page *page = all->view->page;
    struct row row;
    for (uint32_t i = 0; i < page->blocks.n; i += row.n) {
        bool has[N_VALUES + 1] = {false}, twice = false;
        row = row_at(page, i);
        for (uint32_t j = 0; j < row.n; j++) {
            const struct es_block *block = &es_page_blocks(page)[i + j];
            enum value_kind kind = es_cards_kind(all->view, es_page_str(page, block->text));
            twice = twice || (has[kind] && kind != N_VALUES);
            has[kind] = true;
        }
        if (twice || !has[PIN] || !has[PUK] ||
            es_cards_in_table(all, es_page_blocks(page)[i].order))
            continue;
        uint32_t next = i + row.n;
        while (next < page->blocks.n && say_row(all, row, row_at(page, next)))
            next += row.n;
        row.n = next - i;
    }
    return all->n > 0;
}

/* ---- lines ---- */

uint32_t es_cards_boxes(const struct es_view *view, uint32_t block, uint32_t to,
                        char out[CARD_VALUE_MAX])
{
    uint32_t n = 0;
    for (; block < view->page->blocks.n && es_page_blocks(view->page)[block].order < to; block++) {
        const char *text = line_at(view, block);
        if (text[0] < '0' || text[0] > '9' || text[1])
            break;
        if (n + 1 == CARD_VALUE_MAX)
            return 0;
        out[n++] = text[0];
    }
    out[n] = '\0';
    return n > 1 ? n : 0;
}

/* A line that is a label alone, and what stands in the next. Returns how many lines that took. */
static uint32_t say_next_line(struct gathered *all, struct said said, uint32_t line)
{
    char boxes[CARD_VALUE_MAX] = "";
    const char *next = line_at(all->view, line + 1);
    struct place place = place_behind(all, said.order, NULL);
    uint32_t n = es_cards_boxes(all->view, line + 1, UINT32_MAX, boxes);
    if (n)
        next = boxes;
    if (es_cards_kind(all->view, next) == N_VALUES)
        said.value = es_cards_value(all->view, said.kind, piece_of(next), &place);
    bool good = es_cards_is_there(said.value.state);
    if (!good)
        said.value.state = VALUE_BLANK;
    all->bare = !good;
    es_cards_say(all, &said);
    all->bare = false;
    es_wipe(&said, sizeof(said));
    es_wipe(boxes, sizeof(boxes));
    return !good ? 0 : n ? n : 1;
}

void es_cards_say_lines(struct gathered *all)
{
    const struct es_block *blocks = es_page_blocks(all->view->page);
    uint32_t taken = 0; /* lines before this one belong to labels */
    for (uint32_t i = 0; i < all->view->page->blocks.n; i++) {
        const char *rest = "";
        enum value_kind kind = es_cards_label_at(all->view, line_at(all->view, i), &rest);
        struct said said = {blocks[i].order, 0, 0, kind, {VALUE_BLANK, ""}, 0, false};
        if (kind == N_VALUES || es_cards_in_table(all, blocks[i].order))
            continue;
        if (*rest) {
            struct place place = place_behind(all, blocks[i].order, NULL);
            said.value = es_cards_value(all->view, kind, piece_of(rest), &place);
            if (said.value.state != VALUE_ODD) /* else it is a sentence */
                es_cards_say(all, &said);
        } else if ((kind != DESCRIPTION && i > taken &&
                    es_cards_looks_like_code(all->view, line_at(all->view, i - 1))) ||
                   es_cards_kind(all->view, line_at(all->view, i + 1)) != N_VALUES) {
            all->n = 0; /* values above, or a row of labels: nothing tells which is whose */
            return;
        } else {
            taken = i + 1 + say_next_line(all, said, i);
        }
        es_wipe(&said, sizeof(said));
    }
}
