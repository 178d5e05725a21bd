/* SPDX-License-Identifier: Apache-2.0 */
/* The program: global options, the command table, printing what comes back, the exit status. */
#include "cmd/cmd.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include "esign/log.h"
#include "esign/looks.h"
#include "esign/means.h"
#include "esign/module.h"
#include "esign/print.h"
#include "esign/progress.h"
#include "esign/secret.h"
#include "esign/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The next file to be opened would get the number of a descriptor that the caller has closed, and
 * what is said to people would be written into it. Something takes the place that can be neither
 * read nor written, so that reading and writing fail as they would have. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(es_error_info(ES_INTERNAL)->exit_status);
    }
}

static const struct opt_row *find_table(const char *name)
{
    const struct es_command *command = cmd_find(name);
    return command ? command->options : NULL;
}

static void say_again(struct settings *settings, struct es_error *unusable)
{
    settings_free(settings);
    *settings = (struct settings){.set = {false}};
    if (settings_read(settings, unusable)) {
        /* Told when there is something to be done with it. */
    }
}

/* The language and level must be right already for the first complaint about an option. */
static void scan_early(int argc, char **argv, struct settings *settings, bool *json,
                       struct es_error *unusable)
{
    const char *lang = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--"); i++) {
        if (!strncmp(argv[i], "--lang=", 7))
            lang = argv[i] + 7;
        else if (!strcmp(argv[i], "--lang") && i + 1 < argc)
            lang = argv[i + 1];
        else if (!strcmp(argv[i], "--json"))
            *json = true;
    }
    bool known = lang && (!strcmp(lang, "tr") || !strcmp(lang, "en"));
    es_i18n_init(known ? lang : NULL);
    bool failed = settings_read(settings, unusable) != ES_OK;
    const char *set = known ? NULL : settings_value(settings, OPT_LANG);
    if (set)
        es_i18n_init(set);
    if (set && failed) /* what is wrong is said in the language that is set */
        say_again(settings, unusable);
}

static bool is_accessible(const struct opt_values *values)
{
    const char *wish = getenv("ESIGN_ACCESSIBLE");
    if (!wish || !*wish)
        wish = values->value[OPT_ACCESSIBLE]; /* the configuration file's */
    return values->given[OPT_ACCESSIBLE] || (wish && strcmp(wish, "0") != 0);
}

static es_status check_globals(const struct opt_values *values, struct es_error *err)
{
    const char *lang = values->value[OPT_LANG];
    es_auto(buf) shown = {0};
    if (lang && strcmp(lang, "tr") && strcmp(lang, "en"))
        return es_fail_with(err, ES_USAGE, _("--lang takes tr or en, not '%s'"),
                            opt_given(values, OPT_LANG, &shown));
    if (values->given[OPT_QUIET] && values->given[OPT_VERBOSE])
        return es_fail_with(err, ES_USAGE, _("--quiet and --verbose exclude each other"));
    if (values->given[OPT_QUIET])
        es_log_set_level(ES_LOG_QUIET);
    if (values->given[OPT_VERBOSE])
        es_log_set_level(ES_LOG_VERBOSE);
    es_ui_set_accessible(is_accessible(values));
    es_progress_allow(!values->given[OPT_JSON]);
    return ES_OK;
}

/* Standard input can be read by one of them only. */
static es_status check_standard_input(const struct es_run *run, struct es_error *err)
{
    static const enum opt inputs[] = {
        OPT_ANSWERS, OPT_ID_FILE,    OPT_WORD_FILE, OPT_LINK_FILE,    OPT_CODE_FILE,
        OPT_MAIL,    OPT_FIELD_FILE, OPT_PIN_FILE,  OPT_NEW_PIN_FILE, OPT_MAIL_PASSWORD_FILE};
    int dashes = run->n_operands == 1 && !strcmp(run->operands[0], "-");
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        const char *value = run->options->value[inputs[i]];
        dashes += value && !strcmp(value, "-");
    }
    return dashes > 1 ? es_fail_with(err, ES_USAGE, _("only one '-' can read standard input"))
                      : ES_OK;
}

static json_t *shape_of(const struct es_command *command)
{
    return command ? es_json_read(command->shape, strlen(command->shape), NULL) : json_object();
}

