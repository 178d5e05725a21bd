/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a command is written. A command is one file in src/cmd and one line in cmd_table.
 *
 *   1. its option table (options.h), ending with {OPT_NONE};
 *   2. shape: run->data as it is before anything is known, with every key of the contract;
 *      run(): reads options, calls the library, fills run->data in and returns the status; it
 *      prints nothing to stdout itself;
 *   3. show(): prints run->data for a person to `out`, only after ES_OK. Where a failure has
 *      something to show as well (card-check's readers), set show_on_failure.
 *
 * main prints the JSON envelope, or calls show(), and prints errors and hints to stderr.
 */
#ifndef ESIGN_CMD_H
#define ESIGN_CMD_H

#include "esign/ask.h"
#include "given_files.h"
#include "options.h"
#include "settings.h"
#include <jansson.h>

struct es_command;

struct es_run {
    const struct es_command *command;
    const struct opt_values *options;
    const char *const *operands; /* inspect's FILE|URL|-, page's steps, card-pin's deed */
    size_t n_operands;
    struct es_ask *ask;
    bool guided;              /* by the guide, which says what comes next in its own words */
    bool sent;                /* a request with an effect may have gone out */
    json_t *data;             /* the command's result; its shape at the start */
    bool data_printed;        /* the command has printed its results itself (--watch, --field) */
    const char *next_command; /* "sms-verify"; NULL where nothing follows */
    const char *next_text;    /* N_("…") */
};

struct es_verb {          /* a table ends with a row whose name is NULL */
    const char *name;     /* "" for none at all */
    const char *argument; /* N_("LABEL") or NULL */
    const char *help;     /* N_("…") */
};

struct es_command {
    const char *name;
    const char *summary;  /* N_("…") */
    const char *operands; /* "FILE|URL|-" or NULL */
    size_t operands_max;
    const struct es_verb
        *verbs;       /* what the operands may be, for the help; NULL: they are no verbs */
    const char *note; /* N_("…"): what the help says besides; or NULL */
    const struct opt_row *options;
    const char *shape; /* JSON */
    es_status (*run)(struct es_run *run, struct es_error *err);
    void (*show)(const struct es_run *run, FILE *out);
    bool show_on_failure;
    const char *unknown_hint; /* N_("…"): what to do where it is not known what came of an answer;
                                 NULL: as the list of errors says */
};

extern const struct es_command cmd_guide, cmd_card_check, cmd_forgot_word, cmd_reset_word,
    cmd_login, cmd_sms_verify, cmd_pin_puk, cmd_activate, cmd_certs, cmd_update_info, cmd_card_pin,
    cmd_status, cmd_logout, cmd_inspect, cmd_page, cmd_doctor, cmd_help;

extern const struct es_command *const cmd_table[]; /* ends with NULL */

/* The command of that name; NULL where there is none, and for NULL. */
const struct es_command *cmd_find(const char *name);

/* What --help says, of a command or, for NULL, of all; through a pager where that is long and `out`
 * is standard output and a terminal. */
void cmd_print_help(const struct es_command *command, FILE *out);

/* What --version says. */
void cmd_print_version(FILE *out);

/* The same as JSON; NULL where there was no memory. */
json_t *cmd_version_value(void);

/* The text, which is UTF-8; null where there is none, or it is empty. */
json_t *cmd_text(const char *text);

/* For --watch: prints one envelope for run->data and the status now, as one line. False, and the
 * person told, where it could not be written. */
bool cmd_print_envelope(const struct es_run *run, es_status status, const struct es_error *err);

#endif
