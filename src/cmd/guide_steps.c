/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of the guide. Each says what will happen, and runs the command that does it. */
#include "esign/dropped.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include "esign/ledger.h"
#include "esign/print.h"
#include "guide.h"
#include "mailbox.h"

#include <string.h>

/* Where memory ran out in a command, none comes after it: nothing would be sent any more, and
 * whether something was is what that command knows. */
es_status guide_run(struct guide *guide, const struct es_command *command, enum opt flag,
                    const char *value, json_t **data, struct es_error *err)
{
    if (es_heap_refusals())
        return es_fail_memory(err);
    struct opt_values values = *guide->run->options;
    struct es_run run = {
        .command = command, .options = &values, .ask = guide->run->ask, .guided = true};
    values.given[flag] = true;
    values.value[flag] = value;
    if (!guide->in_mailbox)
        mailbox_leave_out(&values);
    run.data = es_json_read(command->shape, strlen(command->shape), NULL);
    if (!run.data)
        return es_fail_memory(err);
    run.operands = &value;
    run.n_operands = flag == OPT_NONE && value;
    guide->another_picture = false; /* that was the last run's */
    fflush(guide->out);
    es_status status = command->run(&run, err);
    guide->run->sent = run.sent;
    if (!status && !data && !run.data_printed)
        command->show(&run, guide->out);
    fflush(guide->out);
    if (data)
        *data = run.data;
    else
        json_decref(run.data);
    return status;
}

/* ---------------------------------------------------------------- 1: the card */

/* A card that is seated, or let go by another program, can be waited for; what the service needs
 * cannot be seen from here. */
static bool can_be_waited_for(es_status status)
{
    return status == ES_NO_READER || status == ES_NO_CARD || status == ES_CARD_MUTE ||
           status == ES_READER_IN_USE || status == ES_READER_LOST;
}

static es_status card_is_missing(struct guide *guide, const struct es_error *why, bool *wait,
                                 bool *without, struct es_error *err)
{
    bool can_wait = can_be_waited_for(why->status);
    const char *const ways[] = {can_wait ? _("wait for the card") : _("look again"),
                                _("go on without the card"), _("stop here"), NULL};
    size_t chosen = 0;
    guide_tell(guide, why);
    es_status status = guide_choose(
        guide, _("The card is needed only to sign; word, PIN and PUK come from the portal."), ways,
        &chosen, err);
    *wait = can_wait && chosen == 0;
    *without = chosen == 1;
    return status || chosen < 2 ? status : guide_stop(why, err);
}

es_status guide_card(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    static const char *const SECONDS = "120"; /* of waiting before it is asked again */
    bool wait = false, without = false;
    *next = GUIDE_WORD;
    while (!without) {
        struct es_error why = ES_ERROR_INIT;
        es_status status = guide_run(guide, &cmd_card_check, wait ? OPT_WAIT : OPT_NONE,
                                     wait ? SECONDS : NULL, NULL, &why);
        if (!status)
            return ES_OK;
        status = card_is_missing(guide, &why, &wait, &without, err);
        if (status)
            return status;
    }
    return ES_OK;
}

/* ---------------------------------------------------------------- 2 and 3: the word */

static es_status ask_for_message(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    *next = GUIDE_MAIL;
    guide->forgotten = true; /* until it is done */
    es_status status = guide_run(guide, &cmd_forgot_word, OPT_NONE, NULL, NULL, err);
    guide->forgotten = status != ES_OK;
    return status;
}

/* What was counted here before, by whatever run; it is the login that is stopped by it. */
static void tell_tries(const struct guide *guide)
{
    enum { TOLD_MAX = 3 };
    struct es_ledger_entry *entries = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    size_t n = 0;
    if (es_ledger_list(&entries, &n, &ignored))
        n = 0;
    for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
        es_auto(buf) text = {0};
        const char *id = entries[i].masked_id;
        bool ok = entries[i].count < ES_LEDGER_LIMIT
                      ? es_buf_printf(&text,
                                      _("%s: %d of three tries is counted on this computer; the "
                                        "third wrong word blocks the account."),
                                      id, entries[i].count)
                      : es_buf_printf(&text,
                                      _("%s: three wrong words are counted on this computer, so "
                                        "the account may be blocked. A new word unblocks it."),
                                      id);
        if (ok)
            guide_introduce(guide, es_buf_str(&text));
    }
    es_heap_free(entries);
}