static es_status open_ask(struct es_run *run, struct es_error *err)
{
    const struct opt_values *values = run->options;
    const char *askpass = getenv("ESIGN_ASKPASS");
    struct es_ask_options options = {
        .text = {[ES_KIND_CAPTCHA] = values->value[OPT_CAPTCHA]},
        .file = {[ES_KIND_ID] = values->value[OPT_ID_FILE],
                 [ES_KIND_WORD] = values->value[OPT_WORD_FILE],
                 [ES_KIND_LINK] = values->value[OPT_LINK_FILE],
                 [ES_KIND_CODE] = values->value[OPT_CODE_FILE],
                 [ES_KIND_FIELD] = values->value[OPT_FIELD_FILE],
                 [ES_KIND_PIN] = values->value[OPT_PIN_FILE],
                 [ES_KIND_NEW_PIN] = values->value[OPT_NEW_PIN_FILE],
                 [ES_KIND_MAIL_PASSWORD] = values->value[OPT_MAIL_PASSWORD_FILE]},
        .answers = values->value[OPT_ANSWERS],
        .askpass = askpass && *askpass ? askpass : NULL,
        .no_input = values->given[OPT_NO_INPUT],
    };
    return es_ask_open(&options, &run->ask, err);
}

/* "--wait 30" is meant for "--wait=30". */
static es_status too_many_words(const struct es_run *run, const char *word, struct es_error *err)
{
    es_fail_with(err, ES_USAGE, _("'%s' is one word too many"), word);
    for (const struct opt_row *row = run->command->options; row->id != OPT_NONE; row++)
        if (row->argument == ARG_OPTIONAL && run->options->given[row->id] &&
            !run->options->value[row->id])
            es_hint(err, _("The value of --%s stands behind '=': --%s=%s"), row->name, row->name,
                    word);
    return ES_USAGE;
}

static es_status run_command(struct es_run *run, struct es_error *err)
{
    size_t most = run->command->operands_max;
    if (run->n_operands > most)
        return too_many_words(run, run->operands[most], err);
    es_status status = check_standard_input(run, err);
    if (!status)
        status = given_files_check(run->options, run->command->options, err);
    if (!status)
        status = open_ask(run, err);
    return status ? status : run->command->run(run, err);
}

/* Where memory ran out, what came after it is not to be believed: a stem that was not found, a key
 * that is missing in the result. The result is as it was at the start then. */
static es_status settle(struct es_run *run, es_status status, struct es_error *err)
{
    if (!es_heap_refusals() || status == ES_OUTCOME_UNKNOWN)
        return status;
    json_decref(run->data);
    run->data = shape_of(run->command);
    if (!run->sent)
        return es_fail_memory(err);
    status =
        es_fail_with(err, ES_OUTCOME_UNKNOWN,
                     _("an answer was sent, but there was not enough memory to read its result"));
    if (run->command->unknown_hint)
        es_hint(err, "%s", gettext(run->command->unknown_hint));
    return status;
}

/* The command's own help is nearer than the general one. */
static void point_at_help(const struct es_run *run, struct es_error *err)
{
    if (run->command && !strcmp(err->hint, gettext(es_error_info(ES_USAGE)->hint)))
        es_hint(err, _("See: esign help %s"), run->command->name);
}

bool cmd_print_envelope(const struct es_run *run, es_status status, const struct es_error *err)
{
    struct es_envelope envelope = {
        .command = run->command ? run->command->name : NULL,
        .status = status,
        .error = err,
        .data = run->data,
        .next_command = status ? NULL : run->next_command,
        .next_text = run->next_text ? gettext(run->next_text) : NULL,
    };
    return es_print_envelope(&envelope, stdout);
}

static void print_next(const struct es_run *run)
{
    es_auto(buf) line = {0};
    if (es_buf_printf(&line, _("Next: esign %s (%s)"), run->next_command, gettext(run->next_text)))
        es_print_wrapped(es_buf_str(&line), 0, stderr);
}

/* Scripts get their one object even where there was no memory for it. */
static es_status print_object(struct es_run *run, es_status status, struct es_error *err,
                              bool *printed)
{
    unsigned refusals = es_heap_refusals();
    *printed = cmd_print_envelope(run, status, err);
    if (*printed || es_heap_refusals() == refusals)
        return status;
    status = settle(run, status, err);
    es_print_bare_envelope(status, err, stdout);
    *printed = true;
    return status;
}

static void show_result(const struct es_run *run, es_status status)
{
    const struct es_command *command = run->command;
    if (command && !run->data_printed && (!status || command->show_on_failure))
        command->show(run, stdout);
}

/* The status that it ends with, after all. *printed false: the result could not be put together. */
static es_status print_result(struct es_run *run, es_status status, struct es_error *err, bool json,
                              bool *printed)
{
    *printed = true;
    if (!json)
        show_result(run, status);
    if (!json || run->data_printed)
        status = settle(run, status, err); /* words may be missing */
    else
        status = print_object(run, status, err, printed);
    fflush(stdout); /* what follows on stderr comes after it in a common pipe too */
    if (status)
        es_print_error(err, stderr);
    else if (!json && run->next_command && es_log_enabled(ES_LOG_NORMAL))
        print_next(run);
    return status;
}

