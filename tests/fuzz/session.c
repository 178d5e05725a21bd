/* SPDX-License-Identifier: Apache-2.0 */
/* A session's file. The input is taken for three things: the file itself, what is sealed in it, and
 * bytes that are to be kept. */
#include "esign/log.h"
#include "fuzz.h"
#include "session_file.h"
#include "session_open.h"
#include "session_pack.h"
#include "session_places.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The linker puts these in the clocks' place (--wrap): a corpus can hold files that are not old. */
enum { NOW = 2000000000, KEY_MARK = 9 };
time_t __wrap_time(time_t *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

time_t __wrap_time(time_t *out)
{
    if (out)
        *out = NOW;
    return NOW;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
    (void)clock;
    *out = (struct timespec){.tv_sec = NOW};
    return 0;
}

static void clear_folder(void)
{
    static const char *const names[] = {
        "fuzz.session",    "fuzz.session.bad", "fuzz.lock", "way.session",
        "way.session.bad", "way.lock",         "."};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/esign/%s", folder, names[i]);
        if (*names[i] == '.')
            path[strlen(path) - 2] = '\0';
        (void)remove(path);
    }
    (void)rmdir(folder);
}

static void make_folder(void)
{
    bool memory = access("/dev/shm", W_OK) == 0; /* on a disk waiting for it is most of the work */
    snprintf(folder, sizeof folder, "%s/esign-fuzz.XXXXXX", memory ? "/dev/shm" : "/tmp");
    claim("there is a folder", mkdtemp(folder) && setenv("XDG_RUNTIME_DIR", folder, 1) == 0);
    es_log_set_level(ES_LOG_QUIET);
    atexit(clear_folder);
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_session(const struct es_session *a, const struct es_session *b)
{
    bool same_page =
        !a->page == !b->page && (!a->page || (a->page->size == b->page->size &&
                                              memcmp(a->page, b->page, a->page->size) == 0));
    return same_page && fuzz_same(&a->cookies, &b->cookies) && same_text(a->profile, b->profile) &&
           same_text(a->start, b->start) && same_text(a->screen, b->screen) &&
           same_text(a->masked_id, b->masked_id) && same_text(a->id_hash, b->id_hash) &&
           same_text(a->picture_for, b->picture_for) &&
           same_text(a->picture_path, b->picture_path) && same_text(a->phone, b->phone) &&
           a->sms_sent.wall == b->sms_sent.wall && a->sms_sent.up == b->sms_sent.up &&
           same_text(a->sms_sent.boot, b->sms_sent.boot) && a->sms_seconds == b->sms_seconds &&
           a->logged_in == b->logged_in && a->by_hand == b->by_hand;
}

/* What is sealed in a file. */
static void claim_unpacked(const uint8_t *data, size_t size)
{
    struct es_session session = {0}, again = {0};
    es_auto(buf) packed = {0}, once_more = {0};
    es_session_clear(&session);
    es_session_clear(&again);
    claim("there is room", size == 0 || es_buf_add(&packed, data, size));
    if (es_session_unpack(&packed, &session)) {
        claim("a page that is kept is valid",
              !session.page || es_page_valid(session.page, session.page->size));
        claim("times are none before time",
              es_moment_fits(&session.sms_sent) && session.sms_seconds >= 0);
        es_buf_clear(&packed);
        claim("what was unpacked is packed", es_session_pack(&session, &packed));
        claim("and unpacked", es_session_unpack(&packed, &again));
        claim("as it was", same_session(&session, &again));
        claim("packed again it is the same bytes",
              es_session_pack(&again, &once_more) && fuzz_same(&packed, &once_more));
    } else {
        claim("what is refused leaves nothing",
              !session.page && !session.cookies.len && !session.profile[0] && !session.phone[0]);
    }
    es_session_clear(&session);
    es_session_clear(&again);
}

/* The file as somebody has left it. */
static void claim_file(const uint8_t *data, size_t size)
{
    es_auto(session_file) *file = NULL;
    es_auto(session) *session = NULL;
    bool found = false;
    char bad[PATH_MAX];
    claim("a session has its file", es_session_file_new("fuzz", stores, &file, NULL) == ES_OK);
    snprintf(bad, sizeof bad, "%s", es_buf_str(&file->bad_path));
    (void)unlink(bad);
    write_file(es_buf_str(&file->path), data, size);
    es_status status = es_session_open_in(several, "fuzz", 0, &session, &found, NULL);
    if (size > KEY_MARK && data[KEY_MARK] == refusing.mark && status == ES_SESSION_UNUSABLE) {
        claim("what may be read later stays", access(es_buf_str(&file->path), F_OK) == 0);
        return;
    }
    claim("a session opens, whatever its file holds", status == ES_OK);
    bool left = access(es_buf_str(&file->path), F_OK) == 0, aside = access(bad, F_OK) == 0;
    claim("a file that opens stays, another goes", found == left);
    claim("what is set aside is set aside once", !(left && aside));
    if (found)
        claim("it opens because it is sealed with the key",
              size > ES_SESSION_HEADER_SIZE + ES_SEAL_EXTRA);
    bool forgotten = false;
    claim("it can be forgotten", es_session_forget(session, &forgotten, NULL) == ES_OK);
    claim("and is told to be, where there was one", forgotten || !(found || aside));
}

/* A session's name, given by a person. */
static void claim_name(const uint8_t *data, size_t size)
{
    char *name = fuzz_line(&data, &size);
    es_auto(session_file) *file = NULL;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_session_file_new(name, stores, &file, &err);
    claim("a name is taken, or its use is wrong", status == ES_OK || status == ES_USAGE);
    claim("what is wrong is said", status == ES_OK || err.message[0]);
    claim("a name is no path", status == ES_USAGE || (!strchr(name, '/') && name[0] != '.'));
    free(name);
}

/* Any bytes are kept and come back; with one bit of the file turned they do not. */
static void claim_sealed(const uint8_t *data, size_t size)
{
    const struct es_moment now = es_moment_now();
    es_auto(session_file) *file = NULL;
    es_auto(buf) plain = {0}, back = {0}, sealed = {0};
    bool found = false;
    claim("there is room", size == 0 || es_buf_add(&plain, data, size));
    claim("a session has its file", es_session_file_new("fuzz", several, &file, NULL) == ES_OK);
    claim("and its lock", es_session_file_lock(file, 0, NULL) == ES_OK);
    claim("bytes are kept", es_session_file_write(file, &plain, &now, NULL) == ES_OK);
    claim("nobody has changed them", !es_session_file_changed(file));
    claim("they are read", es_session_file_read(file, &back, &found, NULL) == ES_OK && found);
    claim("as they were", fuzz_same(&plain, &back));
    const struct es_seal_key key = {{'k'}};
    const struct es_seal_context context = {"context", 7};
    claim("bytes are sealed", es_seal_close(&key, context, data, size, &sealed));
    size_t at = size ? (data[0] * 257u + data[size / 2]) % sealed.len : sealed.len / 2;
    es_auto(buf) open = {0}, none = {0};
    claim("and opened", es_seal_open(&key, context, sealed.data, sealed.len, &open));
    claim("to what they were", fuzz_same(&plain, &open));
    sealed.data[at] ^= (char)(1 << (at & 7));
    claim("one bit is enough to refuse them",
          !es_seal_open(&key, context, sealed.data, sealed.len, &none) && none.len == 0);
    claim("bytes that nobody sealed do not open",
          !es_seal_open(&key, context, data, size, &none) && none.len == 0);
}

/* Hex there and back. */
static void claim_hex(const uint8_t *data, size_t size)
{
    es_auto(buf) hex = {0}, back = {0}, from = {0}, again = {0};
    claim("bytes become hex", es_seal_to_hex(data, size, &hex) && hex.len == 2 * size);
    claim("and bytes again", es_seal_from_hex(es_buf_str(&hex), &back) && back.len == size &&
                                 (size == 0 || memcmp(back.data, data, size) == 0));
    char *text = fuzz_text(data, size);
    if (es_seal_from_hex(text, &from))
        claim("what is hex is the hex of its bytes", es_seal_to_hex(from.data, from.len, &again) &&
                                                         strcmp(es_buf_str(&again), text) == 0 &&
                                                         es_seal_same(es_buf_str(&again), text));
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!folder[0]) {
        make_folder();
        claim_places();
    }
    claim_unpacked(data, size);
    claim_file(data, size);
    claim_sealed(data, size);
    claim_put_aside(data, size);
    claim_name(data, size);
    claim_hex(data, size);
    return 0;
}
