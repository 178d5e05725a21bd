/* SPDX-License-Identifier: Apache-2.0 */
/* A page as text for a person: its words, fields, buttons and links; never a value. */
#ifndef ESIGN_CMD_PAGE_TEXT_H
#define ESIGN_CMD_PAGE_TEXT_H

#include "esign/form.h"
#include "esign/view.h"
#include <jansson.h>

/* Sets screen, title, url, text, fields, buttons, pictures and links of `data`, and marks the
 * fields that are filled in. Of a page of secrets text and pictures are left out. */
bool page_text_describe(const struct es_view *view, const struct es_fill *fills, size_t n_fills,
                        json_t *data) ES_MUST_CHECK;

/* The page shows a PIN: nothing of it but its links may be kept. */
bool page_text_is_secret(const struct es_view *view);

#endif
