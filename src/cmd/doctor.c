/* SPDX-License-Identifier: Apache-2.0 */
/* esign doctor: what can be in the way, one thing after the other, and what to do about it. The
 * report is made to be shown to strangers. */
#include "esign/card_checks.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/looks.h"
#include "esign/portal_checks.h"
#include "esign/print.h"
#include "esign/progress.h"
#include "esign/surroundings.h"
#include "esign/text.h"
#include "esign/tty.h"
#include "journey.h"

#include <string.h>

static const struct opt_row OPTIONS[] = {
    {OPT_MODULE, "module", ARG_REQUIRED, "FILE", N_("the card's PKCS#11 module")},
    {OPT_OFFLINE, "offline", ARG_NONE, NULL, N_("ask the network nothing")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static void check_session_folder(struct es_check *check)
{
    es_folder_check(ES_FOLDER_RUNTIME, ES_SESSION_UNUSABLE, check);
}

static void check_state_folder(struct es_check *check)
{
    es_folder_check(ES_FOLDER_STATE, ES_LEDGER_UNUSABLE, check);
}

/* In the order in which they are in the way; each has one of the three functions. */
static const struct row {
    const char *name;     /* stable */
    const char *title;    /* N_("…") */
    const char *after[2]; /* checks without which this one is not looked at */
    void (*card)(struct es_card_checks *checks, struct es_check *check);
    void (*portal)(struct es_portal_checks *checks, struct es_check *check);
    void (*other)(struct es_check *check);
} ROWS[] = {
    {"pcsc_library", N_("card library"), {NULL}, .card = es_card_check_library},
    {"pcsc_service", N_("card service"), {"pcsc_library"}, .card = es_card_check_service},
    {"pcsc_rights", N_("right to use it"), {"pcsc_service"}, .card = es_card_check_rights},
    {"reader_driver", N_("reader's driver"), {NULL}, .card = es_card_check_driver},
    {"reader", N_("reader"), {"pcsc_rights", "reader_driver"}, .card = es_card_check_reader},
    {"card", N_("card"), {"reader"}, .card = es_card_check_card},
    {"module", N_("card's module"), {NULL}, .card = es_card_check_module},
    {"clock", N_("clock"), {NULL}, .portal = es_portal_check_clock},
    {"dns", N_("portal's names"), {NULL}, .portal = es_portal_check_names},
    {"tcp", N_("connection"), {"dns"}, .portal = es_portal_check_connection},
    {"tls", N_("secure connection"), {"tcp"}, .portal = es_portal_check_tls},
    {"proxy", N_("proxy"), {NULL}, .portal = es_portal_check_proxy},
    {"page", N_("first page"), {"tls"}, .portal = es_portal_check_page},
    {"terminal", N_("terminal"), {NULL}, .other = es_tty_check},
    {"locale", N_("language, letters"), {NULL}, .other = es_locale_check},
    {"keyring", N_("keyring"), {NULL}, .other = es_keyring_check},
    {"session_folder", N_("session's folder"), {NULL}, .other = check_session_folder},
    {"state_folder", N_("lasting folder"), {NULL}, .other = check_state_folder},
};
enum { N_ROWS = sizeof ROWS / sizeof ROWS[0] };

struct doctor {
    struct es_card_checks *card;
    struct es_portal_checks *portal;
    struct es_check check[N_ROWS];
    const struct row *waits[N_ROWS]; /* for what is in the way of this one; NULL: nothing */
};

static size_t row_of(const char *name)
{
    size_t i = 0;
    while (i + 1 < N_ROWS && strcmp(ROWS[i].name, name) != 0)
        i++;
    return i;
}

/* The first thing in the way of what this check needs. */
static const struct row *find_wait(const struct doctor *doctor, const struct row *row)
{
    for (size_t i = 0; i < 2 && row->after[i]; i++) {
        size_t at = row_of(row->after[i]);
        if (doctor->check[at].state == ES_CHECK_WRONG)
            return &ROWS[at];
        if (doctor->waits[at])
            return doctor->waits[at];
    }
    return NULL;
}

static void look(struct doctor *doctor, size_t i)
{
    const struct row *row = &ROWS[i];
    struct es_check *check = &doctor->check[i];
    doctor->waits[i] = find_wait(doctor, row);
    if (doctor->waits[i])
        es_check_skipped(check, _("waits for: %s"), gettext(doctor->waits[i]->title));
    else if (row->card)
        row->card(doctor->card, check);
    else if (row->portal)
        row->portal(doctor->portal, check);
    else
        row->other(check);
}

static json_t *safe_or_null(const char *text)
{
    es_auto(buf) safe = {0};
    return *text && es_text_safe(text, ES_HINT_MAX, &safe) ? json_string(es_buf_str(&safe))
                                                           : json_null();
}

static json_t *check_value(const struct doctor *doctor, size_t i)
{
    const struct es_check *check = &doctor->check[i];
    const struct row *waits = doctor->waits[i];
    json_t *value = json_object();
    json_object_set_new(value, "name", json_string(ROWS[i].name));
    json_object_set_new(value, "state", json_string(es_check_state_name(check->state)));
    json_object_set_new(value, "code",
                        check->code ? json_string(es_error_info(check->code)->code) : json_null());
    json_object_set_new(value, "what", safe_or_null(check->what));
    json_object_set_new(value, "remedy", safe_or_null(check->remedy));
    json_object_set_new(value, "waits_for", waits ? json_string(waits->name) : json_null());
    return value;
}

/* The first thing in the way; but what was seen with too few means of our own says nothing. */
static const struct es_check *find_fault(const struct doctor *doctor)
{
    const struct es_check *first = NULL;
    for (size_t i = 0; i < N_ROWS; i++) {
        const struct es_check *check = &doctor->check[i];
        if (check->code == ES_NO_RESOURCES)
            return check;
        if (!first && check->state == ES_CHECK_WRONG)
            first = check;
    }
    return first;
}

static es_status judge(const struct doctor *doctor, struct es_error *err)
{
    const struct es_check *fault = find_fault(doctor);
    if (!fault)
        return ES_OK;
    es_status status = es_fail_with(err, fault->code, "%s", fault->what);
    es_hint(err, "%s", fault->remedy);
    return status;
}

static es_status go_through(struct es_run *run, struct doctor *doctor, struct es_error *err)
{
    json_t *list = json_array();
    for (size_t i = 0; i < N_ROWS; i++) {
        look(doctor, i);
        json_array_append_new(list, check_value(doctor, i));
    }
    json_object_set_new(run->data, "checks", list);
    return judge(doctor, err);
}

static es_status run_doctor(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_status status = journey_open_apart(run, NULL, &client, err);
    if (status)
        return status;
    es_auto(card_checks) *card = es_card_checks_new(run->options->value[OPT_MODULE]);
    es_auto(portal_checks) *portal = es_portal_checks_new(client, run->options->given[OPT_OFFLINE]);
    struct doctor *doctor = es_heap_zeroed(1, sizeof *doctor);
    if (!card || !portal || !doctor) {
        es_heap_free(doctor);
        return es_fail_memory(err);
    }
    doctor->card = card;
    doctor->portal = portal;
    es_progress_begin(_("Going through everything"));
    status = es_portal_checks_ask(portal, err);
    if (!status)
        status = go_through(run, doctor, err);
    es_progress_end();
    es_heap_free(doctor);
    return status;
}

/* ---- for a person ---- */

enum { TITLE_COLUMN = 13, WHAT_COLUMN = 31 };

/* Marks are letters where those of Unicode may not be shown; a word stands beside each. */
static const struct mark {
    enum es_check_state state;
    const char *sign, *letter;
    const char *word; /* N_("…") */
} MARKS[] = {
    {ES_CHECK_OK, "✓", "+", N_("fine")},
    {ES_CHECK_WRONG, "✗", "x", N_("in the way")},
    {ES_CHECK_UNKNOWN, "?", "?", N_("unclear")},
    {ES_CHECK_SKIPPED, "-", "-", N_("skipped")},
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static const struct mark *mark_of(const json_t *check)
{
    size_t i = 0;
    while (i + 1 < sizeof MARKS / sizeof MARKS[0] &&
           strcmp(text_of(check, "state"), es_check_state_name(MARKS[i].state)) != 0)
        i++;
    return &MARKS[i];
}

static bool pad(struct es_buf *line, size_t column)
{
    size_t used = es_text_columns(es_buf_str(line));
    return es_buf_printf(line, "%*s", (int)(used < column ? column - used : 1), "");
}

/* For who hears it: no marks, no columns. */
static void show_in_words(const json_t *check, FILE *out)
{
    es_auto(buf) line = {0};
    const char *title = ROWS[row_of(text_of(check, "name"))].title;
    if (es_buf_printf(&line, "%s: %s. %s", gettext(title), gettext(mark_of(check)->word),
                      text_of(check, "what")))
        es_print_wrapped(es_buf_str(&line), 0, out);
    if (*text_of(check, "remedy"))
        es_print_wrapped(text_of(check, "remedy"), 0, out);
}

static void show_check(const json_t *check, FILE *out)
{
    const struct mark *mark = mark_of(check);
    bool plain = !es_i18n_is_utf8();
    const char *title = ROWS[row_of(text_of(check, "name"))].title;
    es_auto(buf) line = {0};
    if (!es_buf_printf(&line, "%s %s", plain ? mark->letter : mark->sign, gettext(mark->word)) ||
        !pad(&line, TITLE_COLUMN) || !es_buf_add_str(&line, gettext(title)))
        return;
    es_print_pair(line.data, text_of(check, "what"), WHAT_COLUMN, out);
    if (!*text_of(check, "remedy"))
        return;
    const char *arrow = plain ? "->" : "→";
    fprintf(out, "%*s%s ", TITLE_COLUMN, "", arrow);
    es_print_wrapped(text_of(check, "remedy"), TITLE_COLUMN + es_text_columns(arrow) + 1, out);
}

static void show_doctor(const struct es_run *run, FILE *out)
{
    size_t i;
    json_t *check;
    unsigned long n = 0;
    bool believed = true;
    const char *no_resources = es_error_info(ES_NO_RESOURCES)->code;
    const json_t *checks = json_object_get(run->data, "checks");
    if (json_array_size(checks) == 0)
        return;
    json_array_foreach((json_t *)checks, i, check)
    {
        n += mark_of(check)->state == ES_CHECK_WRONG;
        believed = believed && strcmp(text_of(check, "code"), no_resources) != 0;
        (es_ui_accessible() ? show_in_words : show_check)(check, out);
    }
    if (!believed)
        fprintf(out, "%s\n", _("Too little could be looked at to say what is in the way."));
    else if (n)
        fprintf(out,
                ngettext("%lu thing is in the way.\n",
                         "%lu things are in the way; begin with the first.\n", n),
                n);
    else
        fprintf(out, "%s\n", _("Nothing is in the way."));
}

const struct es_command cmd_doctor = {
    .name = "doctor",
    .summary = N_("go through everything that can be in the way, and say what to do"),
    .options = OPTIONS,
    .shape = "{\"checks\":[]}",
    .run = run_doctor,
    .show = show_doctor,
    .show_on_failure = true,
};
