/* SPDX-License-Identifier: Apache-2.0 */
/* What a failure means to somebody who is guided, and which ways go on from it. What is not in the
 * table ends the guide, with what the command itself says. */
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "guide.h"

#include <string.h>

enum { WAYS_MAX = 3 };

struct way {
    const char *text; /* N_("…"); NULL: it is not asked, this is what happens */
    enum guide_step to;
    bool resend;
    bool number_anew; /* the identity number is asked for once more */
};

struct trouble {
    es_status status;
    bool told;         /* by what the command itself says */
    const char *means; /* N_("…") or "" */
    struct way ways[WAYS_MAX];
};

#define STOP_HERE                                                                                  \
    {                                                                                              \
        .text = N_("stop here"), .to = GUIDE_STOP                                                  \
    }

#define NEW_WORD                                                                                   \
    {                                                                                              \
        .text = N_("get a new word by e-mail"), .to = GUIDE_WORD                                   \
    }

static const struct trouble troubles[] = {
    {.status = ES_WRONG_CAPTCHA,
     .told = false,
     .means =
         N_("The portal says that the text does not fit the picture. No try of the word was spent. "
            "Here comes another picture."),
     .ways = {{.to = GUIDE_LOGIN}}},
    {.status = ES_WRONG_WORD,
     .told = true,
     .means = N_("Look at Caps Lock and the keyboard's language. If you are not sure of the word, "
                 "a new one is the safe way."),
     .ways = {NEW_WORD,
              {.text = N_("type the identity number and the word once more"),
               .to = GUIDE_LOGIN,
               .number_anew = true},
              STOP_HERE}},
    {.status = ES_LAST_TRY, .told = true, .means = "", .ways = {NEW_WORD, STOP_HERE}},
    {.status = ES_ACCOUNT_BLOCKED, .told = true, .means = "", .ways = {NEW_WORD, STOP_HERE}},
    {.status = ES_WORDS_DIFFER,
     .told = false,
     .means =
         N_("The two words were not the same, so nothing was sent. Please type the new word again, "
            "twice."),
     .ways = {{.to = GUIDE_MAIL}}},
    {.status = ES_WORD_REFUSED,
     .told = true,
     .means = "",
     .ways = {{.text = N_("choose another word"), .to = GUIDE_MAIL}, STOP_HERE}},
    {.status = ES_LINK_EXPIRED,
     .told = false,
     .means = N_(
         "The link of this e-mail is no longer valid: it holds for a while only, and once. Ask for "
         "a new e-mail, and use the newest one."),
     .ways = {{.text = N_("ask for a new e-mail"), .to = GUIDE_WORD},
              {.text = N_("go on with a newer one"), .to = GUIDE_MAIL},
              STOP_HERE}},
    {.status = ES_LINK_REFUSED,
     .told = true,
     .means = "",
     .ways = {{.text = N_("give the link or the message again"), .to = GUIDE_MAIL}, STOP_HERE}},
    {.status = ES_MAIL_NOT_FOUND,
     .told = true,
     .means = "",
     .ways = {{.text = N_("say again where the message is"), .to = GUIDE_MAIL}, STOP_HERE}},
    {.status = ES_MAIL_LOGIN_REFUSED,
     .told = true,
     .means = "",
     .ways = {{.text = N_("try again"), .to = GUIDE_MAIL}, STOP_HERE}},
    {.status = ES_TOO_SOON,
     .told = true,
     .means = N_("One message is enough; it may take some minutes."),
     .ways = {{.text = N_("go on with the message"), .to = GUIDE_MAIL}, STOP_HERE}},
    {.status = ES_PHONE_MISMATCH,
     .told = true,
     .means = N_("You stay logged in for a while; to end that: esign logout"),
     .ways = {STOP_HERE, {.text = N_("look at the phone number once more"), .to = GUIDE_SMS}}},
    {.status = ES_WRONG_CODE,
     .told = true,
     .means = "",
     .ways = {{.text = N_("type the code again"), .to = GUIDE_SMS},
              {.text = N_("have a new SMS sent"), .to = GUIDE_SMS, .resend = true},
              STOP_HERE}},
    {.status = ES_CODE_EXPIRED,
     .told = false,
     .means = N_("The time for this code is over; that happens when an SMS is late."),
     .ways = {{.text = N_("have a new SMS sent"), .to = GUIDE_SMS, .resend = true}, STOP_HERE}},
    {.status = ES_LOGIN_NEEDED,
     .told = true,
     .means = N_("Log in again; the card and the word stay as they are."),
     .ways = {{.text = N_("log in again"), .to = GUIDE_LOGIN}, STOP_HERE}},
    {.status = ES_SESSION_EXPIRED,
     .told = false,
     .means = N_("The portal ends a session after a while, and has ended this one. Log in again; "
                 "nothing is lost."),
     .ways = {{.text = N_("log in again"), .to = GUIDE_LOGIN}, STOP_HERE}},
};

