/* SPDX-License-Identifier: Apache-2.0 */
/* What a failure means to somebody who is guided, and which ways go on from it. What is not in the
 * table ends the guide, with what the command itself says. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "guide.h"

#include <string.h>

enum { WAYS_MAX = 3 };

struct way {
    const char *text; /* N_("…"); NULL: it is not asked, this is what happens */
    enum guide_step to;
    bool resend;
};

struct trouble {
    es_status status;
    bool told;         /* by what the command itself says */
    const char *means; /* N_("…") or "" */
    struct way ways[WAYS_MAX];
};

#define STOP_HERE                                                                                  \
    {                                                                                              \
        N_("stop here"), GUIDE_STOP, false                                                         \
    }

#define NEW_WORD                                                                                   \
    {                                                                                              \
        N_("get a new word by e-mail"), GUIDE_WORD, false                                          \
    }

static const struct trouble troubles[] = {
    {.status = ES_WRONG_CAPTCHA,
     .told = false,
     .means =
         N_("The portal says that the text does not fit the picture. No try of the word was spent. "
            "Here comes another picture."),
     .ways = {{NULL, GUIDE_LOGIN, false}}},
    {.status = ES_WRONG_WORD,
     .told = true,
     .means = N_(
         "If you are not sure of the word, a new one is the safe way: three wrong ones block the "
         "account."),
     .ways = {NEW_WORD,
              {N_("type the number and the word once more"), GUIDE_LOGIN, false},
              STOP_HERE}},
    {.status = ES_LAST_TRY, .told = true, .means = "", .ways = {NEW_WORD, STOP_HERE}},
    {.status = ES_ACCOUNT_BLOCKED, .told = true, .means = "", .ways = {NEW_WORD, STOP_HERE}},
    {.status = ES_WORDS_DIFFER,
     .told = false,
     .means =
         N_("The two words were not the same, so nothing was sent. Please type the new word again, "
            "twice."),
     .ways = {{NULL, GUIDE_MAIL, false}}},
    {.status = ES_WORD_REFUSED,
     .told = true,
     .means = "",
     .ways = {{N_("choose another word"), GUIDE_MAIL, false}, STOP_HERE}},
    {.status = ES_LINK_EXPIRED,
     .told = false,
     .means = N_(
         "The link of this e-mail is no longer valid: it holds for a while only, and once. Ask for "
         "a new e-mail, and use the newest one."),
     .ways = {{N_("ask for a new e-mail"), GUIDE_WORD, false},
              {N_("I have a newer one"), GUIDE_MAIL, false},
              STOP_HERE}},
    {.status = ES_LINK_REFUSED,
     .told = true,
     .means = "",
     .ways = {{N_("give the link or the message again"), GUIDE_MAIL, false}, STOP_HERE}},
    {.status = ES_MAIL_NOT_FOUND,
     .told = true,
     .means = "",
     .ways = {{N_("look again"), GUIDE_MAIL, false}, STOP_HERE}},
    {.status = ES_TOO_SOON,
     .told = true,
     .means = N_("One message is enough; it may take some minutes."),
     .ways = {{N_("go on with the message"), GUIDE_MAIL, false}, STOP_HERE}},
    {.status = ES_PHONE_MISMATCH,
     .told = true,
     .means = N_("You stay logged in for a while."),
     .ways = {STOP_HERE, {N_("look at the number once more"), GUIDE_SMS, false}}},
    {.status = ES_WRONG_CODE,
     .told = true,
     .means = "",
     .ways = {{N_("type the code again"), GUIDE_SMS, false},
              {N_("have a new SMS sent"), GUIDE_SMS, true},
              STOP_HERE}},
    {.status = ES_CODE_EXPIRED,
     .told = false,
     .means = N_("The time for this code is over; that happens when an SMS is late."),
     .ways = {{N_("have a new SMS sent"), GUIDE_SMS, true}, STOP_HERE}},
    {.status = ES_LOGIN_NEEDED,
     .told = true,
     .means = N_("Log in again; the card and the word stay as they are."),
     .ways = {{N_("log in again"), GUIDE_LOGIN, false}, STOP_HERE}},
    {.status = ES_SESSION_EXPIRED,
     .told = false,
     .means = N_("The portal ends a session after a while, and has ended this one. Log in again; "
                 "nothing is lost."),
     .ways = {{N_("log in again"), GUIDE_LOGIN, false}, STOP_HERE}},
};

static const struct trouble *find(es_status status)
{
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++)
        if (troubles[i].status == status)
            return &troubles[i];
    return NULL;
}

/* The person has been told why; how it goes on another day is what is left to say. */
static es_status stop(const struct es_error *why, struct es_error *err)
{
    es_fail_with(err, why->status, _("the guide was stopped"));
    es_hint(err, _("Go on where you were with: esign guide"));
    return why->status;
}

static es_status choose(struct guide *guide, const struct way *ways, const struct es_error *why,
                        enum guide_step *next, struct es_error *err)
{
    const char *texts[WAYS_MAX + 1] = {NULL};
    size_t chosen = 0;
    for (size_t i = 0; i < WAYS_MAX && ways[i].text; i++)
        texts[i] = gettext(ways[i].text);
    if (texts[0]) {
        es_status status = guide_choose(guide, _("How shall it go on?"), texts, &chosen, err);
        if (status)
            return status;
    }
    if (ways[chosen].to == GUIDE_STOP)
        return stop(why, err);
    *next = ways[chosen].to;
    guide->resend = ways[chosen].resend;
    guide->forgotten = guide->forgotten || ways[chosen].to == GUIDE_WORD;
    return ES_OK;
}

/* The network, and what is like it: the same step once more. */
static es_status try_again(struct guide *guide, enum guide_step step, const struct es_error *why,
                           enum guide_step *next, struct es_error *err)
{
    const struct way ways[WAYS_MAX] = {{N_("try again"), step, guide->resend}, STOP_HERE};
    es_print_error(why, guide->out);
    return choose(guide, ways, why, next, err);
}

/* An answer that the portal has judged is not given a second time. */
static void forget(struct guide *guide, es_status status)
{
    bool picture_alone = status == ES_WRONG_CAPTCHA;
    if (status == ES_WRONG_WORD)
        es_buf_clear(&guide->id);
    if (!picture_alone)
        es_buf_clear(&guide->word);
}

es_status guide_trouble(struct guide *guide, enum guide_step step, const struct es_error *why,
                        enum guide_step *next, struct es_error *err)
{
    const struct trouble *trouble = find(why->status);
    forget(guide, why->status);
    if (guide->another_picture || why->status == ES_WRONG_CAPTCHA) {
        if (!guide->another_picture)
            guide_say(guide, gettext(trouble->means));
        *next = step; /* two steps show pictures */
        return ES_OK;
    }
    if (es_error_info(why->status)->exit_status == es_error_info(ES_UNREACHABLE)->exit_status ||
        why->status == ES_SESSION_BUSY)
        return try_again(guide, step, why, next, err);
    if (!trouble) {
        *err = *why;
        return why->status;
    }
    if (trouble->told)
        es_print_error(why, guide->out);
    if (*trouble->means)
        guide_say(guide, gettext(trouble->means));
    return choose(guide, trouble->ways, why, next, err);
}
