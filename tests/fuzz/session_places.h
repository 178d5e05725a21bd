/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions with keys of their own, and the places where their files cannot be used. */
#ifndef ESIGN_FUZZ_SESSION_PLACES_H
#define ESIGN_FUZZ_SESSION_PLACES_H

#include "fuzz.h"
#include "session_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* The one key of all sessions here, so that a corpus can hold files that open. */
static bool load_key(const struct es_key_place *place, struct es_seal_key *key)
{
    (void)place;
    memset(key->bytes, 'k', sizeof key->bytes);
    return true;
}

static bool save_key(const struct es_key_place *place, const struct es_seal_key *key)
{
    (void)place;
    return key->bytes[0] == 'k';
}

static void forget_key(const struct es_key_place *place)
{
    (void)place;
}

/* A better store that takes no key; what it has it cannot give just now. */
static bool load_later(const struct es_key_place *place, struct es_seal_key *key)
{
    (void)place, (void)key;
    errno = EMFILE;
    return false;
}

static bool save_none(const struct es_key_place *place, const struct es_seal_key *key)
{
    (void)place, (void)key;
    return false;
}

static const struct es_key_store store = {'T', load_key, save_key, forget_key};
static const struct es_key_store refusing = {'R', load_later, save_none, forget_key};
static const struct es_key_store *const stores[] = {&store, NULL};
static const struct es_key_store *const several[] = {&refusing, &store, &refusing, NULL};
static const struct es_key_store *const keyless[] = {&refusing, NULL};
static char folder[64];

static void write_file(const char *path, const uint8_t *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    claim("a file is written",
          fd >= 0 && write(fd, size ? (const void *)data : "", size) == (ssize_t)size);
    close(fd);
}

/* What may lie where a session's file should. */
static void put_in_the_way(const char *path, unsigned what)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int made = -1;
    switch (what) {
    case 0:
        made = mkdir(path, 0700);
        break;
    case 1:
        made = symlink("/dev/zero", path);
        break;
    case 2:
        made = mkfifo(path, 0600);
        break;
    case 3:
        write_file(path, (const uint8_t *)path, strlen(path));
        made = chmod(path, 0666);
        break;
    default:
        made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
        claim("there is a socket", bind(made, (struct sockaddr *)&address, sizeof address) == 0);
        close(made);
        made = 0;
    }
    claim("something lies in the way", made == 0);
}

static void claim_put_aside(const uint8_t *data, size_t size)
{
    es_auto(session_file) *file = NULL, *other = NULL;
    es_auto(buf) plain = {0};
    struct es_error err = ES_ERROR_INIT;
    const struct es_moment now = es_moment_now();
    struct stat st;
    bool found = false;
    claim("a session has its file", es_session_file_new("way", stores, &file, NULL) == ES_OK &&
                                        es_session_file_new("way", keyless, &other, NULL) == ES_OK);
    claim("and its lock", es_session_file_lock(file, 0, NULL) == ES_OK &&
                              es_session_file_lock(file, 0, NULL) == ES_OK);
    claim("which another one waits for", es_session_file_lock(other, 0, &err) == ES_SESSION_BUSY);
    const char *path = es_buf_str(&file->path);
    put_in_the_way(path, size ? data[0] % 5 : 0);
    claim("what is no session is not written over",
          size && data[0] % 5 == 3
              ? true
              : es_session_file_write(file, &plain, &now, &err) == ES_SESSION_UNUSABLE);
    claim("nor read", es_session_file_read(file, &plain, &found, &err) == ES_OK && !found);
    claim("but put aside", lstat(path, &st) != 0 && lstat(es_buf_str(&file->bad_path), &st) == 0);
    claim("nothing is there then", !es_session_file_changed(file) &&
                                       es_session_file_read(file, &plain, &found, &err) == ES_OK);
    es_session_file_unlock(file);
    claim("a session that has no key is not written",
          es_session_file_lock(other, 0, NULL) == ES_OK &&
              es_session_file_write(other, &plain, &now, &err) == ES_SESSION_UNUSABLE);
    claim("what is aside is forgotten", es_session_file_remove(file, &found, NULL) == ES_OK &&
                                            lstat(es_buf_str(&file->bad_path), &st) != 0);
}

