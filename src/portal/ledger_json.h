/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as JSON text, and back. Pure: no file, no lock. */
#ifndef ESIGN_PORTAL_LEDGER_JSON_H
#define ESIGN_PORTAL_LEDGER_JSON_H

#include "ledger_file.h"

/* Appends the text of the records, under file->key. */
bool es_ledger_json_write(const struct es_ledger_file *file, struct es_buf *out) ES_MUST_CHECK;

enum es_ledger_flaw {
    ES_LEDGER_WHOLE,
    ES_LEDGER_DAMAGED,
    ES_LEDGER_OTHER_VERSION,
    ES_LEDGER_OTHER_KEY,
};

/* Fills the records from the text, which must belong to file->key. */
enum es_ledger_flaw es_ledger_json_read(const struct es_buf *text, struct es_ledger_file *file);

/* Whether the text is a ledger without any entry, whatever its key: what a crash between making
 * the ledger and making its key leaves behind. */
bool es_ledger_json_is_empty(const struct es_buf *text);

#endif
