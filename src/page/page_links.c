/* SPDX-License-Identifier: Apache-2.0 */
/* What leads elsewhere: links, images, frames; and what the head says of the whole page. */
#include "esign/text.h"
#include "esign/url.h"
#include "work_internal.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_visible_picture(const struct page_work *work, uint32_t node)
{
    if (page_node(work, node)->tag != TAG_IMG)
        return false;
    int32_t width = page_number(work, node, "width"), height = page_number(work, node, "height");
    const char *style = page_attribute(&work->html, node, "style");
    struct page_look look = {0};
    if (style)
        page_look_tricks(style, &look);
    return (width < 0 || width > 1) && (height < 0 || height > 1) && !look.tiny;
}

/* Whether a picture with a map is there at all. */
static bool has_map(const struct page_work *work)
{
    for (uint32_t i = 1; i < work->html.n; i++)
        if (page_attribute(&work->html, i, "usemap") && !page_unseen(work, i) &&
            is_visible_picture(work, i) && !page_is_doubtful(&work->html, i))
            return true;
    return false;
}

static bool is_shown_input(const struct page_work *work, uint32_t node)
{
    return page_node(work, node)->tag == TAG_INPUT && !page_is_hidden_input(&work->html, node);
}

/* Whether a person may not see the link, although nothing says that it is unseen. */
static bool is_doubtful(struct page_work *work, uint32_t link)
{
    bool seen = false;
    prose_begin(&work->prose, TEXT_LONGEST); /* links within links are looked at again */
    for (uint32_t i = link + 1; i < page_node(work, link)->end;) {
        const struct page_node *node = page_node(work, i);
        bool gone = (node->flags & NODE_GONE) != 0, unseen = page_unseen(work, i);
        if (!unseen && page_is_doubtful(&work->html, i))
            return true;
        const char *text = node->tag == TAG_TEXT ? page_characters(&work->html, i) : NULL;
        if (text)
            seen = seen ||
                   (!unseen && prose_look(&work->prose, strlen(text)) && es_text_is_seen(text));
        else
            seen = seen || (!unseen && (is_visible_picture(work, i) || is_shown_input(work, i)));
        i = gone ? node->end : i + 1;
    }
    return !seen || page_is_doubtful(&work->html, link);
}

static bool holds_control(const struct page_work *work, uint32_t node)
{
    for (uint32_t i = node + 1; i < page_node(work, node)->end; i++)
        if (page_is_control(page_node(work, i)->tag))
            return true;
    return false;
}

static void read_link(struct page_work *work, uint32_t node)
{
    bool area = page_node(work, node)->tag == TAG_AREA;
    struct es_link link = {.order = node,
                           .unseen = (page_node(work, node)->flags & NODE_HIDDEN) != 0,
                           .doubtful = area ? !work->has_map : is_doubtful(work, node),
                           .href = page_keep_trimmed(work, node, "href")};
    prose_begin(&work->prose, TEXT_LONGEST);
    if (!area)
        prose_add_node(&work->prose, &work->html, node, link.unseen ? TEXT_HIDDEN_TOO : 0);
    const char *const names[] = {"alt", "aria-label", "title"};
    const char *text = prose_str(&work->prose);
    for (size_t i = !area; !*text && i < 3; i++)
        text = page_attribute_text(work, node, names[i]);
    link.text = link.shown = flat_text(&work->flat, text);
    prose_begin(&work->prose, TEXT_LONGEST);
    prose_add_asked(&work->prose, &work->html, node);
    if (work->prose.buf.len || (!area && holds_control(work, node))) {
        prose_add_node(&work->prose, &work->html, node, TEXT_CONTROLS);
        link.shown = flat_text(&work->flat, prose_str(&work->prose));
    }
    flat_push(&work->flat, &work->flat.links, &link, sizeof link);
}

static void read_image(struct page_work *work, uint32_t node)
{
    struct es_image image = {.order = node,
                             .form = page_form_of(work, node, false),
                             .unseen = page_unseen(work, node),
                             .src = page_keep_trimmed(work, node, "src"),
                             .width = page_number(work, node, "width"),
                             .height = page_number(work, node, "height")};
    image.alt = flat_text(&work->flat, page_attribute_text(work, node, "alt"));
    image.title = flat_text(&work->flat, page_attribute_text(work, node, "title"));
    flat_push(&work->flat, &work->flat.images, &image, sizeof image);
}