es_status guide_word(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    const char *const ways[] = {_("I have forgotten it: get a new one by e-mail"), _("I know it"),
                                _("I have the e-mail for a new one already"), NULL};
    size_t chosen = 0;
    if (guide->forgotten)
        return ask_for_message(guide, next, err);
    guide_introduce(guide,
                    _("The security word is the one that you wrote on the application form, or "
                      "the new one if you have set one since. Three wrong words block the "
                      "account."));
    tell_tries(guide);
    guide_introduce(guide, _("If you are not sure, take 1: it costs no try."));
    es_status status =
        guide_choose(guide, _("Do you know your security word?"), ways, &chosen, err);
    *next = chosen == 1 ? GUIDE_LOGIN : GUIDE_MAIL;
    return status || chosen != 0 ? status : ask_for_message(guide, next, err);
}

enum message { MESSAGE_LINK, MESSAGE_FILE, MESSAGE_MISSING, MESSAGE_MAILBOX };

static void introduce_message(const struct guide *guide)
{
    es_auto(buf) sender = {0};
    guide_introduce(guide,
                    _("The message comes within some minutes; look in the spam folder too."));
    if (guide->sender[0] && es_buf_printf(&sender, _("It is from %s."), guide->sender))
        guide_introduce(guide, es_buf_str(&sender));
    guide_introduce(guide, _("It has one link. esign opens it only if it leads to the portal."));
}

/* Where the person says that the message is. A mailbox only where they named one. */
static es_status ask_where(struct guide *guide, enum message *where, struct es_error *err)
{
    const struct opt_values *given = guide->run->options;
    bool mailbox = given->value[OPT_IMAP] || given->value[OPT_MAILDIR];
    const char *const ways[] = {
        _("let esign find it in the mailbox"), _("paste the link from the message"),
        _("name a file with the saved message"), _("it has not come: ask for it again"), NULL};
    size_t chosen = 0;
    introduce_message(guide);
    es_status status =
        guide_choose(guide, _("When the message is there:"), ways + !mailbox, &chosen, err);
    *where = mailbox && chosen == 0 ? MESSAGE_MAILBOX : (enum message)(chosen - mailbox);
    return status;
}

static es_status reset_with_file(struct guide *guide, struct es_error *err)
{
    es_auto(buf) typed = {.max = 4097}, path = {0};
    es_status status = guide_line(guide, _("Name of the file: "), &typed, err);
    if (status)
        return status;
    if (!es_dropped_path(es_buf_str(&typed), &path))
        return es_fail_memory(err);
    struct es_error why = ES_ERROR_INIT;
    status = guide_run(guide, &cmd_reset_word, OPT_MAIL, es_buf_str(&path), NULL, &why);
    if (status == ES_USAGE) { /* it cannot be read */
        es_fail_with(err, ES_MAIL_NOT_FOUND, "%s", why.message);
        es_hint(err, _("Look at the file's name, and type it again."));
        return ES_MAIL_NOT_FOUND;
    }
    *err = why;
    return status;
}

es_status guide_mail(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    struct guide_place place;
    enum message where = MESSAGE_LINK;
    es_status status = guide_look(guide, &place, err);
    if (!status && !place.link_open)
        status = ask_where(guide, &where, err);
    if (status)
        return status;
    if (where == MESSAGE_MISSING) {
        guide_say(guide, _("If it never comes, the address that the portal knows may be an old "
                           "one: call 0262 648 18 18."));
        guide->forgotten = true;
        *next = GUIDE_WORD;
        return ES_OK;
    }
    es_buf_clear(&guide->word);
    guide->in_mailbox = where == MESSAGE_MAILBOX;
    guide->new_word = true;
    status = where == MESSAGE_FILE ? reset_with_file(guide, err)
                                   : guide_run(guide, &cmd_reset_word, OPT_NONE, NULL, NULL, err);
    guide->in_mailbox = guide->new_word = false;
    if (status)
        return status;
    *next = GUIDE_LOGIN;
    return es_buf_add(&guide->word, guide->typed.data, guide->typed.len) ? ES_OK
                                                                         : es_fail_memory(err);
}

