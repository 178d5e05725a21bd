/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 6–8: from the mailed link to a new word. */
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/mail.h"
#include "esign/print.h"
#include "mailbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct opt_row options[] = {
    {OPT_MAIL, "mail", ARG_REQUIRED, "FILE|-", N_("the saved reset message")},
    {OPT_LINK_FILE, "link-file", ARG_REQUIRED, "FILE", N_("file with the link itself")},
    MAILBOX_OPTIONS,
    {OPT_WORD_FILE, "word-file", ARG_REQUIRED, "FILE", N_("file with the new security word")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

struct reset {
    struct es_run *run;
    struct es_client *client;
    struct es_buf link, word, again; /* secret */
};

static void reset_free(struct reset *reset)
{
    es_buf_free(&reset->link);
    es_buf_free(&reset->word);
    es_buf_free(&reset->again);
    es_client_free(&reset->client);
}

static es_status link_from_mail(struct reset *reset, const char *path, struct es_error *err)
{
    es_auto(buf) message = ES_BUF_SECRET;
    es_client_pause(reset->client); /* it may be a pipe that somebody has still to fill */
    if (!es_file_read(path, ES_MAIL_MAX, &message))
        return errno == EFBIG
                   ? es_fail_with(err, ES_LINK_REFUSED, _("the message '%s' is larger than %d MiB"),
                                  path, ES_MAIL_MAX >> 20)
                   : es_file_not_read(path, errno, err);
    es_status status = es_client_resume(reset->client, err);
    if (status)
        return status;
    return es_mail_link(es_buf_str(&message), message.len, es_client_allows, reset->client,
                        &reset->link, err);
}

/* By this session, as far as it tells; another one, or a browser, may have done so. */
static bool was_asked_for(struct reset *reset)
{
    int64_t ago;
    return es_client_has_session(reset->client) &&
           (es_client_session(reset->client)->id_hash[0] || mailbox_asked(reset->client, &ago));
}

static es_status link_from_answer(struct reset *reset, struct es_error *err)
{
    es_auto(buf) text = ES_BUF_SECRET, prompt = {0};
    bool tells = !reset->run->guided && !was_asked_for(reset);
    if (!es_buf_printf(&prompt, "%s%s%s",
                       tells ? _("If the e-mail was not asked for yet, first: esign forgot-word")
                             : "",
                       tells ? "\n" : "", _("Paste the link and press Enter (not shown): ")))
        return es_fail_memory(err);
    es_status status =
        journey_ask(reset->run, reset->client, ES_KIND_LINK, es_buf_str(&prompt), NULL, &text, err);
    if (status)
        return status;
    return es_mail_check_link(text.data, es_client_allows, reset->client, &reset->link, err);
}

static es_status get_link(struct reset *reset, struct es_error *err)
{
    const char *mail = reset->run->options->value[OPT_MAIL];
    if (mailbox_is_set(reset->run))
        return mailbox_link(reset->run, reset->client, &reset->link, err);
    return mail ? link_from_mail(reset, mail, err) : link_from_answer(reset, err);
}

/* A run that was stopped after the link was opened goes on with its page. */
static bool page_waits(struct reset *reset)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    return !reset->run->options->given[OPT_MAIL] && !mailbox_is_given(reset->run) &&
           !es_ask_given(reset->run->ask, ES_KIND_LINK) && es_client_has_session(reset->client) &&
           !es_client_view(reset->client, &view, &ignored) && view->match[ES_SCREEN_RESET].fits;
}

/* What a page that is no reset screen says: the link's end, above all. */
static es_status not_the_screen(struct reset *reset, const struct es_view *view,
                                struct es_error *err)
{
    char text[ES_PORTAL_MESSAGE_MAX];
    es_status said =
        es_classify(es_client_profile(reset->client), NULL, view->page, 1u << ES_KIND_LINK, text);
    if (said == ES_OK || said == ES_PAGE_UNKNOWN || said == ES_OUTCOME_UNKNOWN ||
        view->match[ES_SCREEN_RESET].status != ES_PAGE_UNKNOWN)
        return journey_hand_over(
            reset->client,
            es_client_report(reset->client, view->match[ES_SCREEN_RESET].status, err), err);
    es_fail(err, said);
    if (err)
        snprintf(err->portal_message, sizeof(err->portal_message), "%s", text);
    return said;
}

static es_status open_link(struct reset *reset, struct es_error *err)
{
    es_status status = get_link(reset, err);
    if (!status)
        status = es_client_open_link(reset->client, reset->link.data, err);
    const struct es_view *view = NULL;
    if (!status)
        status = es_client_view(reset->client, &view, err);
    if (status)
        return status;
    if (!view->match[ES_SCREEN_RESET].fits)
        return not_the_screen(reset, view, err);
    return es_client_keep(reset->client, err); /* the link may be good only once */
}

static es_status ask_words(struct reset *reset, struct es_client *client, struct es_error *err)
{
    es_status status = journey_ask(reset->run, client, ES_KIND_WORD,
                                   _("New security word (not shown): "), NULL, &reset->word, err);
    if (status || !es_ask_asked_twice(reset->run->ask, ES_KIND_WORD))
        return status;
    status = journey_ask(reset->run, client, ES_KIND_WORD_AGAIN,
                         _("The same word again (not shown): "), NULL, &reset->again, err);
    if (!status && strcmp(reset->word.data, reset->again.data))
        status = es_fail(err, ES_WORDS_DIFFER);
    return status;
}

