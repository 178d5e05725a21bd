/* SPDX-License-Identifier: Apache-2.0 */
/* One PIN, given once, and what the card says to it. */
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/moment.h"
#include "module_talk.h"
#include <p11-kit/pkcs11.h>
#include <string.h>

enum { GRACE_MS = 3000 }; /* to log out and to tell the state, once the answer is there */

/* ---------------------------------------------------------------- what the answer means */

static es_status tell_blocked(struct es_error *err)
{
    if (err)
        err->tries_left = 0;
    return es_fail(err, ES_PIN_BLOCKED);
}

static es_status tell_wrong(enum es_pin_state after, struct es_error *err)
{
    if (after == ES_PIN_STATE_BLOCKED) {
        (void)tell_blocked(err);
        return es_fail_with(err, ES_PIN_BLOCKED,
                            _("the card says the PIN is wrong, and it is blocked now"));
    }
    es_status status = es_fail(err, ES_WRONG_PIN);
    if (after == ES_PIN_STATE_LAST_TRY && err) {
        err->tries_left = 1;
        es_hint(err, "%s",
                _("One more wrong PIN blocks it. Look it up on the portal first: esign pin-puk"));
    }
    return status;
}

/* Nothing that the person could answer would help. */
static es_status tell_no_way(struct es_error *err, const char *why)
{
    es_status status = es_fail_with(err, ES_MODULE_FAILED, "%s", why);
    es_hint(err, "%s", _("Use the card maker's program."));
    return status;
}

/* An answer that PKCS #11 does not know to this call. */
static es_status tell_strange(uint64_t value, const char *call, struct es_error *err)
{
    return es_fail_with(err, ES_OUTCOME_UNKNOWN,
                        _("the card's module answers the PIN with error 0x%llX (%s), and what came "
                          "of it is not known"),
                        (unsigned long long)value, call);
}

/* OpenSC 0.23 says so where the card found fault with the form, before it looked at the PIN (SW
 * 6A80; a PIV card counts no try then). Another module may mean something else. */
static es_status tell_form(struct es_error *err)
{
    return es_fail_with(err, ES_OUTCOME_UNKNOWN,
                        _("the card does not take a PIN of this form, its length perhaps; whether "
                          "that cost a try is not told"));
}

static es_status judge_login(uint64_t value, enum es_pin_state after, struct es_error *err)
{
    switch (value) {
    case CKR_PIN_INCORRECT:
        return tell_wrong(after, err);
    case CKR_PIN_LOCKED:
        return tell_blocked(err);
    case CKR_PIN_INVALID: /* PKCS #11 has these two for a new PIN alone: who finds fault with the */
    case CKR_PIN_LEN_RANGE: /* text of this one, module or card, and at what price, is not told */
        return es_fail_with(err, ES_OUTCOME_UNKNOWN,
                            _("the card's module does not take a PIN like this one"));
    case CKR_USER_PIN_NOT_INITIALIZED:
        return tell_no_way(err, _("no PIN has been set on this card yet"));
    case CKR_PIN_EXPIRED:
        return tell_no_way(err, _("the card wants its PIN to be changed first"));
    case CKR_ARGUMENTS_BAD:
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_USER_TYPE_INVALID:
        return tell_no_way(err, _("the card's module takes no PIN"));
    case CKR_DATA_INVALID:
        return tell_form(err);
    default:
        return tell_strange(value, "C_Login", err);
    }
}

/* The old PIN was right: only the new one is in question. */
static es_status judge_change(uint64_t value, struct es_error *err)
{
    switch (value) {
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        return es_fail(err, ES_PIN_REFUSED);
    case CKR_FUNCTION_NOT_SUPPORTED:
    case CKR_SESSION_READ_ONLY:
    case CKR_TOKEN_WRITE_PROTECTED:
        return tell_no_way(err, _("the card's module does not change PINs; the old one was right"));
    default:
        return tell_strange(value, "C_SetPIN", err);
    }
}

es_status es_module_judge_pin(const struct talk_result *result, enum es_pin_state after,
                              struct es_error *err)
{
    if (result->stage == STAGE_DONE)
        return ES_OK;
    es_status status = result->stage == STAGE_LOGIN     ? judge_login(result->value, after, err)
                       : result->stage == STAGE_SET_PIN ? judge_change(result->value, err)
                                                        : es_fail(err, ES_OUTCOME_UNKNOWN);
    if (status == ES_OUTCOME_UNKNOWN)
        es_hint(err, "%s", _("It is not given again. Look with: esign card-pin status"));
    return status;
}

/* ---------------------------------------------------------------- before it is given */

es_status es_module_check_pin(const struct es_module_token *token, const struct es_buf *pin,
                              const char *what, struct es_error *err)
{
    size_t least = token->pin_most ? token->pin_least : 1;
    size_t most = token->pin_most ? token->pin_most : ES_PIN_MAX;
    if (pin->len >= least && pin->len <= most)
        return ES_OK;
    return es_fail_with(err, ES_ANSWER_INVALID,
                        _("the answer '%s' has %zu digits, and this card takes %zu to %zu"), what,
                        pin->len, least, most);
}

es_status es_module_check_state(enum es_pin_state now, bool last_try, struct es_error *err)
{
    if (now == ES_PIN_STATE_BLOCKED)
        return tell_blocked(err);
    if (now != ES_PIN_STATE_LAST_TRY || last_try)
        return ES_OK;
    es_status status =
        es_fail_with(err, ES_LAST_TRY, _("one more wrong PIN would block the card's PIN"));
    if (err)
        err->tries_left = 1;
    es_hint(err, "%s",
            _("Look the PIN up on the portal first: esign pin-puk. If you are sure of it, use "
              "--last-try."));
    return status;
}

