/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML to the array of nodes. The one file that knows gumbo.
 *
 * What to mind about it: it wants UTF-8, may read a byte past the end, aborts on some input and
 * does not survive a lack of memory (es_page_make's child is for that), still knows isindex, and
 * has no form owner.
 */
#include "esign/heap.h"
#include "page_internal.h"
#include <gumbo.h>
#include <string.h>
#include <strings.h>

/* How each HTML tag is shown where no attribute says otherwise. */
struct known_tag {
    GumboTag gumbo;
    uint8_t tag;
};

static const struct known_tag known_tags[] = {
#define TAG(name) {GUMBO_TAG_##name, TAG_##name},
    PAGE_TAGS(TAG)
#undef TAG
};

static uint16_t default_look(uint8_t tag)
{
    switch (tag) {
    case TAG_SCRIPT:
    case TAG_STYLE:
        return NODE_GONE | NODE_NO_TEXT;
    case TAG_HEAD:
    case TAG_TITLE:
    case TAG_DATALIST:
    case TAG_IFRAME:
    case TAG_NOFRAMES:
    case TAG_NOEMBED:
    case TAG_AUDIO:
    case TAG_VIDEO:
    case TAG_CANVAS:
    case TAG_METER:
    case TAG_PROGRESS:
    case TAG_RP:
    case TAG_RT: /* beside a text, not in it */
    case TAG_AREA:
    case TAG_DEL: /* what is struck out no longer holds */
    case TAG_S:
    case TAG_STRIKE:
        return NODE_GONE;
    case TAG_BDO:
        return NODE_TURNED;
    case TAG_ASIDE:
    case TAG_FOOTER:
    case TAG_NAV:
        return NODE_BLOCK | NODE_ASIDE;
    case TAG_PRE:
    case TAG_LISTING:
    case TAG_XMP:
    case TAG_PLAINTEXT:
        return NODE_BLOCK | NODE_LINES;
    case TAG_A:
    case TAG_APPLET:
    case TAG_BASE:
    case TAG_BR:
    case TAG_BUTTON:
    case TAG_EMBED:
    case TAG_FRAME:
    case TAG_IMG:
    case TAG_INPUT:
    case TAG_LABEL:
    case TAG_META:
    case TAG_OBJECT:
    case TAG_OUTPUT:
    case TAG_SELECT:
    case TAG_SUB:
    case TAG_SUP:
    case TAG_TEXTAREA:
    case TAG_WBR:
    case TAG_OTHER:
    case TAG_SVG_TITLE:
        return 0;
    default: /* TAG_DIALOG too */
        return NODE_BLOCK;
    }
}

/* What goes from the nodes upwards, or through all that is in each of nested elements, takes at
 * most as many steps as there are from every node to the document. Here that is kept within
 * bounds that no page comes near which a person could use. */
enum {
    STEPS = 32, /* for each byte of the source */
    STEPS_MIN = 8 << 20,
};

struct reader {
    struct page_html *html;
    uint8_t tags[GUMBO_TAG_LAST + 1];
    /* the elements that are open: whose children are being read */
    struct {
        const GumboVector *children;
        unsigned next;
        uint32_t node;
        uint32_t above; /* elements around it, itself too, and their attributes */
    } open[ES_PAGE_DEPTH_MAX + 2];
    size_t depth;
    size_t steps; /* that it takes to go from each node up to the document */
};

static uint8_t name_of(const struct reader *reader, const GumboElement *element)
{
    if (element->tag_namespace == GUMBO_NAMESPACE_SVG) {
        if (element->tag == GUMBO_TAG_TITLE)
            return TAG_SVG_TITLE;
        return element->tag == GUMBO_TAG_SCRIPT || element->tag == GUMBO_TAG_STYLE ||
                       element->tag == GUMBO_TAG_DESC
                   ? TAG_STYLE
                   : TAG_OTHER;
    }
    if (element->tag_namespace != GUMBO_NAMESPACE_HTML)
        return TAG_OTHER;
    if (element->tag == GUMBO_TAG_UNKNOWN) { /* gumbo before 0.13 does not know it */
        GumboStringPiece name = element->original_tag;
        gumbo_tag_from_original_text(&name);
        if (name.length == 6 && gumbo_string_equals_ignore_case(
                                    &name, &(GumboStringPiece){.data = "dialog", .length = 6}))
            return TAG_DIALOG;
    }
    return reader->tags[element->tag];
}

/* What kind of text stands in the element: headings, labels and alerts keep what is in them. */
static void read_kind(struct page_node *node)
{
    static const struct {
        bool known;
        uint8_t kind, level;
    } kinds[UINT8_MAX + 1] = {
        [TAG_H1] = {true, ES_BLOCK_HEADING, 1},      [TAG_H2] = {true, ES_BLOCK_HEADING, 2},
        [TAG_H3] = {true, ES_BLOCK_HEADING, 3},      [TAG_H4] = {true, ES_BLOCK_HEADING, 4},
        [TAG_H5] = {true, ES_BLOCK_HEADING, 5},      [TAG_H6] = {true, ES_BLOCK_HEADING, 6},
        [TAG_CAPTION] = {true, ES_BLOCK_HEADING, 6}, [TAG_LEGEND] = {true, ES_BLOCK_HEADING, 6},
        [TAG_LABEL] = {true, ES_BLOCK_LABEL, 0},     [TAG_TD] = {true, ES_BLOCK_CELL, 0},
        [TAG_TH] = {true, ES_BLOCK_CELL, 0},         [TAG_LI] = {true, ES_BLOCK_ITEM, 0},
        [TAG_DT] = {true, ES_BLOCK_TERM, 0},         [TAG_DD] = {true, ES_BLOCK_DETAIL, 0},
        [TAG_TABLE] = {true, ES_BLOCK_TEXT, 0}};
    uint8_t kind = kinds[node->tag].kind;
    if (!kinds[node->tag].known)
        return;
    bool strong = kind == ES_BLOCK_HEADING || kind == ES_BLOCK_LABEL;
    bool kept = node->kind == ES_BLOCK_HEADING || node->kind == ES_BLOCK_ALERT;
    if ((!strong && kept) || (kind == ES_BLOCK_LABEL && node->kind == ES_BLOCK_HEADING))
        return;
    node->kind = kind & 15u;
    node->level = kinds[node->tag].level & 15u;
}

/* Tables made of other elements, as their roles say. */
static void read_table_role(struct page_node *node, const char *role)
{
    static const struct {
        const char *role;
        uint8_t tag;
    } roles[] = {{"table", TAG_TABLE},    {"grid", TAG_TABLE},      {"treegrid", TAG_TABLE},
                 {"rowgroup", TAG_TBODY}, {"row", TAG_TR},          {"cell", TAG_TD},
                 {"gridcell", TAG_TD},    {"columnheader", TAG_TH}, {"rowheader", TAG_TH}};
    if (node->tag != TAG_DIV && node->tag != TAG_OTHER && node->tag != TAG_SECTION)
        return;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (page_same(role, roles[i].role)) {
            node->tag = roles[i].tag;
            read_kind(node);
        }
    }
}

