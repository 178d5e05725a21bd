/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child that asks the smart card service. Whatever the service does to libpcsclite happens in
 * it: a child that says nothing for too long, or ends, is ended, told, and replaced.
 */
#ifndef ESIGN_CARD_ASKER_H
#define ESIGN_CARD_ASKER_H

#include "pcsc.h"

struct es_asker;

/* For one answer, or for ever. `match` is the caller's, and must stay. No child is born before the
 * first es_asker_next. NULL when memory is out. */
struct es_asker *es_asker_new(const char *match, bool for_ever) ES_MUST_CHECK;

/* Waits at most so many milliseconds (< 0: as long as it takes) for what the child says next, or
 * for what became of it. False: nothing came in this time. */
bool es_asker_next(struct es_asker *asker, int64_t milliseconds, struct es_seen *seen);

/* Ends the child. */
void es_asker_free(struct es_asker **asker);

#endif
