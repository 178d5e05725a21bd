/* SPDX-License-Identifier: Apache-2.0 */
/* What the faults do to an answer. */
#ifndef ESIGN_PRACTICE_FAULT_SHOW_H
#define ESIGN_PRACTICE_FAULT_SHOW_H

#include <microhttpd.h>

#include "fault.h"
#include "turn.h"

/* slow: waits, but not past a stop. */
void es_fault_wait(const struct es_fault *fault, const atomic_bool *stopping);

/* http500, elsewhere, maintenance, new-portal: answers instead of the page, and the request has no
 * effect. */
bool es_fault_replace(const struct es_fault *fault, struct es_turn *turn);

/* huge, deep, unknown-page: changes the page that was made; the request has had its effect. */
void es_fault_spoil(const struct es_fault *fault, struct es_turn *turn);

/* cut: a response that breaks off in the middle of what it has announced. */
struct MHD_Response *es_fault_cut_response(const struct es_buf *body);

#endif
