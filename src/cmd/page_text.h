/* SPDX-License-Identifier: Apache-2.0 */
/* A page as text for a person: its words, fields, buttons and links; never a value. */
#ifndef ESIGN_CMD_PAGE_TEXT_H
#define ESIGN_CMD_PAGE_TEXT_H

#include "esign/form.h"
#include "esign/view.h"
#include <jansson.h>
#include <stdio.h>

/* How much of a page is told: all; of a page of secrets nothing but the buttons and links whose
 * words are none themselves. */
enum page_telling { PAGE_ALL, PAGE_THINGS };

/* Sets screen, title, url, text, fields, buttons, pictures and links of `data`, and marks the
 * fields that are filled in. */
bool page_text_describe(const struct es_view *view, enum page_telling how,
                        const struct es_fill *fills, size_t n_fills, json_t *data) ES_MUST_CHECK;

/* Appends one of its lines, or all of them, as they are shown on a screen as wide as out's. */
bool page_text_add_line(const char *text, bool first, FILE *out, struct es_buf *into) ES_MUST_CHECK;
bool page_text_add(const json_t *lines, FILE *out, struct es_buf *into) ES_MUST_CHECK;
void page_text_show(const json_t *lines, FILE *out);

#endif
