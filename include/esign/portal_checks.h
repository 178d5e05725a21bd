/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What can be in the way between esign and the portal. Each host of the profile (of --start, that
 * one alone) is connected to, and the first page is fetched once, by a GET with no cookie; nothing
 * of it is kept. What each check says is read off that.
 */
#ifndef ESIGN_PORTAL_CHECKS_H
#define ESIGN_PORTAL_CHECKS_H

#include "esign/check.h"
#include "esign/client.h"

struct es_portal_checks;

/* The client, which must have no session, is borrowed. `offline`: nothing is asked of the network.
 * NULL when memory is out. */
struct es_portal_checks *es_portal_checks_new(struct es_client *client, bool offline);
void es_portal_checks_free(struct es_portal_checks **checks);

/* Asks the network; to be called once, before the checks. ES_USAGE where the CA file cannot be
 * read: then nothing was asked. */
es_status es_portal_checks_ask(struct es_portal_checks *checks, struct es_error *err) ES_MUST_CHECK;

/* Each is of use only where those before it were fine, but for the clock's and the proxy's. */
void es_portal_check_clock(struct es_portal_checks *checks, struct es_check *check);
void es_portal_check_names(struct es_portal_checks *checks, struct es_check *check);
void es_portal_check_connection(struct es_portal_checks *checks, struct es_check *check);
void es_portal_check_tls(struct es_portal_checks *checks, struct es_check *check);
void es_portal_check_proxy(struct es_portal_checks *checks, struct es_check *check);
void es_portal_check_page(struct es_portal_checks *checks, struct es_check *check);

/* Whether the user's kernel keyring keeps a key, tried with one that means nothing. */
void es_keyring_check(struct es_check *check);

#endif