static void read_role(struct page_node *node, const char *role)
{
    if (page_same(role, "contentinfo") || page_same(role, "complementary") ||
        page_same(role, "navigation"))
        node->flags |= NODE_ASIDE;
    if (page_same(role, "heading")) {
        node->kind = ES_BLOCK_HEADING;
        node->level = 2;
    } else if ((page_same(role, "alert") || page_same(role, "status")) &&
               node->kind != ES_BLOCK_HEADING && node->kind != ES_BLOCK_LABEL) {
        node->kind = ES_BLOCK_ALERT;
    }
}

/* One pass over the attributes: only few of them change how a thing looks. */
static void read_look(struct page_node *node, const GumboElement *element)
{
    struct page_look look = {0};
    const char *role = NULL, *level = NULL, *dir = NULL;
    bool open = false, gone = false, hidden = false;
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        const char *name = attribute->name;
        if (strcmp(name, "style") == 0)
            page_look_style(attribute->value, &look);
        else if (strcmp(name, "hidden") == 0)
            hidden = true;
        else if (strcmp(name, "aria-hidden") == 0)
            gone = gone || page_same(attribute->value, "true");
        else if (strcmp(name, "dir") == 0)
            dir = attribute->value;
        else if (strcmp(name, "open") == 0)
            open = true;
        else if (strcmp(name, "role") == 0)
            role = attribute->value;
        else if (strcmp(name, "aria-level") == 0)
            level = attribute->value;
    }
    if (dir)
        page_look_direction(dir, &look);
    if (role)
        read_table_role(node, role);
    if (node->tag == TAG_DIALOG)
        gone = gone || !open;
    if (gone || (hidden && !look.displayed))
        look.add |= NODE_GONE;
    uint16_t flags = (uint16_t)((node->flags & ~look.drop) | look.add);
    if (flags & NODE_UNSEEN)
        flags |= NODE_HIDDEN;
    node->flags = flags | (default_look(node->tag) & (uint16_t)~look.drop);
    if (role)
        read_role(node, role);
    if (role && level && node->kind == ES_BLOCK_HEADING && *level >= '1' && *level <= '6')
        node->level = (unsigned)(*level - '0') & 15u;
}

