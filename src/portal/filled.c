/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kept are: the digest of the page as 64 hex digits, the moment of keeping, then for each field its
 * number and the length of its value, four bytes each, and the value with a NUL. The moment is
 * there because the kernel's keys end by the wall clock (keyctl_set_timeout(3)): set back, it would
 * let them live on.
 */
#include "esign/filled.h"

#include "esign/i18n.h"
#include "kernel_key.h"
#include "numbers.h"
#include "seal.h"
#include "session_file.h"
#include <string.h>

enum { DIGEST = 64, HEAD = DIGEST + ES_MOMENT_BYTES };
enum { NAME_MAX_BYTES = 96, NUMBER = 4 };

static bool name_of(const struct es_session *session, char name[NAME_MAX_BYTES])
{
    static const char prefix[] = "esign:filled:";
    const struct es_buf *path = session->file ? &session->file->path : NULL;
    memcpy(name, prefix, sizeof(prefix));
    return path && es_seal_digest(path->data, path->len, name + sizeof(prefix) - 1);
}

static bool page_digest(const struct es_session *session, char digest[DIGEST + 1])
{
    return session->page && es_seal_digest(session->page, session->page->size, digest);
}

static bool load(const struct es_session *session, struct es_buf *kept)
{
    char name[NAME_MAX_BYTES];
    return name_of(session, name) && es_kernel_key_load(name, kept);
}

static bool add_moment(struct es_buf *out)
{
    const struct es_moment now = es_moment_now();
    unsigned char bytes[ES_MOMENT_BYTES];
    es_put_moment(bytes, &now);
    return es_buf_add(out, bytes, sizeof(bytes));
}

static bool is_over(const char *bytes)
{
    const struct es_moment then = es_get_moment((const unsigned char *)bytes);
    return !es_moment_fits(&then) || es_moment_since(&then) >= ES_FILLED_SECONDS;
}

/* Of the session's page, and not too old. */
static bool is_good(const struct es_session *session, const struct es_buf *kept)
{
    char digest[DIGEST + 1];
    return page_digest(session, digest) && kept->len >= HEAD &&
           !memcmp(kept->data, digest, DIGEST) && !is_over(kept->data + DIGEST);
}

static bool take_field(const struct es_page *page, struct es_filled *out, size_t *at)
{
    const struct es_buf *kept = &out->kept;
    if (out->n == ES_FILLED_MAX || kept->len - *at < 2 * NUMBER + 1)
        return false;
    const unsigned char *numbers = (const unsigned char *)kept->data + *at;
    size_t len = es_get_number(numbers + NUMBER, NUMBER), rest = kept->len - *at - 2 * NUMBER;
    const char *value = kept->data + *at + 2 * NUMBER;
    uint32_t control = (uint32_t)es_get_number(numbers, NUMBER);
    if (len >= rest || value[len] || control >= page->controls.n)
        return false;
    out->fill[out->n++] = (struct es_fill){control, value};
    *at += 2 * NUMBER + len + 1;
    return true;
}

void es_filled_load(const struct es_session *session, struct es_filled *out)
{
    *out = (struct es_filled){.kept = ES_BUF_SECRET};
    size_t at = HEAD;
    if (!load(session, &out->kept) || !is_good(session, &out->kept))
        return;
    while (at < out->kept.len && take_field(session->page, out, &at))
        ;
}

void es_filled_free(struct es_filled *filled)
{
    es_buf_free(&filled->kept);
    filled->n = 0;
}

static bool pack(const struct es_session *session, const struct es_fill *fills, size_t n,
                 struct es_buf *out)
{
    char digest[DIGEST + 1];
    bool ok = page_digest(session, digest) && es_buf_add(out, digest, DIGEST) && add_moment(out);
    for (size_t i = 0; ok && i < n; i++) {
        unsigned char numbers[2 * NUMBER];
        size_t len = strlen(fills[i].value);
        es_put_number(numbers, fills[i].control, NUMBER);
        es_put_number(numbers + NUMBER, len, NUMBER);
        ok = es_buf_add(out, numbers, sizeof(numbers)) && es_buf_add(out, fills[i].value, len + 1);
    }
    return ok;
}

es_status es_filled_save(const struct es_session *session, const struct es_fill *fills, size_t n,
                         struct es_error *err)
{
    char name[NAME_MAX_BYTES];
    es_auto(buf) kept = {.secret = true, .max = ES_KERNEL_KEY_MAX};
    if (n > ES_FILLED_MAX || !pack(session, fills, n, &kept))
        return es_fail_with(err, ES_USAGE, _("that is too much to be kept until it is sent"));
    if (name_of(session, name) && es_kernel_key_save(name, kept.data, kept.len, ES_FILLED_SECONDS))
        return ES_OK;
    return es_fail_with(err, ES_USAGE, _("this system keeps nothing in memory between two runs"));
}

void es_filled_forget(const struct es_session *session)
{
    char name[NAME_MAX_BYTES];
    if (name_of(session, name))
        es_kernel_key_forget(name);
}

void es_filled_tidy(const struct es_session *session)
{
    es_auto(buf) kept = ES_BUF_SECRET;
    if (load(session, &kept) && !is_good(session, &kept))
        es_filled_forget(session);
}
