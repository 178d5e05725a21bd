/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/pin_page.h"

#include "esign/cards.h"
#include "esign/secret.h"
#include "lines.h"
#include "view_internal.h"
#include <stdio.h>
#include <string.h>

/* ---- figures ---- */

enum { FIGURES_MIN = 4, FIGURES_MAX = 16, YEAR_DIGITS = 4, GROUP_MAX = 4 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits that belong together. */
struct figures {
    size_t digits, groups;
    size_t first, last; /* length of these groups */
    bool even;          /* all as long as the first, but for a shorter last one */
    bool number;        /* one is too long for a group of a number: it is one by itself */
};

static const char *figures_at(const char *at, struct figures *out)
{
    *out = (struct figures){.even = true};
    for (;;) {
        size_t len = strspn(at, "0123456789");
        out->even = out->even && (!out->groups || (out->last == out->first && len <= out->first));
        out->first = out->groups ? out->first : len;
        out->last = len;
        out->groups++;
        out->number = out->number || (len > GROUP_MAX && len <= FIGURES_MAX);
        out->digits += len;
        at += len;
        if (!*at || !strchr(" -.", *at) || !is_digit(at[1]))
            return at;
        at++;
    }
}

static bool is_year(const char *at, const struct figures *figures)
{
    return figures->groups == 1 && figures->digits == YEAR_DIGITS &&
           (!strncmp(at, "19", 2) || !strncmp(at, "20", 2));
}

/* "5070 sayılı Kanun" stands on many a page. */
static bool is_law(const char *behind)
{
    static const char *const words[] = {"sayılı", "sayili"};
    bool law = false;
    behind += strspn(behind, " ");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        law = law || !strncmp(behind, words[i], strlen(words[i]));
    return law;
}

/* Of four digits or more, side by side or in even groups. */
static bool is_one_number(const char *at, const struct figures *figures)
{
    bool grouped = figures->groups == 1 || (figures->even && figures->first <= GROUP_MAX);
    return grouped && figures->digits >= FIGURES_MIN && figures->digits <= FIGURES_MAX &&
           !is_year(at, figures);
}

static bool has_figures(const char *text)
{
    while ((text = strpbrk(text, "0123456789"))) {
        struct figures figures;
        const char *end = figures_at(text, &figures);
        if ((figures.number || is_one_number(text, &figures)) && !is_law(end))
            return true;
        text = end;
    }
    return false;
}

/* Wide digits, and letters that are not seen between digits, are told by the folded text. */
bool es_pin_page_has_figures(const char *text)
{
    if (has_figures(text))
        return true;
    bool wide = strstr(text, "\xef\xbc") != NULL;
    bool odd = strpbrk(text, "0123456789") && (strstr(text, "\xe2") || strstr(text, "\xc2"));
    es_auto(text_key) key = {0};
    return (wide || odd) && es_text_key_make(text, &key) && has_figures(es_buf_str(&key.marks));
}

/* ---- words ---- */

static bool speaks(const struct es_view *view, const char *text)
{
    return *text && es_stems_in_text(es_profile_get(view->profile, "secrets"), text);
}

static bool tells(const struct es_view *view, es_str words, es_str value)
{
    const char *text = es_page_str(view->page, words), *beside = es_page_str(view->page, value);
    return (es_pin_page_has_figures(text) || es_pin_page_has_figures(beside)) && speaks(view, text);
}

static bool blocks_tell(const struct es_view *view)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        es_str next = i + 1 < view->page->blocks.n ? blocks[i + 1].text : 0;
        bool label = is_digit(*es_page_str(view->page, next));
        if (tells(view, blocks[i].text, label ? next : 0))
            return true;
    }
    return false;
}

static bool pairs_tell(const struct es_view *view)
{
    const struct es_pair *pairs = es_page_pairs(view->page);
    for (uint32_t i = 0; i < view->page->pairs.n; i++) {
        if (tells(view, pairs[i].label, pairs[i].value))
            return true;
    }
    return false;
}

