/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/web: why an exchange failed, and how that is told. */
#ifndef ESIGN_WEB_REASON_H
#define ESIGN_WEB_REASON_H

#include "esign/error.h"

enum es_web_cause {
    ES_WEB_OUR_FAULT,
    ES_WEB_NO_NAME,
    ES_WEB_NO_PROXY,
    ES_WEB_REFUSED,
    ES_WEB_NO_CONNECTION,
    ES_WEB_HANDSHAKE_CUT,
    ES_WEB_NO_TLS,
    ES_WEB_BAD_CA_FILE,
    ES_WEB_NO_AUTHORITIES,
    ES_WEB_CERTIFICATE,
    ES_WEB_TIMED_OUT,
    ES_WEB_TOO_LATE,
    ES_WEB_NO_ANSWER,
    ES_WEB_CUT,
    ES_WEB_NOT_HTTP,
    ES_WEB_TOO_LARGE,
};

/* verify_result: OpenSSL's X509_V_ERR_…, for ES_WEB_CERTIFICATE. */
es_status es_web_fail(struct es_error *err, enum es_web_cause cause, const char *host,
                      long verify_result);

/* The certificate's time has not begun, or is over. */
bool es_web_is_by_clock(long verify_result);

/* Nothing was decided by the portal, and a second try may do better. */
bool es_web_cut_off(enum es_web_cause cause);

#endif
