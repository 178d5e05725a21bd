/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole value is gone through, for what the page was made from leaves texts in it that nothing
 * points to any more; what goes back to the portal is passed over.
 */
#include "redact.h"

#include "esign/heap.h"
#include "esign/kind.h"
#include "esign/secret.h"
#include "signs.h"
#include <string.h>

enum { ANSWER_MIN = 5, ID_DIGITS = 11, ID_SHOWN = 3 };

/* Which bytes of the value go back to the portal. Made once: a page may hold as many numbers as
 * links. Without memory for it nothing is spared, and the run ends anyway (ADR 16). */
struct es_spared {
    const struct es_page *page;
    bool *byte;
};

static void spare(struct es_spared *spared, es_str text)
{
    if (!text || !spared->byte || spared->byte[text])
        return; /* what is marked is marked to its end, for strings end where they end */
    memset(spared->byte + text, true, strlen(es_page_str(spared->page, text)));
}

static void spare_control(struct es_spared *spared, const struct es_control *control)
{
    const es_str own[] = {control->name,       control->id,      control->pattern,
                          control->value,      control->dirname, control->form_action,
                          control->form_target};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        spare(spared, own[i]);
    for (uint32_t i = 0; i < control->options.n; i++)
        spare(spared, es_control_options(spared->page, control)[i].value);
}

/* Addresses, tokens and names. */
static void spare_all(struct es_spared *spared)
{
    const struct es_page *page = spared->page;
    const es_str *frames = es_page_at(page, page->frames);
    spare(spared, page->url);
    spare(spared, page->base);
    spare(spared, page->refresh_url);
    for (uint32_t i = 0; i < page->forms.n; i++) {
        const struct es_form *form = &es_page_forms(page)[i];
        const es_str own[] = {form->action, form->name, form->id, form->accept_charset};
        for (size_t k = 0; k < sizeof(own) / sizeof(own[0]); k++)
            spare(spared, own[k]);
    }
    for (uint32_t i = 0; i < page->controls.n; i++)
        spare_control(spared, &es_page_controls(page)[i]);
    for (uint32_t i = 0; i < page->links.n; i++)
        spare(spared, es_page_links(page)[i].href);
    for (uint32_t i = 0; i < page->images.n; i++)
        spare(spared, es_page_images(page)[i].src);
    for (uint32_t i = 0; i < page->frames.n; i++)
        spare(spared, frames[i]);
}

static struct es_spared spared_of(const struct es_page *page)
{
    struct es_spared spared = {page, es_heap_zeroed(page->size, sizeof(bool))};
    spare_all(&spared);
    return spared;
}

static void es_spared_free(struct es_spared *spared)
{
    es_heap_free(spared->byte);
}

static bool goes_back(const struct es_spared *spared, const struct sign *sign)
{
    return spared->byte && spared->byte[sign->at - (const char *)spared->page];
}

static void star(const struct sign *sign)
{
    memset(sign->at, '*', sign->len);
}

/* ---- going through all that a page says ---- */

/* A text that follows another: what was begun there may go on in it. */
static void next_text(struct es_page *page, es_str text, sign_taker *take, void *arg)
{
    struct sign gap = {NULL, 0, SIGN_FILLER};
    if (!text)
        return;
    char *at = (char *)page + text;
    take(arg, &gap);
    signs_read(at, at + strlen(at), take, arg);
}

static void end_texts(sign_taker *take, void *arg)
{
    struct sign end = {NULL, 0, SIGN_BREAK};
    take(arg, &end);
}

/* The whole value, and then texts that follow one another for whoever reads the page: a number may
 * stand in two cells or two lines. */
static void go_through(struct es_page *page, sign_taker *take, void *arg)
{
    signs_read((char *)page + sizeof(*page), (char *)page + page->size, take, arg);
    end_texts(take, arg);
    for (uint32_t i = 0; i < page->blocks.n; i++)
        next_text(page, es_page_blocks(page)[i].text, take, arg);
    end_texts(take, arg);
    for (uint32_t i = 0; i < page->cells.n; i++)
        next_text(page, es_page_cells(page)[i].text, take, arg);
    for (uint32_t i = 0; i < page->pairs.n; i++) {
        end_texts(take, arg);
        next_text(page, es_page_pairs(page)[i].label, take, arg);
        next_text(page, es_page_pairs(page)[i].value, take, arg);
    }
    end_texts(take, arg);
}

/* ---- answers ---- */

/* What was sent, as signs; how much of it stands just before where the page is read; Knuth, Morris
 * and Pratt's table, so that the page is gone through once. */
struct es_search {
    const struct es_spared *spared;
    unsigned *sign;
    size_t *back; /* of so many signs that fit, how many fit if the next one does not */
    struct sign *seen;
    size_t n, at, fits, fillers; /* seen is a ring, at is where the next one goes */
};

static void es_search_free(struct es_search *search)
{
    es_heap_free(search->sign);
    es_heap_free(search->back);
    es_heap_free(search->seen);
}

static void add_sign(void *arg, const struct sign *sign)
{
    struct es_search *search = arg;
    if (sign->value != SIGN_FILLER && sign->value != SIGN_BREAK)
        search->sign[search->n++] = sign->value;
}

static size_t step(const struct es_search *search, size_t fits, unsigned value)
{
    while (fits && search->sign[fits] != value)
        fits = search->back[fits];
    return fits + (search->sign[fits] == value);
}

