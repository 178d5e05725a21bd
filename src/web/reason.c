/* SPDX-License-Identifier: Apache-2.0 */
#include "reason.h"

#include "esign/i18n.h"

#include <openssl/x509_vfy.h>

static const struct {
    es_status status;
    bool cut_off;
    const char *message;
} reasons[] = {
    [ES_WEB_OUR_FAULT] = {ES_NO_RESOURCES, false, N_("the request to %s could not be made")},
    [ES_WEB_NO_NAME] = {ES_UNREACHABLE, false, N_("the address of %s cannot be found")},
    [ES_WEB_NO_PROXY] = {ES_UNREACHABLE, false, N_("the proxy does not lead to %s")},
    [ES_WEB_REFUSED] = {ES_UNREACHABLE, true, N_("%s refuses the connection")},
    [ES_WEB_NO_CONNECTION] = {ES_UNREACHABLE, true, N_("cannot connect to %s")},
    [ES_WEB_HANDSHAKE_CUT] = {ES_UNREACHABLE, true,
                              N_("%s closed the connection before it was secure")},
    [ES_WEB_NO_TLS] = {ES_TLS_REFUSED, false, N_("no secure connection can be made with %s")},
    [ES_WEB_BAD_CA_FILE] = {ES_TLS_REFUSED, false,
                            N_("the CA file holds no certificate to trust %s by")},
    [ES_WEB_NO_AUTHORITIES] = {ES_TLS_REFUSED, false,
                               N_("this system has no certificate authorities to trust %s by")},
    [ES_WEB_CERTIFICATE] = {ES_TLS_REFUSED, false, N_("the certificate of %s cannot be trusted")},
    [ES_WEB_TIMED_OUT] = {ES_TIMED_OUT, false, N_("%s did not answer in time")},
    [ES_WEB_TOO_LATE] = {ES_TIMED_OUT, false, N_("the time for the request to %s was over")},
    [ES_WEB_NO_ANSWER] = {ES_UNREACHABLE, true, N_("%s closed the connection without an answer")},
    [ES_WEB_CUT] = {ES_UNREACHABLE, true, N_("the answer of %s broke off")},
    [ES_WEB_NOT_HTTP] = {ES_UNREACHABLE, false, N_("the answer of %s cannot be read")},
    [ES_WEB_TOO_LARGE] = {ES_TOO_LARGE, false, N_("the answer of %s is too large")},
};

static const char *certificate_message(long verify_result)
{
    switch (verify_result) {
    case X509_V_OK: /* the chain is good or was not yet looked at: it is the name */
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return N_("the certificate shown is not for %s");
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return N_("the certificate of %s has expired");
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return N_("the certificate of %s is not valid yet");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return N_("the certificate of %s is not from a known authority");
    default:
        return reasons[ES_WEB_CERTIFICATE].message;
    }
}

es_status es_web_fail(struct es_error *err, enum es_web_cause cause, const char *host,
                      long verify_result)
{
    const char *message =
        cause == ES_WEB_CERTIFICATE ? certificate_message(verify_result) : reasons[cause].message;
    /* Every message of the table holds exactly one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    es_status status = es_fail_with(err, reasons[cause].status, _(message), host);
#pragma GCC diagnostic pop
    if (cause == ES_WEB_NO_AUTHORITIES) {
        es_hint(err, _("Nothing was sent. Install them (Debian's package is ca-certificates)."));
    }
    return status;
}

bool es_web_is_by_clock(long verify_result)
{
    return verify_result == X509_V_ERR_CERT_HAS_EXPIRED ||
           verify_result == X509_V_ERR_CERT_NOT_YET_VALID;
}

bool es_web_cut_off(enum es_web_cause cause)
{
    return reasons[cause].cut_off;
}
