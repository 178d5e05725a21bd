/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document as page's own files see it: one array of nodes in tree order, so that a subtree
 * is a range of indexes and every walk is a loop. What parser made it is known to page_html.c
 * alone. A node's index is its `order` in the page.
 */
#ifndef ESIGN_PAGE_INTERNAL_H
#define ESIGN_PAGE_INTERNAL_H

#include "arena_internal.h"
#include "esign/page.h"

/* HTML elements that mean something here; the rest are TAG_OTHER. */
/* clang-format off */
#define PAGE_TAGS(TAG)                                                                            \
    TAG(A) TAG(ADDRESS) TAG(APPLET) TAG(AREA) TAG(ARTICLE) TAG(ASIDE) TAG(AUDIO) TAG(BASE)        \
    TAG(BDO) TAG(DEL) TAG(EMBED) TAG(OBJECT) TAG(RT) TAG(S) TAG(STRIKE) TAG(SUB) TAG(SUP) TAG(WBR) \
    TAG(BLOCKQUOTE) TAG(BODY) TAG(BR) TAG(BUTTON) TAG(CANVAS) TAG(CAPTION) TAG(CENTER)            \
    TAG(COL) TAG(COLGROUP) TAG(DATALIST) TAG(DD) TAG(DETAILS) TAG(DIR) TAG(DIV) TAG(DL)           \
    TAG(DT) TAG(FIELDSET) TAG(FIGCAPTION) TAG(FIGURE) TAG(FOOTER) TAG(FORM) TAG(FRAME)            \
    TAG(FRAMESET) TAG(H1) TAG(H2) TAG(H3) TAG(H4) TAG(H5) TAG(H6) TAG(HEAD) TAG(HEADER)           \
    TAG(HGROUP) TAG(HR) TAG(HTML) TAG(IFRAME) TAG(IMG) TAG(INPUT) TAG(LABEL) TAG(LEGEND)          \
    TAG(LI) TAG(LISTING) TAG(MAIN) TAG(MENU) TAG(META) TAG(METER) TAG(NAV) TAG(NOEMBED)           \
    TAG(NOFRAMES) TAG(OL) TAG(OPTGROUP) TAG(OPTION) TAG(OUTPUT) TAG(P) TAG(PLAINTEXT)             \
    TAG(PRE) TAG(PROGRESS) TAG(RP) TAG(SCRIPT) TAG(SECTION) TAG(SELECT) TAG(STYLE)                \
    TAG(SUMMARY) TAG(TABLE) TAG(TBODY) TAG(TD) TAG(TEXTAREA) TAG(TFOOT) TAG(TH) TAG(THEAD)        \
    TAG(TITLE) TAG(TR) TAG(UL) TAG(VIDEO) TAG(XMP)
/* clang-format on */

enum page_tag {
    TAG_TEXT,     /* a run of text */
    TAG_DOCUMENT, /* node 0 */
    TAG_OTHER,    /* any other element, known by none of the names above */
    TAG_DIALOG,
    TAG_SVG_TITLE, /* the text of a drawing that stands for it */
#define TAG(name) TAG_##name,
    PAGE_TAGS(TAG)
#undef TAG
};

/* page_node.flags; the first four, and those that say so, are handed down to the children */
enum {
    NODE_GONE = 1 << 0,        /* not rendered: display:none, hidden, aria-hidden, head … */
    NODE_INVISIBLE = 1 << 1,   /* visibility:hidden; a child may be visible again */
    NODE_NO_TEXT = 1 << 2,     /* script, style …: never text, however it is asked for */
    NODE_LINES = 1 << 3,       /* preformatted: a line end is one */
    NODE_BLOCK = 1 << 4,       /* begins and ends a line */
    NODE_HOLDS_TABLE = 1 << 5, /* a cell with a table in it */
    NODE_HOLDS_FIELD = 1 << 6, /* a cell or row with a field in it that a person fills in */
    /* Said to be unseen, by itself or by what holds it: tells of an iframe or area, which its
     * tag alone makes GONE, whether a person sees it. */
    NODE_HIDDEN = 1 << 7,
    /* A text in it has no size or colour of its own to be seen by; handed down. */
    NODE_NO_SIZE = 1 << 8,
    NODE_NO_COLOUR = 1 << 9,
    /* What stands in it may not read from left to right: its direction, which an element in it may
     * change, or an order that nothing in it undoes; handed down. */
    NODE_TURNED = 1 << 10,
    NODE_REVERSED = 1 << 11,
    NODE_MOVED = 1 << 12, /* it may stand elsewhere than its neighbours say */
    NODE_ASIDE = 1 << 13, /* in a footer, an aside or a nav, by tag or role; handed down */
    NODE_BACKWARDS = NODE_TURNED | NODE_REVERSED,
    NODE_UNSEEN = NODE_GONE | NODE_INVISIBLE,
    NODE_HANDED_DOWN = NODE_UNSEEN | NODE_NO_TEXT | NODE_LINES | NODE_NO_SIZE | NODE_NO_COLOUR |
                       NODE_BACKWARDS | NODE_ASIDE,
};

struct page_node {
    uint16_t flags;
    uint8_t tag;       /* enum page_tag */
    uint8_t kind : 4;  /* enum es_block_kind of the text that stands here */
    uint8_t level : 4; /* of the heading it stands in */
    uint32_t parent;
    uint32_t end;      /* index behind the last node of its subtree */
    uint32_t offset;   /* of its start tag (or text) in the decoded source; ES_NONE: it has none */
    const void *inner; /* the parser's node */
};