static es_status updated(struct reset *reset, const struct es_outcome *outcome,
                         struct es_error *err)
{
    struct es_session *session = es_client_session(reset->client);
    journey_set_bool(reset->run, "updated", true);
    journey_set(reset->run, "portal_message", outcome->text);
    reset->run->next_command = "login";
    reset->run->next_text = N_("log in with the new word");
    if (session->id_hash[0]) {
        journey_learned(es_ledger_clear_hash(session->id_hash, err), err);
        session->id_hash[0] = '\0';
    }
    bool forgotten = false;
    return es_session_forget(session, &forgotten, err);
}

/* The same words mean another thing here: the word that is "wrong" is the new one. The form with
 * new words on it says no, whatever they are; the form alone says nothing. */
static void refine(struct es_outcome *outcome, bool same_screen)
{
    if (outcome->status == ES_SESSION_EXPIRED)
        outcome->status = ES_LINK_EXPIRED;
    bool says_no = outcome->status == ES_PORTAL_REFUSED ||
                   (outcome->status == ES_PAGE_UNKNOWN && outcome->text[0]);
    if (outcome->status == ES_WRONG_WORD || (same_screen && says_no))
        outcome->status = ES_WORD_REFUSED;
}

static es_status judge(struct reset *reset, struct es_outcome *outcome, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(reset->client, &view, err);
    if (status)
        return status;
    bool same_screen = view->match[ES_SCREEN_RESET].fits;
    if (outcome->status == ES_OK) /* agreed in words, on whichever screen */
        return updated(reset, outcome, err);
    refine(outcome, same_screen);
    status = journey_refused(outcome, false, err);
    if (status == ES_OUTCOME_UNKNOWN)
        return journey_hand_over(reset->client, status, err);
    struct es_error kept = ES_ERROR_INIT;
    bool forgotten = false;
    if (same_screen && status != ES_LINK_EXPIRED /* which takes no word, whatever it shows */
            ? es_client_keep(reset->client, &kept)
            : es_session_forget(es_client_session(reset->client), &forgotten, &kept)) {
        if (err)
            *err = kept;
        return kept.status;
    }
    return status;
}

static es_status send(struct reset *reset, struct es_error *err)
{
    const char *again = reset->again.len ? reset->again.data : reset->word.data;
    struct es_answers answers = {.value = {
                                     [ES_KIND_WORD] = reset->word.data,
                                     [ES_KIND_WORD_AGAIN] = again,
                                 }};
    struct es_outcome outcome;
    es_status status = es_client_answer(reset->client, ES_SCREEN_RESET, &answers, &outcome, err);
    return status ? status : judge(reset, &outcome, err);
}

/* All that can be known to be missing is told before the link is opened. */
static es_status check_answers(struct reset *reset, struct es_error *err)
{
    const struct es_run *run = reset->run;
    unsigned needs = 1u << ES_KIND_WORD;
    if (!page_waits(reset) && mailbox_is_set(run))
        needs |= mailbox_needs(run);
    else if (!page_waits(reset) && !run->options->given[OPT_MAIL])
        needs |= 1u << ES_KIND_LINK;
    return es_ask_missing(run->ask, needs, err);
}

static es_status check_options(const struct es_run *run, struct es_error *err)
{
    static const enum opt places[] = {OPT_MAIL, OPT_LINK_FILE, OPT_IMAP, OPT_MAILDIR};
    int given = 0;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        given += run->options->given[places[i]];
    return given > 1 ? es_fail_with(err, ES_USAGE,
                                    _("give one of --mail, --link-file, --imap and --maildir"))
                     : mailbox_check(run, err);
}

static es_status run_reset(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(reset_free))) struct reset reset = {
        .run = run, .link = ES_BUF_SECRET, .word = ES_BUF_SECRET, .again = ES_BUF_SECRET};
    es_status status = check_options(run, err);
    if (!status)
        status = journey_open(run, &reset.client, err);
    if (!status)
        status = check_answers(&reset, err);
    /* Words that are given are looked at before the link, which may be good only once, is
     * opened; a person is asked after it, so that a dead link costs no typing. */
    bool given = es_ask_given(run->ask, ES_KIND_WORD);
    if (!status && given)
        status = ask_words(&reset, reset.client, err);
    if (!status && !page_waits(&reset))
        status = open_link(&reset, err);
    if (!status && !given)
        status = ask_words(&reset, reset.client, err);
    return status ? status : send(&reset, err);
}

static void show_reset(const struct es_run *run, FILE *out)
{
    fprintf(out, "%s\n", _("The new security word is set."));
    es_print_pair(_("The portal says:"),
                  json_string_value(json_object_get(run->data, "portal_message")), 18, out);
}

const struct es_command cmd_reset_word = {
    .name = "reset-word",
    .summary = N_("set a new security word from the mailed link"),
    .options = options,
    .shape = "{\"updated\":false,\"portal_message\":null}",
    .run = run_reset,
    .show = show_reset,
};
