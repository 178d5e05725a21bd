/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand beside words: a phone number, a countdown. */
#include "view_internal.h"

#include <string.h>

/* What is looked for: the label, how well words must fit it, whether only a value with a part
 * hidden counts; and who is told of each value, where not the first is wanted but all are. */
struct wanted {
    const char *label;
    enum es_fit at_least;
    bool masked;
    es_value_visit *visit;
    void *user;
};

/* False where the search goes on. */
static bool is_enough(const struct es_view *view, const struct wanted *wanted, es_str value)
{
    if (wanted->visit)
        wanted->visit(wanted->user, es_page_str(view->page, value));
    return !wanted->visit;
}

/* Length of a character that hides a digit; 0 where none stands here. */
static size_t mask_at(const char *text)
{
    static const char *const marks[] = {"…", "•", "●", "·", "✱"};
    if ((unsigned char)*text < 0x80)
        return *text && strchr("*.xX#_?", *text) ? 1 : 0;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (!strncmp(text, marks[i], strlen(marks[i])))
            return strlen(marks[i]);
    }
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "54 ... 25", "5** *** ** 25": digits, two marks at least (or one that stands for several), and
 * digits again. */
static bool has_masked_number(const char *text)
{
    bool digit = false;
    size_t marks = 0;
    for (size_t step = 1; *text; text += step) {
        size_t mask = mask_at(text);
        step = mask ? mask : 1;
        if (is_digit(*text) && digit && marks > 1)
            return true;
        if (is_digit(*text))
            marks = 0;
        else if (mask)
            marks += mask > 1 ? 2 : 1;
        else if (!strchr(" ()-+", *text))
            marks = 0;
        digit = is_digit(*text) || (digit && (mask || strchr(" ()-+", *text)));
    }
    return false;
}

/* A number that is given whole may be anybody's ("Telefon: 0262 …" at the foot of each page):
 * the profile's "masked" says with which words it counts all the same. */
static bool acceptable(const struct es_view *view, const struct wanted *wanted, const char *words,
                       const char *value)
{
    const json_t *stems = json_object_get(es_profile_get(view->profile, "masked"), wanted->label);
    return !stems || has_masked_number(value) ||
           (!wanted->masked && es_stems_in_text(stems, words));
}

static bool means(const struct es_view *view, es_str words, const struct wanted *wanted)
{
    const char *text = es_page_str(view->page, words);
    if (!*text)
        return false;
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_LABELS, text);
    return meaning.kind && !meaning.tie && meaning.fit >= wanted->at_least &&
           !strcmp(meaning.kind, wanted->label);
}

static bool is_wanted(const struct es_view *view, const struct wanted *wanted, es_str words,
                      es_str value)
{
    return value && /* the value first: most are none, and are seen to be in no time */
           acceptable(view, wanted, es_page_str(view->page, words),
                      es_page_str(view->page, value)) &&
           means(view, words, wanted);
}

static es_str from_pairs(const struct es_view *view, const struct wanted *wanted)
{
    const struct es_pair *pairs = es_page_pairs(view->page);
    for (uint32_t i = 0; i < view->page->pairs.n; i++) {
        if (is_wanted(view, wanted, pairs[i].label, pairs[i].value) &&
            is_enough(view, wanted, pairs[i].value))
            return pairs[i].value;
    }
    return 0;
}

/* A field that cannot be changed shows its value too. */
bool es_view_shows_value(const struct es_control *control)
{
    return es_control_is_typed(control) && control->value &&
           !(control->flags & ES_CONTROL_UNSEEN) &&
           (control->flags & (ES_CONTROL_READONLY | ES_CONTROL_DISABLED));
}

static es_str from_controls(const struct es_view *view, const struct wanted *wanted)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const struct es_control *control = &controls[i];
        const struct es_words *words = es_control_words(view->page, control);
        for (uint32_t w = 0; es_view_shows_value(control) && w < control->words.n; w++) {
            if (words[w].by != ES_BY_NAME &&
                is_wanted(view, wanted, words[w].text, control->value) &&
                is_enough(view, wanted, control->value))
                return control->value;
        }
    }
    return 0;
}

