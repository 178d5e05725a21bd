/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing is to a file beside the wanted one, with a name that is always the same: what a killed
 * run leaves is taken over by the next one and does not pile up. That file is locked while it is
 * written, so that of two runs neither renames what the other has not finished.
 */
#include "esign/file.h"
#include "esign/lock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 10000 }; /* for another run that writes the same file, a matter of moments */

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Hidden, and named so that no file of a person's can be meant. */
static bool name_beside(const char *path, struct es_buf *out)
{
    size_t folder = folder_length(path);
    if (es_buf_add(out, path, folder) && es_buf_printf(out, ".%s.esign-new", path + folder))
        return true;
    errno = ENOMEM;
    return false;
}

bool es_file_put(int fd, const void *bytes, size_t len)
{
    for (const char *at = bytes; len;) {
        ssize_t n = TEMP_FAILURE_RETRY(write(fd, at, len));
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* In a folder that others may write too, the name may have been waiting for us: a file of theirs,
 * or another name of one of ours. */
static bool is_ours_alone(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    errno = EPERM;
    return st.st_uid == geteuid() && st.st_nlink == 1 && !(st.st_mode & 077);
}

static bool fill(int fd, const void *bytes, size_t len)
{
    return TEMP_FAILURE_RETRY(ftruncate(fd, 0)) == 0 && es_file_put(fd, bytes, len) &&
           TEMP_FAILURE_RETRY(fsync(fd)) == 0;
}

/* Before the rename: afterwards nothing may fail that need not. */
static bool name_folder_of(const char *path, struct es_buf *folder)
{
    return es_buf_add(folder, path, folder_length(path)) && es_buf_add_str(folder, ".");
}

/* Makes the rename itself durable, where the file system knows how and the folder may be read. */
static bool sync_folder(const char *folder)
{
    int fd = (int)TEMP_FAILURE_RETRY(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    bool synced = fd >= 0 && TEMP_FAILURE_RETRY(fsync(fd)) == 0;
    int kept = errno;
    if (fd >= 0)
        close(fd);
    errno = kept;
    return synced || kept == EINVAL || kept == EACCES;
}

static bool replace(const char *temporary, const char *path, const void *bytes, size_t len)
{
    int lock = es_lock_take(temporary, WAIT_MS);
    if (lock < 0)
        return false;
    bool ours = is_ours_alone(lock);
    bool ok = ours && fill(lock, bytes, len) && rename(temporary, path) == 0;
    int kept = errno;
    if (ours && !ok)
        unlink(temporary);
    es_lock_drop(&lock);
    errno = kept;
    return ok;
}

bool es_file_write(const char *path, const void *bytes, size_t len)
{
    struct stat st;
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return false;
    }
    es_auto(buf) temporary = {0}, folder = {0};
    return name_beside(path, &temporary) && name_folder_of(path, &folder) &&
           replace(temporary.data, path, bytes, len) && sync_folder(folder.data);
}

bool es_file_remove(const char *path)
{
    es_auto(buf) temporary = {0};
    if (name_beside(path, &temporary))
        (void)unlink(temporary.data);
    return unlink(path) == 0;
}
