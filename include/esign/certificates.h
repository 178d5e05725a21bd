/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page that lists things, as the portal's list of certificates does: its tables as a person sees
 * them, and what of them is certainly said of a certificate. Nothing is guessed: a value that is
 * not certain is null. Pure.
 */
#ifndef ESIGN_CERTIFICATES_H
#define ESIGN_CERTIFICATES_H

#include "esign/view.h"

enum {
    ES_LIST_TABLES_MAX = 50,
    ES_LIST_ROWS_MAX = 500,
    ES_LIST_COLUMNS_MAX = 40,
    ES_LIST_TEXT_MAX = 500, /* characters of a cell */
};

/* {"tables":[{"headers":[…]|null,"rows":[[…]]}],
 *  "certificates":[{"kind","serial","card_serial","state","begins","ends"}],
 *  "more":bool}
 * Tables that only lay out the page are left out; lists of terms, and lines with a colon that speak
 * of certificates, are tables of two columns. "more" says that the page leads to further ones, or
 * has more than the limits above. NULL where memory is out. */
json_t *es_certificates_read(const struct es_view *view);

#endif
