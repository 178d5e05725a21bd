/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of the seated cards, as card-check tells them. */
#ifndef ESIGN_CMD_CARD_CERTIFICATE_H
#define ESIGN_CMD_CARD_CERTIFICATE_H

#include "cmd.h"
#include "esign/card.h"

/* The module that is named, or the maker's, where it is installed. ES_MODULE_ABSENT. */
es_status card_module_find(const struct opt_values *options, struct es_buf *path,
                           struct es_error *err) ES_MUST_CHECK;

/* Before anything is looked at: a module that --module names is there. ES_MODULE_ABSENT. */
es_status card_certificate_check(const struct es_run *run, struct es_error *err) ES_MUST_CHECK;

/* Once a card is seated: fills "module", "certificate_problem" and the readers' certificates of
 * run->data in, whose "readers" are these. What goes wrong is told there and is no failure. */
void card_certificate_read(struct es_run *run, const struct es_readers *readers);

/* What of it a person wants to know. */
void card_certificate_show(const struct es_run *run, FILE *out);

#endif
