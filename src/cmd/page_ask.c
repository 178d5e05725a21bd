/* SPDX-License-Identifier: Apache-2.0 */
/* The values of the fields that a person fills in by hand. */
#include "esign/i18n.h"
#include "page.h"

#include <string.h>

static const struct es_control *control_of(const struct es_view *view,
                                           const struct hand_field *field)
{
    return &es_page_controls(view->page)[field->control];
}

static bool is_box(const struct es_control *control)
{
    return control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO;
}

/* Passwords, and what the profile knows as a secret, are typed without echo. */
static bool is_secret(const struct es_view *view, const struct hand_field *field)
{
    const char *kind = view->controls[field->control].kind;
    enum es_kind known;
    return control_of(view, field)->type == ES_CONTROL_PASSWORD ||
           (kind && !strcmp(kind, "old_word")) ||
           (kind && es_kind_find(kind, &known) && es_kind_is_secret(known));
}

static bool make_prompt(const struct es_view *view, const struct hand_field *field,
                        struct es_buf *out)
{
    es_auto(buf) label = {0};
    const struct es_control *control = control_of(view, field);
    const char *words = es_by_hand_label(view->page, ES_THING_FIELD, field->control);
    if (!es_text_safe(words, 100, &label))
        return false;
    if (is_secret(view, field))
        return es_buf_printf(out, _("%s (not shown): "), es_buf_str(&label));
    if (is_box(control))
        return es_buf_printf(out, _("%s (yes or no): "), es_buf_str(&label));
    return es_buf_printf(out, "%s: ", es_buf_str(&label));
}

static bool is_one_of(const char *answer, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (es_text_fit(answer, words[i]) >= ES_FIT_EQUAL_MARKS)
            return true;
    }
    return false;
}

bool hand_says_no(const struct hand_field *field)
{
    static const char *const no[] = {"no", "n", "hayır", "h"};
    return is_one_of(es_buf_str(&field->answer), no, sizeof(no) / sizeof(no[0]));
}

static es_status take_box(const struct es_control *control, const struct hand_field *field,
                          const char **value, struct es_error *err)
{
    static const char *const yes[] = {"yes", "y", "evet", "e"};
    const char *answer = es_buf_str(&field->answer);
    if (is_one_of(answer, yes, 4))
        *value = "on";
    else if (hand_says_no(field) && control->type == ES_CONTROL_CHECKBOX)
        *value = "";
    else if (control->type == ES_CONTROL_RADIO)
        return es_fail_with(err, ES_ANSWER_INVALID,
                            _("'%s' can only be chosen: the answer must be yes"), field->label);
    else
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer for '%s' must be yes or no"),
                            field->label);
    return ES_OK;
}

static es_status take_option(const struct es_view *view, const struct hand_field *field,
                             const char **value, struct es_error *err)
{
    const struct es_control *control = control_of(view, field);
    const struct es_option *options = es_control_options(view->page, control);
    enum es_fit best = ES_FIT_NONE;
    bool tie = false;
    for (uint32_t i = 0; i < control->options.n; i++) {
        const char *text = es_page_str(view->page, options[i].text);
        enum es_fit fit = es_text_fit(text, es_buf_str(&field->answer));
        if (options[i].disabled || fit == ES_FIT_NONE || fit < best)
            continue;
        tie = fit == best && strcmp(text, *value) != 0;
        best = fit;
        *value = text;
    }
    return best && !tie
               ? ES_OK
               : es_fail_with(err, ES_ANSWER_INVALID,
                              _("the answer for '%s' is not one of its choices"), field->label);
}

static es_status take_text(const struct es_view *view, const struct hand_field *field,
                           const char **value, struct es_error *err)
{
    const struct es_control *control = control_of(view, field);
    const char *kind = view->controls[field->control].kind;
    *value = es_buf_str(&field->answer);
    if (control->max_length >= 0 && es_text_length(*value) > (size_t)control->max_length)
        return es_fail_with(err, ES_ANSWER_INVALID,
                            _("the answer for '%s' is longer than the field takes (%d characters)"),
                            field->label, (int)control->max_length);
    return kind && !strcmp(kind, "id") ? es_kind_check(ES_KIND_ID, &field->answer, err) : ES_OK;
}

es_status hand_take_answer(const struct es_view *view, struct hand_field *field,
                           struct es_error *err)
{
    const struct es_control *control = control_of(view, field);
    field->value = "";
    if (is_box(control))
        return take_box(control, field, &field->value, err);
    return control->type == ES_CONTROL_SELECT ? take_option(view, field, &field->value, err)
                                              : take_text(view, field, &field->value, err);
}

static es_status ask_field(struct hand *hand, const struct es_view *view, size_t at,
                           struct es_error *err)
{
    struct hand_field *field = &hand->field[at];
    es_auto(buf) prompt = {0};
    if (!make_prompt(view, field, &prompt))
        return es_fail(err, ES_INTERNAL);
    es_status status = es_ask_field(hand->run->ask, field->label, !is_secret(view, field),
                                    es_buf_str(&prompt), &field->answer, err);
    field->value = "";
    return status ? status : hand_take_answer(view, field, err);
}

static es_status ask_all(struct hand *hand, const struct es_view *view, struct es_error *err)
{
    es_status status = ES_OK;
    if (hand->n_fields == 0)
        return ES_OK;
    es_client_pause(hand->client);
    for (size_t i = 0; !status && i < hand->n_fields; i++)
        status = ask_field(hand, view, i, err);
    return status ? status : es_client_resume(hand->client, err);
}

/* The same field, or another radio button of its group. */
static bool replaces(const struct es_page *page, uint32_t control, uint32_t kept)
{
    const struct es_control *one = &es_page_controls(page)[control],
                            *other = &es_page_controls(page)[kept];
    return control == kept ||
           (one->type == ES_CONTROL_RADIO && other->type == ES_CONTROL_RADIO &&
            !strcmp(es_page_str(page, one->name), es_page_str(page, other->name)));
}

static bool is_replaced(const struct hand *hand, const struct es_page *page, uint32_t kept)
{
    for (size_t i = 0; i < hand->n_fields; i++) {
        if (replaces(page, hand->field[i].control, kept))
            return true;
    }
    return false;
}

static void add_fill(struct hand *hand, const struct es_view *view, struct es_fill fill)
{
    enum es_kind kind;
    const char *name = view->controls[fill.control].kind;
    if (name && es_kind_find(name, &kind))
        hand->kinds |= 1u << kind;
    hand->fill[hand->n_fills++] = fill;
}

static void merge(struct hand *hand, const struct es_view *view)
{
    for (size_t i = 0; i < hand->filled.n; i++) {
        if (!is_replaced(hand, view->page, hand->filled.fill[i].control))
            add_fill(hand, view, hand->filled.fill[i]);
    }
    for (size_t i = 0; i < hand->n_fields; i++)
        add_fill(hand, view, (struct es_fill){hand->field[i].control, hand->field[i].value});
}

es_status hand_ask(struct hand *hand, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(hand->client, &view, err);
    if (!status)
        status = ask_all(hand, view, err);
    if (!status)
        merge(hand, view);
    return status;
}
