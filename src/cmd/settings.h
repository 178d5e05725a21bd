/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration file, $XDG_CONFIG_HOME/esign/config: what a person would set once. A setting is
 * an option's value where the command line gives none. No secret is one.
 */
#ifndef ESIGN_CMD_SETTINGS_H
#define ESIGN_CMD_SETTINGS_H

#include "esign/buf.h"
#include "options.h"

struct settings {
    bool set[OPT_COUNT]; /* by the option that a setting stands for */
    struct es_buf value[OPT_COUNT];
    size_t line[OPT_COUNT]; /* where it stands, from 1 */
    struct es_buf path;     /* the file's */
};

struct setting_row { /* a table ends with a row whose name is NULL */
    const char *section, *name;
    enum opt option;
    int kind;         /* settings.c's own */
    const char *help; /* N_("…") */
};

extern const struct setting_row setting_table[];

/* Reads the file; without one nothing is set, and all is well. ES_CONFIG_INVALID names file and
 * line, and what is wrong; then nothing is set but the language, where the file had said it. */
es_status settings_read(struct settings *settings, struct es_error *err) ES_MUST_CHECK;
void settings_free(struct settings *settings);

/* The file's path, whether or not there is one. False where nothing tells it. */
bool settings_path(struct es_buf *path) ES_MUST_CHECK;

/* What a setting says; NULL where it is not set. */
const char *settings_value(const struct settings *settings, enum opt option);

/* Gives each option that has no value the setting's, borrowed; it does not count as given. */
void settings_apply(const struct settings *settings, struct opt_values *values);

/* A value may be one that there is, and no good all the same: a file that is not there. Where the
 * configuration file gave it, the message begins with file and line, and what would be wrong usage,
 * or a profile that cannot be used, is ES_CONFIG_INVALID; else the error stays as it is. */
es_status settings_blame(const struct opt_values *values, enum opt option, es_status status,
                         struct es_error *err) ES_MUST_CHECK;

#endif
