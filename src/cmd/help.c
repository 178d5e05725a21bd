/* SPDX-License-Identifier: Apache-2.0 */
/* esign help, and --help: the overview, a command's options, a topic. */
#include "cmd.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/pager.h"
#include "esign/print.h"
#include "esign/text.h"
#include "suggest.h"
#include "topics.h"

#include <string.h>

enum { NAME_COLUMN = 16 };

static const struct opt_row OPTIONS[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

static void print_named(const char *name, const char *summary, FILE *out)
{
    fprintf(out, "  %-*s", NAME_COLUMN - 2, name);
    es_print_wrapped(gettext(summary), NAME_COLUMN, out);
}

static void print_overview(FILE *out)
{
    fprintf(out, _("Usage: esign [global options] COMMAND [options]\n\n"));
    es_print_wrapped(_("Recovers the security word, PIN and PUK of your own Kamu SM e-signature "
                       "card. Not affiliated with Kamu SM or TÜBİTAK."),
                     0, out);
    fprintf(out, "\n%s\n", _("Commands, in the order of a recovery:"));
    for (const struct es_command *const *at = cmd_table; *at; at++)
        print_named((*at)->name, (*at)->summary, out);
    fprintf(out, "\n%s\n", _("Topics:"));
    for (const struct topic *at = topic_table; at->name; at++)
        print_named(at->name, at->summary, out);
    fprintf(out, "\n%s\n", _("Global options, before or after the command:"));
    opt_print_help(opt_global, out);
    fprintf(out, "\n%s\n", _("esign help COMMAND or TOPIC tells more; so does: man esign"));
}

static void print_synopsis(const struct es_command *command, FILE *out)
{
    es_auto(buf) start = {0};
    if (!es_buf_printf(&start, _("Usage: esign %s [options]"), command->name))
        return;
    fputs(start.data, out);
    if (command->operands) {
        fputc(' ', out);
        es_print_wrapped(opt_argument_text(command->operands), es_text_columns(start.data) + 1,
                         out);
    } else {
        fputc('\n', out);
    }
    fputc('\n', out);
}

static void print_verbs(const struct es_verb *verbs, FILE *out)
{
    fprintf(out, "\n%s\n", _("What can be done:"));
    for (; verbs->name; verbs++) {
        es_auto(buf) left = {0};
        if (es_buf_printf(&left, "  %s%s%s", *verbs->name ? verbs->name : _("(nothing)"),
                          verbs->argument ? " " : "",
                          verbs->argument ? opt_argument_text(verbs->argument) : ""))
            opt_print_row(es_buf_str(&left), gettext(verbs->help), out);
    }
}

static void print_command(const struct es_command *command, FILE *out)
{
    print_synopsis(command, out);
    es_print_wrapped(gettext(command->summary), 0, out);
    if (command->verbs)
        print_verbs(command->verbs, out);
    if (command->note) {
        fputc('\n', out);
        es_print_wrapped(gettext(command->note), 0, out);
    }
    if (command->options->id != OPT_NONE) {
        fprintf(out, "\n%s\n", _("Options:"));
        opt_print_help(command->options, out);
    }
    fprintf(out, "\n%s\n", _("Global options:"));
    opt_print_help(opt_global, out);
}

void cmd_print_help(const struct es_command *command, FILE *out)
{
    FILE *to = out == stdout ? es_pager_open() : out;
    if (command)
        print_command(command, to);
    else
        print_overview(to);
    if (out == stdout)
        es_pager_close(&to);
}

/* ---------------------------------------------------------------- the command */

const struct es_command *cmd_find(const char *name)
{
    for (const struct es_command *const *at = cmd_table; name && *at; at++) {
        if (!strcmp((*at)->name, name))
            return *at;
    }
    return NULL;
}

static const char *wanted(const struct es_run *run)
{
    return run->n_operands ? run->operands[0] : NULL;
}

static void print_wanted(const struct es_run *run, FILE *out)
{
    const char *name = wanted(run);
    const struct topic *topic = name ? topic_find(name) : NULL;
    const struct es_command *command = name ? cmd_find(name) : NULL;
    if (topic)
        topic->print(out);
    else if (command)
        print_command(command, out);
    else
        print_overview(out);
}

static es_status unknown(const char *name, struct es_error *err)
{
    struct suggestion suggestion = {.typed = name, .length = strlen(name), .lead = "esign help "};
    for (const struct es_command *const *at = cmd_table; *at; at++)
        suggest_consider(&suggestion, (*at)->name);
    for (const struct topic *at = topic_table; at->name; at++)
        suggest_consider(&suggestion, at->name);
    es_status status =
        es_fail_with(err, ES_USAGE, _("there is no command and no topic '%s'"), name);
    suggest_tell(&suggestion, err);
    return status;
}

static es_status run_help(struct es_run *run, struct es_error *err)
{
    const char *name = wanted(run);
    if (name && !topic_find(name) && !cmd_find(name))
        return unknown(name, err);
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out)
        return es_fail_memory(err);
    print_wanted(run, out);
    bool whole = fclose(out) == 0;
    json_object_set_new(run->data, "topic", name ? json_string(name) : json_null());
    json_object_set_new(run->data, "text", json_string(text));
    es_heap_free(text);
    return whole ? ES_OK : es_fail_memory(err);
}

static void show_help(const struct es_run *run, FILE *out)
{
    (void)out; /* standard output, by way of the pager */
    FILE *to = es_pager_open();
    print_wanted(run, to);
    es_pager_close(&to);
}

const struct es_command cmd_help = {
    .name = "help",
    .summary = N_("explain a command or a topic"),
    .operands = "[COMMAND|TOPIC]",
    .operands_max = 1,
    .options = OPTIONS,
    .shape = "{\"topic\":null,\"text\":null}",
    .run = run_help,
    .show = show_help,
};
