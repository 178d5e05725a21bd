/* SPDX-License-Identifier: Apache-2.0 */
#include "under_way.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int open_file(const char *path, int more)
{
    return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | more, 0600);
}

static void close_quietly(int fd)
{
    int kept = errno;
    close(fd);
    errno = kept;
}

int es_under_way_begin(const char *path, int64_t number)
{
    struct flock byte = {.l_type = F_WRLCK, .l_start = number, .l_len = 1};
    int fd = open_file(path, O_CREAT);
    if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &byte) != 0) {
        close_quietly(fd);
        fd = -1;
    }
    return fd;
}

void es_under_way_end(int *lock)
{
    struct flock all = {.l_type = F_UNLCK};
    if (*lock >= 0) {
        (void)fcntl(*lock, F_OFD_SETLK, &all);
        close_quietly(*lock);
        *lock = -1;
    }
}

bool es_under_way(const char *path, int64_t number)
{
    struct flock byte = {.l_type = F_WRLCK, .l_start = number, .l_len = 1};
    int fd = open_file(path, 0);
    if (fd < 0) {
        return errno != ENOENT;
    }
    bool is = fcntl(fd, F_OFD_GETLK, &byte) != 0 || byte.l_type != F_UNLCK;
    close_quietly(fd);
    return is;
}
