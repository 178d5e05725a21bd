/* SPDX-License-Identifier: Apache-2.0 */
#include "session_file.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/lock.h"
#include "esign/log.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[8] = {'E', 'S', 'I', 'G', 'N', 'S', 'E', 'S'};
enum { VERSION = 2, AT_VERSION = 8, AT_MARK = 9, AT_SAVED = 12 };
enum { CONTEXT_MAX = ES_SESSION_HEADER_SIZE + ES_SESSION_NAME_MAX };

static const struct es_key_store *const shipped_stores[] = {&es_keyring, &es_key_file, NULL};

static bool name_is_good(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    size_t len = strlen(name);
    return len > 0 && len <= ES_SESSION_NAME_MAX && name[0] != '.' && strspn(name, allowed) == len;
}

static es_status fail_at(struct es_error *err, const struct es_buf *path)
{
    int number = errno;
    es_status status =
        es_fail_with(err, ES_SESSION_UNUSABLE, _("the session's file %s cannot be used: %s"),
                     es_buf_str(path), es_file_reason(number));
    es_file_hint(err, number);
    return status;
}

static es_status fail_folder(struct es_error *err, const struct es_buf *folder)
{
    int number = errno;
    es_status status =
        es_fail_with(err, ES_SESSION_UNUSABLE, _("the folder for sessions, %s, cannot be used: %s"),
                     es_buf_str(folder), es_file_reason(number));
    es_file_hint(err, number);
    return status;
}

static es_status set_paths(struct es_session_file *file, struct es_error *err)
{
    es_auto(buf) folder = {0};
    if (!es_folder_open(ES_FOLDER_RUNTIME, &folder)) {
        return fail_folder(err, &folder);
    }
    const char *in = es_buf_str(&folder);
    bool set = es_buf_printf(&file->path, "%s/%s.session", in, file->name) &&
               es_buf_printf(&file->bad_path, "%s/%s.session.bad", in, file->name) &&
               es_buf_printf(&file->key_path, "%s/%s.key", in, file->name) &&
               es_buf_printf(&file->lock_path, "%s/%s.lock", in, file->name);
    return set ? ES_OK : es_fail(err, ES_INTERNAL);
}

es_status es_session_file_new(const char *name, const struct es_key_store *const *stores,
                              struct es_session_file **out, struct es_error *err)
{
    if (!name_is_good(name)) {
        return es_fail_with(err, ES_USAGE,
                            _("a session's name holds at most %d letters, digits, '-', '_' and '.' "
                              "and does not begin with a dot"),
                            ES_SESSION_NAME_MAX);
    }
    es_auto(session_file) *file = es_heap_zeroed(1, sizeof(*file));
    if (!file) {
        return es_fail(err, ES_INTERNAL);
    }
    file->lock = -1;
    file->stores = stores ? stores : shipped_stores;
    memcpy(file->name, name, strlen(name) + 1);
    es_status status = set_paths(file, err);
    if (status == ES_OK) {
        *out = file;
        file = NULL;
    }
    return status;
}

void es_session_file_free(struct es_session_file **file)
{
    struct es_session_file *it = *file;
    if (it) {
        es_lock_drop(&it->lock);
        es_buf_free(&it->path);
        es_buf_free(&it->bad_path);
        es_buf_free(&it->key_path);
        es_buf_free(&it->lock_path);
        es_heap_free(it);
        *file = NULL;
    }
}

es_status es_session_file_lock(struct es_session_file *file, int wait_ms, struct es_error *err)
{
    if (file->lock >= 0) {
        return ES_OK;
    }
    file->lock = es_lock_take(es_buf_str(&file->lock_path), wait_ms);
    if (file->lock >= 0) {
        return ES_OK;
    }
    return errno == EWOULDBLOCK ? es_fail(err, ES_SESSION_BUSY) : fail_at(err, &file->lock_path);
}

void es_session_file_unlock(struct es_session_file *file)
{
    es_lock_drop(&file->lock);
}

static struct es_key_place place_of(const struct es_session_file *file)
{
    return (struct es_key_place){es_buf_str(&file->path), es_buf_str(&file->key_path)};
}

/* Header and name, which are sealed along. The header has a fixed size, so the two cannot be
 * taken apart in two ways. */
static struct es_seal_context context_of(const struct es_session_file *file,
                                         const unsigned char *header,
                                         unsigned char room[CONTEXT_MAX])
{
    size_t len = strlen(file->name);
    memcpy(room, header, ES_SESSION_HEADER_SIZE);
    memcpy(room + ES_SESSION_HEADER_SIZE, file->name, len);
    return (struct es_seal_context){room, ES_SESSION_HEADER_SIZE + len};
}

