/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PORTAL_CERTIFICATES_INTERNAL_H
#define ESIGN_PORTAL_CERTIFICATES_INTERNAL_H

#include "esign/certificates.h"

/* What is said of one certificate, in the order of the JSON's keys. */
enum said_of {
    SAID_KIND,
    SAID_SERIAL,
    SAID_CARD,
    SAID_STATE,
    SAID_BEGINS,
    SAID_ENDS,
    SAID_COUNT,
    SAID_NOTHING = SAID_COUNT
};

struct certificate_said { /* texts borrowed from the page */
    const char *text[SAID_COUNT];
    bool twice[SAID_COUNT]; /* said differently: nobody knows which holds */
};

/* What a label means; SAID_NOTHING for none. */
enum said_of es_certificate_label(const struct es_view *view, const char *label);

void es_certificate_say(struct certificate_said *said, enum said_of what, const char *text);
unsigned es_certificate_count(const struct certificate_said *said);

/* Appends it to the list where two things or more are known of it, and forgets it. */
bool es_certificate_add(json_t *list, struct certificate_said *said);

/* A table of the page, its spans resolved; texts by rows, columns without any left out. */
struct list_table {
    const char **text; /* rows × columns; "" for none */
    uint32_t rows, columns;
    bool has_headers; /* the first row */
    bool is_cut;
};
bool es_list_table_read(const struct es_view *view, const struct es_cell *cells, uint32_t n,
                        struct list_table *out);
void es_list_table_free(struct list_table *table);

/* A text made safe; NULL where memory is out. */
json_t *es_list_text(const char *text);

/* What the tables and the lists of terms and lines say; false where memory is out. */
bool es_certificates_of_tables(const struct es_view *view, json_t *out);
bool es_certificates_of_pairs(const struct es_view *view, enum es_pair_kind kind, json_t *out);

/* The same of boxes that a style sheet lays out. */
bool es_certificates_of_blocks(const struct es_view *view, json_t *out);

#endif
