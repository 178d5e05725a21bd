/* SPDX-License-Identifier: Apache-2.0 */
#include "session_pack.h"
#include "esign/heap.h"
#include "esign/json.h"
#include "numbers.h"
#include <limits.h>
#include <string.h>

enum { LENGTH_SIZE = 4, JSON_MAX = 16 << 10, N_SMALL = 13 };

static const struct text_field {
    const char *key;
    size_t at, size;
} text_fields[] = {
#define TEXT(field)                                                                                \
    {                                                                                              \
#field, offsetof(struct es_session, field), sizeof(((struct es_session *)0)->field)        \
    }
    TEXT(profile), TEXT(start),       TEXT(screen), TEXT(masked_id),
    TEXT(id_hash), TEXT(picture_for), TEXT(phone),
#undef TEXT
};
enum { N_TEXT = sizeof(text_fields) / sizeof(text_fields[0]) };

static json_t *small_fields(const struct es_session *session)
{
    json_auto_t *object = json_pack(
        "{s:I, s:I, s:s, s:i, s:b, s:b}", "sms_wall", (json_int_t)session->sms_sent.wall, "sms_up",
        (json_int_t)session->sms_sent.up, "sms_boot", session->sms_sent.boot, "sms_seconds",
        session->sms_seconds, "logged_in", session->logged_in, "by_hand", session->by_hand);
    bool ok = object;
    for (size_t i = 0; ok && i < N_TEXT; i++) {
        const char *text = (const char *)session + text_fields[i].at;
        size_t len = strnlen(text, text_fields[i].size);
        ok = len < text_fields[i].size &&
             json_object_set_new(object, text_fields[i].key, json_stringn(text, len)) == 0;
    }
    return ok ? json_incref(object) : NULL;
}

static bool add_part(struct es_buf *out, const void *bytes, size_t len)
{
    unsigned char length[LENGTH_SIZE];
    es_put_number(length, len, sizeof(length));
    return len <= UINT32_MAX && es_buf_add(out, length, sizeof(length)) &&
           (len == 0 || es_buf_add(out, bytes, len));
}

bool es_session_pack(const struct es_session *session, struct es_buf *out)
{
    json_auto_t *object = small_fields(session);
    es_auto(buf) json = {.secret = true, .max = JSON_MAX};
    return object && es_json_write(object, ES_JSON_COMPACT, &json) &&
           add_part(out, json.data, json.len) &&
           add_part(out, session->cookies.data, session->cookies.len) &&
           add_part(out, session->picture_path, strlen(session->picture_path)) &&
           add_part(out, session->page, session->page ? session->page->size : 0);
}

struct part {
    const char *bytes;
    size_t len;
};

static bool take_part(struct part *rest, struct part *part)
{
    if (rest->len < LENGTH_SIZE) {
        return false;
    }
    size_t len = es_get_number((const unsigned char *)rest->bytes, LENGTH_SIZE);
    if (len > rest->len - LENGTH_SIZE) {
        return false;
    }
    *part = (struct part){rest->bytes + LENGTH_SIZE, len};
    *rest = (struct part){part->bytes + len, rest->len - LENGTH_SIZE - len};
    return true;
}

static bool read_number(const json_t *object, const char *key, json_int_t max, json_int_t *number)
{
    const json_t *value = json_object_get(object, key);
    *number = json_integer_value(value);
    return json_is_integer(value) && *number >= 0 && *number <= max;
}

static bool read_text(const json_t *object, const struct text_field *field,
                      struct es_session *session)
{
    const char *text = json_string_value(json_object_get(object, field->key));
    size_t len = text ? strlen(text) : SIZE_MAX;
    if (len >= field->size) {
        return false;
    }
    memcpy((char *)session + field->at, text, len + 1);
    return true;
}

static bool read_moment(const json_t *object, struct es_moment *moment)
{
    json_int_t wall, up;
    const char *boot = json_string_value(json_object_get(object, "sms_boot"));
    bool ok = read_number(object, "sms_wall", INT64_MAX, &wall) &&
              read_number(object, "sms_up", INT64_MAX, &up) && boot &&
              strlen(boot) < sizeof(moment->boot);
    if (!ok)
        return false;
    *moment = (struct es_moment){.wall = wall, .up = up};
    memcpy(moment->boot, boot, strlen(boot) + 1);
    return es_moment_fits(moment);
}

static bool read_small_fields(struct part part, struct es_session *session)
{
    json_auto_t *object = es_json_read(part.bytes, part.len, NULL);
    const json_t *logged_in = json_object_get(object, "logged_in");
    const json_t *by_hand = json_object_get(object, "by_hand");
    json_int_t seconds;
    bool ok = json_object_size(object) == N_SMALL && json_is_boolean(logged_in) &&
              json_is_boolean(by_hand) && read_moment(object, &session->sms_sent) &&
              read_number(object, "sms_seconds", INT_MAX, &seconds);
    for (size_t i = 0; ok && i < N_TEXT; i++) {
        ok = read_text(object, &text_fields[i], session);
    }
    if (ok) {
        session->sms_seconds = (int)seconds;
        session->logged_in = json_is_true(logged_in);
        session->by_hand = json_is_true(by_hand);
    }
    return ok;
}

static bool read_page(struct part part, struct es_session *session)
{
    if (part.len == 0) {
        return true;
    }
    /* a copy of its own: the part need not be aligned */
    es_auto(page) *page = part.len >= sizeof(*page) ? es_heap_secret(part.len) : NULL;
    if (!page) {
        return false;
    }
    memcpy(page, part.bytes, part.len);
    bool whole = page->size == part.len;
    page->size = (uint32_t)part.len; /* so that it is wiped whole where it is refused */
    if (!whole || !es_page_valid(page, part.len)) {
        return false;
    }
    session->page = page;
    page = NULL;
    return true;
}

bool es_session_unpack(const struct es_buf *packed, struct es_session *session)
{
    struct part rest = {es_buf_str(packed), packed->len}, json, cookies, path, page;
    bool ok = take_part(&rest, &json) && take_part(&rest, &cookies) && take_part(&rest, &path) &&
              take_part(&rest, &page) && rest.len == 0 &&
              path.len < sizeof(session->picture_path) && read_small_fields(json, session) &&
              es_buf_add(&session->cookies, cookies.bytes, cookies.len) && read_page(page, session);
    if (!ok) {
        es_session_clear(session);
        return false;
    }
    memcpy(session->picture_path, path.bytes, path.len);
    session->picture_path[path.len] = '\0';
    return true;
}
