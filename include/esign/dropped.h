/* SPDX-License-Identifier: Apache-2.0 */
/* A file's name where a person types it: no shell takes quotation marks away there, and terminals
 * write the name of a file that is dropped on them as for a shell. */
#ifndef ESIGN_DROPPED_H
#define ESIGN_DROPPED_H

#include "esign/buf.h"

/* Appends the path of the file that was typed: as it stands, where there is such a file; else with
 * what a shell would take away taken away ('it'\''s', "a b", a\ b), blanks around it and a "~/" in
 * front resolved, and of a file: address the path. False where there is no memory. */
bool es_dropped_path(const char *typed, struct es_buf *path) ES_MUST_CHECK;

#endif