static void mark_table(struct page_html *html, uint32_t table)
{
    uint32_t cell = page_ancestor(html, table, TAG_TD, TAG_TH);
    if (cell != ES_NONE)
        html->nodes[cell].flags |= NODE_HOLDS_TABLE;
}

static struct page_node *add_node(struct page_html *html)
{
    if (html->n == html->cap) {
        uint32_t cap = html->cap ? html->cap + html->cap / 2 : 256;
        struct page_node *nodes = es_heap_array(html->nodes, cap, sizeof *nodes);
        if (!nodes)
            return NULL;
        html->nodes = nodes;
        html->cap = cap;
    }
    struct page_node *node = &html->nodes[html->n++];
    memset(node, 0, sizeof *node);
    return node;
}

static uint32_t offset_of(const struct page_html *html, const GumboStringPiece *piece)
{
    if (!piece->data || !piece->length || piece->data < html->source ||
        piece->data > html->source + html->len)
        return ES_NONE;
    return (uint32_t)(piece->data - html->source);
}

static bool is_left_out(const GumboNode *from)
{
    return from->type == GUMBO_NODE_COMMENT || from->type == GUMBO_NODE_TEMPLATE ||
           (from->parse_flags & GUMBO_INSERTION_FROM_ISINDEX);
}

/* False without memory. */
static bool read_node(struct reader *reader, const GumboNode *from, uint32_t parent)
{
    struct page_html *html = reader->html;
    struct page_node *node = add_node(html);
    if (!node)
        return false;
    uint32_t at = html->n - 1;
    const struct page_node *above = &html->nodes[parent];
    node->inner = from;
    node->parent = parent;
    node->end = html->n;
    node->kind = above->kind;
    node->level = above->level;
    node->flags = above->flags & NODE_HANDED_DOWN;
    if (from->type == GUMBO_NODE_ELEMENT) {
        const GumboElement *element = &from->v.element;
        node->tag = name_of(reader, element);
        node->offset = offset_of(html, &element->original_tag);
        read_kind(node);
        read_look(node, element);
        if (node->tag == TAG_TABLE)
            mark_table(html, at);
    } else {
        node->tag = TAG_TEXT;
        if (node->flags & (NODE_NO_SIZE | NODE_NO_COLOUR))
            node->flags |= NODE_INVISIBLE;
        node->offset = offset_of(html, &from->v.text.original_text);
    }
    return true;
}

static void open_node(struct reader *reader, const GumboVector *children, uint32_t node,
                      uint32_t above)
{
    reader->open[reader->depth].children = children;
    reader->open[reader->depth].next = 0;
    reader->open[reader->depth].above = above;
    reader->open[reader->depth++].node = node;
}

static es_status read_tree(struct reader *reader, const GumboNode *document)
{
    struct page_html *html = reader->html;
    struct page_node *root = add_node(html);
    if (!root)
        return ES_INTERNAL;
    *root = (struct page_node){.tag = TAG_DOCUMENT, .flags = NODE_BLOCK, .offset = ES_NONE};
    open_node(reader, &document->v.document.children, 0, 1);
    while (reader->depth) {
        size_t top = reader->depth - 1;
        if (reader->open[top].next == reader->open[top].children->length) {
            html->nodes[reader->open[top].node].end = html->n;
            reader->depth--;
            continue;
        }
        const GumboNode *child = reader->open[top].children->data[reader->open[top].next++];
        if (is_left_out(child))
            continue;
        uint32_t at = html->n;
        if (!read_node(reader, child, reader->open[top].node))
            return ES_INTERNAL;
        uint32_t above = reader->open[top].above;
        reader->steps += above;
        if (reader->depth > ES_PAGE_DEPTH_MAX || reader->steps > STEPS_MIN + STEPS * html->len)
            return ES_TOO_LARGE;
        if (child->type == GUMBO_NODE_ELEMENT)
            open_node(reader, &child->v.element.children, at,
                      above + 1 + child->v.element.attributes.length);
    }
    return ES_OK;
}

