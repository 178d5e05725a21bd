/* SPDX-License-Identifier: Apache-2.0 */
/* A session's kept fields as bytes, to be sealed, and back. */
#ifndef ESIGN_PORTAL_SESSION_PACK_H
#define ESIGN_PORTAL_SESSION_PACK_H

#include "esign/session.h"

/* Appends four parts, each a 32-bit length and its bytes: the small fields as a JSON object,
 * the cookies, the picture's path (neither need be UTF-8), the page. */
bool es_session_pack(const struct es_session *session, struct es_buf *out) ES_MUST_CHECK;

/* Fills an emptied session. False, and the session emptied again, where anything is not as
 * es_session_pack writes it. */
bool es_session_unpack(const struct es_buf *packed, struct es_session *session) ES_MUST_CHECK;

#endif
