/* SPDX-License-Identifier: Apache-2.0 */
/* A page while it is being made: the document, the value so far, and what the parts of the
 * making know about the document. */
#ifndef ESIGN_WORK_INTERNAL_H
#define ESIGN_WORK_INTERNAL_H

#include "flat_internal.h"

enum {
    TEXT_LONGEST = 4096, /* bytes of a cell's, link's or option's text; the rest is cut off */
    WORDS_LONGEST = 1024,
    BEFORE_LONGEST = 200, /* of a text that is only guessed to belong to a control */
};

/* Text put together as a person reads it: blanks collapsed, soft hyphens and their like gone. */
struct prose {
    struct es_buf buf; /* .max is the longest it gets */
    bool gap;          /* a blank is due before the next character */
    bool full;         /* the longest was reached */
    bool failed;       /* memory ran out, once */
    size_t left;       /* bytes and nodes that may still be looked at, for all texts to come */
};
void prose_begin(struct prose *prose, size_t longest);
void prose_add(struct prose *prose, const char *text, size_t len);
/* Says that so many bytes or nodes are looked at; false where that is too much, or the text full.
 * One text may be the words of many controls, so what all of them take together is bounded. */
bool prose_look(struct prose *prose, size_t n);
void prose_gap(struct prose *prose);
const char *prose_str(const struct prose *prose);
void prose_free(struct prose *prose);

enum { /* how a text is read */
       TEXT_HIDDEN_TOO = 1 << 0,
       TEXT_NO_IMAGES = 1 << 1,
       TEXT_NO_TABLES = 1 << 2,
       TEXT_CONTROLS = 1 << 3, /* what stands in controls, too */
};
/* Adds the text inside a node; what stands in controls is left out. */
void prose_add_node(struct prose *prose, const struct page_html *html, uint32_t node, unsigned how);

/* Adds what a script of the node, or of a form, would ask; its codes behind a bar. page_asks.c */
void prose_add_asked(struct prose *prose, const struct page_html *html, uint32_t node);

/* Bytes of the blank at `at`, or 0. Blanks are ASCII whitespace and Unicode's spaces and line
 * ends; *nothing is set for what takes no room at all (soft hyphen, zero-width space …). */
size_t page_blank_at(const char *at, size_t len, bool *nothing);

/* True where a block ended on the way from prev to the later node i. */
bool page_left_block(const struct page_html *html, uint32_t prev, uint32_t i);

/* Whether a blank is read between two texts that follow each other without one; page_apart.c */
bool page_stand_apart(const struct page_html *html, uint32_t a, uint32_t b);

/* Two elements of one name that look alike, by their own attributes. */
bool page_look_alike(const struct page_html *html, uint32_t a, uint32_t b);

/* A piece of text without blanks around it, nor a trailing colon or star, nor a leading star. */
struct piece {
    const char *at;
    size_t len;
};
struct piece piece_trim(const char *text, size_t len);
struct piece piece_blanks(const char *text, size_t len); /* the blanks alone */

struct page_id {
    const char *id;
    uint32_t node;
};

struct page_owner { /* a form, and where in the source it is open */
    uint32_t node, start, end;
};

struct page_label { /* a label and the control it labels */
    uint32_t control, label;
};

struct page_fieldset {
    uint32_t node;
    uint32_t legend; /* its first one, or ES_NONE */
    uint32_t seen;   /* the first that is seen */
};

struct table_cell {
    uint32_t node, row_node;
    uint32_t left;   /* the cell before it in its row; index here, or ES_NONE */
    uint32_t above;  /* the cell above it */
    uint32_t header; /* the th above, else the cell of the row of headers, or ES_NONE */
    es_str text;     /* with the images' alternative texts */
    es_str label;    /* the text without a colon or star at its end */
    es_str plain;    /* without images, colon and star: what may be a control's label */
    uint16_t column_span;
    bool is_header, has_field, has_table;
};

struct page_work {
    struct page_html html;
    struct flat flat;
    struct prose prose;        /* scratch of whoever works now */
    const uint32_t *form_ends; /* where a </form> stands in the source; borrowed */
    size_t n_form_ends;
    struct page_id *ids;
    size_t n_ids;
    struct page_owner *owners; /* in tree order, as the value's forms */
    uint32_t *by_start;        /* their indexes, by where they begin */
    size_t n_owners;
    struct page_label *labels;   /* by their controls */
    struct page_label *labelled; /* the same in tree order */
    size_t n_labels;
    struct page_fieldset *fieldsets; /* in tree order */
    size_t n_fieldsets;
    struct table_cell *cells;
    uint32_t n_cells, cap_cells;
    uint32_t *cell_of;   /* for each node 1 + its index in cells, or 0 */
    uint32_t side_form;  /* 1 + the form that side_is_behind was last found for; page_side.c */
    bool side_is_behind; /* nothing stands before its first field */
    bool has_map;        /* a picture with a map is seen */
    bool no_memory;
};

/* Each reads one thing from the document into the value. */
void page_read_ids(struct page_work *work);      /* owner.c */
void page_read_forms(struct page_work *work);    /* owner.c */
void page_read_labels(struct page_work *work);   /* labels.c: fieldsets and their legends too */
void page_read_tables(struct page_work *work);   /* tables.c: cells, pairs of rows and columns */
void page_read_terms(struct page_work *work);    /* tables.c: pairs of dt and dd */
void page_read_lines(struct page_work *work);    /* visible.c: blocks, pairs of a line */
void page_sort_pairs(struct page_work *work);    /* page_pairs.c */
void page_read_controls(struct page_work *work); /* page_controls.c */
void page_read_seams(struct page_work *work);    /* page_seams.c */
void page_read_links(struct page_work *work);    /* page_links.c: links, images, frames */
void page_read_head(struct page_work *work);     /* page_links.c: title, base, refresh, script */

/* The first element with the id, or ES_NONE. */
uint32_t page_find_id(const struct page_work *work, const char *id);

/* The control that a label labels, or ES_NONE. */
uint32_t page_labelled_by(const struct page_work *work, uint32_t label);

/* The labels of a control: the first one's index in labels, where the rest follow. */
size_t page_first_label(const struct page_work *work, uint32_t control);

const struct page_fieldset *page_fieldset(const struct page_work *work, uint32_t node);

/* The form that owns a control (or would own an image): an index into forms, or ES_NONE. */
uint32_t page_form_of(const struct page_work *work, uint32_t node, bool by_attribute);

/* The control's candidates, laid down in the value. */
struct es_span page_words_of(struct page_work *work, uint32_t node, uint32_t type, bool unseen);

/* The cell a node stands in, and so on outwards: an index into cells, or ES_NONE. */
uint32_t page_cell_around(const struct page_work *work, uint32_t node);

/* An attribute's text with its blanks collapsed and trimmed; in work->prose. "" if absent. */
const char *page_attribute_text(struct page_work *work, uint32_t node, const char *name);

/* An attribute put into the value as it is, or with ASCII blanks around it trimmed. */
es_str page_keep(struct page_work *work, uint32_t node, const char *name);
es_str page_keep_trimmed(struct page_work *work, uint32_t node, const char *name);

/* A whole number at an attribute's start, -1 where there is none. */
int32_t page_number(const struct page_work *work, uint32_t node, const char *name);

static inline const struct page_node *page_node(const struct page_work *work, uint32_t node)
{
    return &work->html.nodes[node];
}

static inline bool page_unseen(const struct page_work *work, uint32_t node)
{
    return (page_node(work, node)->flags & NODE_UNSEEN) != 0;
}

#endif
