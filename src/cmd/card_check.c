/* SPDX-License-Identifier: Apache-2.0 */
/* esign card-check: is the chip seated in the reader, does it answer, what is it. */
#include "card_atr.h"
#include "card_certificate.h"
#include "card_value.h"
#include "cmd.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/print.h"
#include "esign/progress.h"
#include "esign/text.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double FOR_EVER = -1;
static const double LOOK_UP = 1; /* seconds until it is seen that nobody reads any more */

static const struct opt_row OPTIONS[] = {
    {OPT_READER, "reader", ARG_REQUIRED, "TEXT", N_("only readers whose name holds this")},
    {OPT_WAIT, "wait", ARG_OPTIONAL, "SECONDS",
     N_("wait until a card is seated (without a number: for ever)")},
    {OPT_WATCH, "watch", ARG_NONE, NULL, N_("go on and tell each change")},
    {OPT_ATR, "atr", ARG_REQUIRED, "HEX",
     N_("explain this answer to reset; no reader is looked at")},
    {OPT_MODULE, "module", ARG_REQUIRED, "FILE", N_("the card's PKCS#11 module")},
    {OPT_FULL, "full", ARG_NONE, NULL, N_("show the certificate's owner unmasked")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

/* ---------------------------------------------------------------- for a person */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static const char *state_text(const char *state)
{
    static const struct {
        enum es_reader_state state;
        const char *text;
    } TEXTS[] = {
        {ES_READER_PRESENT, N_("card seated")}, {ES_READER_HELD, N_("held by another program")},
        {ES_READER_MUTE, N_("no answer")},      {ES_READER_EMPTY, N_("empty")},
        {ES_READER_UNKNOWN, N_("gone")},
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
        if (strcmp(state, es_reader_state_name(TEXTS[i].state)) == 0)
            return gettext(TEXTS[i].text);
    return state;
}

static bool is_akis(const json_t *reader)
{
    return strcmp(text_of(json_object_get(reader, "card"), "family"), "akis") == 0;
}

static const char *card_text(const json_t *reader)
{
    const json_t *card = json_object_get(reader, "card");
    const char *name = text_of(card, "name");
    if (*name || !json_is_object(card))
        return name;
    return is_akis(reader) ? "AKİS" : _("not an AKİS card");
}

static void pad(const char *text, size_t columns, FILE *out)
{
    size_t used = es_text_columns(text);
    fprintf(out, "%s%*s", text, (int)(used < columns ? columns - used : 0), "");
}

static void widen(size_t *columns, const char *text)
{
    size_t needed = es_text_columns(text);
    *columns = needed > *columns ? needed : *columns;
}

static void show_readers(const json_t *readers, FILE *out)
{
    size_t name_columns = 0, state_columns = 0, i;
    const json_t *reader;
    json_array_foreach((json_t *)readers, i, reader)
    {
        widen(&name_columns, text_of(reader, "name"));
        if (json_is_object(json_object_get(reader, "card")))
            widen(&state_columns, state_text(text_of(reader, "state")));
    }
    json_array_foreach((json_t *)readers, i, reader)
    {
        const char *state = state_text(text_of(reader, "state"));
        const char *card = card_text(reader);
        fputs("  ", out);
        pad(text_of(reader, "name"), name_columns + 2, out);
        pad(state, *card ? state_columns + 2 : 0, out);
        fprintf(out, "%s\n", card);
        if (es_log_enabled(ES_LOG_VERBOSE) && *text_of(reader, "atr"))
            fprintf(out, "    ATR %s\n", text_of(reader, "atr"));
    }
}

/* The seated card that matters: an AKİS one, else any. */
static const json_t *seated_card(const json_t *readers)
{
    const json_t *reader, *seated = NULL;
    size_t i;
    json_array_foreach((json_t *)readers, i, reader)
    {
        if (strcmp(text_of(reader, "state"), es_reader_state_name(ES_READER_PRESENT)) != 0)
            continue;
        if (is_akis(reader))
            return reader;
        seated = seated ? seated : reader;
    }
    return seated;
}

static const char *seated_text(const json_t *data)
{
    if (strcmp(text_of(data, "cause_code"), "atr_garbled") == 0)
        return _("The chip is seated, but what it answers first (its ATR) is garbled.");
    return _("The chip is seated and answers, but it is not an AKİS card.");
}

/* One sentence of the card; then what is to be said and done about it. */
static void show_seated(const json_t *data, FILE *out)
{
    const json_t *reader = seated_card(json_object_get(data, "readers"));
    bool akis = reader && is_akis(reader);
    es_auto(buf) card = {0};
    es_auto(buf) note = {0};
    bool whole =
        akis ? es_buf_printf(&card, _("The chip is seated and answers: %s."), card_text(reader))
             : es_buf_printf(&card, "%s", seated_text(data));
    if (whole && akis && *text_of(data, "cause"))
        whole = es_buf_printf(&note, _("Note: %s. %s"), text_of(data, "cause"),
                              text_of(data, "remedy"));
    else if (whole && *text_of(data, "remedy"))
        whole = es_buf_printf(&note, "%s", text_of(data, "remedy"));
    if (whole)
        es_print_wrapped(es_buf_str(&card), 0, out);
    if (whole && note.len)
        es_print_wrapped(es_buf_str(&note), 0, out);
}

static void show(const struct es_run *run, FILE *out)
{
    const json_t *readers = json_object_get(run->data, "readers");
    const json_t *card = json_object_get(run->data, "card");
    if (json_is_object(card))
        card_show_atr(text_of(run->data, "atr"), card, out);
    if (json_is_true(json_object_get(run->data, "seated")))
        show_seated(run->data, out);
    if (!run->guided)
        show_readers(readers, out);
    card_certificate_show(run, out);
}

/* ---------------------------------------------------------------- running */

static es_status read_seconds(const struct opt_values *options, double *seconds,
                              struct es_error *err)
{
    const char *text = options->value[OPT_WAIT];
    es_auto(buf) shown = {0};
    static const double LONGEST = 1e8; /* three years; more is meant as for ever */
    char *end = NULL;
    *seconds = FOR_EVER;
    if (!text)
        return ES_OK;
    bool plain = *text && strspn(text, "0123456789.") == strlen(text);
    if (plain)
        *seconds = strtod(text, &end);
    if (!plain || *end)
        return es_fail_with(err, ES_USAGE, _("--wait takes seconds, as in --wait=30, not '%s'"),
                            opt_given(options, OPT_WAIT, &shown));
    if (*seconds > LONGEST)
        *seconds = FOR_EVER;
    return ES_OK;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_left(double end)
{
    double left = end - seconds_now();
    return left > 0 ? left : 0;
}

/* What stands in the way is told each time it changes, so that a person can do something. */
static es_status wait_for_card(struct es_card_watch *watch, double seconds,
                               struct es_readers *readers, struct es_error *err)
{
    double end = seconds_now() + seconds;
    for (;;) {
        bool changed = false;
        double left = seconds < 0 ? FOR_EVER : seconds_left(end);
        es_status status = es_card_watch_next(watch, left, readers, &changed, err);
        bool is_over = seconds >= 0 && seconds_left(end) <= 0;
        if (status == ES_OK || !changed || is_over)
            return status;
        es_log(ES_LOG_NORMAL, _("%s; waiting for a card"), err->message);
    }
}

/* Nothing follows from a card that is not the e-signature card. */
static void set_next(struct es_run *run, es_status status)
{
    const json_t *card = seated_card(json_object_get(run->data, "readers"));
    bool ready = status == ES_OK && card && is_akis(card);
    run->next_command = ready ? "login" : NULL;
    run->next_text =
        ready ? N_("log in with your security word, or get a new one with: esign forgot-word")
              : NULL;
}

static void print_change(const struct es_run *run, es_status status, const struct es_error *err)
{
    if (run->options->given[OPT_JSON]) {
        (void)cmd_print_envelope(run, status, err); /* stdout keeps the error: finish sees it */
    } else {
        if (status != ES_OK)
            printf("%s\n", err->message);
        show(run, stdout);
    }
    fflush(stdout);
}

/* Of a pipe whose reader has gone the kernel tells so. Else that would be noticed at the next
 * change, and a script would wait for it. The end is the same: by SIGPIPE. */
static bool is_read(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};
    if (poll(&out, 1, 0) > 0 && out.revents & POLLERR) {
        raise(SIGPIPE);
        return false; /* it is ignored here */
    }
    return !ferror(stdout);
}

/* Goes on until a signal ends it, or nobody reads any more. */
static es_status watch_changes(struct es_run *run, struct es_card_watch *watch,
                               struct es_readers *readers, struct es_error *err)
{
    es_status status = ES_OK;
    double seconds = FOR_EVER; /* for the first answer, however late it is */
    run->data_printed = true;
    while (is_read()) {
        bool changed = false;
        status = es_card_watch_next(watch, seconds, readers, &changed, err);
        seconds = LOOK_UP;
        if (!changed)
            continue;
        card_fill_data(run->data, status, readers, err);
        set_next(run, status);
        print_change(run, status, err);
    }
    return status;
}

static es_status watch_readers(struct es_run *run, double seconds, struct es_readers *readers,
                               struct es_error *err)
{
    struct es_card_watch *watch = NULL;
    es_status status = es_card_watch_open(run->options->value[OPT_READER], &watch, err);
    if (status != ES_OK)
        return status;
    if (run->options->given[OPT_WATCH]) {
        status = watch_changes(run, watch, readers, err);
    } else {
        es_progress_begin(_("Waiting for a card"));
        status = wait_for_card(watch, seconds, readers, err);
        es_progress_end();
    }
    es_card_watch_free(&watch);
    return status;
}

/* Of each pair there may be one: the other would have no effect. The certificate is not read while
 * changes are watched: a module may take seconds, in which a change would be told late. */
static es_status check_options(const struct opt_values *options, struct es_error *err)
{
    static const struct {
        enum opt one, other;
        const char *names[2];
    } PAIRS[] = {
        {OPT_ATR, OPT_WAIT, {"atr", "wait"}},     {OPT_ATR, OPT_WATCH, {"atr", "watch"}},
        {OPT_ATR, OPT_READER, {"atr", "reader"}}, {OPT_ATR, OPT_MODULE, {"atr", "module"}},
        {OPT_WAIT, OPT_WATCH, {"wait", "watch"}}, {OPT_WATCH, OPT_MODULE, {"watch", "module"}},
        {OPT_ATR, OPT_FULL, {"atr", "full"}},     {OPT_WATCH, OPT_FULL, {"watch", "full"}},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++)
        if (options->given[PAIRS[i].one] && options->given[PAIRS[i].other])
            return es_fail_with(err, ES_USAGE, _("options '--%s' and '--%s' exclude each other"),
                                PAIRS[i].names[0], PAIRS[i].names[1]);
    return ES_OK;
}

static es_status explain(struct es_run *run, const char *digits, struct es_error *err)
{
    struct es_atr atr;
    uint8_t bytes[ES_ATR_BYTES_MAX];
    size_t len = 0;
    if (!es_atr_read(digits, bytes, &len))
        return es_fail_with(err, ES_USAGE,
                            _("option '--%s' takes the bytes of an answer to reset as hex digits"),
                            "atr");
    (void)es_atr_parse(bytes, len, &atr);
    json_object_set_new(run->data, "atr", card_hex_value(bytes, len));
    json_object_set_new(run->data, "card", card_value(bytes, len, &atr));
    return ES_OK;
}

static es_status look(struct es_run *run, struct es_readers *readers, struct es_error *err)
{
    const struct opt_values *options = run->options;
    double seconds = 0;
    if (read_seconds(options, &seconds, err) != ES_OK)
        return ES_USAGE;
    if (options->given[OPT_WAIT] || options->given[OPT_WATCH])
        return watch_readers(run, seconds, readers, err);
    es_progress_begin(_("Looking at the readers"));
    es_status status = es_card_look(options->value[OPT_READER], readers, err);
    es_progress_end();
    return card_blame_reader(options, readers, status, err);
}

static es_status look_and_tell(struct es_run *run, struct es_error *err)
{
    struct es_readers *readers = es_heap_zeroed(1, sizeof *readers);
    if (!readers)
        return es_fail_memory(err);
    es_status status = card_certificate_check(run, err);
    if (!status)
        status = look(run, readers, err);
    card_fill_data(run->data, status, readers, err);
    if (!status && !run->options->given[OPT_WATCH])
        card_certificate_read(run, readers);
    es_heap_free(readers);
    set_next(run, status);
    return status;
}

static es_status run(struct es_run *run, struct es_error *err)
{
    const char *digits = run->options->value[OPT_ATR];
    if (check_options(run->options, err) != ES_OK)
        return ES_USAGE;
    return digits ? explain(run, digits, err) : look_and_tell(run, err);
}

const struct es_command cmd_card_check = {
    .name = "card-check",
    .summary = N_("is the chip seated in the reader, and does it answer"),
    .options = OPTIONS,
    .shape = "{\"seated\":false,\"cause_code\":null,\"cause\":null,\"remedy\":null,\"readers\":[],"
             "\"atr\":null,\"card\":null,\"module\":null,"
             "\"certificate_problem\":null}",
    .run = run,
    .show = show,
    .show_on_failure = true,
};
