/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page as a person sees it, made from HTML.
 *
 * The value is flat: one block of memory in which every reference is an offset from its start.
 * So it can be made in a forked child with limits, handed over a pipe, checked with
 * es_page_valid, sealed into a session file, and copied with memcpy.
 *
 * Everything is in tree order; `order` numbers the elements of the document as their start tags
 * come, so that "nearest" and "just before" can be told across the arrays.
 */
#ifndef ESIGN_PAGE_H
#define ESIGN_PAGE_H

#include "esign/charset.h"
#include <stdint.h>

enum {
    ES_PAGE_SOURCE_MAX = 2 << 20, /* bytes of HTML */
    ES_PAGE_DEPTH_MAX = 2000,     /* nested elements */
    ES_PAGE_MAX = 16 << 20,       /* bytes of the flat value */
};

typedef uint32_t es_str;   /* offset of NUL-terminated UTF-8; 0 is "" */
#define ES_NONE UINT32_MAX /* "no index" */

struct es_span { /* an array inside the page */
    uint32_t at; /* offset of the first entry, aligned to 8 */
    uint32_t n;
};

enum es_block_kind {
    ES_BLOCK_TEXT,    /* a line of running text: what stands between block boundaries */
    ES_BLOCK_HEADING, /* h1–h6, caption, legend, role=heading */
    ES_BLOCK_CELL,    /* the text of a table cell that holds no table itself */
    ES_BLOCK_ITEM,    /* li */
    ES_BLOCK_TERM,    /* dt */
    ES_BLOCK_DETAIL,  /* dd */
    ES_BLOCK_LABEL,   /* text inside a label */
    ES_BLOCK_ALERT,   /* inside role=alert or role=status */
};

struct es_block {
    uint32_t kind;  /* enum es_block_kind */
    uint32_t level; /* headings: 1–6 */
    uint32_t order;
    uint32_t around;   /* the element around the one that begins and ends the line; blocks with the
                          same one stand side by side or below each other in it */
    uint32_t aside;    /* 1: in a footer, an aside or a nav, by its tag or role */
    uint32_t doubtful; /* 1: a person may not see it; see es_link */
    es_str text; /* blanks collapsed, trimmed, never empty; alternative text of images included,
                    what stands in controls left out */
};

/* "label : value" as the page pairs them: a cell with the cell to its right, a header cell with
 * the cell below it, dt with dd, or one line of text (or item) with a colon in it. A cell may
 * take part in several pairs. */
enum es_pair_kind { ES_PAIR_ROW, ES_PAIR_COLUMN, ES_PAIR_TERM, ES_PAIR_LINE };
struct es_pair {
    uint32_t kind;  /* enum es_pair_kind */
    uint32_t order; /* of the value */
    uint32_t group; /* pairs that belong together: the table row, the list, the block's parent */
    es_str label;   /* a trailing colon or star dropped */
    es_str value;
};

struct es_cell { /* every cell of every table, by rows (one that is not seen is empty); spans are
                    resolved, none reaches out of its section */
    uint32_t table, row, column, row_span, column_span;
    uint32_t header;     /* 1 for th */
    uint32_t order, end; /* what stands in it has an order from the one up to the other */
    es_str text;
};

struct es_form {
    uint32_t order;
    uint32_t post;      /* 1: POST, 0: GET */
    uint32_t dialog;    /* 1: method=dialog, which sends nothing; post is 0 */
    uint32_t multipart; /* enctype: 0 urlencoded, 1 multipart/form-data, 2 text/plain */
    uint32_t unseen;    /* inside something hidden */
    es_str action;      /* as written, blanks trimmed; "" where there is none */
    es_str name, id, accept_charset;
    es_str legend_text; /* all visible text inside the form, for a report; may be "" */
};