static void tell_lost(bool sent)
{
    struct es_error lost = ES_ERROR_INIT;
    (void)es_fail(&lost, ES_OUTPUT_FAILED);
    if (!sent) /* there is nothing to look for */
        es_hint(&lost, "%s", "");
    es_log_error(ES_LOG_QUIET, &lost);
}

/* A result that cannot be delivered (a full disk, a closed pipe) is no success. Where nothing was
 * sent it may be tried again. */
static int finish(struct es_run *run, es_status status, bool printed)
{
    bool written = es_print_close() && printed;
    es_status lost = run->sent ? ES_OUTPUT_FAILED : ES_NO_RESOURCES;
    if (!written)
        tell_lost(run->sent);
    json_decref(run->data);
    es_ask_free(&run->ask);
    es_wipe_stack();
    return es_error_info(status || written ? status : lost)->exit_status;
}

static es_status parse(int argc, char **argv, const struct settings *settings, struct es_run *run,
                       struct opt_values *values, struct opt_operands *operands,
                       struct es_error *err)
{
    const char *name = NULL;
    es_status status = opt_parse(argc, argv, find_table, values, &name, operands, err);
    run->operands = operands->word;
    run->n_operands = operands->n;
    run->options = values;
    run->command = cmd_find(name);
    run->data = shape_of(run->command);
    settings_apply(settings, values);
    return status ? status : check_globals(values, err);
}

/* A configuration file that cannot be used stops all but the help, which says how it is written. */
static es_status start(struct es_run *run, const struct es_error *unusable, struct es_error *err)
{
    if (!run->command) {
        es_status status = es_fail_with(err, ES_USAGE, _("which command?"));
        es_hint(err, _("To be led step by step: esign guide. All commands: esign --help"));
        return status;
    }
    if (!unusable->status || run->command == &cmd_help)
        return run_command(run, err);
    *err = *unusable;
    return unusable->status;
}

/* With --json the versions are what the object is of, whatever command they were asked of; the help
 * is for people (esign help has it as JSON). */
static void tell_about(struct es_run *run, const struct opt_values *values, bool json)
{
    if (values->given[OPT_HELP]) {
        cmd_print_help(run->command, json ? stderr : stdout);
    } else if (json) {
        json_decref(run->data);
        run->command = NULL;
        run->data = cmd_version_value();
    } else {
        cmd_print_version(stdout);
    }
}

int main(int argc, char **argv)
{
    bool json = false;
    if (es_module_is_child(argc, argv))
        es_module_child();
    fill_standard_descriptors();
    signal(SIGCHLD, SIG_DFL); /* or a child's end could not be told, where the caller ignores it */
    signal(SIGXFSZ, SIG_IGN); /* a file's limit is an error to tell, as a full disk is */
    bool has_means = es_means_init();
    bool locked = es_secret_init();
    es_print_open();
    __attribute__((cleanup(settings_free))) struct settings settings = {.set = {false}};
    struct es_error err = ES_ERROR_INIT, unusable = ES_ERROR_INIT;
    scan_early(argc, argv, &settings, &json, &unusable);
    struct opt_values values = {.given = {false}};
    struct opt_operands operands = {.n = 0};
    struct es_run run = {0};
    es_status status = parse(argc, argv, &settings, &run, &values, &operands, &err);
    if (!status)
        json = values.given[OPT_JSON]; /* not where it was another option's value */
    if (!has_means)
        status = es_fail(&err, ES_NO_RESOURCES);
    if (!locked)
        es_log(ES_LOG_VERBOSE, "%s",
               _("secrets may be swapped to disk: the limit on locked memory is too low"));
    bool tells = !status && (values.given[OPT_HELP] || values.given[OPT_VERSION]);
    if (tells) /* with --json, standard output has its one object all the same */
        tell_about(&run, &values, json);
    if (tells && !json) {
        status = settle(&run, ES_OK, &err);
        if (status)
            es_print_error(&err, stderr);
        return finish(&run, status, true);
    }
    if (!status && !tells)
        status = start(&run, &unusable, &err);
    status = settle(&run, status, &err);
    if (status == ES_USAGE)
        point_at_help(&run, &err);
    bool printed;
    status = print_result(&run, status, &err, json, &printed);
    return finish(&run, status, printed);
}
