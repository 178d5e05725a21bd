/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON in and out, over jansson. Values are jansson's json_t; its readers of values
 * (json_object_get …) are used freely, but text becomes a value and a value becomes text only
 * here, so that no secret passes through a buffer that is not wiped and no error text quotes
 * what was read.
 */
#ifndef ESIGN_JSON_H
#define ESIGN_JSON_H

#include "esign/buf.h"
#include <jansson.h>

enum es_json_style {
    ES_JSON_COMPACT, /* one line, keys in the order they were set */
    ES_JSON_SORTED,  /* one line, keys sorted: the same value is always the same bytes */
    ES_JSON_PRETTY,  /* indented by two, keys in the order they were set */
};

/* Appends the value, without a line end. On failure (the buffer's maximum, memory, a NaN) out
 * is as it was. */
bool es_json_write(const json_t *value, enum es_json_style style, struct es_buf *out) ES_MUST_CHECK;

struct es_json_error {
    int line, column;    /* from 1; 0 where they are not known */
    const char *message; /* translated; never quotes the input */
};

/* Reads exactly one object or array: UTF-8, no key twice in an object, nothing after it, no NUL
 * in a string. NULL on failure, with *error (which may be NULL) filled. The caller owns the
 * value: json_auto_t, json_decref. */
json_t *es_json_read(const char *bytes, size_t len, struct es_json_error *error) ES_MUST_CHECK;

#endif