/* A frame of no size, or a hidden one, shows a person nothing. */
static void read_frame(struct page_work *work, uint32_t node)
{
    if (page_node(work, node)->tag == TAG_IFRAME) {
        int32_t width = page_number(work, node, "width");
        int32_t height = page_number(work, node, "height");
        if ((page_node(work, node)->flags & NODE_HIDDEN) || (width >= 0 && width <= 1) ||
            (height >= 0 && height <= 1))
            return;
    }
    es_str src = page_keep_trimmed(work, node, "src");
    flat_push(&work->flat, &work->flat.frames, &src, sizeof src);
}

void page_read_links(struct page_work *work)
{
    work->has_map = has_map(work);
    for (uint32_t i = 1; i < work->html.n; i++) {
        uint8_t tag = page_node(work, i)->tag;
        if ((tag == TAG_A || tag == TAG_AREA) && page_attribute(&work->html, i, "href"))
            read_link(work, i);
        else if (tag == TAG_IMG)
            read_image(work, i);
        else if (tag == TAG_FRAME || tag == TAG_IFRAME)
            read_frame(work, i);
    }
}

/* --- the head --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *at)
{
    while (page_is_blank(*at))
        at++;
    return at;
}

/* "url = 'x'" behind the time: where the address begins; *end where it ends. */
static const char *refresh_address(const char *at, const char **end)
{
    *end = at + strlen(at);
    if (strncasecmp(at, "url", 3) == 0) {
        const char *equals = skip_blanks(at + 3);
        if (*equals != '=')
            return at;
        at = skip_blanks(equals + 1);
    }
    if (*at == '"' || *at == '\'') {
        const char *close = strchr(at + 1, *at);
        at++;
        if (close)
            *end = close;
    }
    return at;
}

/* HTML Standard, "shared declarative refresh steps". False where it is none. */
static bool read_refresh(struct page_work *work, const char *at)
{
    struct es_page *head = &work->flat.head;
    at = skip_blanks(at);
    if (!is_digit(*at) && *at != '.')
        return false;
    long seconds = 0;
    for (; is_digit(*at); at++)
        seconds = seconds < 1000000 ? seconds * 10 + (*at - '0') : seconds;
    while (is_digit(*at) || *at == '.')
        at++;
    if (*at && *at != ';' && *at != ',' && !page_is_blank(*at))
        return false;
    at = skip_blanks(at);
    if (*at == ';' || *at == ',')
        at++;
    at = skip_blanks(at);
    const char *end = at;
    if (*at)
        at = refresh_address(at, &end);
    while (end > at && page_is_blank(end[-1]))
        end--;
    head->flags |= ES_PAGE_HAS_REFRESH;
    head->refresh_seconds = (int32_t)seconds;
    head->refresh_url = flat_str(&work->flat, at, (size_t)(end - at));
    return true;
}

static bool is_program(const char *type)
{
    return !type || !*skip_blanks(type) || strcasestr(type, "javascript") ||
           strcasestr(type, "ecmascript") || strcasestr(type, "vbscript") ||
           page_same(type, "module");
}

/* Resolves the first base with an href against the document's own address. */
static void read_base(struct page_work *work, const char *href)
{
    struct es_page *head = &work->flat.head;
    struct es_url document = {0}, base = {0};
    bool known = es_url_parse(flat_peek(&work->flat, head->url), NULL, &document);
    if (es_url_parse(href, known ? &document : NULL, &base) && es_url_is_web(&base))
        head->base = flat_text(&work->flat, es_buf_str(&base.text));
    es_url_free(&base);
    es_url_free(&document);
}

void page_read_head(struct page_work *work)
{
    const struct page_html *html = &work->html;
    struct es_page *head = &work->flat.head;
    bool title = false, base = false, refresh = false;
    head->base = head->url;
    for (uint32_t i = 1; i < html->n; i++) {
        uint8_t tag = html->nodes[i].tag;
        if (tag == TAG_TITLE && !title) {
            title = true;
            prose_begin(&work->prose, TEXT_LONGEST);
            prose_add_node(&work->prose, html, i, TEXT_HIDDEN_TOO);
            head->title = flat_text(&work->flat, prose_str(&work->prose));
        } else if (tag == TAG_BASE && !base && page_attribute(html, i, "href")) {
            base = true;
            read_base(work, page_attribute(html, i, "href"));
        } else if (tag == TAG_META && !refresh) {
            const char *what = page_attribute(html, i, "http-equiv");
            const char *content = page_attribute(html, i, "content");
            refresh = what && content && page_same(what, "refresh") && read_refresh(work, content);
        } else if (tag == TAG_SCRIPT && is_program(page_attribute(html, i, "type"))) {
            head->flags |= ES_PAGE_HAS_SCRIPT;
        }
    }
}
