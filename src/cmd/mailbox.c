/* SPDX-License-Identifier: Apache-2.0 */
/* Brings together whom to ask (ui), the line to the server (web), and what is said on it (mail). */
#include "mailbox.h"

#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/line.h"
#include "esign/log.h"
#include "esign/mailbox.h"
#include "esign/progress.h"
#include "esign/waiting.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WAIT_DEFAULT = 300,
    WAIT_MAX = 3600,
    LOOK_EVERY = 5, /* seconds, and oftener at first */
    LOOK_TIMES = 2, /* so many --timeouts has a look at the least */
    DAY = 86400,
    CLOCKS_DIFFER = 300, /* seconds, the mail server's clock and ours; what doctor lets pass */
};

/* ---- options ---- */

bool mailbox_is_given(const struct es_run *run)
{
    return run->options->given[OPT_IMAP] || run->options->given[OPT_MAILDIR];
}

static bool is_set(const struct es_run *run, enum opt place)
{
    const struct opt_values *options = run->options;
    if (mailbox_is_given(run))
        return options->given[place];
    return options->value[place] && !options->given[OPT_MAIL] && !options->given[OPT_LINK_FILE] &&
           !es_ask_given(run->ask, ES_KIND_LINK);
}

bool mailbox_is_set(const struct es_run *run)
{
    return is_set(run, OPT_IMAP) || is_set(run, OPT_MAILDIR);
}

unsigned mailbox_needs(const struct es_run *run)
{
    return is_set(run, OPT_IMAP) ? 1u << ES_KIND_MAIL_PASSWORD : 0;
}

static es_status take_wait(const struct es_run *run, long *seconds, struct es_error *err)
{
    *seconds = WAIT_DEFAULT;
    return opt_take_seconds(run->options, OPT_MAIL_WAIT, "mail-wait", 0, WAIT_MAX, seconds, err);
}

es_status mailbox_check(const struct es_run *run, struct es_error *err)
{
    static const struct {
        enum opt option;
        const char *name;
    } of_imap[] = {{OPT_MAIL_PASSWORD_FILE, "mail-password-file"},
                   {OPT_MAIL_CACERT, "mail-cacert"}};
    const bool *given = run->options->given;
    if (given[OPT_IMAP] && given[OPT_MAILDIR])
        return es_fail_with(err, ES_USAGE, _("give one of --imap and --maildir"));
    __attribute__((cleanup(es_imap_address_free))) struct es_imap_address address = {.user = ""};
    long seconds;
    for (size_t i = 0; i < sizeof of_imap / sizeof *of_imap; i++)
        if (given[of_imap[i].option] && !is_set(run, OPT_IMAP))
            return es_fail_with(err, ES_USAGE, _("--%s needs --%s"), of_imap[i].name, "imap");
    if (given[OPT_MAIL_WAIT] && !mailbox_is_set(run))
        return es_fail_with(err, ES_USAGE, _("--mail-wait needs --imap or --maildir"));
    es_status status = take_wait(run, &seconds, err);
    return status || !is_set(run, OPT_IMAP)
               ? status
               : es_imap_address_parse(run->options->value[OPT_IMAP], &address, err);
}

void mailbox_leave_out(struct opt_values *options)
{
    static const enum opt all[] = {OPT_IMAP, OPT_MAILDIR, OPT_MAIL_PASSWORD_FILE, OPT_MAIL_CACERT,
                                   OPT_MAIL_WAIT};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        options->given[all[i]] = false;
        options->value[all[i]] = NULL;
    }
}

/* ---- what is looked for ---- */

bool mailbox_asked(struct es_client *client, int64_t *seconds)
{
    const struct es_session *session = es_client_session(client);
    struct es_moment asked = {.boot = ""};
    bool known = session->id_hash[0] && es_ledger_asked(session->id_hash, &asked) &&
                 es_moment_is_set(&asked);
    *seconds = known ? es_moment_since(&asked) : 0;
    return known;
}

/* A message from before the request has a link that is spent or expired. */
static int64_t moment_of_request(struct es_client *client)
{
    int64_t now = time(NULL), ago;
    if (mailbox_asked(client, &ago))
        return now - ago - CLOCKS_DIFFER;
    es_log(ES_LOG_VERBOSE, _("when the message was asked for is not known: one of the last 24 "
                             "hours is looked for"));
    return now - DAY;
}

