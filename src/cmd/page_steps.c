/* SPDX-License-Identifier: Apache-2.0 */
/* What `esign page` is to do: the words of the command line, and what they name on the page. */
#include "esign/i18n.h"
#include "page.h"

#include <string.h>

static const struct verb {
    const char *word;
    enum hand_deed deed;
    bool needs_label, takes_label;
} verbs[] = {
    {"fill", HAND_FILL, true, true},     {"press", HAND_PRESS, true, true},
    {"follow", HAND_FOLLOW, true, true}, {"picture", HAND_PICTURE, false, true},
    {"clear", HAND_CLEAR, false, false},
};

static const struct verb *find_verb(const char *word)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (!strcmp(verbs[i].word, word))
            return &verbs[i];
    }
    return NULL;
}

static const char *word_of(enum hand_deed deed)
{
    size_t i = 0;
    while (verbs[i].deed != deed)
        i++;
    return verbs[i].word;
}

/* Fields may be filled in before a button is pressed; everything else stands alone. */
static es_status take_step(struct hand *hand, const struct verb *verb, const char *label,
                           struct es_error *err)
{
    if (verb->needs_label && (!label || !*label))
        return es_fail_with(err, ES_USAGE, _("'%s' needs the words of what is meant"), verb->word);
    if (hand->deed > HAND_FILL || (hand->deed == HAND_FILL && verb->deed > HAND_PRESS))
        return es_fail_with(err, ES_USAGE, _("'%s' cannot come after '%s' in the same run"),
                            verb->word, word_of(hand->deed));
    hand->deed = verb->deed;
    if (verb->deed == HAND_FILL) {
        hand->field[hand->n_fields].answer = ES_BUF_SECRET;
        hand->field[hand->n_fields++].label = label;
    } else {
        hand->label = label ? label : "";
    }
    return ES_OK;
}

es_status hand_take_steps(struct hand *hand, struct es_error *err)
{
    const struct es_run *run = hand->run;
    es_status status = ES_OK;
    for (size_t i = 0; !status && i < run->n_operands;) {
        const struct verb *verb = find_verb(run->operands[i++]);
        if (!verb)
            return es_fail_with(err, ES_USAGE,
                                _("'%s' is none of fill, press, follow, picture and clear"),
                                run->operands[i - 1]);
        bool labelled = verb->takes_label && i < run->n_operands;
        status = take_step(hand, verb, labelled ? run->operands[i] : NULL, err);
        i += labelled;
    }
    return status;
}

/* The form that has been begun, or ES_NONE. */
static uint32_t begun_form(const struct hand *hand, const struct es_page *page)
{
    const struct es_control *controls = es_page_controls(page);
    if (hand->filled.n)
        return controls[hand->filled.fill[0].control].form;
    return hand->n_fields ? controls[hand->field[0].control].form : ES_NONE;
}

static es_status check_form(const struct hand *hand, const struct es_page *page, size_t at,
                            struct es_error *err)
{
    const struct hand_field *field = &hand->field[at];
    if (es_page_controls(page)[field->control].form == begun_form(hand, page))
        return ES_OK;
    if (at)
        return es_fail_with(err, ES_USAGE, _("'%s' and '%s' stand in forms that are sent apart"),
                            hand->field[0].label, field->label);
    es_status status =
        es_fail_with(err, ES_USAGE, _("'%s' stands in another form than what was filled in before"),
                     field->label);
    es_hint(err, "%s", _("Forget what was filled in with: esign page clear"));
    return status;
}

static es_status find_field(struct hand *hand, const struct es_page *page, size_t at,
                            struct es_error *err)
{
    struct hand_field *field = &hand->field[at];
    es_status status =
        es_by_hand_find(page, ES_THING_FIELD, field->label, ES_NONE, &field->control, err);
    for (size_t i = 0; !status && i < at; i++) {
        if (hand->field[i].control == field->control)
            return es_fail_with(err, ES_USAGE, _("'%s' and '%s' are the same field"),
                                hand->field[i].label, field->label);
    }
    return status ? status : check_form(hand, page, at, err);
}

/* Of the buttons, those of the form that has been begun: no other sends what was filled in. */
static es_status find_thing(struct hand *hand, const struct es_page *page, struct es_error *err)
{
    bool press = hand->deed == HAND_PRESS;
    enum es_thing thing = press                       ? ES_THING_BUTTON
                          : hand->deed == HAND_FOLLOW ? ES_THING_LINK
                                                      : ES_THING_PICTURE;
    hand->target.kind = press ? ES_TARGET_BUTTON : ES_TARGET_LINK;
    return es_by_hand_find(page, thing, hand->label, press ? begun_form(hand, page) : ES_NONE,
                           &hand->target.index, err);
}

es_status hand_find(struct hand *hand, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    for (size_t i = 0; !status && i < hand->n_fields; i++)
        status = find_field(hand, view->page, i, err);
    return status || !hand->label || hand->deed == HAND_CLEAR ? status
                                                              : find_thing(hand, view->page, err);
}
