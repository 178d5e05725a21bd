/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/json.h"
#include "esign/i18n.h"
#include "esign/secret.h"

static int add_to_buf(const char *bytes, size_t len, void *data)
{
    struct es_buf *out = data;
    return es_buf_add(out, bytes, len) ? 0 : -1;
}

static size_t style_flags(enum es_json_style style)
{
    switch (style) {
    case ES_JSON_SORTED:
        return JSON_COMPACT | JSON_SORT_KEYS;
    case ES_JSON_PRETTY:
        return JSON_INDENT(2);
    case ES_JSON_COMPACT:
        break;
    }
    return JSON_COMPACT;
}

bool es_json_write(const json_t *value, enum es_json_style style, struct es_buf *out)
{
    size_t before = out->len;
    if (json_dump_callback(value, add_to_buf, out, style_flags(style) | JSON_ENCODE_ANY) == 0) {
        return true;
    }
    if (out->len > before) {
        es_wipe(out->data + before, out->len - before);
        out->len = before;
    }
    return false;
}

/* jansson's own texts quote the input ("near '…'"), which may be a secret. */
static const char *error_message(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        return _("there is not enough memory");
    case json_error_invalid_utf8:
        return _("it is not UTF-8");
    case json_error_premature_end_of_input:
        return _("it ends too early");
    case json_error_end_of_input_expected:
        return _("something follows the end of the value");
    case json_error_duplicate_key:
        return _("a key stands twice in one object");
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return _("a string holds a NUL character");
    case json_error_numeric_overflow:
        return _("a number is too large");
    case json_error_stack_overflow:
        return _("it is nested too deeply");
    default:
        return _("it is not well-formed JSON");
    }
}

json_t *es_json_read(const char *bytes, size_t len, struct es_json_error *error)
{
    json_error_t from_jansson = {0};
    json_t *value = json_loadb(bytes ? bytes : "", len, JSON_REJECT_DUPLICATES, &from_jansson);
    if (!value && error) {
        *error = (struct es_json_error){
            .line = from_jansson.line > 0 ? from_jansson.line : 0,
            .column = from_jansson.column > 0 ? from_jansson.column : 0,
            .message = error_message(&from_jansson),
        };
    }
    es_wipe(&from_jansson, sizeof(from_jansson));
    return value;
}