static const struct trouble *find(es_status status)
{
    for (size_t i = 0; i < sizeof troubles / sizeof *troubles; i++)
        if (troubles[i].status == status)
            return &troubles[i];
    return NULL;
}

static void forget_number(struct guide *guide)
{
    es_buf_clear(&guide->id);
    es_ask_drop(guide->run->ask, ES_KIND_ID);
}

static es_status choose(struct guide *guide, const struct way *ways, const struct es_error *why,
                        enum guide_step *next, struct es_error *err)
{
    const char *texts[WAYS_MAX + 1] = {NULL};
    size_t chosen = 0;
    for (size_t i = 0; i < WAYS_MAX && ways[i].text; i++)
        texts[i] = gettext(ways[i].text);
    if (texts[0]) {
        es_status status =
            guide_choose(guide, _("What would you like to do?"), texts, &chosen, err);
        if (status)
            return status;
    }
    if (ways[chosen].to == GUIDE_STOP)
        return guide_stop(why, err);
    *next = ways[chosen].to;
    guide->resend = ways[chosen].resend;
    guide->forgotten = guide->forgotten || ways[chosen].to == GUIDE_WORD;
    if (ways[chosen].number_anew)
        forget_number(guide);
    return ES_OK;
}

/* The network, and what is like it: the same step once more. */
static es_status try_again(struct guide *guide, enum guide_step step, const struct es_error *why,
                           enum guide_step *next, struct es_error *err)
{
    const struct way ways[WAYS_MAX] = {
        {.text = N_("try again"), .to = step, .resend = guide->resend}, STOP_HERE};
    guide_tell(guide, why);
    return choose(guide, ways, why, next, err);
}

/* Nothing was judged: the network, and the person who wanted another picture. */
static bool is_open(const struct guide *guide, es_status status)
{
    return guide->another_picture ||
           es_error_info(status)->exit_status == es_error_info(ES_UNREACHABLE)->exit_status;
}

/* What the portal has judged is not given a second time, and of --answers nothing but the number:
 * now the person is there to be asked. A wrong picture says nothing of the word. */
static void forget(struct guide *guide, es_status status)
{
    es_ask_drop(guide->run->ask, ES_KIND_CAPTCHA);
    if (status == ES_WRONG_CAPTCHA || is_open(guide, status))
        return;
    es_buf_clear(&guide->word);
    for (int kind = 0; kind < ES_KIND_COUNT; kind++)
        if (kind != ES_KIND_ID)
            es_ask_drop(guide->run->ask, (enum es_kind)kind);
}

es_status guide_trouble(struct guide *guide, enum guide_step step, const struct es_error *why,
                        enum guide_step *next, struct es_error *err)
{
    const struct trouble *trouble = find(why->status);
    forget(guide, why->status);
    if (es_heap_refusals()) { /* nothing goes on in this run: guide_run */
        *err = *why;
        return why->status;
    }
    if (guide->another_picture || why->status == ES_WRONG_CAPTCHA) {
        if (!guide->another_picture)
            guide_say(guide, gettext(trouble->means));
        *next = step; /* two steps show pictures */
        return ES_OK;
    }
    if (why->status == ES_ANSWER_INVALID) /* told before it was sent, but not at its question */
        forget_number(guide);
    if (is_open(guide, why->status) || why->status == ES_SESSION_BUSY ||
        why->status == ES_ANSWER_INVALID ||
        (why->status == ES_SESSION_EXPIRED && step < GUIDE_LOGIN))
        return try_again(guide, step, why, next, err);
    if (!trouble)
        return guide_end(why, err);
    if (trouble->told)
        guide_tell(guide, why);
    if (*trouble->means)
        guide_say(guide, gettext(trouble->means));
    return choose(guide, trouble->ways, why, next, err);
}