/* Whether this process may read what its modes forbid, as root may. */
static void be_root_over_files(bool may)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct caps[2];
    const unsigned over = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH;
    claim("rights are told", syscall(SYS_capget, &header, caps) == 0);
    caps[0].effective &= ~over;
    caps[0].effective |= may ? caps[0].permitted & over : 0;
    claim("and given back", syscall(SYS_capset, &header, caps) == 0);
}

/* Once: a file that its own owner may not read. */
static void claim_closed(struct es_session_file *file)
{
    const char *path = es_buf_str(&file->path);
    es_auto(buf) plain = {0};
    bool found = true;
    struct stat st;
    write_file(path, (const uint8_t *)"x", 1);
    be_root_over_files(false);
    claim("what cannot be read will not be",
          chmod(path, 0200) == 0 && es_session_file_read(file, &plain, &found, NULL) == ES_OK &&
              !found);
    be_root_over_files(true);
    claim("it is put aside", lstat(path, &st) != 0 && unlink(es_buf_str(&file->bad_path)) == 0);
}

/* Once: places that cannot be used, and a disk that is full. */
static void claim_places(void)
{
    char place[96], name[PATH_MAX];
    const struct es_moment now = es_moment_now();
    struct rlimit none, all;
    es_auto(session_file) *file = NULL, *nowhere = NULL;
    es_auto(buf) plain = {0};
    struct es_error err = ES_ERROR_INIT;
    bool found = false;
    claim("a session has its file, and its own key",
          es_session_file_new("way", NULL, &file, &err) == ES_OK);
    claim("without its lock it is not written",
          es_session_file_write(file, &plain, &now, &err) == ES_INTERNAL);
    snprintf(name, sizeof name, "%s", es_buf_str(&file->lock_path));
    claim("a folder is no lock", mkdir(name, 0700) == 0 &&
                                     es_session_file_lock(file, 0, &err) == ES_SESSION_UNUSABLE &&
                                     rmdir(name) == 0);
    claim("a lock is", es_session_file_lock(file, 0, &err) == ES_OK);
    file->stores = stores;
    signal(SIGXFSZ, SIG_IGN);
    claim("there is a limit", getrlimit(RLIMIT_FSIZE, &all) == 0);
    none = (struct rlimit){0, all.rlim_max};
    claim("a file cannot grow", setrlimit(RLIMIT_FSIZE, &none) == 0);
    claim("where there is no room, that is said",
          es_session_file_write(file, &plain, &now, &err) == ES_SESSION_UNUSABLE && err.hint[0]);
    claim("a file can grow", setrlimit(RLIMIT_FSIZE, &all) == 0);
    snprintf(name, sizeof name, "%s", es_buf_str(&file->bad_path));
    write_file(es_buf_str(&file->path), (const uint8_t *)"x", 1);
    claim("what cannot be put aside stays",
          mkdir(name, 0700) == 0 && es_session_file_read(file, &plain, &found, &err) == ES_OK &&
              access(es_buf_str(&file->path), F_OK) == 0 && rmdir(name) == 0 &&
              unlink(es_buf_str(&file->path)) == 0);
    claim_closed(file);
    snprintf(name, sizeof name, "%s", es_buf_str(&file->path));
    claim("a folder is no session to be forgotten",
          mkdir(name, 0700) == 0 &&
              es_session_file_remove(file, &found, &err) == ES_SESSION_UNUSABLE &&
              rmdir(name) == 0);
    write_file(name, NULL, 0);
    es_buf_clear(&file->path);
    claim("a file is no folder",
          es_buf_printf(&file->path, "%s/x", name) &&
              es_session_file_read(file, &plain, &found, &err) == ES_SESSION_UNUSABLE &&
              es_session_file_changed(file) && unlink(name) == 0);
    snprintf(place, sizeof place, "%s/none", folder);
    snprintf(name, sizeof name, "%s/esign", place);
    claim("there is another folder", mkdir(place, 0700) == 0);
    write_file(name, NULL, 0);
    claim("what is no folder is not used",
          setenv("XDG_RUNTIME_DIR", place, 1) == 0 &&
              es_session_file_new("way", stores, &nowhere, &err) == ES_SESSION_UNUSABLE &&
              setenv("XDG_RUNTIME_DIR", folder, 1) == 0 && unlink(name) == 0 && rmdir(place) == 0);
}

#endif
