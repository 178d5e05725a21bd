/* SPDX-License-Identifier: Apache-2.0 */
/* esign guide: the whole recovery for a person, from the first step still to do. */
#include "guide.h"
#include "esign/farewell.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include "journey.h"
#include "mailbox.h"
#include "menu.h"

#include <string.h>
#include <unistd.h>

static const struct opt_row options[] = {
    {OPT_READER, "reader", ARG_REQUIRED, "TEXT",
     N_("only the card in a reader whose name holds this")},
    MAILBOX_OPTIONS,
    {OPT_MODULE, "module", ARG_REQUIRED, "FILE", N_("the card's PKCS#11 module")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static void guide_free(struct guide *guide)
{
    es_ask_through(guide->run->ask, NULL, NULL);
    es_buf_free(&guide->id);
    es_buf_free(&guide->word);
    es_buf_free(&guide->typed);
}

/* All of it, in one screen of 60 columns by 20 lines; it stays there until it was read. */
static es_status welcome(struct guide *guide, struct es_error *err)
{
    static const char *const steps[] = {
        N_("the card: break the chip part out of the large card, rub off burrs, seat it gold "
           "contacts first"),
        N_("the security word: the new one if you set one since, else the one on the application "
           "form"),
        N_("if it is forgotten: a new one, by e-mail"),
        N_("logging in with a picture's text"),
        N_("a code by SMS"),
        N_("PIN and PUK: keep no copy; once you change the PIN on the card, the portal's is no "
           "longer valid"),
    };
    guide_say(guide, _("This guide takes you to the PIN and PUK of your own e-signature card, in "
                       "six steps and about ten minutes:"));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        fprintf(guide->out, "  %zu  ", i + 1);
        es_print_wrapped(gettext(steps[i]), 5, guide->out);
    }
    guide_say(guide, _("At hand: the card and its reader, your identity number, the phone and the "
                       "e-mail that the portal knows. Nothing that you type is kept."));
    guide_say(guide, _("Stop at any time with Ctrl-C; esign guide goes on where you were."));
    fputc('\n', guide->out);
    return guide_pause(guide, _("Press Enter to begin. "), err);
}

es_status guide_look(struct guide *guide, struct guide_place *place, struct es_error *err)
{
    es_auto(client) *client = NULL;
    *place = (struct guide_place){0};
    es_status status = journey_open(guide->run, &client, err);
    if (status)
        return status;
    const json_t *mail = es_profile_get(es_client_profile(client), "mail");
    const char *sender = json_string_value(json_object_get(mail, "from"));
    snprintf(guide->sender, sizeof guide->sender, "%s", sender ? sender : "");
    if (!es_client_has_session(client))
        return ES_OK;
    int64_t ago;
    const struct es_session *session = es_client_session(client);
    place->inside = !strcmp(session->screen, "menu") || !strcmp(session->screen, "pin") ||
                    menu_is_behind(client);
    place->logged_in = session->logged_in;
    place->link_open = !strcmp(session->screen, "reset");
    /* Where requests need not lie apart their time is not noted; the number's hash alone may stem
     * from a login of unknown outcome. */
    bool asked = session->id_hash[0] && !strcmp(session->screen, "result");
    place->asked = !session->logged_in && (asked || mailbox_asked(client, &ago));
    return ES_OK;
}

/* The first step still to do. */
static es_status find_step(struct guide *guide, enum guide_step *step, struct es_error *err)
{
    struct guide_place place;
    es_status status = guide_look(guide, &place, err);
    *step = place.inside                     ? GUIDE_PIN
            : place.logged_in                ? GUIDE_SMS
            : place.asked || place.link_open ? GUIDE_MAIL
                                             : GUIDE_CARD;
    return status;
}

/* Who comes back has read the rest. */
static void tell_where(const struct guide *guide, enum guide_step step)
{
    if (step == GUIDE_PIN)
        guide_say(guide, _("You are logged in, and confirmed by SMS: it goes on there."));
    else if (step == GUIDE_SMS)
        guide_say(guide, _("You are logged in: it goes on with the SMS."));
    else if (step == GUIDE_MAIL)
        guide_say(guide, _("The reset message was asked for: it goes on there."));
}

static es_status go(struct guide *guide, enum guide_step step, struct es_error *err)
{
    static es_status (*const steps[GUIDE_DONE])(struct guide *, enum guide_step *,
                                                struct es_error *) = {
        [GUIDE_CARD] = guide_card,   [GUIDE_WORD] = guide_word, [GUIDE_MAIL] = guide_mail,
        [GUIDE_LOGIN] = guide_login, [GUIDE_SMS] = guide_sms,   [GUIDE_PIN] = guide_pin,
    };
    enum guide_step shown = GUIDE_DONE;
    while (step != GUIDE_DONE) {
        guide->again = step == shown;
        if (!guide->again)
            guide_heading(guide, step);
        shown = step;
        enum guide_step next = step;
        struct es_error why = ES_ERROR_INIT;
        es_status status = steps[step](guide, &next, &why);
        if (status)
            status = guide_trouble(guide, step, &why, &next, err);
        if (status) {
            guide_hint(err);
            return status;
        }
        step = next;
    }
    return ES_OK;
}

static es_status check(const struct es_run *run, struct es_error *err)
{
    if (run->options->given[OPT_JSON])
        return es_fail_with(err, ES_USAGE, _("the guide talks to a person; it has no JSON"));
    if (run->options->given[OPT_NO_INPUT] || !isatty(STDOUT_FILENO) || !es_tty_usable()) {
        es_status status =
            es_fail_with(err, ES_INPUT_NEEDED, _("the guide needs a person at a terminal"));
        es_hint(err, _("In scripts use its steps one by one; they are in: esign --help"));
        return status;
    }
    es_status status = mailbox_check(run, err);
    return status ? status : journey_check_screen(run->options, err);
}

/* In the terminal's line, in the words with which the guide ends otherwise. */
static void prepare_farewell(const struct es_run *run)
{
    es_auto(buf) text = {0};
    if (!run->options->given[OPT_QUIET] &&
        es_buf_printf(&text, "esign: %s\n%s", _("the guide was stopped"),
                      _("Go on where you were with: esign guide")))
        es_farewell(es_buf_str(&text));
}

static es_status walk(struct guide *guide, struct es_error *err)
{
    enum guide_step step = GUIDE_CARD;
    es_status status = find_step(guide, &step, err);
    if (status)
        return status;
    guide->run->data_printed = true;
    prepare_farewell(guide->run);
    if (step == GUIDE_CARD)
        status = welcome(guide, err);
    else
        tell_where(guide, step);
    if (!status)
        status = go(guide, step, err);
    else
        guide_hint(err);
    es_farewell(NULL);
    return status;
}

static es_status run_guide(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(guide_free))) struct guide guide = {
        .run = run,
        .out = stdout,
        .id = ES_BUF_SECRET,
        .word = ES_BUF_SECRET,
        .typed = ES_BUF_SECRET,
    };
    es_ask_through(run->ask, guide_ask, &guide);
    es_status status = check(run, err);
    return status ? status : walk(&guide, err);
}

static void show_guide(const struct es_run *run, FILE *out)
{
    (void)run;
    (void)out;
}

const struct es_command cmd_guide = {
    .name = "guide",
    .summary = N_("all of it, step by step: for who does this once"),
    .options = options,
    .shape = "{}",
    .run = run_guide,
    .show = show_guide,
};
