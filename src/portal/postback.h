/* SPDX-License-Identifier: Apache-2.0 */
/* ASP.NET's links that submit a form: javascript:__doPostBack('target','argument'). The script
 * behind them only fills in two hidden fields and submits, so they can be followed without it.
 * Source: the script that ASP.NET Web Forms puts into its pages. */
#ifndef ESIGN_PORTAL_POSTBACK_H
#define ESIGN_PORTAL_POSTBACK_H

#include "esign/form.h"

/* A call of just that shape, with two plain strings, on a page whose form has both fields. */
bool es_postback_is(const struct es_page *page, const char *href);

/* The form that it would submit; ES_NONE where it is no such link. */
uint32_t es_postback_form(const struct es_page *page, const char *href);

/* The request it would make. ES_NEEDS_BROWSER where it is no such link. */
es_status es_postback_request(const struct es_page *page, const char *href, struct es_request *out,
                              struct es_error *err) ES_MUST_CHECK;

#endif
