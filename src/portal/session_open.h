/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a session with a chosen place for its key, which only tests need. */
#ifndef ESIGN_PORTAL_SESSION_OPEN_H
#define ESIGN_PORTAL_SESSION_OPEN_H

#include "session_file.h"

/* As es_session_open; stores NULL is the shipped order. */
es_status es_session_open_in(const struct es_key_store *const *stores, const char *name,
                             int wait_ms, struct es_session **out, bool *found,
                             struct es_error *err) ES_MUST_CHECK;

#endif
