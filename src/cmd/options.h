/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Options of the command line. One table per command (and one for all) makes the parser's
 * table, --help and what the manual is checked against.
 */
#ifndef ESIGN_CMD_OPTIONS_H
#define ESIGN_CMD_OPTIONS_H

#include "esign/buf.h"
#include "esign/error.h"
#include <stdio.h>

enum opt {
    OPT_NONE,
    /* global */
    OPT_JSON,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_LANG,
    OPT_NO_INPUT,
    OPT_ACCESSIBLE,
    OPT_PROFILE,
    OPT_START,
    OPT_CACERT,
    OPT_PROXY,
    OPT_SESSION,
    OPT_TIMEOUT,
    OPT_ANSWERS,
    OPT_VERSION,
    OPT_HELP,
    /* of commands */
    OPT_READER,
    OPT_WAIT,
    OPT_WATCH,
    OPT_ATR,
    OPT_MODULE,
    OPT_FULL,
    OPT_ID_FILE,
    OPT_CAPTCHA,
    OPT_CAPTCHA_OUT,
    OPT_WORD_FILE,
    OPT_LAST_TRY,
    OPT_MAIL,
    OPT_IMAP,
    OPT_MAILDIR,
    OPT_MAIL_PASSWORD_FILE,
    OPT_MAIL_CACERT,
    OPT_MAIL_WAIT,
    OPT_LINK_FILE,
    OPT_SEND_ONLY,
    OPT_RESEND,
    OPT_CODE_FILE,
    OPT_PHONE_ENDS,
    OPT_SERIAL,
    OPT_FIELD,
    OPT_CLEAR_AFTER,
    OPT_FIELD_FILE,
    OPT_OFFLINE,
    OPT_PIN_FILE,
    OPT_NEW_PIN_FILE,
    OPT_COUNT
};

enum opt_argument { ARG_NONE, ARG_REQUIRED, ARG_OPTIONAL };

struct opt_row { /* a table ends with a row of OPT_NONE */
    enum opt id;
    const char *name; /* without the dashes */
    enum opt_argument argument;
    const char *argument_name; /* "FILE"; NULL for ARG_NONE */
    const char *help;          /* N_("…"): one sentence without a full stop */
};

struct opt_values {
    bool given[OPT_COUNT];
    const char
        *value[OPT_COUNT];  /* of the argument, borrowed from argv; NULL where there is none */
    size_t line[OPT_COUNT]; /* where the configuration file gave it; 0: it did not */
    const char *file;       /* that file; borrowed */
};

enum { OPT_OPERANDS_MAX = 64 };

struct opt_operands { /* the words behind the command, borrowed from argv */
    const char *word[OPT_OPERANDS_MAX];
    size_t n;
};

extern const struct opt_row opt_global[];

/* Parses argv[1..]: global options before and after the command, the command's after it.
 * *command_name is NULL where there is none; how many operands it takes is the caller's to check.
 * Long options cannot be abbreviated. ES_USAGE names what is wrong. `find_table` gives a command's
 * own table, NULL for an unknown command. */
es_status opt_parse(int argc, char **argv,
                    const struct opt_row *(*find_table)(const char *command_name),
                    struct opt_values *values, const char **command_name,
                    struct opt_operands *operands, struct es_error *err) ES_MUST_CHECK;

/* What an option was given, for the message that refuses it: safe to show, and short. Not of an
 * option that takes a secret or a number of the person's. "" where there is no memory. */
const char *opt_given(const struct opt_values *values, enum opt option, struct es_buf *shown);

/* An option's whole seconds; where it is not given *seconds stays as it is. ES_USAGE for anything
 * that is not from `least` to `most`. */
es_status opt_take_seconds(const struct opt_values *values, enum opt option, const char *name,
                           long least, long most, long *seconds,
                           struct es_error *err) ES_MUST_CHECK;

/* An argument's name in the language of messages: "FILE" is "DOSYA" in Turkish. */
const char *opt_argument_text(const char *name);

/* Prints what stands on the left, and behind it, in the help's column, what it does. */
void opt_print_row(const char *left, const char *help, FILE *out);

/* Prints a table, aligned, within 80 columns. */
void opt_print_help(const struct opt_row *table, FILE *out);

#endif
