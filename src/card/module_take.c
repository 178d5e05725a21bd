/* SPDX-License-Identifier: Apache-2.0 */
/* What the module's child tells, checked and made safe. */
#include "esign/heap.h"
#include "esign/text.h"
#include "module_talk.h"
#include <p11-kit/pkcs11.h>
#include <string.h>

const char *es_pin_state_name(enum es_pin_state state)
{
    static const char *const NAMES[] = {
        [ES_PIN_STATE_READY] = "ready",       [ES_PIN_STATE_TRIED] = "tried",
        [ES_PIN_STATE_LAST_TRY] = "last_try", [ES_PIN_STATE_BLOCKED] = "blocked",
        [ES_PIN_STATE_UNKNOWN] = NULL,
    };
    return NAMES[state];
}

static enum es_pin_state state_of(uint64_t flags)
{
    if (flags & CKF_USER_PIN_LOCKED)
        return ES_PIN_STATE_BLOCKED;
    if (flags & CKF_USER_PIN_FINAL_TRY)
        return ES_PIN_STATE_LAST_TRY;
    return flags & CKF_USER_PIN_COUNT_LOW ? ES_PIN_STATE_TRIED : ES_PIN_STATE_READY;
}

/* Text of a field padded with blanks; some modules pad with NULs. */
static bool take_text(const char *field, size_t len, char out[ES_MODULE_TEXT_MAX])
{
    char text[ES_MODULE_TEXT_MAX] = "";
    es_auto(buf) safe = {.max = ES_MODULE_TEXT_MAX - 1};
    memcpy(text, field, len);
    len = strlen(text);
    while (len && text[len - 1] == ' ')
        text[--len] = '\0';
    if (!es_text_safe(text, ES_MODULE_TEXT_MAX, &safe))
        return false;
    memcpy(out, es_buf_str(&safe), safe.len + 1);
    return true;
}

static es_status take_token(struct es_module_view *view, const void *bytes)
{
    struct talk_token told;
    memcpy(&told, bytes, sizeof told);
    if (view->n_tokens == ES_MODULE_TOKENS_MAX)
        return ES_MODULE_FAILED;
    struct es_module_token *token = &view->token[view->n_tokens];
    *token = (struct es_module_token){.slot = told.slot, .pin = state_of(told.flags)};
    token->own_keys = told.flags & CKF_PROTECTED_AUTHENTICATION_PATH;
    token->reader_cut =
        told.reader[sizeof told.reader - 1] != ' ' && told.reader[sizeof told.reader - 1] != '\0';
    if (told.pin_most > 0 && told.pin_least <= told.pin_most && told.pin_least <= ES_PIN_MAX) {
        token->pin_least = told.pin_least;
        token->pin_most = told.pin_most < ES_PIN_MAX ? told.pin_most : ES_PIN_MAX;
    }
    if (!take_text(told.reader, sizeof told.reader, token->reader) ||
        !take_text(told.label, sizeof told.label, token->label) ||
        !take_text(told.serial, sizeof told.serial, token->serial))
        return ES_NO_RESOURCES;
    view->n_tokens++;
    return ES_OK;
}

static es_status take_certificate(struct es_module_view *view, const void *bytes, size_t len)
{
    if (view->n_tokens == 0 || view->n_certificates == ES_MODULE_CERTIFICATES_MAX)
        return ES_MODULE_FAILED;
    struct es_module_certificate *certificate = &view->certificate[view->n_certificates];
    *certificate = (struct es_module_certificate){.token = view->n_tokens - 1, .len = len};
    if (!es_certificate_read(bytes, len, &certificate->told))
        return ES_OK;
    certificate->der = es_heap_copy(bytes, len);
    if (!certificate->der)
        return ES_NO_RESOURCES;
    view->n_certificates++;
    return ES_OK;
}

size_t es_module_longest(uint32_t kind)
{
    switch (kind) {
    case TALK_TOKEN:
        return sizeof(struct talk_token);
    case TALK_CERTIFICATE:
        return ES_CERTIFICATE_DER_MAX;
    case TALK_RESULT:
    case TALK_END:
        return sizeof(struct talk_result);
    default:
        return 0;
    }
}

es_status es_module_take(struct es_module_view *view, uint32_t kind, const void *bytes, size_t len)
{
    if (kind == TALK_TOKEN && len == sizeof(struct talk_token))
        return take_token(view, bytes);
    if (kind == TALK_CERTIFICATE && len > 0 && len <= ES_CERTIFICATE_DER_MAX)
        return take_certificate(view, bytes, len);
    return ES_MODULE_FAILED;
}

void es_module_view_free(struct es_module_view **view)
{
    if (!*view)
        return;
    for (size_t i = 0; i < (*view)->n_certificates; i++)
        es_heap_free((*view)->certificate[i].der);
    es_heap_free(*view);
    *view = NULL;
}

/* ---------------------------------------------------------------- which reader */

bool es_module_is_for(const struct es_readers *readers, bool named)
{
    for (size_t i = 0; i < readers->n; i++)
        if (readers->reader[i].state == ES_READER_PRESENT &&
            (named || readers->reader[i].card.family == ES_CARD_AKIS))
            return true;
    return false;
}

/* OpenSC ends a description that it cuts in three dots. */
static bool names(const struct es_module_token *token, const struct es_reader *reader,
                  bool may_be_cut)
{
    size_t len = strlen(token->reader);
    if (strcmp(token->reader, reader->name) == 0)
        return true;
    if (len > 3 && strcmp(token->reader + len - 3, "...") == 0)
        len -= 3;
    return token->reader_cut && may_be_cut && strncmp(token->reader, reader->name, len) == 0;
}

/* The one reader of that name; a description that was cut may fit several, also of those that were
 * not asked for. */
static int named_by(const struct es_module_token *token, const struct es_readers *readers)
{
    int found = -1;
    for (size_t i = 0; i < readers->n; i++) {
        if (!names(token, &readers->reader[i], !readers->partial))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static int only_seated(const struct es_readers *readers)
{
    int found = -1, n = 0;
    for (size_t i = 0; i < readers->n; i++) {
        if (readers->reader[i].state != ES_READER_PRESENT)
            continue;
        found = (int)i;
        n++;
    }
    return n == 1 ? found : -1;
}

int es_module_reader_of(const struct es_module_view *view, size_t token,
                        const struct es_readers *readers)
{
    bool any_named = false;
    for (size_t i = 0; i < view->n_tokens; i++)
        any_named = any_named || named_by(&view->token[i], readers) >= 0;
    if (any_named || view->n_tokens != 1)
        return named_by(&view->token[token], readers);
    return readers->partial ? -1 : only_seated(readers);
}