static bool load_key(const struct es_session_file *file, unsigned char mark,
                     struct es_seal_key *key)
{
    struct es_key_place place = place_of(file);
    for (const struct es_key_store *const *store = file->stores; *store; store++) {
        if ((*store)->mark == mark) {
            return (*store)->load(&place, key);
        }
    }
    errno = 0;
    return false;
}

static bool is_over(const struct es_session_file *file)
{
    return es_moment_since(&file->saved) >= ES_SESSION_IDLE_SECONDS;
}

static bool is_closed_to_us(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
           !(st.st_mode & S_IRUSR);
}

/* A want of the moment: a key that cannot be read now may be read later. The kernel refuses one for
 * good; that a file does may be mended, unless it is ours and closed even to us. */
static bool may_pass(const struct es_session_file *file, unsigned char mark, int number)
{
    bool refused = number == EACCES && mark == es_key_file.mark;
    return number == EIO || number == EMFILE || number == ENFILE || number == ENOMEM ||
           number == ENOSPC || number == EAGAIN || number == EINTR || number == EROFS ||
           (refused && !is_closed_to_us(es_buf_str(&file->key_path)));
}

static es_status unseal(struct es_session_file *file, const struct es_buf *sealed,
                        struct es_buf *plain, bool *found, struct es_error *err)
{
    const unsigned char *bytes = (const unsigned char *)sealed->data;
    unsigned char room[CONTEXT_MAX];
    es_auto(seal_key) key = {0};
    unsigned refusals = es_heap_refusals();
    errno = 0;
    bool has_key = load_key(file, bytes[AT_MARK], &key);
    if (!has_key && may_pass(file, bytes[AT_MARK], errno)) {
        return fail_at(err, &file->path);
    }
    *found =
        has_key && es_seal_open(&key, context_of(file, bytes, room), bytes + ES_SESSION_HEADER_SIZE,
                                sealed->len - ES_SESSION_HEADER_SIZE, plain);
    if (!*found && es_heap_refusals() != refusals) { /* no fault of the file's */
        return es_fail_memory(err);
    }
    if (!*found) {
        es_session_file_set_aside(file);
    }
    return ES_OK;
}

static bool has_header(const struct es_buf *sealed)
{
    if (sealed->len < ES_SESSION_HEADER_SIZE + ES_SEAL_EXTRA ||
        memcmp(sealed->data, magic, sizeof(magic)) != 0 || sealed->data[AT_VERSION] != VERSION) {
        return false;
    }
    const struct es_moment saved = es_get_moment((unsigned char *)sealed->data + AT_SAVED);
    return es_moment_fits(&saved);
}

static void take_stamp(struct es_session_file *file, const struct es_buf *sealed)
{
    const unsigned char *bytes = (const unsigned char *)sealed->data;
    memcpy(file->stamp, bytes, sizeof(file->stamp));
    file->saved = es_get_moment(bytes + AT_SAVED);
    file->kept = true;
}

void es_session_file_set_aside(struct es_session_file *file)
{
    file->kept = false;
    file->set_aside = true;
    if (rename(es_buf_str(&file->path), es_buf_str(&file->bad_path)) == 0) {
        es_log(ES_LOG_NORMAL, _("the session in %s cannot be read; it was put aside as %s"),
               es_buf_str(&file->path), es_buf_str(&file->bad_path));
    } else {
        es_log(ES_LOG_NORMAL, _("the session in %s cannot be read, nor put aside: %s"),
               es_buf_str(&file->path), es_file_reason(errno));
    }
}

/* Why a file cannot be read that no waiting will mend: it is too large for one of ours, something
 * else lies in its place, or it is ours and closed even to us. */
static bool is_of_no_use(const char *path, int number)
{
    return number == EFBIG || number == EINVAL || number == ELOOP || number == EPERM ||
           number == ENXIO || (number == EACCES && is_closed_to_us(path));
}

