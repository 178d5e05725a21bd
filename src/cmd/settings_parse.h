/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The format of the configuration file: git-config's, as git-config(1) has it under "Syntax",
 * without subsections, includes and conditions. Pure: bytes in, settings out.
 */
#ifndef ESIGN_CMD_SETTINGS_PARSE_H
#define ESIGN_CMD_SETTINGS_PARSE_H

#include "esign/buf.h"

enum { SETTINGS_FILE_MAX = 64 << 10, SETTINGS_NAME_MAX = 63, SETTINGS_VALUE_MAX = 4096 };

struct settings_line {
    size_t line; /* where it begins, from 1 */
    /* In small letters; "" where no section was begun. */
    char section[SETTINGS_NAME_MAX + 1], name[SETTINGS_NAME_MAX + 1];
    bool bare;         /* no "=": it is true */
    const char *value; /* borrowed for the call; UTF-8 without control characters */
};

/* Called for each setting in order; what it returns other than ES_OK ends the reading. */
typedef es_status (*settings_take)(const struct settings_line *line, void *user,
                                   struct es_error *err);

/* Reads the text. ES_CONFIG_INVALID, with the line's number in *at and what is wrong with it as the
 * message, where a line is none of the format's; nothing of a value stands in the message. */
es_status settings_parse(const char *text, size_t len, settings_take take, void *user, size_t *at,
                         struct es_error *err) ES_MUST_CHECK;

#endif