static es_status tell_swapped(struct es_error *err)
{
    es_status status = es_fail_with(err, ES_NO_CARD, _("the card was changed for another one"));
    es_hint(err, "%s", _("The card was given nothing. Run the command again."));
    return status;
}

/* Somebody may have changed the card while the PIN was asked for. */
static es_status check_token(const struct es_module_pin *order, const struct es_module_token *now,
                             struct es_error *err)
{
    if (strcmp(now->serial, order->token->serial) != 0 ||
        strcmp(now->label, order->token->label) != 0)
        return tell_swapped(err);
    es_status status = es_module_check_state(now->pin, order->last_try, err);
    if (!status)
        status = es_module_check_pin(now, order->pin, "pin", err);
    if (!status && order->new_pin)
        status = es_module_check_pin(now, order->new_pin, "new_pin", err);
    return status;
}

/* ---------------------------------------------------------------- giving it */

/* Whole or not at all: what is not whole is not given. */
static es_status send_pins(struct talk *talk, const struct es_module_pin *order,
                           struct es_error *err)
{
    struct talk_pins *pins = es_heap_secret(sizeof *pins);
    if (!pins)
        return es_fail_memory(err);
    memset(pins, 0, sizeof *pins);
    pins->magic = TALK_MAGIC;
    pins->len = (uint32_t)order->pin->len;
    memcpy(pins->pin, order->pin->data, order->pin->len);
    if (order->new_pin) {
        pins->new_len = (uint32_t)order->new_pin->len;
        memcpy(pins->new_pin, order->new_pin->data, order->new_pin->len);
    }
    talk->deadline = es_moment_ms() + talk->milliseconds; /* however long it took until here */
    bool sent = es_talk_say(talk, pins, sizeof *pins);
    es_heap_free(pins);
    return sent ? ES_OK : es_talk_end(talk, NULL, err);
}

static bool is_taken(const struct talk_result *result)
{
    return result->stage == STAGE_SET_PIN || result->stage == STAGE_DONE;
}

/* The token as it is told; false where the child told an end instead, or nothing. */
static bool hear_token(struct talk *talk, struct es_module_view *view)
{
    view->n_tokens = 0;
    if (!es_talk_hear(talk) || talk->header.kind == TALK_END)
        return false;
    talk->nonsense = talk->header.kind != TALK_TOKEN;
    return !talk->nonsense && es_talk_take(talk, view);
}

/* What follows from the answer alone, where the module tells no state after it. */
static enum es_pin_state state_after(const struct talk_result *result, enum es_pin_state before)
{
    if (is_taken(result))
        return ES_PIN_STATE_READY;
    if (result->stage != STAGE_LOGIN || result->value != CKR_PIN_INCORRECT)
        return ES_PIN_STATE_UNKNOWN;
    return before >= ES_PIN_STATE_LAST_TRY ? ES_PIN_STATE_BLOCKED : ES_PIN_STATE_TRIED;
}

static es_status hear_result(struct talk *talk, struct es_module_view *view,
                             struct es_module_told *told, struct es_error *err)
{
    struct talk_result result = {.stage = STAGES};
    if (es_talk_hear(talk) && talk->header.kind == TALK_RESULT)
        memcpy(&result, talk->bytes, sizeof result);
    talk->deadline = es_moment_ms() + GRACE_MS;
    told->taken = is_taken(&result);
    told->after = state_after(&result, told->after);
    if (result.stage != STAGES && hear_token(talk, view)) {
        told->after = view->token[0].pin;
        (void)!es_talk_hear(talk); /* the end: it has logged out by then */
    }
    es_status status = es_module_judge_pin(&result, told->after, err);
    if (status == ES_PIN_BLOCKED) /* whatever the flags say, or do not */
        told->after = ES_PIN_STATE_BLOCKED;
    return status;
}

static es_status give_pin(struct talk *talk, const struct es_module_pin *order,
                          struct es_module_view *view, struct es_module_told *told,
                          struct es_error *err)
{
    if (!hear_token(talk, view)) {
        struct talk_result end;
        bool ended = talk->bytes && talk->header.kind == TALK_END;
        if (ended)
            memcpy(&end, talk->bytes, sizeof end);
        es_status status = es_talk_end(talk, ended ? &end : NULL, err);
        return status ? status : es_fail(err, ES_NO_CARD); /* it went in between */
    }
    told->after = view->token[0].pin;
    es_status status = check_token(order, &view->token[0], err);
    if (!status && es_heap_refusals()) /* its result would not be believed */
        status = es_fail_memory(err);
    if (!status)
        status = send_pins(talk, order, err);
    if (status)
        return status;
    told->given = true;
    return hear_result(talk, view, told, err);
}

es_status es_module_pin(const struct es_module_pin *order, struct es_module_told *told,
                        struct es_error *err)
{
    *told = (struct es_module_told){.after = order->token->pin};
    struct es_module_view *view = es_heap_zeroed(1, sizeof *view);
    if (!view)
        return es_fail_memory(err);
    struct talk talk = {
        .path = order->path, .milliseconds = ES_MODULE_PIN_MS, .shared = order->shared};
    es_status status =
        es_talk_begin(&talk, order->new_pin ? DEED_CHANGE : DEED_VERIFY, order->token->slot, err);
    if (!status) {
        struct es_error ignored = ES_ERROR_INIT;
        status = give_pin(&talk, order, view, told, err);
        (void)es_talk_end(&talk, NULL, &ignored);
    }
    es_module_view_free(&view);
    return status;
}