enum es_control_type {
    ES_CONTROL_TEXT, /* text, and every type that is typed as text: search, tel, email, number … */
    ES_CONTROL_PASSWORD,
    ES_CONTROL_TEXTAREA,
    ES_CONTROL_HIDDEN,
    ES_CONTROL_CHECKBOX,
    ES_CONTROL_RADIO,
    ES_CONTROL_SELECT,
    ES_CONTROL_FILE,
    ES_CONTROL_SUBMIT, /* input type=submit and button (type=submit) */
    ES_CONTROL_IMAGE,  /* input type=image: a submit button */
    ES_CONTROL_RESET,
    ES_CONTROL_BUTTON, /* does nothing without a script */
};

enum {                                /* es_control.flags */
       ES_CONTROL_DISABLED = 1u << 0, /* itself or by its fieldset */
       ES_CONTROL_READONLY = 1u << 1,
       ES_CONTROL_REQUIRED = 1u << 2,
       ES_CONTROL_CHECKED = 1u << 3,
       ES_CONTROL_UNSEEN = 1u << 4, /* type=hidden, hidden, display:none, aria-hidden …: a person
                                       does not see it; it still is in the entry list */
       ES_CONTROL_MULTIPLE = 1u << 5,
       ES_CONTROL_SCRIPTED = 1u << 6, /* has an onclick */
       ES_CONTROL_NO_VALUE = 1u << 7, /* the value attribute is absent (checkbox: "on" is sent) */
       ES_CONTROL_IN_DATALIST = 1u << 8, /* has a datalist ancestor: not in the entry list */
};

/* How a thing's words were found, best first. NEIGHBOUR and GROUP are guesses. */
enum es_found_by {
    ES_BY_ARIA,  /* aria-labelledby, aria-label */
    ES_BY_LABEL, /* label for=, or a wrapping label; for a button its text, value or alt */
    ES_BY_TITLE,
    ES_BY_PLACEHOLDER,
    ES_BY_NEIGHBOUR, /* cell to the left, header above, dt before dd, the text just before */
    ES_BY_GROUP,     /* legend, or the heading of its group */
    ES_BY_NAME,      /* the name attribute, and behind it what a script would ask before a button is
                        pressed: reported where there is nothing else, never matched */
};

struct es_words { /* the candidates of one control, best first */
    uint32_t by;  /* enum es_found_by */
    es_str text;  /* trimmed, a trailing colon or star dropped, never empty */
};

struct es_option {
    es_str value, text;
    uint32_t selected, disabled;
};

struct es_control {
    uint32_t type; /* enum es_control_type */
    uint32_t flags;
    uint32_t form; /* index of its form owner, or ES_NONE */
    uint32_t order;
    int32_t max_length; /* characters; -1 where the page gives none (or for no text) */
    int32_t min_length;
    es_str name, id, pattern;
    es_str type_name; /* as a person debugging would name it: "text", "password", "select" … */
    es_str value;     /* the default value; for a select see its options */
    es_str dirname;
    es_str form_action, form_target; /* a submitter's own; "" where it has none */
    int32_t form_post;      /* a submitter's own method: 2 dialog, 1 POST, 0 GET, -1 none */
    int32_t form_multipart; /* a submitter's own enctype as in es_form, or -1 */
    struct es_span words;   /* struct es_words */
    struct es_span options; /* struct es_option, of a select */
};

struct es_link { /* an `a` or `area` with an href, seen by a person */
    uint32_t order;
    uint32_t unseen;
    uint32_t doubtful; /* 1: a person may not see it: it has no letter and no picture, or a style
                          sheet, or a trick of style that some programs know, may hide it */
    es_str href;       /* as written, blanks trimmed */
    es_str text;       /* its text, image alts included; else aria-label, title; may be "" */
    es_str shown;      /* text, what stands in controls within the link, and before it what a
                          script would ask; the text itself where there is neither */
};

struct es_image {
    uint32_t order;
    uint32_t form; /* the form it stands in as a control would be owned, or ES_NONE */
    uint32_t unseen;
    es_str src, alt, title;
    int32_t width, height; /* attributes in pixels; -1 where the page gives none */
};

/* From one text or thing to the next: digits meet here that are not certainly parts of one number,
 * or are not certainly seen as they are written. In order; one may begin where another ends. */
struct es_seam {
    uint32_t from, to; /* as `order` */
};

