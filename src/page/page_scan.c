/* SPDX-License-Identifier: Apache-2.0 */
/* The tags of a source in their order, without a tree: where forms end, how deep it nests. */
#include "page_internal.h"
#include <string.h>
#include <strings.h>

struct scan {
    const char *at, *end;
    const char *raw; /* name of the raw text element that was opened, or NULL */
    bool select;     /* one is open: gumbo passes over most tags in it */
};

struct tag {
    const char *start; /* at '<' */
    const char *name;
    size_t name_len;
    size_t attributes; /* at least as many as it has */
    bool closing;
};

/* Elements whose content is text to the tokenizer (HTML Standard, "parsing elements that
 * contain only text"; scripting is off, so noscript is not one of them). */
static const char *const raw_elements[] = {"script", "style",  "textarea", "title",
                                           "xmp",    "iframe", "noembed",  "noframes"};

/* Elements that need no end tag, or have none: they do not nest by being many. */
static const char *const unclosed_elements[] = {
    "p",     "li",    "td",    "th",       "tr",    "dt",    "dd",       "option",  "optgroup",
    "thead", "tbody", "tfoot", "colgroup", "rt",    "rp",    "html",     "head",    "body",
    "area",  "base",  "br",    "col",      "embed", "frame", "hr",       "img",     "input",
    "link",  "meta",  "param", "source",   "track", "wbr",   "basefont", "bgsound", "keygen"};

static bool is_named(const struct tag *tag, const char *name)
{
    /* most names differ in their first letter already */
    return (*tag->name | 0x20) == *name && strlen(name) == tag->name_len &&
           strncasecmp(tag->name, name, tag->name_len) == 0;
}

static const char *find_in(const struct tag *tag, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_named(tag, list[i]))
            return list[i];
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool ends_name(char c)
{
    return page_is_blank(c) || c == '/' || c == '>';
}

static bool is_part_of_name(char c)
{
    return !ends_name(c) && c != '=';
}

/* Behind a comment, a doctype or a processing instruction. */
static const char *skip_markup(const char *at, const char *end)
{
    bool comment = end - at >= 4 && memcmp(at, "<!--", 4) == 0;
    if (!comment) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        return close ? close + 1 : end;
    }
    at += 4;
    if (at < end && *at == '>')
        return at + 1;
    if (end - at >= 2 && at[0] == '-' && at[1] == '>')
        return at + 2;
    while ((at = memmem(at, (size_t)(end - at), "--", 2))) {
        const char *behind = at + 2 + (end - at > 2 && at[2] == '!');
        if (behind < end && *behind == '>')
            return behind + 1;
        at++;
    }
    return end;
}

/* Behind the '>' of a tag; quotes count only where a value begins. *n is at least the number of
 * attributes. */
static const char *skip_attributes(const char *at, const char *end, size_t *n)
{
    for (*n = 0; at < end && *at != '>';) {
        *n += !is_part_of_name(*at) && at + 1 < end && is_part_of_name(at[1]);
        if (*at++ != '=')
            continue;
        while (at < end && page_is_blank(*at))
            at++;
        if (at < end && (*at == '"' || *at == '\'')) {
            const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
            at = close ? close + 1 : end;
            *n += at < end && is_part_of_name(*at);
        } else {
            while (at < end && *at != '>' && !page_is_blank(*at))
                at++;
        }
    }
    return at < end ? at + 1 : end;
}

/* To the end tag of the raw text element that is open. */
static void skip_raw(struct scan *scan)
{
    size_t len = strlen(scan->raw);
    while (scan->at < scan->end) {
        const char *lt = memchr(scan->at, '<', (size_t)(scan->end - scan->at));
        if (!lt)
            break;
        scan->at = lt;
        if ((size_t)(scan->end - lt) > len + 2 && lt[1] == '/' &&
            strncasecmp(lt + 2, scan->raw, len) == 0 && ends_name(lt[2 + len])) {
            scan->raw = NULL;
            return;
        }
        scan->at++;
    }
    scan->at = scan->end;
    scan->raw = NULL;
}

/* What ends a select besides its end tag; the parts of a table do so in one alone, but where they
 * do not, no more is at stake than what a raw text element in it holds. */
static const char *const select_ends[] = {
    "input", "keygen", "textarea", "caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th"};

/* In a select only a script holds raw text; gumbo reads on behind the other start tags. */
static void read_raw(struct scan *scan, const struct tag *tag)
{
    if (is_named(tag, "select"))
        scan->select = !tag->closing && !scan->select;
    else if (find_in(tag, select_ends, sizeof select_ends / sizeof *select_ends))
        scan->select = false;
    if (!tag->closing && (!scan->select || is_named(tag, "script")))
        scan->raw = find_in(tag, raw_elements, sizeof raw_elements / sizeof *raw_elements);
}

static bool next_tag(struct scan *scan, struct tag *tag)
{
    if (scan->raw)
        skip_raw(scan);
    while (scan->at < scan->end) {
        const char *lt = memchr(scan->at, '<', (size_t)(scan->end - scan->at));
        if (!lt || lt + 1 >= scan->end)
            break;
        bool closing = lt[1] == '/';
        const char *name = lt + 1 + closing;
        if (name < scan->end && is_letter(*name)) {
            const char *stop = name;
            while (stop < scan->end && !ends_name(*stop))
                stop++;
            *tag = (struct tag){lt, name, (size_t)(stop - name), 0, closing};
            scan->at = skip_attributes(stop, scan->end, &tag->attributes);
            read_raw(scan, tag);
            return true;
        }
        bool markup = lt[1] == '!' || lt[1] == '?' || closing;
        scan->at = markup ? skip_markup(lt, scan->end) : lt + 1;
    }
    scan->at = scan->end;
    return false;
}

/* How deep the elements nest behind the tag, where it was so deep before it. */
static size_t depth_behind(const struct tag *tag, size_t depth)
{
    if (find_in(tag, unclosed_elements, sizeof unclosed_elements / sizeof *unclosed_elements))
        return depth;
    return tag->closing ? depth - (depth > 0) : depth + 1;
}

static bool add_end(struct page_scan_found *found, size_t at)
{
    uint32_t end = (uint32_t)at;
    return es_buf_add(&found->form_ends, &end, sizeof end);
}

bool page_scan_mend(const char *source, size_t len, struct es_buf *out,
                    struct page_scan_found *found)
{
    struct scan scan = {source, source + len, NULL, false};
    struct tag tag;
    const char *done = source;
    size_t depth = 0;
    size_t templates = 0; /* that are open: an end tag in one is of a form in it */
    found->form_ends.max = ES_PAGE_SOURCE_MAX * sizeof(uint32_t);
    while (next_tag(&scan, &tag)) {
        depth = depth_behind(&tag, depth);
        found->deepest = depth > found->deepest ? depth : found->deepest;
        if (tag.attributes > found->attributes)
            found->attributes = tag.attributes;
        if (is_named(&tag, "template"))
            templates = tag.closing ? templates - (templates > 0) : templates + 1;
        if (!tag.closing || !is_named(&tag, "form"))
            continue;
        if (!es_buf_add(out, done, (size_t)(tag.start - done)) || !es_buf_add_str(out, "<!---->"))
            return false;
        done = tag.start;
        if (!templates && !add_end(found, out->len))
            return false;
    }
    return es_buf_add(out, done, (size_t)(source + len - done));
}