/* A line that begins with the label and goes on without a colon. */
static es_str from_blocks(const struct es_view *view, const struct wanted *wanted)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (strpbrk(es_page_str(view->page, blocks[i].text), "0123456789") &&
            is_wanted(view, wanted, blocks[i].text, blocks[i].text) &&
            is_enough(view, wanted, blocks[i].text))
            return blocks[i].text;
    }
    return 0;
}

/* A line that is the label alone, and the line below it. */
static es_str from_next_block(const struct es_view *view, const struct wanted *wanted)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i + 1 < view->page->blocks.n; i++) {
        es_str next = blocks[i + 1].text;
        const char *digit = strpbrk(es_page_str(view->page, next), "0123456789");
        if (digit && is_wanted(view, wanted, blocks[i].text, next) && is_enough(view, wanted, next))
            return next;
    }
    return 0;
}

/* The number is the person's own, not their phone's: "Kimlik No: 10*******46". */
static bool is_of_person(const struct es_view *view, const char *text)
{
    enum { WORDS_MAX = 200 };
    char words[WORDS_MAX];
    size_t len = strcspn(text, "0123456789*");
    if (!len || len >= sizeof(words))
        return false;
    memcpy(words, text, len);
    words[len] = '\0';
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_FIELDS, words);
    return meaning.kind && !strcmp(meaning.kind, "id");
}

/* A sentence may name the number where no label does. */
static es_str from_sentences(const struct es_view *view, const struct wanted *wanted)
{
    const json_t *stems = json_object_get(es_profile_get(view->profile, "masked"), wanted->label);
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; stems && i < view->page->blocks.n; i++) {
        const char *text = es_page_str(view->page, blocks[i].text);
        if (has_masked_number(text) && es_stems_in_text(stems, text) && !is_of_person(view, text) &&
            is_enough(view, wanted, blocks[i].text))
            return blocks[i].text;
    }
    return 0;
}

static es_str look_for(const struct es_view *view, struct wanted wanted)
{
    struct wanted equal = wanted, alike = wanted;
    equal.at_least = ES_FIT_EQUAL_MARKS;
    alike.at_least = ES_FIT_AFFIX_MARKS;
    es_str found = from_pairs(view, &equal);
    if (!found)
        found = from_pairs(view, &alike);
    if (!found)
        found = from_controls(view, &alike);
    if (!found)
        found = from_blocks(view, &alike);
    return found ? found : from_next_block(view, &equal);
}

/* Those with a part hidden. */
static es_str find_masked(const struct es_view *view, struct wanted wanted)
{
    wanted.masked = true;
    es_str found = look_for(view, wanted);
    return found ? found : from_sentences(view, &wanted);
}

static es_str find_value(const struct es_view *view, const char *label)
{
    struct wanted wanted = {.label = label};
    es_str found = find_masked(view, wanted);
    return found ? found : look_for(view, wanted);
}

void es_view_masked_values(const struct es_view *view, const char *label, es_value_visit *visit,
                           void *user)
{
    (void)find_masked(view, (struct wanted){.label = label, .visit = visit, .user = user});
}

bool es_view_has_labels(const struct es_view *view, const json_t *labels)
{
    bool pin = false, puk = false;
    size_t i;
    json_t *label;
    json_array_foreach((json_t *)labels, i, label)
    {
        const char *name = json_string_value(label);
        pin = pin || !strcmp(name, "pin");
        puk = puk || !strcmp(name, "puk");
        if (strcmp(name, "pin") != 0 && strcmp(name, "puk") != 0 && !find_value(view, name))
            return false;
    }
    return (!pin && !puk) || es_view_has_card_labels(view, pin, puk);
}

bool es_view_value(const struct es_view *view, const char *label, struct es_buf *out)
{
    es_str found = find_value(view, label);
    return found && es_buf_add_str(out, es_page_str(view->page, found));
}
