/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: one list (errors.def) gives the enum, the stable code, the exit status, the
 * message, the hint and the manual's table.
 *
 * A function that can fail returns es_status (0 is ES_OK) and fills the caller's
 * struct es_error. Nothing in it is owned; it may be copied and thrown away. It never
 * holds a secret nor an identity number.
 */
#ifndef ESIGN_ERROR_H
#define ESIGN_ERROR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum es_status {
    ES_OK = 0,
#define ES_ERROR(name, code, exit_status, message, hint) ES_##name,
#include "esign/errors.def"
#undef ES_ERROR
    ES_STATUS_COUNT
} es_status;

#define ES_MUST_CHECK        __attribute__((warn_unused_result))
#define ES_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* es_auto(page) *page = NULL;  es_auto(buf) body = {0};
 * Things on the heap have an es_x_free(struct es_x **), values an es_x_free(struct es_x *). */
#define es_auto(name) __attribute__((cleanup(es_##name##_free), unused)) struct es_##name

enum {
    ES_MESSAGE_MAX = 512, /* bytes, the closing NUL included */
    ES_HINT_MAX = 1024,
    ES_PORTAL_MESSAGE_MAX = 2048,
};

struct es_error {
    es_status status;
    int tries_left;  /* of the word, or of the card's PIN; -1: unknown */
    int retry_after; /* seconds after which the same command may go on; -1: unknown */
    unsigned needs;  /* ES_OK and others: 0; ES_INPUT_NEEDED: bits 1u << enum es_kind */
    char message[ES_MESSAGE_MAX];               /* in the chosen language */
    char hint[ES_HINT_MAX];                     /* what to do next; "" where there is none */
    char portal_message[ES_PORTAL_MESSAGE_MAX]; /* what the portal said, made safe; or "" */
};

#define ES_ERROR_INIT                                                                              \
    (struct es_error)                                                                              \
    {                                                                                              \
        .tries_left = -1, .retry_after = -1                                                        \
    }

struct es_error_info {
    const char *code;    /* stable, e.g. "wrong_captcha" */
    int exit_status;     /* 0–9 or 70 */
    const char *message; /* untranslated: pass through gettext */
    const char *hint;    /* untranslated; "" where there is none */
};

/* Never NULL; an out-of-range status gives "internal". */
const struct es_error_info *es_error_info(es_status status);

/* The status of a stable code; false where there is none such. */
bool es_error_find(const char *code, es_status *status);

/* Fills err (which may be NULL) with the status and the list's own message and hint. */
es_status es_fail(struct es_error *err, es_status status);

/* The same with an own message (already translated): lower case, no full stop. */
es_status es_fail_with(struct es_error *err, es_status status, const char *format, ...)
    ES_PRINTF(3, 4);

/* ES_NO_RESOURCES, saying that it is memory that is missing. */
es_status es_fail_memory(struct es_error *err);

/* Replaces the hint (already translated). err may be NULL. */
void es_hint(struct es_error *err, const char *format, ...) ES_PRINTF(2, 3);

/* True where nothing was decided and the same command may be run again: exit status 7, and
 * ES_TOO_SOON, after a while. */
bool es_retryable(es_status status);

#endif