static bool controls_tell(const struct es_view *view)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        const struct es_words *words = es_control_words(view->page, &controls[i]);
        es_str value = es_view_shows_value(&controls[i]) ? controls[i].value : 0;
        for (uint32_t w = 0; w < controls[i].words.n; w++) {
            if (tells(view, words[w].text, value))
                return true;
        }
    }
    return false;
}

static bool links_tell(const struct es_view *view)
{
    const struct es_link *links = es_page_links(view->page);
    for (uint32_t i = 0; i < view->page->links.n; i++) {
        if (tells(view, links[i].text, 0))
            return true;
    }
    return false;
}

static bool heads_speak(const struct es_view *view)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    bool speak = speaks(view, es_page_str(view->page, view->page->title));
    for (uint32_t i = 0; i < view->page->blocks.n && !speak; i++)
        speak = blocks[i].kind == ES_BLOCK_HEADING &&
                speaks(view, es_page_str(view->page, blocks[i].text));
    return speak;
}

/* In a sentence that did not stand on the page before: "5070 sayılı Kanun" is at the foot of each.
 */
static bool blocks_show(const struct es_page *page, const struct es_page *before)
{
    const struct es_block *blocks = es_page_blocks(page);
    es_auto(lines) old = es_lines_of(before, page);
    bool has = false;
    for (uint32_t i = 0; i < page->blocks.n && !has; i++) {
        const char *text = es_page_str(page, blocks[i].text);
        for (struct es_line line; !has && es_lines_next_new(&old, &text, &line);) {
            es_auto(buf) sentence = ES_BUF_SECRET;
            has = !es_buf_add(&sentence, line.at, line.len) ||
                  es_pin_page_has_figures(es_buf_str(&sentence));
        }
    }
    return has;
}

static bool has_link(const struct es_page *page, const char *text)
{
    bool has = false;
    for (uint32_t i = 0; i < page->links.n && !has; i++)
        has = !strcmp(text, es_page_str(page, es_page_links(page)[i].text));
    return has;
}

static bool links_show(const struct es_page *page, const struct es_page *before)
{
    enum { LOOKED_FOR = 100 }; /* each in the whole page before */
    unsigned known = 0;
    for (uint32_t i = 0; i < page->links.n; i++) {
        const char *text = es_page_str(page, es_page_links(page)[i].text);
        if (!es_pin_page_has_figures(text))
            continue;
        if (!before || ++known > LOOKED_FOR || !has_link(before, text))
            return true;
    }
    return false;
}

bool es_pin_page_fields_show(const struct es_page *page)
{
    const struct es_control *controls = es_page_controls(page);
    bool has = false;
    for (uint32_t i = 0; i < page->controls.n && !has; i++) {
        const struct es_words *words = es_control_words(page, &controls[i]);
        has = es_view_shows_value(&controls[i]) &&
              es_pin_page_has_figures(es_page_str(page, controls[i].value));
        for (uint32_t w = 0; w < controls[i].words.n && !has; w++)
            has = es_pin_page_has_figures(es_page_str(page, words[w].text));
    }
    return has;
}

static bool shows_figures(const struct es_page *page, const struct es_page *before)
{
    return es_pin_page_has_figures(es_page_str(page, page->title)) ||
           es_pin_page_fields_show(page) || links_show(page, before) || blocks_show(page, before);
}

/* ---- the page ---- */

bool es_pin_page_lies_behind(const struct es_view *view, struct es_target target)
{
    bool link = target.kind == ES_TARGET_LINK;
    const char *kind = link ? view->links[target.index].kind : view->controls[target.index].kind;
    if (kind && !strcmp(kind, "pin_puk"))
        return true;
    if (link)
        return speaks(view, es_page_str(view->page, es_page_links(view->page)[target.index].text));
    const struct es_control *control = &es_page_controls(view->page)[target.index];
    const struct es_words *words = es_control_words(view->page, control);
    for (uint32_t w = 0; w < control->words.n; w++) {
        if (speaks(view, es_page_str(view->page, words[w].text)))
            return true;
    }
    return false;
}

