/* SPDX-License-Identifier: Apache-2.0 */
/* The picture that belongs to a field. */
#include "view_internal.h"

#include <string.h>

const char *es_view_image_words(const struct es_page *page, const struct es_image *image)
{
    return es_page_str(page, image->alt ? image->alt : image->title);
}

enum { ABOUT_AS_NEAR = 3 }; /* elements between two things that stand side by side */

/* Icons (a "refresh" arrow) are no pictures to read. */
static bool is_icon(const struct es_view *view, const struct es_image *image)
{
    enum { ICON = 32 };
    if ((image->width >= 0 && image->width <= ICON) || (image->height >= 0 && image->height < 12))
        return true;
    const char *words = es_view_image_words(view->page, image);
    struct es_meaning meaning = es_profile_meaning(view->profile, ES_WORDS_ACTIONS, words);
    return meaning.kind && !strcmp(meaning.kind, "new_picture");
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* An image that is the first thing in a link: an arrow for another picture, a loudspeaker; at
 * times the picture itself, which then is another one for whoever presses it. */
static bool is_linked(const struct es_page *page, const struct es_image *image)
{
    const struct es_link *links = es_page_links(page);
    for (uint32_t i = 0; i < page->links.n; i++) {
        if (links[i].order + 1 == image->order && !links[i].unseen)
            return true;
    }
    return false;
}

/* The kind of field that its words mean, or NULL: "captcha" is the picture to read, any other a
 * label painted as a picture. */
static const char *named_for(const struct es_view *view, const struct es_image *image)
{
    const char *words = es_view_image_words(view->page, image);
    return es_profile_meaning(view->profile, ES_WORDS_FIELDS, words).kind;
}

/* The words of an image are those of a control behind it: a label painted as a picture. */
static bool labels_another(const struct es_page *page, const struct es_image *image,
                           uint32_t field_order)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_words *words = es_control_words(page, &controls[i]);
        bool other = controls[i].order != field_order && controls[i].order > image->order;
        for (uint32_t w = 0; other && w < controls[i].words.n; w++) {
            if (words[w].by == ES_BY_NEIGHBOUR &&
                !strcmp(es_page_str(page, words[w].text), es_view_image_words(page, image)))
                return true;
        }
    }
    return false;
}

/* Where no image of the form is the picture, one beside it may be; never the logo on top of the
 * page, above the heading. */
static uint32_t heading_before(const struct es_view *view, uint32_t order)
{
    const struct es_block *blocks = es_page_blocks(view->page);
    uint32_t found = 0;
    for (uint32_t i = 0; i < view->page->blocks.n; i++) {
        if (blocks[i].kind == ES_BLOCK_HEADING && blocks[i].order < order)
            found = blocks[i].order;
    }
    return found;
}

/* How sure an image is to be the picture: the first of these that any image is decides. */
enum certainty { NAMED, FREE, LINKED, CERTAINTIES };

static bool is_as_certain(const struct es_view *view, const struct es_image *image,
                          enum certainty certainty)
{
    const char *kind = named_for(view, image);
    bool named = kind && !strcmp(kind, "captcha");
    if (!image->src || image->unseen || is_icon(view, image) || (kind && !named))
        return false;
    if (certainty == NAMED)
        return named;
    return certainty == LINKED || !is_linked(view->page, image);
}

/* The nearest image of the wanted form; where two are about as near, which one is not told. */
static bool nearest_image(const struct es_view *view, uint32_t form, uint32_t order,
                          enum certainty certainty, struct es_match *match)
{
    const struct es_image *images = es_page_images(view->page);
    uint32_t best = UINT32_MAX, second = UINT32_MAX;
    uint32_t from = form == ES_NONE ? heading_before(view, order) : 0;
    for (uint32_t i = 0; i < view->page->images.n; i++) {
        if (images[i].form != form || images[i].order < from ||
            !is_as_certain(view, &images[i], certainty) ||
            labels_another(view->page, &images[i], order))
            continue;
        uint32_t away = distance(images[i].order, order);
        if (away < best) {
            second = best;
            best = away;
            match->picture = i;
        } else if (away < second) {
            second = away;
        }
    }
    match->picture_ambiguous = second != UINT32_MAX && second - best < ABOUT_AS_NEAR;
    return best != UINT32_MAX;
}

/* The words may be those of a label painted as a picture: an image without words that is nearer to
 * the field may be the one to read. */
static bool is_doubtful(const struct es_view *view, uint32_t form, uint32_t order, uint32_t picture)
{
    const struct es_image *images = es_page_images(view->page);
    struct es_match other = {.picture = ES_NONE};
    return nearest_image(view, form, order, FREE, &other) && other.picture != picture &&
           distance(images[other.picture].order, order) + ABOUT_AS_NEAR <=
               distance(images[picture].order, order);
}

void es_view_find_picture(const struct es_view *view, struct es_match *match)
{
    match->picture = ES_NONE;
    uint32_t field = match->field[ES_KIND_CAPTCHA];
    if (field == ES_NONE)
        return;
    uint32_t order = es_page_controls(view->page)[field].order;
    const uint32_t places[] = {match->form, ES_NONE};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        for (int certainty = 0; certainty < CERTAINTIES; certainty++) {
            if (!nearest_image(view, places[i], order, (enum certainty)certainty, match))
                continue;
            if (certainty == NAMED && is_doubtful(view, places[i], order, match->picture))
                match->picture_ambiguous = true;
            return;
        }
    }
}
