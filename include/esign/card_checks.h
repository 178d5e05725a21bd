/* SPDX-License-Identifier: Apache-2.0 */
/* What can be in the way between esign and a card, one thing after the other. No reader is named as
 * the service names it: that may be a serial number. */
#ifndef ESIGN_CARD_CHECKS_H
#define ESIGN_CARD_CHECKS_H

#include "esign/card.h"
#include "esign/check.h"

struct es_card_checks; /* what was seen; the service is asked once, the first time it matters */

/* `module` (NULL: the card maker's) is borrowed: the file of a PKCS#11 module. NULL when memory is
 * out. */
struct es_card_checks *es_card_checks_new(const char *module);
void es_card_checks_free(struct es_card_checks **checks);

/* Each is of use only where those before it were fine, but for the driver's, for which the service
 * is not needed. */
void es_card_check_library(struct es_card_checks *checks, struct es_check *check);
void es_card_check_service(struct es_card_checks *checks, struct es_check *check);
void es_card_check_rights(struct es_card_checks *checks, struct es_check *check);
void es_card_check_driver(struct es_card_checks *checks, struct es_check *check);
void es_card_check_reader(struct es_card_checks *checks, struct es_check *check);
void es_card_check_card(struct es_card_checks *checks, struct es_check *check);

/* Whether the module is there and, with a card seated that it is for, sees it; and whether the
 * card's PIN is blocked, where it tells. No try is spent. */
void es_card_check_module(struct es_card_checks *checks, struct es_check *check);

#endif