/* ---------------------------------------------------------------- 4 and 5: to the menu */

es_status guide_login(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    if (guide->word.len && guide->id.len)
        guide_introduce(guide, _("The new word is used; only the picture is asked for."));
    es_status status = guide_run(guide, &cmd_login, OPT_NONE, NULL, NULL, err);
    if (status == ES_WRONG_CAPTCHA && !guide->word.len &&
        !es_buf_add(&guide->word, guide->typed.data, guide->typed.len))
        return es_fail_memory(err);
    *next = GUIDE_SMS;
    return status;
}

es_status guide_sms(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    guide_introduce(guide, _("The portal sends a code to your phone. The SMS is free."));
    json_t *data = NULL;
    es_status status =
        guide_run(guide, &cmd_sms_verify, guide->resend ? OPT_RESEND : OPT_NONE, NULL, &data, err);
    bool sent = json_is_true(json_object_get(data, "sent")); /* also where it failed later on */
    json_decref(data);
    guide->resend = guide->resend && status && !sent;
    *next = GUIDE_PIN;
    if (!status)
        guide_say(guide, _("The code was accepted."));
    return status;
}

/* ---------------------------------------------------------------- 6: what it was for */

static const char *text_at(const json_t *data, const char *key, const char *inner)
{
    const char *text = json_string_value(json_object_get(json_object_get(data, key), inner));
    return text ? text : "";
}

/* Only where the module says that no try has been used, so that one mistake locks nothing. */
static es_status offer_verify(struct guide *guide, struct es_error *err)
{
    struct es_error why = ES_ERROR_INIT;
    json_t *data = NULL;
    es_status status = guide_run(guide, &cmd_card_pin, OPT_NONE, "status", &data, &why);
    bool ready = !status && strcmp(text_at(data, "pin", "state"), "ready") == 0;
    json_decref(data);
    if (!ready)
        return ES_OK;
    const char *const ways[] = {_("no"),
                                _("yes: type the PIN once, the card says whether it is "
                                  "right"),
                                NULL};
    size_t chosen = 0;
    status = guide_choose(guide, _("The card is in the reader. Try the PIN on it now?"), ways,
                          &chosen, err);
    if (status || !chosen)
        return status;
    status = guide_run(guide, &cmd_card_pin, OPT_NONE, "verify", NULL, &why);
    if (status)
        guide_tell(guide, &why);
    return ES_OK; /* what was to be done is done */
}

static es_status offer_logout(struct guide *guide, struct es_error *err)
{
    const char *const ways[] = {_("log out of the portal"), _("stay logged in"), NULL};
    size_t chosen = 0;
    es_status status =
        guide_choose(guide, _("All is done. Shall esign log out?"), ways, &chosen, err);
    return status || chosen ? status : guide_run(guide, &cmd_logout, OPT_NONE, NULL, NULL, err);
}

es_status guide_pin(struct guide *guide, enum guide_step *next, struct es_error *err)
{
    guide_introduce(guide,
                    _("PIN and PUK are shown on a screen of their own, which Enter clears; esign "
                      "guide shows them again. Type the PIN without blanks. It is your signature's "
                      "password: keep no copy of it anywhere. Once you change it on the card, the "
                      "one that the portal shows is no longer valid."));
    *next = GUIDE_DONE;
    es_status status = guide_pause(guide, _("Press Enter to see them. "), err);
    if (!status)
        status = guide_run(guide, &cmd_pin_puk, OPT_NONE, NULL, NULL, err);
    if (!status)
        status = offer_verify(guide, err);
    return status ? status : offer_logout(guide, err);
}