static es_status describe(struct es_client *client, struct es_mailbox_wanted *wanted,
                          struct es_error *err)
{
    const json_t *mail = es_profile_get(es_client_profile(client), "mail");
    *wanted = (struct es_mailbox_wanted){
        .signs = {json_string_value(json_object_get(mail, "from")),
                  json_string_value(json_object_get(mail, "subject"))},
        .since = moment_of_request(client),
        .allowed = es_client_allows,
        .user = client,
    };
    return wanted->signs.from && wanted->signs.subject
               ? ES_OK
               : es_fail_with(err, ES_PROFILE_INVALID,
                              _("the profile '%s' does not tell the reset message's sender and "
                                "subject (\"mail\")"),
                              es_profile_name(es_client_profile(client)));
}

/* ---- waiting ---- */

static void sleep_a_second(void)
{
    (void)poll(NULL, 0, 1000);
}

/* One that could not be read may be the one: to ask for another would be the wrong advice. */
static es_status not_read(size_t n, struct es_error *err)
{
    es_fail_with(err, ES_NO_RESOURCES,
                 _("the reset message was not found; messages that could not be read: %zu"), n);
    es_hint(err, _("Memory may have been short, or they are made to do harm. Close other programs "
                   "and run the command again."));
    return ES_NO_RESOURCES;
}

/* The list's hint has a person look in places that were looked at. */
static void tell_where(const struct es_run *run, const struct es_mailbox_found *found,
                       struct es_error *err)
{
    if (found->no_junk)
        es_hint(err, _("Only the inbox was looked at: the server does not tell which folder is "
                       "for junk. Name that folder: --imap imaps://USER@HOST/FOLDER"));
    else if (is_set(run, OPT_IMAP) && run->guided)
        es_hint(err, _("Junk was looked at too. It may still be on its way."));
    else if (is_set(run, OPT_IMAP))
        es_hint(err, _("Junk was looked at too. It may still be on its way: run the command again "
                       "in a few minutes. A new e-mail comes with: esign forgot-word"));
    else
        es_hint(err, _("It may still be on its way, or in the folder for junk, which is a Maildir "
                       "of its own: name that with --maildir"));
}

static es_status not_found(const struct es_run *run, const struct es_mailbox_found *found,
                           struct es_error *err)
{
    if (found->unread)
        return not_read(found->unread, err);
    if (found->refused == 0) {
        es_fail(err, ES_MAIL_NOT_FOUND);
        tell_where(run, found, err);
        return ES_MAIL_NOT_FOUND;
    }
    es_fail_with(err, ES_MAIL_NOT_FOUND,
                 _("the reset message was not found; messages passed over for their link: %zu"),
                 found->refused);
    es_hint(err, run->guided ? _("Do not open the links of those: they may be forged.")
                             : _("Do not open the links of those: they may be forged. Ask for a "
                                 "new e-mail with: esign forgot-word"));
    return ES_MAIL_NOT_FOUND;
}

/* A part of a second is one: the wait is not cut short. */
static int64_t seconds_to(int64_t end)
{
    int64_t left = end - es_moment_ms();
    return left > 0 ? (left + 999) / 1000 : 0;
}

static es_status look_and_wait(struct es_run *run, struct es_mailbox *mailbox,
                               const struct es_mailbox_wanted *wanted, struct es_buf *link,
                               struct es_error *err)
{
    struct es_mailbox_found found;
    long seconds, timeout;
    es_status status = take_wait(run, &seconds, err);
    if (!status)
        status = journey_timeout(run, &timeout, err);
    if (status)
        return status;
    int64_t end = es_moment_ms() + seconds * 1000, left = seconds;
    es_waiting_begin(_("Waiting for the e-mail"), !run->options->given[OPT_JSON]);
    for (int pause = 1;; pause += pause < LOOK_EVERY) {
        int64_t deadline = es_moment_ms() + (left + LOOK_TIMES * timeout) * 1000;
        status = es_mailbox_look(mailbox, wanted, deadline, link, &found, err);
        left = seconds_to(end);
        if (status || found.found || left <= 0)
            break;
        for (int i = 0; i < pause && left > 0; i++, left = seconds_to(end)) {
            es_waiting_tick((long)left);
            sleep_a_second();
        }
    }
    es_waiting_end();
    return status || found.found ? status : not_found(run, &found, err);
}

/* ---- the server ---- */