bool es_pin_page_has_cards(const struct es_view *view)
{
    json_t *cards = es_cards_read(view);
    bool any = json_array_size(cards) > 0;
    json_decref(cards);
    return any;
}

bool es_pin_page_is_known(const struct es_view *view)
{
    return view->match[ES_SCREEN_PIN].fits && es_pin_page_has_cards(view);
}

/* The session was over, or the portal wants the SMS first. */
static bool is_way_in(const struct es_view *view)
{
    return view->match[ES_SCREEN_LOGIN].fits || view->match[ES_SCREEN_PHONE].fits ||
           view->match[ES_SCREEN_CODE].fits || view->match[ES_SCREEN_FORGOT].fits;
}

bool es_pin_page_is(const struct es_view *view, const struct es_page *before)
{
    if (view->match[ES_SCREEN_PIN].fits || es_pin_page_has_cards(view))
        return true;
    if (!shows_figures(view->page, before))
        return false;
    if (before && !is_way_in(view))
        return true;
    return (view->screen == ES_SCREEN_NONE && heads_speak(view)) || blocks_tell(view) ||
           pairs_tell(view) || controls_tell(view) || links_tell(view);
}

/* ---- what is kept ---- */

/* The number stands in the text, be it in groups. */
static bool holds(const char *text, const char *number)
{
    for (; (text = strchr(text, *number)); text++) {
        const char *at = text, *digit = number;
        while (*digit && (*at == *digit || (*at && strchr(" -.", *at)))) {
            digit += *at == *digit;
            at++;
        }
        if (!*digit)
            return true;
    }
    return false;
}

static bool control_holds(const struct es_page *page, const struct es_control *control,
                          const char *number)
{
    const struct es_words *words = es_control_words(page, control);
    bool has = es_view_shows_value(control) && holds(es_page_str(page, control->value), number);
    for (uint32_t i = 0; !has && i < control->words.n; i++)
        has = holds(es_page_str(page, words[i].text), number);
    return has;
}

/* The number stands in what a person sees of the page. */
static bool page_holds(const struct es_page *page, const char *number)
{
    bool has = holds(es_page_str(page, page->title), number);
    for (uint32_t i = 0; !has && i < page->blocks.n; i++)
        has = holds(es_page_str(page, es_page_blocks(page)[i].text), number);
    for (uint32_t i = 0; !has && i < page->controls.n; i++)
        has = control_holds(page, &es_page_controls(page)[i], number);
    return has;
}

/* A number of four digits or more in the address stands on the page as well. */
static bool address_tells(const struct es_page *page, const char *href)
{
    enum { NUMBER_MAX = FIGURES_MAX + 1 };
    while ((href = strpbrk(href, "0123456789"))) {
        char number[NUMBER_MAX];
        size_t len = strspn(href, "0123456789");
        int n = len < sizeof(number) ? snprintf(number, sizeof(number), "%.*s", (int)len, href) : 0;
        bool tells = n >= FIGURES_MIN && page_holds(page, number);
        es_wipe(number, sizeof(number));
        href += len;
        if (tells)
            return true;
    }
    return false;
}

static void wipe(struct es_page *page, es_str *text)
{
    if (*text)
        memset((char *)page + *text, 0, strlen(es_page_str(page, *text)));
    *text = 0;
}

void es_pin_page_hide_figures(const struct es_page *page, struct es_page *links)
{
    enum { LINKS_MAX = 100 }; /* each looks at the whole page */
    struct es_link *link = (struct es_link *)((char *)links + links->links.at);
    for (uint32_t i = 0; i < links->links.n; i++) {
        const char *href = es_page_str(links, link[i].href);
        bool address = i < LINKS_MAX ? address_tells(page, href) : es_pin_page_has_figures(href);
        if (!address && !es_pin_page_has_figures(es_page_str(links, link[i].text)))
            continue;
        wipe(links, &link[i].text);
        wipe(links, &link[i].href);
        link[i].shown = 0; /* the text's own string: es_page_only_links */
        link[i].unseen = 1;
    }
}