struct page_html {
    const char *source; /* UTF-8, followed by PAGE_PAD zero bytes; borrowed */
    size_t len;
    bool mail; /* es_page_source's; set behind page_html_read */
    struct page_node *nodes;
    uint32_t n, cap;
    uint8_t *sight;          /* of each node: SIGHT_*, handed down to the children */
    void *output;            /* the parser's */
    struct page_arena arena; /* its memory */
};

enum { PAGE_PAD = 64 }; /* the parser may read a little past the end */

/* Parses and lays out the nodes. ES_TOO_LARGE over ES_PAGE_DEPTH_MAX, ES_INTERNAL without
 * memory. Templates, and what only old parsers put in, are left out. */
es_status page_html_read(struct page_html *html, const char *source, size_t len);
void page_html_free(struct page_html *html);

/* An attribute's value, NULL where it is absent. */
const char *page_attribute(const struct page_html *html, uint32_t node, const char *name);

/* Whether it has one of this name, in ASCII without case. */
bool page_has_attribute(const struct page_html *html, uint32_t node, const char *name, size_t len);
size_t page_count_attributes(const struct page_html *html, uint32_t node);

/* Whether it is an element of this name, in ASCII without case. */
bool page_is_called(const struct page_html *html, uint32_t node, const char *name, size_t len);

/* Two elements of the same name. */
bool page_same_element(const struct page_html *html, uint32_t a, uint32_t b);

/* The characters of a TAG_TEXT node. */
const char *page_characters(const struct page_html *html, uint32_t node);

/* The nearest ancestor (not the node itself) with one of two tags; ES_NONE where none is. */
uint32_t page_ancestor(const struct page_html *html, uint32_t node, uint8_t tag, uint8_t or_tag);

/* The nearest ancestor that is a block; node 0 at last. */
uint32_t page_container(const struct page_html *html, uint32_t node);

bool page_is_control(uint8_t tag); /* input, select, textarea, button */
bool page_is_field(const struct page_html *html, uint32_t node); /* and no button, nor hidden */
bool page_is_hidden_input(const struct page_html *html, uint32_t node);

/* What an element's attributes say about being seen: the flags to add and to take away.
 * page_style.c */
struct page_look {
    uint16_t add, drop; /* NODE_* */
    bool displayed;     /* a display that shows it: "hidden" does nothing */
    bool tiny;          /* a pixel or less, high or wide: a picture that nobody sees */
    bool doubtful;      /* a trick may hide it */
};
void page_look_style(const char *style, struct page_look *look);
void page_look_direction(const char *dir, struct page_look *look); /* after the style */
void page_look_tricks(const char *style, struct page_look *look);  /* the last two; page_tricks.c */

/* True where "display" or "hidden" says that an element is not rendered: no browser shows it, and
 * as a cell it takes no room. Other ways of being unseen depend on more than is read here. */
bool page_is_displaced(const struct page_html *html, uint32_t node);

/* "position" takes it out of its row: as a cell it takes no room, and it may be seen all the same.
 */
bool page_is_out_of_flow(const struct page_html *html, uint32_t node);

/* By tag or style; not by what holds it. */
bool page_is_struck(const struct page_html *html, uint32_t node);

/* What may hide a node, in page_html.sight. page_sight.c */
enum {
    SIGHT_DOUBT = 1 << 0, /* a style sheet, or a trick */
    SIGHT_SIZE = 1 << 1,  /* a style sheet may say that letters have no size */
};
/* Fills html->sight. False without memory. */
bool page_read_sight(struct page_html *html);

static inline bool page_is_doubtful(const struct page_html *html, uint32_t node)
{
    return html->sight[node] != 0 || (html->nodes[node].flags & NODE_BACKWARDS);
}

/* A rule of a style sheet that may hide something. page_sheet.c */
struct page_rule {
    const char *selector; /* one, without a comma */
    size_t len;
    bool size; /* of letters */
};
struct page_sheet {
    struct es_buf text; /* of all style elements, without comments */
    struct page_rule *rules;
    size_t n;
    bool any;     /* what is not understood may hide anything */
    size_t steps; /* that may still be taken to match them */
};
/* False without memory. Free it in either case. */
bool page_sheet_read(const struct page_html *html, struct page_sheet *sheet);
void page_sheet_free(struct page_sheet *sheet);
/* What its rules say of the element by itself. */
uint8_t page_sheet_look(struct page_sheet *sheet, const struct page_html *html, uint32_t node);

/* Compares in ASCII without case. */
bool page_same(const char *a, const char *b);

/* The HTML Standard's ASCII whitespace. */
static inline bool page_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* What a source shows before a tree is built of it. page_scan.c */
struct page_scan_found {
    size_t deepest;          /* how deep elements nest at most: an upper bound, fair to unclosed
                                p, li, td and their like */
    size_t attributes;       /* of the tag with the most: an upper bound */
    struct es_buf form_ends; /* uint32_t: where in the mended source each </form> stands that may
                                end a form */
};

/* Appends the source with an empty comment before each </form: without one, gumbo 0.10.1 puts a
 * text before it behind the form instead of into it, even where an end tag stands between them that
 * ends nothing. What it finds on the way begins as zeroes; form_ends is the caller's to free. */
bool page_scan_mend(const char *source, size_t len, struct es_buf *out,
                    struct page_scan_found *found);

#endif