static es_status send_on(void *line, const char *bytes, size_t len, int64_t deadline,
                         struct es_error *err)
{
    return es_line_send(line, bytes, len, deadline, err);
}

static es_status receive_on(void *line, char *bytes, size_t size, int64_t deadline, size_t *len,
                            struct es_error *err)
{
    return es_line_receive(line, bytes, size, deadline, len, err);
}

static es_status ask_password(struct es_run *run, const struct es_imap_address *address,
                              struct es_buf *password, struct es_error *err)
{
    es_auto(buf) prompt = {0};
    if (!es_buf_printf(&prompt, _("Password of %s at %s (not shown): "), address->user,
                       address->host))
        return es_fail_memory(err);
    return journey_ask(run, NULL, ES_KIND_MAIL_PASSWORD, prompt.data, NULL, password, err);
}

/* The list's hints speak of the portal; what has one of its own keeps it. */
static es_status explain(const struct es_run *run, es_status status, struct es_error *err)
{
    bool has_own = err && status && strcmp(err->hint, gettext(es_error_info(status)->hint)) != 0;
    if (has_own)
        return status;
    if (status == ES_UNREACHABLE)
        es_hint(err, _("Check the network and the mail server's address, then run the command "
                       "again; the portal was asked nothing."));
    if (status == ES_TIMED_OUT)
        es_hint(err, _("Check the mail server's address, then run the command again, with a longer "
                       "--timeout if need be; the portal was asked nothing."));
    if (status == ES_TLS_REFUSED && run->options->value[OPT_MAIL_CACERT])
        es_hint(err, _("The password was not sent. Check the clock, the mail server's address, and "
                       "whether --mail-cacert names its authority."));
    else if (status == ES_TLS_REFUSED)
        es_hint(err, _("The password was not sent. Check the clock and the mail server's address; "
                       "for a server of your own, name its authority with --mail-cacert FILE."));
    return status;
}

static es_status open_imap(struct es_run *run, const struct es_imap_address *address,
                           struct es_line **line, struct es_mailbox **mailbox, struct es_error *err)
{
    es_auto(buf) password = ES_BUF_SECRET;
    long seconds;
    es_status status = journey_timeout(run, &seconds, err);
    if (!status)
        status = ask_password(run, address, &password, err);
    if (status)
        return status;
    es_progress_begin(_("Waiting for the mail server"));
    status = es_line_open(es_buf_str(&address->at), run->options->value[OPT_MAIL_CACERT], seconds,
                          line, err);
    const struct es_mail_line way = {*line, send_on, receive_on};
    if (!status)
        status = es_mailbox_open_imap(&way, address, &password, seconds, mailbox, err);
    es_progress_end();
    return status;
}

static es_status link_from_imap(struct es_run *run, const struct es_mailbox_wanted *wanted,
                                struct es_buf *link, struct es_error *err)
{
    __attribute__((cleanup(es_imap_address_free))) struct es_imap_address address = {.user = ""};
    es_auto(line) *line = NULL;
    es_auto(mailbox) *mailbox = NULL; /* it says good-bye on the line: freed before that */
    es_status status = es_imap_address_parse(run->options->value[OPT_IMAP], &address, err);
    if (status)
        return status;
    status = open_imap(run, &address, &line, &mailbox, err);
    if (!status)
        status = look_and_wait(run, mailbox, wanted, link, err);
    return explain(run, status, err);
}

static es_status link_from_maildir(struct es_run *run, const struct es_mailbox_wanted *wanted,
                                   struct es_buf *link, struct es_error *err)
{
    es_auto(mailbox) *mailbox = NULL;
    es_status status = es_mailbox_open_maildir(run->options->value[OPT_MAILDIR], &mailbox, err);
    return status ? settings_blame(run->options, OPT_MAILDIR, status, err)
                  : look_and_wait(run, mailbox, wanted, link, err);
}

es_status mailbox_link(struct es_run *run, struct es_client *client, struct es_buf *link,
                       struct es_error *err)
{
    struct es_mailbox_wanted wanted;
    es_status status = describe(client, &wanted, err);
    if (status)
        return status;
    es_client_pause(client);
    status = is_set(run, OPT_IMAP) ? link_from_imap(run, &wanted, link, err)
                                   : link_from_maildir(run, &wanted, link, err);
    return status ? status : es_client_resume(client, err);
}
