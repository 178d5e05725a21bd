/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a press by hand sends a security word that the portal counts, and whose. */
#include "esign/by_hand.h"
#include "view_internal.h"

#include <string.h>

static bool is_kind(const struct es_view *view, uint32_t control, const char *name)
{
    const char *kind = view->controls[control].kind;
    return kind && !strcmp(kind, name);
}

/* What a form asks for, as far as it can be told. */
struct form_census {
    unsigned words;    /* fields that are, or may be, the security word */
    bool again, old;   /* it asks for the word twice; for the one that holds now */
    bool id;           /* for the identity number */
    bool guessed;      /* none of the words says so: password fields that mean nothing */
    bool fills_a_word; /* something that is, or may be, the word was filled in */
};

static bool is_filled(const struct es_by_hand *step, uint32_t control)
{
    for (size_t i = 0; i < step->n_fills; i++) {
        if (step->fills[i].control == control)
            return true;
    }
    return false;
}

static bool is_password(const struct es_view *view, uint32_t control)
{
    return es_page_controls(view->page)[control].type == ES_CONTROL_PASSWORD;
}

/* Typed hidden, and neither the word by its own words nor what else portals have typed so. */
static bool is_other_password(const struct es_view *view, uint32_t control)
{
    static const char *const known[] = {"word", "word_again", "old_word", "id", "code"};
    bool other = is_password(view, control);
    for (size_t i = 0; other && i < sizeof(known) / sizeof(known[0]); i++)
        other = !is_kind(view, control, known[i]);
    return other && !(is_kind(view, control, "captcha") && view->match[ES_SCREEN_FORGOT].fits);
}

static void count_field(struct form_census *census, const struct es_view *view, uint32_t control,
                        bool filled, bool logged_in)
{
    bool word = is_kind(view, control, "word"), again = is_kind(view, control, "word_again"),
         old = is_kind(view, control, "old_word"),
         maybe = is_other_password(view, control) && !logged_in &&
                 (filled || !view->controls[control].kind);
    census->words += word || maybe;
    census->guessed = census->guessed && !word && !old;
    census->again = census->again || again;
    census->old = census->old || old;
    census->id = census->id || is_kind(view, control, "id");
    census->fills_a_word = census->fills_a_word || (filled && (word || maybe || again || old));
}

static struct form_census census_of(const struct es_view *view, const struct es_by_hand *step,
                                    bool logged_in)
{
    struct form_census census = {.guessed = true};
    const struct es_control *controls = es_page_controls(view->page);
    uint32_t form = controls[step->target.index].form;
    for (uint32_t i = 0; i < view->page->controls.n; i++) {
        if (controls[i].form == form && es_control_is_fillable(&controls[i]))
            count_field(&census, view, i, is_filled(step, i), logged_in);
    }
    return census;
}

/* "Güvenlik Sözcüğümü Unuttum" and a search stand in the same form and send no word. */
static bool is_other_button(const struct es_view *view, uint32_t button)
{
    static const char *const senders[] = {"login", "send", "confirm", "continue"};
    const char *kind = view->controls[button].kind;
    for (size_t i = 0; kind && i < sizeof(senders) / sizeof(senders[0]); i++) {
        if (!strcmp(kind, senders[i]))
            return false;
    }
    return kind != NULL;
}

/* A number whose check digits fit is an identity number, whatever its field is called. */
static bool is_identity_number(const char *value)
{
    struct es_error ignored = ES_ERROR_INIT;
    es_auto(buf) answer = ES_BUF_SECRET;
    return strlen(value) == 11 && strspn(value, "0123456789") == 11 &&
           es_buf_add_str(&answer, value) && !es_kind_check(ES_KIND_ID, &answer, &ignored);
}

static const char *id_of(const struct es_view *view, const struct es_by_hand *step)
{
    const char *id = NULL;
    for (size_t i = 0; i < step->n_fills; i++) {
        if (is_kind(view, step->fills[i].control, "id"))
            return step->fills[i].value;
        if (!id && is_identity_number(step->fills[i].value))
            id = step->fills[i].value;
    }
    return id;
}

/* A word that is given twice and by itself is a new one, and to set one is no try. */
static bool sets_a_word(const struct form_census *census, const char *id)
{
    bool twice = census->words > 0 && (census->again || (census->guessed && census->words > 1));
    return twice && !census->old && !census->id && !id;
}

/* Beside an identity number that is given with it, or one that may be, the code is a word by
 * another name: the code's own screen asks for nothing else. */
static bool sends_a_word_as_code(const struct es_view *view, const struct es_by_hand *step)
{
    bool code = false, other = false;
    for (size_t i = 0; i < step->n_fills; i++) {
        uint32_t control = step->fills[i].control;
        code = code || (is_kind(view, control, "code") && is_password(view, control));
        other = other || (es_control_is_typed(&es_page_controls(view->page)[control]) &&
                          !is_kind(view, control, "code") && !is_kind(view, control, "captcha"));
    }
    return code && other;
}

bool es_by_hand_counts(const struct es_view *view, const struct es_by_hand *step, bool logged_in,
                       const char **id)
{
    *id = NULL;
    if (step->target.kind != ES_TARGET_BUTTON)
        return false;
    struct form_census census = census_of(view, step, logged_in);
    const char *whose = id_of(view, step);
    bool code = !logged_in && sends_a_word_as_code(view, step);
    bool other = !census.fills_a_word && is_other_button(view, step->target.index);
    bool asks = census.words || census.old || census.fills_a_word;
    if (!code && (!asks || other || sets_a_word(&census, whose)))
        return false;
    *id = whose;
    return true;
}

const char *es_by_hand_maybe_for(const struct es_view *view, const struct es_by_hand *step,
                                 bool logged_in)
{
    bool maybe = false;
    for (size_t i = 0; i < step->n_fills && !logged_in; i++) {
        uint32_t control = step->fills[i].control;
        maybe =
            maybe || (es_control_is_typed(&es_page_controls(view->page)[control]) &&
                      !view->controls[control].kind && !is_identity_number(step->fills[i].value));
    }
    return maybe ? id_of(view, step) : NULL;
}

const char *es_by_hand_mail_for(const struct es_view *view, const struct es_by_hand *step)
{
    const struct es_match *forgot = &view->match[ES_SCREEN_FORGOT];
    return forgot->fits && es_view_same_target(view->page, forgot->button, step->target)
               ? id_of(view, step)
               : NULL;
}
