/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/lock.h"
#include "esign/moment.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 25 };

static void close_quietly(int fd)
{
    int kept = errno;
    close(fd);
    errno = kept;
}

/* A cleaner may have removed the file between our open and our lock; then the lock is on a file
 * that no other process will ever see. */
static bool is_still_there(int fd, const char *path)
{
    struct stat ours, named;
    return fstat(fd, &ours) == 0 && stat(path, &named) == 0 && ours.st_ino == named.st_ino &&
           ours.st_dev == named.st_dev;
}

static int try_once(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0) {
        return -1;
    }
    struct stat file;
    if (fstat(fd, &file) == 0 && !S_ISREG(file.st_mode)) {
        errno = EINVAL;
        close_quietly(fd);
        return -1;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close_quietly(fd);
        return -1;
    }
    if (!is_still_there(fd, path)) {
        errno = EWOULDBLOCK;
        close_quietly(fd);
        return -1;
    }
    return fd;
}

int es_lock_take(const char *path, int wait_ms)
{
    int64_t end = es_moment_ms() + wait_ms;
    for (;;) {
        int fd = try_once(path);
        if (fd >= 0 || (errno != EWOULDBLOCK && errno != EINTR)) {
            return fd;
        }
        int64_t left = end - es_moment_ms();
        if (left <= 0) {
            errno = EWOULDBLOCK;
            return -1;
        }
        /* flock cannot wait for a while; an alarm would be the whole process's */
        int64_t pause = left < POLL_MS ? left : POLL_MS;
        nanosleep(&(struct timespec){.tv_nsec = (long)pause * 1000000}, NULL);
    }
}

void es_lock_drop(int *lock)
{
    if (*lock >= 0) {
        flock(*lock, LOCK_UN);
        close_quietly(*lock);
        *lock = -1;
    }
}
