/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_CMD_GIVEN_FILES_H
#define ESIGN_CMD_GIVEN_FILES_H

#include "options.h"

/* The files that the command line names are there and may be read, and --captcha-out's folder
 * written: else ES_USAGE, before a person is asked for anything. None is opened: it may be a FIFO
 * that somebody has still to fill. `own` are the command's options: --cacert's file is looked for
 * where a person is asked before the portal is, and not where it may never be. */
es_status given_files_check(const struct opt_values *values, const struct opt_row *own,
                            struct es_error *err) ES_MUST_CHECK;

#endif