static void *secret_zeroed(size_t n, size_t size)
{
    void *memory = es_heap_secret(n * size);
    return memory ? memset(memory, 0, n * size) : NULL;
}

static bool search_for(struct es_search *search, char *answer)
{
    size_t len = strlen(answer);
    search->sign = secret_zeroed(len + 1, sizeof(*search->sign));
    search->back = es_heap_zeroed(len + 1, sizeof(*search->back));
    search->seen = secret_zeroed(len + 1, sizeof(*search->seen));
    if (!search->sign || !search->back || !search->seen)
        return false;
    signs_read(answer, answer + len, add_sign, search);
    for (size_t i = 1; i < search->n; i++)
        search->back[i + 1] = step(search, search->back[i], search->sign[i]);
    return search->n > 0;
}

static void star_seen(const struct es_search *search)
{
    bool spared = false;
    for (size_t i = 0; i < search->n; i++)
        spared = spared || goes_back(search->spared, &search->seen[i]);
    for (size_t i = 0; !spared && i < search->n; i++)
        star(&search->seen[i]);
}

static void look_for_answer(void *arg, const struct sign *sign)
{
    struct es_search *search = arg;
    if (sign->value == SIGN_FILLER && ++search->fillers <= SIGN_FILLERS_MAX)
        return;
    search->fillers = sign->value == SIGN_FILLER ? search->fillers : 0;
    if (sign->value == SIGN_FILLER || sign->value == SIGN_BREAK) {
        search->fits = 0;
        return;
    }
    search->seen[search->at] = *sign;
    search->at = (search->at + 1) % search->n;
    search->fits = step(search, search->fits, sign->value);
    if (search->fits == search->n) {
        star_seen(search);
        search->fits = 0;
    }
}

static void redact_answer(struct es_page *page, const struct es_spared *spared, const char *answer)
{
    char text[ES_ANSWER_MAX + 1];
    size_t len = strnlen(answer, ES_ANSWER_MAX);
    memcpy(text, answer, len);
    text[len] = '\0';
    es_auto(search) search = {.spared = spared};
    if (search_for(&search, text))
        go_through(page, look_for_answer, &search);
    es_wipe(text, sizeof(text));
}

static bool is_looked_for(const char *answer)
{
    return answer && strlen(answer) >= ANSWER_MIN && strpbrk(answer, "0123456789");
}

void es_redact_answers(struct es_page *page, const struct es_sent *sent)
{
    bool any = false;
    for (size_t i = 0; i < sent->n; i++)
        any = any || is_looked_for(sent->value[i]);
    if (!any)
        return;
    es_auto(spared) spared = spared_of(page);
    for (size_t i = 0; i < sent->n; i++) {
        if (is_looked_for(sent->value[i]))
            redact_answer(page, &spared, sent->value[i]);
    }
}

/* ---- identity numbers ---- */

/* The last eleven digits, and which of them begin a group. */
struct digits {
    const struct es_spared *spared;
    struct sign seen[ID_DIGITS]; /* a ring, at is where the oldest stands */
    bool begins[ID_DIGITS];
    size_t n, at, fillers;
    bool in_group;
};

static void end_group(struct digits *digits)
{
    char id[ID_DIGITS + 1] = "";
    bool spared = false;
    if (!digits->in_group)
        return;
    digits->in_group = false;
    if (digits->n < ID_DIGITS || !digits->begins[digits->at])
        return;
    for (size_t i = 0; i < ID_DIGITS; i++) {
        const struct sign *sign = &digits->seen[(digits->at + i) % ID_DIGITS];
        id[i] = (char)sign->value;
        spared = spared || goes_back(digits->spared, sign);
    }
    if (!spared && es_kind_is_identity_number(id)) {
        for (size_t i = ID_SHOWN; i < ID_DIGITS - ID_SHOWN; i++)
            star(&digits->seen[(digits->at + i) % ID_DIGITS]);
        digits->n = 0;
    }
    es_wipe(id, sizeof(id));
}

static void look_for_number(void *arg, const struct sign *sign)
{
    struct digits *digits = arg;
    if (sign->value < '0' || sign->value > '9') {
        end_group(digits);
        if (sign->value != SIGN_FILLER || ++digits->fillers > SIGN_FILLERS_MAX)
            digits->n = 0;
        return;
    }
    digits->seen[digits->at] = *sign;
    digits->begins[digits->at] = !digits->in_group;
    digits->at = (digits->at + 1) % ID_DIGITS;
    digits->n += digits->n < ID_DIGITS;
    digits->in_group = true;
    digits->fillers = 0;
}

void es_redact_numbers(struct es_page *page)
{
    es_auto(spared) spared = spared_of(page);
    struct digits digits = {.spared = &spared};
    go_through(page, look_for_number, &digits);
    es_wipe(&digits, sizeof(digits));
}

/* ---- any figures ---- */

struct figures {
    const struct es_spared *spared;
    struct sign_number number;
};

static void star_unless_spared(void *arg, const struct sign *sign)
{
    const struct figures *figures = arg;
    if (!goes_back(figures->spared, sign))
        star(sign);
}

static void look_for_figures(void *arg, const struct sign *sign)
{
    struct figures *figures = arg;
    signs_long_number(&figures->number, sign, star_unless_spared, figures);
}

void es_redact_figures(struct es_page *page)
{
    es_auto(spared) spared = spared_of(page);
    struct figures figures = {.spared = &spared};
    go_through(page, look_for_figures, &figures);
    es_wipe(&figures, sizeof(figures));
}
