/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/session.h"
#include "esign/filled.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/secret.h"
#include "session_file.h"
#include "session_open.h"
#include "session_pack.h"

enum { COOKIES_MAX = 1 << 20 };

void es_session_clear(struct es_session *session)
{
    struct es_session_file *file = session->file;
    es_buf_free(&session->cookies);
    es_page_free(&session->page);
    es_wipe(session, sizeof(*session));
    session->cookies = (struct es_buf){.secret = true, .max = COOKIES_MAX};
    session->file = file;
}

void es_session_free(struct es_session **session)
{
    struct es_session *it = *session;
    if (it) {
        es_session_clear(it);
        es_session_file_free(&it->file);
        es_heap_free(it);
        *session = NULL;
    }
}

es_status es_session_open_in(const struct es_key_store *const *stores, const char *name,
                             int wait_ms, struct es_session **out, bool *found,
                             struct es_error *err)
{
    es_auto(session) *session = es_heap_zeroed(1, sizeof(*session));
    es_auto(buf) plain = {.secret = true, .max = ES_SESSION_PLAIN_MAX};
    *found = false;
    if (!session) {
        return es_fail(err, ES_INTERNAL);
    }
    es_session_clear(session);
    es_status status = es_session_file_new(name, stores, &session->file, err);
    if (status == ES_OK) {
        status = es_session_file_lock(session->file, wait_ms, err);
    }
    if (status == ES_OK) {
        status = es_session_file_read(session->file, &plain, found, err);
    }
    if (status != ES_OK) {
        return status;
    }
    unsigned refusals = es_heap_refusals();
    if (*found && !es_session_unpack(&plain, session)) {
        if (es_heap_refusals() != refusals) {
            return es_fail_memory(err);
        }
        es_session_file_set_aside(session->file);
        *found = false;
    }
    *out = session;
    session = NULL;
    return ES_OK;
}

es_status es_session_open(const char *name, int wait_ms, struct es_session **out, bool *found,
                          struct es_error *err)
{
    return es_session_open_in(NULL, name, wait_ms, out, found, err);
}

es_status es_session_save(struct es_session *session, struct es_error *err)
{
    es_auto(buf) plain = {.secret = true, .max = ES_SESSION_PLAIN_MAX};
    if (!es_session_pack(session, &plain)) {
        return es_fail_with(err, ES_INTERNAL, _("the session is too large to be kept"));
    }
    es_filled_tidy(session);
    const struct es_moment now = es_moment_now();
    return es_session_file_write(session->file, &plain, &now, err);
}

es_status es_session_forget(struct es_session *session, bool *forgotten, struct es_error *err)
{
    es_session_clear(session);
    es_filled_forget(session);
    return es_session_file_remove(session->file, forgotten, err);
}

/* Where not even its lock can be used, no other run uses the session either. */
es_status es_session_discard(const char *name, int wait_ms, bool *forgotten, struct es_error *err)
{
    es_auto(session) *session = es_heap_zeroed(1, sizeof(*session));
    *forgotten = false;
    if (!session) {
        return es_fail(err, ES_INTERNAL);
    }
    es_session_clear(session);
    es_status status = es_session_file_new(name, NULL, &session->file, err);
    if (status != ES_OK) {
        return status;
    }
    status = es_session_file_lock(session->file, wait_ms, err);
    return status == ES_SESSION_BUSY ? status : es_session_forget(session, forgotten, err);
}

bool es_session_was_useless(const struct es_session *session)
{
    return session->file && session->file->set_aside;
}

void es_session_unlock(struct es_session *session)
{
    es_session_file_unlock(session->file);
}

int es_session_expires_in(const struct es_session *session)
{
    if (!session->file || !session->file->kept) {
        return 0;
    }
    int64_t idle = es_moment_since(&session->file->saved);
    return idle < ES_SESSION_IDLE_SECONDS ? (int)(ES_SESSION_IDLE_SECONDS - idle) : 0;
}

es_status es_session_relock(struct es_session *session, int wait_ms, struct es_error *err)
{
    es_status status = es_session_file_lock(session->file, wait_ms, err);
    if (status != ES_OK) {
        return status;
    }
    if (es_session_file_changed(session->file)) {
        es_session_unlock(session);
        return es_fail_with(err, ES_SESSION_BUSY,
                            _("another esign command changed this session meanwhile"));
    }
    if (session->file->kept && es_session_expires_in(session) == 0) {
        bool forgotten;
        status = es_session_forget(session, &forgotten, err);
        es_session_unlock(session);
        return status != ES_OK
                   ? status
                   : es_fail_with(err, ES_SESSION_EXPIRED,
                                  _("the session was idle for an hour and is forgotten"));
    }
    return ES_OK;
}
