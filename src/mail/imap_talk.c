/* SPDX-License-Identifier: Apache-2.0 */
#include "imap_talk.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/moment.h"
#include "esign/secret.h"
#include "esign/text.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum { RECEIVED_AT_ONCE = 16384 };

/* ---- one answer ---- */

es_status es_imap_cannot_be_read(const struct es_imap_talk *talk, struct es_error *err)
{
    return es_fail_with(err, ES_UNREACHABLE, _("the answer of %s cannot be read"), talk->host);
}

es_status es_imap_save_it(struct es_error *err, es_status status)
{
    es_hint(err, _("Save the message in your mail program and give it with: "
                   "esign reset-word --mail FILE"));
    return status;
}

es_status es_imap_is_busy(const struct es_imap_talk *talk, struct es_error *err)
{
    es_fail_with(err, ES_UNREACHABLE, _("%s is out of service at the moment"), talk->host);
    es_hint(err, _("Try again later."));
    return ES_UNREACHABLE;
}

static es_status has_ended(const struct es_imap_talk *talk, struct es_error *err)
{
    es_fail_with(err, ES_UNREACHABLE, _("%s has ended the conversation"), talk->host);
    es_hint(err, _("Try again later."));
    return ES_UNREACHABLE;
}

static es_status is_too_large(const struct es_imap_talk *talk, struct es_error *err)
{
    return es_imap_save_it(
        err, es_fail_with(err, ES_TOO_LARGE, _("the answer of %s is too large"), talk->host));
}

/* What was heard goes when more comes: a server may say a great many short things at once. */
static void drop_heard(struct es_imap_talk *talk)
{
    size_t rest = talk->in.len - talk->heard;
    if (talk->heard == 0)
        return;
    memmove(talk->in.data, talk->in.data + talk->heard, rest);
    es_wipe(talk->in.data + rest, talk->heard);
    talk->in.len = rest;
    talk->heard = 0;
}

static es_status receive(struct es_imap_talk *talk, struct es_error *err)
{
    char bytes[RECEIVED_AT_ONCE];
    size_t len = 0;
    drop_heard(talk);
    es_status status =
        talk->line.receive(talk->line.user, bytes, sizeof bytes, talk->deadline, &len, err);
    if (!status && len > talk->left)
        status = is_too_large(talk, err);
    talk->left -= status ? 0 : len;
    if (!status && !es_buf_add(&talk->in, bytes, len))
        status = es_fail_memory(err);
    es_wipe(bytes, sizeof bytes);
    return status;
}

/* A whole response; *len bytes of it. It stays until the next one is heard. */
static es_status hear(struct es_imap_talk *talk, const char **response, size_t *len,
                      struct es_error *err)
{
    for (;;) {
        const char *bytes = es_buf_str(&talk->in) + talk->heard;
        enum es_imap_whole whole =
            es_imap_whole(bytes, talk->in.len - talk->heard, ES_IMAP_MESSAGE_MAX, len);
        if (whole == ES_IMAP_WHOLE) {
            *response = bytes;
            talk->heard += *len;
            return ES_OK;
        }
        es_status status =
            whole == ES_IMAP_TOO_LARGE ? is_too_large(talk, err) : receive(talk, err);
        if (status)
            return status;
    }
}

/* ---- one command ---- */

static es_status say(struct es_imap_talk *talk, const struct es_buf *text, struct es_error *err)
{
    return talk->line.send(talk->line.user, es_buf_str(text), text->len, talk->deadline, err);
}

/* What passes by itself (RFC 5530), and is no fault of the person's. */
static bool says_busy(const char *response, size_t len)
{
    static const char *const codes[] = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (es_imap_has_code(response, len, codes[i]))
            return true;
    return false;
}

/* The newest. It is a stranger's text, of one line. */
static void take_alert(struct es_imap_talk *talk, const char *response, size_t len)
{
    const char *at = es_imap_has_code(response, len, "ALERT") ? memchr(response, ']', len) : NULL;
    if (!at)
        return;
    size_t n = (size_t)(response + len - ++at);
    while (n && *at == ' ')
        at++, n--;
    while (n && memchr(" \r\n", at[n - 1], 3))
        n--;
    es_buf_clear(&talk->alert);
    if (!es_buf_add(&talk->alert, at, n))
        es_buf_clear(&talk->alert);
}

