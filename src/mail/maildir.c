/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of messages, one a file (maildir(5)): new/ has those that no mail program has seen yet,
 * cur/ the others. A message is put there by a rename and its flags stand in its name, so looking
 * changes nothing; it may be renamed or gone at any time.
 */
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "mailbox_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_SIZE = 256 };

static const char *const FOLDERS[] = {"new", "cur"};
enum { N_FOLDERS = sizeof FOLDERS / sizeof *FOLDERS };

struct maildir {
    struct es_mailbox mailbox;
    int folder[N_FOLDERS];              /* -1: there is none */
    struct timespec changed[N_FOLDERS]; /* when it was last looked through */
    struct timespec looked;
};

struct candidate {
    struct timespec delivered;
    uint64_t number;
    size_t folder;
    char name[NAME_SIZE];
};

struct candidates { /* the newest, the newest first */
    struct candidate one[ES_MAILBOX_AT_ONCE];
    size_t n;
};

/* By file and time: the number of a file that is gone may be a newer one's. */
static uint64_t number_of(const struct stat *about)
{
    return (uint64_t)about->st_ino * 0x9e3779b97f4a7c15U ^ (uint64_t)about->st_mtim.tv_sec << 30 ^
           (uint64_t)about->st_mtim.tv_nsec;
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

static void keep(struct candidates *candidates, const struct stat *about, size_t folder,
                 const char *name)
{
    size_t at = candidates->n;
    while (at > 0 && is_later(&about->st_mtim, &candidates->one[at - 1].delivered))
        at--;
    if (at == ES_MAILBOX_AT_ONCE)
        return;
    size_t last = candidates->n < ES_MAILBOX_AT_ONCE ? candidates->n++ : candidates->n - 1;
    memmove(&candidates->one[at + 1], &candidates->one[at],
            (last - at) * sizeof(candidates->one[0]));
    candidates->one[at] = (struct candidate){
        .delivered = about->st_mtim, .number = number_of(about), .folder = folder};
    memcpy(candidates->one[at].name, name, strlen(name) + 1); /* shorter, as gather has seen */
}

static bool may_be_it(const struct maildir *maildir, const struct es_mailbox_wanted *wanted,
                      const struct stat *about)
{
    return S_ISREG(about->st_mode) && about->st_size > 0 && about->st_size <= ES_MAIL_MAX &&
           about->st_mtim.tv_sec >= wanted->since &&
           !es_mailbox_knows(&maildir->mailbox, number_of(about));
}

/* A folder that has not changed has no other messages; one that changed just before it was looked
 * through may have changed after that as well, within one tick of the file system's clock. */
static bool is_unchanged(struct maildir *maildir, size_t folder)
{
    struct stat about;
    if (fstat(maildir->folder[folder], &about) != 0)
        return false;
    const struct timespec *before = &maildir->changed[folder];
    bool same = before->tv_sec == about.st_mtim.tv_sec && before->tv_nsec == about.st_mtim.tv_nsec;
    bool settled = maildir->looked.tv_sec > about.st_mtim.tv_sec + 1;
    maildir->changed[folder] = about.st_mtim;
    return same && settled;
}

/* False where the system had no means: another message may be there. */
static bool gather(struct maildir *maildir, size_t folder, const struct es_mailbox_wanted *wanted,
                   struct candidates *candidates)
{
    int fd = openat(maildir->folder[folder], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
    if (!entries) {
        bool shortage = es_file_is_shortage(errno);
        if (fd >= 0)
            close(fd);
        return !shortage;
    }
    for (struct dirent *entry; (entry = readdir(entries));) {
        struct stat about;
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < NAME_SIZE &&
            fstatat(maildir->folder[folder], entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
            may_be_it(maildir, wanted, &about))
            keep(candidates, &about, folder, entry->d_name);
    }
    closedir(entries);
    return true;
}

/* Not even the time of its last reading changes, where that can be had. */
static int open_message(int folder, const char *name)
{
    const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    int fd = openat(folder, name, flags | O_NOATIME);
    return fd < 0 && errno == EPERM ? openat(folder, name, flags) : fd;
}

static bool read_all(int fd, struct es_buf *message)
{
    char chunk[16384];
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0 && !es_buf_add(message, chunk, (size_t)n))
            return false;
    return n == 0;
}

/* *gone: it is no longer there by this name. */
static es_status look_at(struct maildir *maildir, const struct candidate *candidate,
                         const struct es_mailbox_wanted *wanted, struct es_buf *link, bool *found,
                         bool *gone, struct es_error *err)
{
    es_auto(buf) message = {.secret = true, .max = ES_MAIL_MAX};
    struct stat about;
    int fd = open_message(maildir->folder[candidate->folder], candidate->name);
    *gone = fd < 0 && errno == ENOENT;
    if (*gone)
        return ES_OK;
    if (fd < 0 && es_file_is_shortage(errno))
        return es_fail(err, ES_NO_RESOURCES);
    bool whole = fd >= 0 && fstat(fd, &about) == 0 && may_be_it(maildir, wanted, &about) &&
                 read_all(fd, &message);
    if (fd >= 0)
        close(fd);
    if (whole)
        return es_mailbox_judge(&maildir->mailbox, wanted, number_of(&about), es_buf_str(&message),
                                message.len, link, found, err);
    es_mailbox_pass_over(&maildir->mailbox, candidate->number);
    return ES_OK;
}

static es_status look_through(struct maildir *maildir, const struct es_mailbox_wanted *wanted,
                              struct candidates *candidates, struct es_buf *link, bool *found,
                              struct es_error *err)
{
    bool gone = false, ok = true;
    for (size_t i = 0; i < N_FOLDERS; i++)
        ok = (maildir->folder[i] < 0 || gather(maildir, i, wanted, candidates)) && ok;
    es_status status = ok ? ES_OK : es_fail(err, ES_NO_RESOURCES);
    for (size_t i = 0; i < candidates->n && !status && !*found && !gone; i++)
        status = look_at(maildir, &candidates->one[i], wanted, link, found, &gone, err);
    maildir->mailbox.more = gone || candidates->n == ES_MAILBOX_AT_ONCE;
    return status;
}

static es_status look(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                      struct es_buf *link, bool *found, struct es_error *err)
{
    struct maildir *maildir = (struct maildir *)mailbox;
    bool unchanged = true;
    for (size_t i = 0; i < N_FOLDERS; i++)
        if (maildir->folder[i] >= 0 && !is_unchanged(maildir, i))
            unchanged = false;
    mailbox->more = false;
    if (unchanged)
        return ES_OK;
    struct candidates *candidates = es_heap_zeroed(1, sizeof(*candidates));
    if (!candidates)
        return es_fail_memory(err);
    clock_gettime(CLOCK_REALTIME, &maildir->looked);
    es_status status = look_through(maildir, wanted, candidates, link, found, err);
    if (mailbox->more)
        maildir->looked.tv_sec = 0;
    es_heap_free(candidates);
    return status;
}

static void end(struct es_mailbox *mailbox)
{
    struct maildir *maildir = (struct maildir *)mailbox;
    for (size_t i = 0; i < N_FOLDERS; i++)
        if (maildir->folder[i] >= 0)
            close(maildir->folder[i]);
}

static const struct es_mailbox_kind KIND = {look, end};

static es_status tell_what_is_one(es_status status, struct es_error *err)
{
    es_hint(err, _("Name the folder that has new and cur in it, such as ~/Maildir. A message that "
                   "was saved is given with --mail FILE."));
    return status;
}

es_status es_mailbox_open_maildir(const char *path, struct es_mailbox **out, struct es_error *err)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int number = 0;
    int top = open(path, flags);
    if (top < 0)
        return errno != ENOTDIR
                   ? es_file_not_read(path, errno, err)
                   : tell_what_is_one(
                         es_fail_with(err, ES_USAGE, _("'%s' is a file, no Maildir"), path), err);
    struct maildir *maildir = es_heap_zeroed(1, sizeof(*maildir));
    for (size_t i = 0; maildir && i < N_FOLDERS; i++) {
        maildir->folder[i] = openat(top, FOLDERS[i], flags);
        number = maildir->folder[i] < 0 && errno != ENOENT ? errno : number;
    }
    close(top);
    if (!maildir)
        return es_fail_memory(err);
    es_auto(mailbox) *mailbox = &maildir->mailbox;
    mailbox->kind = &KIND;
    if (number)
        return es_file_not_read(path, number, err);
    if (maildir->folder[0] < 0 && maildir->folder[1] < 0)
        return tell_what_is_one(
            es_fail_with(err, ES_USAGE, _("'%s' is no Maildir: it has neither new nor cur"), path),
            err);
    *out = mailbox;
    mailbox = NULL;
    return ES_OK;
}
