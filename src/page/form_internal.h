/* SPDX-License-Identifier: Apache-2.0 */
/* Between the walk over a form's controls and the three encodings of what it finds. */
#ifndef ESIGN_FORM_INTERNAL_H
#define ESIGN_FORM_INTERNAL_H

#include "esign/form.h"

enum form_enctype { FORM_URLENCODED, FORM_MULTIPART, FORM_PLAIN }; /* as in struct es_form */

struct form_encoder {
    enum form_enctype enctype;
    enum es_charset charset; /* never UTF-16 */
    char boundary[64];       /* of multipart */
    size_t entries;          /* so far */
    struct es_buf *out;
};

/* Makes the boundary. False when there is no randomness to be had. */
bool form_encode_begin(struct form_encoder *encoder) ES_MUST_CHECK;

/* Appends one entry (UTF-8). A file is always one that nobody chose: no name, no content. */
bool form_encode_entry(struct form_encoder *encoder, const char *name, const char *value,
                       bool file) ES_MUST_CHECK;

bool form_encode_end(struct form_encoder *encoder) ES_MUST_CHECK;

/* The option of a select with this text that may be chosen, the first of several; ES_NONE. */
uint32_t form_option(const struct es_page *page, const struct es_control *select, const char *text);

/* Goes through the entry list of the form in tree order. Indexes have been checked. */
bool form_add_entries(const struct es_page *page, uint32_t form, uint32_t submitter,
                      const struct es_fill *fills, size_t n_fills,
                      struct form_encoder *encoder) ES_MUST_CHECK;

#endif