/* Hears until the command is done, or the server waits for more of it. */
static es_status hear_out(struct es_imap_talk *talk, es_imap_taker take, void *result,
                          enum es_imap_said *said, struct es_error *err)
{
    for (;;) {
        const char *response = "";
        size_t len = 0;
        es_status status = hear(talk, &response, &len, err);
        if (status)
            return status;
        *said = es_imap_said(response, len, talk->tag);
        bool taken = *said != ES_IMAP_DATA || !take || take(result, response, len);
        take_alert(talk, response, len);
        talk->busy = *said == ES_IMAP_NO && says_busy(response, len);
        if (!taken)
            return es_fail_memory(err);
        if (*said == ES_IMAP_BYE)
            return has_ended(talk, err);
        if (*said != ES_IMAP_DATA)
            return ES_OK;
    }
}

static void set_limits(struct es_imap_talk *talk, size_t most)
{
    int64_t own = es_moment_ms() + talk->milliseconds;
    talk->deadline = own < talk->end ? own : talk->end;
    talk->left = most;
}

static void begin(struct es_imap_talk *talk, size_t most)
{
    set_limits(talk, most);
    snprintf(talk->tag, sizeof talk->tag, "e%u", ++talk->tags);
}

es_status es_imap_command(struct es_imap_talk *talk, const char *text, size_t most,
                          es_imap_taker take, void *result, enum es_imap_said *said,
                          struct es_error *err)
{
    es_auto(buf) line = {0};
    begin(talk, most);
    if (!es_buf_printf(&line, "%s %s\r\n", talk->tag, text))
        return es_fail_memory(err);
    es_status status = say(talk, &line, err);
    if (!status)
        status = hear_out(talk, take, result, said, err);
    return !status && *said == ES_IMAP_GOES_ON ? es_imap_cannot_be_read(talk, err) : status;
}

/* ---- logging in ---- */

static bool take_capability(void *result, const char *response, size_t len)
{
    struct es_imap_talk *talk = result;
    talk->plain = talk->plain || es_imap_can(response, len, "AUTH=PLAIN");
    talk->login = talk->login && !es_imap_can(response, len, "LOGINDISABLED");
    talk->token = talk->token || es_imap_can(response, len, "AUTH=XOAUTH2") ||
                  es_imap_can(response, len, "AUTH=OAUTHBEARER");
    talk->special_use = talk->special_use || es_imap_can(response, len, "SPECIAL-USE");
    return true;
}

static es_status ask_capability(struct es_imap_talk *talk, struct es_error *err)
{
    enum es_imap_said said;
    talk->plain = talk->token = talk->special_use = false;
    talk->login = true;
    es_status status =
        es_imap_command(talk, "CAPABILITY", ES_IMAP_ANSWER_MAX, take_capability, talk, &said, err);
    return !status && said != ES_IMAP_OK ? es_imap_cannot_be_read(talk, err) : status;
}

static es_status greet(struct es_imap_talk *talk, struct es_error *err)
{
    const char *response = "";
    size_t len = 0;
    set_limits(talk, ES_IMAP_ANSWER_MAX);
    es_status status = hear(talk, &response, &len, err);
    if (status)
        return status;
    enum es_imap_said said = es_imap_said(response, len, "*");
    if (said == ES_IMAP_BYE)
        return has_ended(talk, err);
    return said == ES_IMAP_OK ? ES_OK : es_imap_cannot_be_read(talk, err);
}

/* A part of the login, and what is said to it. */
static es_status give(struct es_imap_talk *talk, const struct es_buf *text, enum es_imap_said *said,
                      struct es_error *err)
{
    es_status status = say(talk, text, err);
    return status ? status : hear_out(talk, NULL, NULL, said, err);
}

/* NUL user NUL password (RFC 4616), in base64 and a line. */
static bool make_plain(const char *user, const struct es_buf *password, struct es_buf *out)
{
    es_auto(buf) plain = ES_BUF_SECRET;
    if (!es_buf_add_char(&plain, '\0') || !es_buf_add_str(&plain, user) ||
        !es_buf_add_char(&plain, '\0') || !es_buf_add(&plain, password->data, password->len))
        return false;
    size_t len = (plain.len + 2) / 3 * 4;
    unsigned char *text = es_heap_secret(len + 1);
    if (!text)
        return false;
    EVP_EncodeBlock(text, (const unsigned char *)plain.data, (int)plain.len);
    bool ok = es_buf_add(out, text, len) && es_buf_add_str(out, "\r\n");
    es_heap_free(text);
    return ok;
}

static es_status log_in_plain(struct es_imap_talk *talk, const char *user,
                              const struct es_buf *password, enum es_imap_said *said,
                              struct es_error *err)
{
    es_auto(buf) first = {0};
    es_auto(buf) secret = ES_BUF_SECRET;
    if (!es_buf_printf(&first, "%s AUTHENTICATE PLAIN\r\n", talk->tag) ||
        !make_plain(user, password, &secret))
        return es_fail_memory(err);
    es_status status = give(talk, &first, said, err);
    if (status || *said != ES_IMAP_GOES_ON)
        return status;
    status = give(talk, &secret, said, err);
    return !status && *said == ES_IMAP_GOES_ON ? es_imap_cannot_be_read(talk, err) : status;
}

