/* SPDX-License-Identifier: Apache-2.0 */
/* The host part of the URL parser. */
#ifndef ESIGN_URL_INTERNAL_H
#define ESIGN_URL_INTERNAL_H

#include "esign/url.h"

/* Parses a host as written (IPv6 in brackets) into url->host. */
bool url_parse_host(const char *text, size_t len, struct es_url *url) ES_MUST_CHECK;

/* 80, 443, or -1. */
int url_default_port(const char *scheme);

#endif
