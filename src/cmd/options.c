/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"
#include "cmd.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/text.h"
#include "suggest.h"
#include <stdlib.h>
#include <string.h>

const struct opt_row opt_global[] = {
    {OPT_JSON, "json", ARG_NONE, NULL, N_("one JSON object on standard output")},
    {OPT_QUIET, "quiet", ARG_NONE, NULL, N_("say less on standard error")},
    {OPT_VERBOSE, "verbose", ARG_NONE, NULL, N_("say more on standard error; never a secret")},
    {OPT_LANG, "lang", ARG_REQUIRED, "tr|en", N_("language of messages (else from the locale)")},
    {OPT_NO_INPUT, "no-input", ARG_NONE, NULL,
     N_("never ask; a missing answer ends with status 3")},
    {OPT_ACCESSIBLE, "accessible", ARG_NONE, NULL,
     N_("for a screen reader: nothing is redrawn, all is said in words")},
    {OPT_ANSWERS, "answers", ARG_REQUIRED, "FILE|-", N_("a JSON object with answers")},
    {OPT_PROFILE, "profile", ARG_REQUIRED, "NAME|FILE", N_("which portal (default kamusm)")},
    {OPT_START, "start", ARG_REQUIRED, "URL", N_("start here and allow only this origin")},
    {OPT_CACERT, "cacert", ARG_REQUIRED, "FILE", N_("trust only these CAs for the portal")},
    {OPT_PROXY, "proxy", ARG_REQUIRED, "URL", N_("reach the portal through this proxy")},
    {OPT_SESSION, "session", ARG_REQUIRED, "NAME", N_("name of the session (default \"default\")")},
    {OPT_TIMEOUT, "timeout", ARG_REQUIRED, "SECONDS", N_("time for one request (default 30)")},
    {OPT_VERSION, "version", ARG_NONE, NULL, N_("print the versions of esign and its libraries")},
    {OPT_HELP, "help", ARG_NONE, NULL, N_("print this help")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static const struct opt_row *find_row(const struct opt_row *table, const char *name, size_t len)
{
    for (; table && table->id != OPT_NONE; table++) {
        if (strlen(table->name) == len && !strncmp(table->name, name, len))
            return table;
    }
    return NULL;
}

/* One run over argv. getopt_long is not used: it abbreviates long options, and cannot tell an
 * option of another command from an unknown one. */
struct parser {
    int argc, at;
    char **argv;
    const struct opt_row *own; /* the command's table, once it is known */
    const char *command;
    struct opt_values *values;
};

static void consider_table(struct suggestion *suggestion, const struct opt_row *table)
{
    for (; table && table->id != OPT_NONE; table++)
        suggest_consider(suggestion, table->name);
}

static es_status unknown_option(const struct parser *parser, const char *name, size_t len,
                                struct es_error *err)
{
    struct suggestion suggestion = {.typed = name, .length = len, .lead = "--"};
    consider_table(&suggestion, opt_global);
    consider_table(&suggestion, parser->own);
    es_status status = parser->command
                           ? es_fail_with(err, ES_USAGE, _("'%s' has no option '--%.*s'"),
                                          parser->command, (int)len, name)
                           : es_fail_with(err, ES_USAGE, _("no option '--%.*s' before the command"),
                                          (int)len, name);
    suggest_tell(&suggestion, err);
    return status;
}

/* "-h", and "-help" for "--help". */
static void consider_short(const struct opt_row *table, const char *word,
                           struct suggestion *suggestion)
{
    for (; table && table->id != OPT_NONE; table++) {
        if (word[1] ? !strcmp(table->name, word) : *table->name == *word)
            suggest_add(suggestion, table->name);
    }
}

static es_status short_option(const struct parser *parser, const char *word, struct es_error *err)
{
    struct suggestion suggestion = {.typed = word + 1, .length = 0, .lead = "--"};
    consider_short(opt_global, word + 1, &suggestion);
    consider_short(parser->own, word + 1, &suggestion);
    es_status status =
        es_fail_with(err, ES_USAGE, _("unknown option '%s'; options have long names only"), word);
    suggest_tell(&suggestion, err);
    return status;
}

static es_status take_option(struct parser *parser, const char *word, struct es_error *err)
{
    const char *name = word + 2;
    const char *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct opt_row *row = find_row(opt_global, name, len);
    if (!row)
        row = find_row(parser->own, name, len);
    if (!row)
        return unknown_option(parser, name, len, err);
    if (row->argument == ARG_NONE && equals)
        return es_fail_with(err, ES_USAGE, _("option '--%s' takes no value"), row->name);
    const char *value = equals ? equals + 1 : NULL;
    if (row->argument == ARG_REQUIRED && !value) {
        if (parser->at >= parser->argc)
            return es_fail_with(err, ES_USAGE, _("option '--%s' needs a value"), row->name);
        value = parser->argv[parser->at++];
    }
    if (parser->values->given[row->id])
        return es_fail_with(err, ES_USAGE, _("option '--%s' is given twice"), row->name);
    parser->values->given[row->id] = true;
    parser->values->value[row->id] = value;
    return ES_OK;
}

static es_status unknown_command(const char *name, struct es_error *err)
{
    struct suggestion suggestion = {.typed = name, .length = strlen(name), .lead = "esign "};
    for (const struct es_command *const *at = cmd_table; *at; at++)
        suggest_consider(&suggestion, (*at)->name);
    es_status status = es_fail_with(err, ES_USAGE, _("there is no command '%s'"), name);
    suggest_tell(&suggestion, err);
    return status;
}

es_status opt_parse(int argc, char **argv,
                    const struct opt_row *(*find_table)(const char *command_name),
                    struct opt_values *values, const char **command_name,
                    struct opt_operands *operands, struct es_error *err)
{
    struct parser parser = {.argc = argc, .at = 1, .argv = argv, .values = values};
    bool only_operands = false;
    operands->n = 0;
    while (parser.at < argc) {
        const char *word = argv[parser.at++];
        if (!only_operands && !strcmp(word, "--")) {
            only_operands = true;
        } else if (!only_operands && word[0] == '-' && word[1] == '-') {
            es_status status = take_option(&parser, word, err);
            if (status) {
                *command_name = parser.command;
                return status;
            }
        } else if (!only_operands && word[0] == '-' && word[1]) {
            *command_name = parser.command;
            return short_option(&parser, word, err);
        } else if (!parser.command) {
            parser.own = find_table(word);
            if (!parser.own)
                return unknown_command(word, err);
            *command_name = parser.command = word;
        } else if (operands->n < OPT_OPERANDS_MAX) {
            operands->word[operands->n++] = word;
        } else {
            return es_fail_with(err, ES_USAGE, _("'%s' is one word too many"), word);
        }
    }
    return ES_OK;
}

const char *opt_given(const struct opt_values *values, enum opt option, struct es_buf *shown)
{
    enum { SHOWN_MAX = 60 };
    const char *text = values->value[option];
    return text && es_text_safe(text, SHOWN_MAX, shown) ? es_buf_str(shown) : "";
}

es_status opt_take_seconds(const struct opt_values *values, enum opt option, const char *name,
                           long least, long most, long *seconds, struct es_error *err)
{
    enum { DIGITS_MAX = 9 };
    es_auto(buf) shown = {0};
    const char *text = values->value[option];
    if (!text)
        return ES_OK;
    size_t digits = strspn(text, "0123456789");
    bool whole = digits && digits <= DIGITS_MAX && !text[digits];
    long value = whole ? strtol(text, NULL, 10) : -1;
    if (value < least || value > most)
        return es_fail_with(err, ES_USAGE, _("--%s takes whole seconds from %ld to %ld, not '%s'"),
                            name, least, most, opt_given(values, option, &shown));
    *seconds = value;
    return ES_OK;
}

enum { HELP_COLUMN = 26 };

/* What the tables and messages call arguments, marked here once for the catalogues. */
const char *opt_argument_text(const char *name)
{
    static const char *const NAMES[] = {
        N_("FILE"),
        N_("FILE|-"),
        N_("FILE|URL|-"),
        N_("TEXT"),
        N_("SECONDS"),
        N_("DIGITS"),
        N_("DIR"),
        N_("NAME"),
        N_("NAME|FILE"),
        N_("LABEL"),
        N_("[LABEL]"),
        N_("[COMMAND|TOPIC]"),
        N_("HEX"),
        N_("[fill LABEL]... [press LABEL | follow LABEL | picture [LABEL] | clear]")};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        if (!strcmp(name, NAMES[i]))
            return gettext(name);
    }
    return name;
}

void opt_print_row(const char *left, const char *help, FILE *out)
{
    int gap = HELP_COLUMN - (int)es_text_columns(left);
    fprintf(out, "%s%*s", left, gap > 0 ? gap : 0, "");
    if (gap <= 0)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    es_print_wrapped(help, HELP_COLUMN, out);
}

void opt_print_help(const struct opt_row *table, FILE *out)
{
    for (; table->id != OPT_NONE; table++) {
        char left[64];
        snprintf(left, sizeof(left), "  --%s%s%s%s", table->name,
                 table->argument == ARG_OPTIONAL ? "[="
                 : table->argument_name          ? " "
                                                 : "",
                 table->argument_name ? opt_argument_text(table->argument_name) : "",
                 table->argument == ARG_OPTIONAL ? "]" : "");
        opt_print_row(left, gettext(table->help), out);
    }
}
