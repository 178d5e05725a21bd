/* SPDX-License-Identifier: Apache-2.0 */
/* How the count of one entry moves with its tries. Pure: no file, no lock. */
#ifndef ESIGN_PORTAL_LEDGER_TRIES_H
#define ESIGN_PORTAL_LEDGER_TRIES_H

#include "ledger_file.h"

/* False where too many are under way. */
bool es_ledger_tries_begin(struct es_ledger_record *record, int64_t token) ES_MUST_CHECK;

/* Nobody will say any more what became of it: it counts. */
void es_ledger_tries_end(struct es_ledger_record *record, int64_t token);

/* False where there is no such try. */
bool es_ledger_tries_give_back(struct es_ledger_record *record, int64_t token);

void es_ledger_tries_accepted(struct es_ledger_record *record, int64_t token);

/* A new word was set. */
void es_ledger_tries_clear(struct es_ledger_record *record);

#endif