es_status es_session_file_read(struct es_session_file *file, struct es_buf *plain, bool *found,
                               struct es_error *err)
{
    const size_t max = ES_SESSION_PLAIN_MAX + ES_SESSION_HEADER_SIZE + ES_SEAL_EXTRA;
    es_auto(buf) sealed = {.max = max + 1};
    unsigned refusals = es_heap_refusals();
    *found = false;
    file->kept = false;
    if (!es_file_read_own(es_buf_str(&file->path), ES_FILE_WRITABLE, max, &sealed)) {
        if (es_heap_refusals() != refusals) {
            return es_fail_memory(err);
        }
        int number = errno;
        if (is_of_no_use(es_buf_str(&file->path), number)) {
            es_session_file_set_aside(file);
            return ES_OK;
        }
        errno = number;
        return number == ENOENT ? ES_OK : fail_at(err, &file->path);
    }
    if (!has_header(&sealed)) {
        es_session_file_set_aside(file);
        return ES_OK;
    }
    take_stamp(file, &sealed);
    if (is_over(file)) {
        bool removed;
        es_log(ES_LOG_VERBOSE, "%s", _("the session was idle for an hour and is forgotten"));
        return es_session_file_remove(file, &removed, err);
    }
    plain->max = ES_SESSION_PLAIN_MAX;
    return unseal(file, &sealed, plain, found, err);
}

/* The first store that has a key, or takes a new one; its hour begins anew. */
static const struct es_key_store *obtain_key(const struct es_session_file *file,
                                             struct es_seal_key *key)
{
    struct es_key_place place = place_of(file);
    unsigned refusals = es_heap_refusals();
    for (const struct es_key_store *const *store = file->stores; *store; store++) {
        bool loaded = (*store)->load(&place, key);
        if (es_heap_refusals() !=
            refusals) { /* there may be one: a new key would lose the session */
            return NULL;
        }
        if ((loaded || es_seal_key_make(key)) && (*store)->save(&place, key)) {
            for (const struct es_key_store *const *other = store + 1; *other; other++) {
                (*other)->forget(&place); /* from a time when the better store was refused */
            }
            return *store;
        }
    }
    return NULL;
}

static void make_header(unsigned char header[ES_SESSION_HEADER_SIZE], unsigned char mark,
                        const struct es_moment *now)
{
    memset(header, 0, ES_SESSION_HEADER_SIZE);
    memcpy(header, magic, sizeof(magic));
    header[AT_VERSION] = VERSION;
    header[AT_MARK] = mark;
    es_put_moment(header + AT_SAVED, now);
}

es_status es_session_file_write(struct es_session_file *file, const struct es_buf *plain,
                                const struct es_moment *now, struct es_error *err)
{
    if (file->lock < 0) {
        return es_fail_with(err, ES_INTERNAL, "a session was to be saved without its lock");
    }
    es_auto(seal_key) key = {0};
    unsigned refusals = es_heap_refusals();
    errno = 0;
    const struct es_key_store *store = obtain_key(file, &key);
    if (!store) {
        return es_heap_refusals() != refusals ? es_fail_memory(err) : fail_at(err, &file->key_path);
    }
    unsigned char header[ES_SESSION_HEADER_SIZE], room[CONTEXT_MAX];
    make_header(header, store->mark, now);
    es_auto(buf) sealed = {.max = plain->len + sizeof(header) + ES_SEAL_EXTRA + 64};
    if (!es_buf_add(&sealed, header, sizeof(header)) ||
        !es_seal_close(&key, context_of(file, header, room), plain->data, plain->len, &sealed)) {
        return es_fail(err, ES_INTERNAL);
    }
    if (!es_file_write(es_buf_str(&file->path), sealed.data, sealed.len)) {
        return fail_at(err, &file->path);
    }
    take_stamp(file, &sealed);
    return ES_OK;
}

/* The key goes last: a run that is killed in between leaves a key without a file, and not a file
 * that cannot be read. Where the file stays, it can at least be opened no more. */
es_status es_session_file_remove(struct es_session_file *file, bool *removed, struct es_error *err)
{
    struct es_key_place place = place_of(file);
    bool removed_now = es_file_remove(es_buf_str(&file->path));
    bool gone = removed_now || errno == ENOENT;
    es_status status = gone ? ES_OK : fail_at(err, &file->path);
    for (const struct es_key_store *const *store = file->stores; *store; store++) {
        (*store)->forget(&place);
    }
    bool removed_bad = remove(es_buf_str(&file->bad_path)) == 0;
    file->dropped = file->dropped || removed_now || removed_bad;
    file->kept = false;
    *removed = gone && file->dropped;
    return status;
}

bool es_session_file_changed(const struct es_session_file *file)
{
    unsigned char stamp[ES_SESSION_STAMP_SIZE];
    int fd = open(es_buf_str(&file->path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return file->kept || errno != ENOENT;
    }
    ssize_t n = read(fd, stamp, sizeof(stamp));
    close(fd);
    return !file->kept || n != (ssize_t)sizeof(stamp) ||
           memcmp(stamp, file->stamp, sizeof(stamp)) != 0;
}