es_status page_html_read(struct page_html *html, const char *source, size_t len)
{
    *html = (struct page_html){.source = source, .len = len};
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    options.allocator = page_arena_get;
    options.deallocator = page_arena_give;
    options.userdata = &html->arena;
    html->output = gumbo_parse_with_options(&options, source, len);
    struct reader *reader = es_heap_get(sizeof *reader);
    if (!html->output || !reader) {
        es_heap_free(reader);
        return ES_INTERNAL;
    }
    reader->html = html;
    reader->depth = reader->steps = 0;
    memset(reader->tags, TAG_OTHER, sizeof reader->tags);
    for (size_t i = 0; i < sizeof known_tags / sizeof *known_tags; i++)
        reader->tags[known_tags[i].gumbo] = known_tags[i].tag;
    GumboTag dialog = gumbo_tag_enum("dialog");
    if (dialog != GUMBO_TAG_UNKNOWN)
        reader->tags[dialog] = TAG_DIALOG;
    es_status status = read_tree(reader, ((GumboOutput *)html->output)->document);
    if (status == ES_OK && !page_read_sight(html))
        status = ES_INTERNAL;
    es_heap_free(reader);
    return status;
}

void page_html_free(struct page_html *html)
{
    es_heap_free(html->nodes);
    es_heap_free(html->sight);
    page_arena_free(&html->arena);
    *html = (struct page_html){0};
}

const char *page_attribute(const struct page_html *html, uint32_t node, const char *name)
{
    const GumboNode *inner = html->nodes[node].inner;
    if (html->nodes[node].tag <= TAG_DOCUMENT) /* text, too */
        return NULL;
    const GumboVector *attributes = &inner->v.element.attributes;
    for (unsigned i = 0; i < attributes->length; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        /* most names differ in their first letter already */
        if (*attribute->name == *name && strcmp(attribute->name, name) == 0)
            return attribute->value;
    }
    return NULL;
}

bool page_has_attribute(const struct page_html *html, uint32_t node, const char *name, size_t len)
{
    if (html->nodes[node].tag <= TAG_DOCUMENT) /* text, too */
        return false;
    const GumboElement *element = &((const GumboNode *)html->nodes[node].inner)->v.element;
    for (unsigned i = 0; i < element->attributes.length; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        if (strncasecmp(attribute->name, name, len) == 0 && !attribute->name[len])
            return true;
    }
    return false;
}

size_t page_count_attributes(const struct page_html *html, uint32_t node)
{
    if (html->nodes[node].tag <= TAG_DOCUMENT) /* text, too */
        return 0;
    return ((const GumboNode *)html->nodes[node].inner)->v.element.attributes.length;
}

static GumboStringPiece own_name(const GumboElement *element)
{
    GumboStringPiece name = element->original_tag;
    if (element->tag == GUMBO_TAG_UNKNOWN) {
        gumbo_tag_from_original_text(&name);
        return name;
    }
    const char *known = gumbo_normalized_tagname(element->tag);
    return (GumboStringPiece){.data = known, .length = strlen(known)};
}

bool page_is_called(const struct page_html *html, uint32_t node, const char *name, size_t len)
{
    if (html->nodes[node].tag <= TAG_DOCUMENT) /* text, too */
        return false;
    GumboStringPiece own = own_name(&((const GumboNode *)html->nodes[node].inner)->v.element);
    return own.length == len && strncasecmp(own.data, name, len) == 0;
}

bool page_same_element(const struct page_html *html, uint32_t a, uint32_t b)
{
    if (html->nodes[a].tag != html->nodes[b].tag || html->nodes[a].tag <= TAG_DOCUMENT)
        return false;
    const GumboElement *x = &((const GumboNode *)html->nodes[a].inner)->v.element;
    const GumboElement *y = &((const GumboNode *)html->nodes[b].inner)->v.element;
    GumboStringPiece name_x = own_name(x), name_y = own_name(y);
    return x->tag_namespace == y->tag_namespace &&
           gumbo_string_equals_ignore_case(&name_x, &name_y);
}

const char *page_characters(const struct page_html *html, uint32_t node)
{
    return ((const GumboNode *)html->nodes[node].inner)->v.text.text;
}

uint32_t page_ancestor(const struct page_html *html, uint32_t node, uint8_t tag, uint8_t or_tag)
{
    while (node) {
        node = html->nodes[node].parent;
        if (html->nodes[node].tag == tag || html->nodes[node].tag == or_tag)
            return node;
    }
    return ES_NONE;
}

uint32_t page_container(const struct page_html *html, uint32_t node)
{
    while (node) {
        node = html->nodes[node].parent;
        if (html->nodes[node].flags & NODE_BLOCK)
            break;
    }
    return node;
}