/* For servers that have nothing else. Both are literals, which may hold any byte. */
static es_status log_in_login(struct es_imap_talk *talk, const char *user,
                              const struct es_buf *password, enum es_imap_said *said,
                              struct es_error *err)
{
    struct es_buf lines[3] = {{0}, {0}, ES_BUF_SECRET};
    bool ok = es_buf_printf(&lines[0], "%s LOGIN {%zu}\r\n", talk->tag, strlen(user)) &&
              es_buf_printf(&lines[1], "%s {%zu}\r\n", user, password->len) &&
              es_buf_add(&lines[2], password->data, password->len) &&
              es_buf_add_str(&lines[2], "\r\n");
    es_status status = ok ? ES_OK : es_fail_memory(err);
    *said = ES_IMAP_GOES_ON;
    for (size_t i = 0; i < 3 && !status && *said == ES_IMAP_GOES_ON; i++)
        status = give(talk, &lines[i], said, err);
    for (size_t i = 0; i < 3; i++)
        es_buf_free(&lines[i]);
    return !status && *said == ES_IMAP_GOES_ON ? es_imap_cannot_be_read(talk, err) : status;
}

static es_status takes_no_password(const struct es_imap_talk *talk, struct es_error *err)
{
    es_status status = es_fail_with(err, ES_MAIL_LOGIN_REFUSED,
                                    _("%s takes no login with a password"), talk->host);
    if (!talk->token)
        return es_imap_save_it(err, status);
    es_hint(err, _("This server wants a login through a browser (OAuth), which esign has not. Save "
                   "the message in your mail program and give it with: esign reset-word --mail "
                   "FILE"));
    return status;
}

/* What the server wants to be read often says where an app password is made. It is not repeated
 * where it has in it what it was told. */
static es_status is_refused(const struct es_imap_talk *talk, const char *user,
                            const struct es_buf *password, struct es_error *err)
{
    enum { ALERT_MAX = 200 };
    es_auto(buf) alert = {0};
    es_auto(buf) told = ES_BUF_SECRET;
    const char *said = es_buf_str(&talk->alert);
    if (!make_plain(user, password, &told))
        return es_fail_memory(err);
    bool repeats = !password->len || memmem(said, talk->alert.len, password->data, password->len) ||
                   memmem(said, talk->alert.len, told.data, told.len - 2);
    if (repeats || !es_text_safe(said, ALERT_MAX, &alert) || !alert.len)
        return es_fail_with(err, ES_MAIL_LOGIN_REFUSED, _("%s refused the login"), talk->host);
    return es_fail_with(err, ES_MAIL_LOGIN_REFUSED, _("%s refused the login and says: %s"),
                        talk->host, es_buf_str(&alert));
}

static es_status give_password(struct es_imap_talk *talk, const char *user,
                               const struct es_buf *password, struct es_error *err)
{
    enum es_imap_said said = ES_IMAP_NO;
    begin(talk, ES_IMAP_ANSWER_MAX);
    if (!talk->plain && !talk->login)
        return takes_no_password(talk, err);
    es_status status = talk->plain ? log_in_plain(talk, user, password, &said, err)
                                   : log_in_login(talk, user, password, &said, err);
    if (status || said == ES_IMAP_OK)
        return status;
    if (talk->busy)
        return es_imap_is_busy(talk, err);
    return is_refused(talk, user, password, err);
}

es_status es_imap_log_in(struct es_imap_talk *talk, const char *user, const struct es_buf *password,
                         struct es_error *err)
{
    talk->alert = (struct es_buf){.secret = true};
    talk->in = (struct es_buf){.secret = true, .max = ES_IMAP_MESSAGE_MAX + RECEIVED_AT_ONCE};
    es_status status = greet(talk, err);
    if (!status)
        status = ask_capability(talk, err);
    if (!status)
        status = give_password(talk, user, password, err);
    return status ? status : ask_capability(talk, err); /* some can more for whom they know */
}

void es_imap_log_out(struct es_imap_talk *talk)
{
    struct es_error ignored = ES_ERROR_INIT;
    es_auto(buf) line = {0};
    begin(talk, 0);
    talk->deadline = es_moment_ms(); /* whether it is heard or not */
    if (es_buf_printf(&line, "%s LOGOUT\r\n", talk->tag))
        (void)!say(talk, &line, &ignored);
    es_buf_free(&talk->in);
    es_buf_free(&talk->alert);
}