enum { /* es_page.flags */
       ES_PAGE_HAS_SCRIPT = 1u << 0,
       ES_PAGE_HAS_REFRESH = 1u << 1,
};

struct es_page {
    uint32_t magic, size; /* size: of the whole value in bytes */
    uint32_t flags;
    uint32_t charset;        /* enum es_charset of the source */
    int32_t refresh_seconds; /* meta refresh, with ES_PAGE_HAS_REFRESH */
    es_str refresh_url;      /* as written; "" means the page itself */
    es_str url;              /* where it came from */
    es_str base;             /* what its addresses are resolved against */
    es_str title;
    struct es_span blocks;   /* struct es_block */
    struct es_span pairs;    /* struct es_pair */
    struct es_span cells;    /* struct es_cell */
    struct es_span forms;    /* struct es_form */
    struct es_span controls; /* struct es_control */
    struct es_span links;    /* struct es_link */
    struct es_span images;   /* struct es_image */
    struct es_span frames;   /* es_str: the src of each frame and iframe, "" where there is none */
    struct es_span seams;    /* struct es_seam */
};

struct es_page_source {
    const char *bytes;
    size_t len;
    const char *content_type; /* the header's value; NULL where there is none */
    const char *url;          /* absolute; "" or a path for a page from a file */
    bool mail; /* a part of a message: no script asks anything, and its letters are read as they
                  stand, since an address may be in pieces */
};

/* HTML to a page, in this process: a pure function, for tests and fuzzers. ES_TOO_LARGE over
 * the limits above; ES_INTERNAL when memory is out. *out is one block from malloc. */
es_status es_page_parse(const struct es_page_source *source, struct es_page **out,
                        struct es_error *err) ES_MUST_CHECK;

/* The same in a cage (esign/cage.h) of 48 MiB and `milliseconds`; whatever happens in it, other
 * than the limits of es_page_parse, is ES_PAGE_UNKNOWN. The value that comes back is checked.
 * ES_NO_RESOURCES where no cage can be made. */
es_status es_page_make(const struct es_page_source *source, int milliseconds, struct es_page **out,
                       struct es_error *err) ES_MUST_CHECK;

/* True where a seam has a part in the elements from..to, without the last. */
bool es_page_has_seam(const struct es_page *page, uint32_t from, uint32_t to);

/* True where every offset, index and string of the value lies within `size` bytes. */
bool es_page_valid(const void *value, size_t size);

/* A copy with nothing but url, base and links: what may be kept of a page of secrets. */
es_status es_page_only_links(const struct es_page *page, struct es_page **out,
                             struct es_error *err) ES_MUST_CHECK;

/* Wipes and frees; sets NULL. */
void es_page_free(struct es_page **page);

static inline const char *es_page_str(const struct es_page *page, es_str at)
{
    return at ? (const char *)page + at : "";
}

static inline const void *es_page_at(const struct es_page *page, struct es_span span)
{
    return (const char *)page + span.at;
}

#define ES_PAGE_ARRAY(type, field)                                                                 \
    static inline const struct es_##type *es_page_##field(const struct es_page *page)              \
    {                                                                                              \
        return (const struct es_##type *)es_page_at(page, page->field);                            \
    }
ES_PAGE_ARRAY(block, blocks)
ES_PAGE_ARRAY(pair, pairs)
ES_PAGE_ARRAY(cell, cells)
ES_PAGE_ARRAY(form, forms)
ES_PAGE_ARRAY(control, controls)
ES_PAGE_ARRAY(link, links)
ES_PAGE_ARRAY(image, images)
ES_PAGE_ARRAY(seam, seams)
#undef ES_PAGE_ARRAY

static inline const struct es_words *es_control_words(const struct es_page *page,
                                                      const struct es_control *control)
{
    return (const struct es_words *)es_page_at(page, control->words);
}

static inline const struct es_option *es_control_options(const struct es_page *page,
                                                         const struct es_control *control)
{
    return (const struct es_option *)es_page_at(page, control->options);
}

/* "aria", "label", … as inspect reports it. */
const char *es_found_by_name(enum es_found_by by);

#endif
