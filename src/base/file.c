/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd > STDERR_FILENO) {
        int saved = errno;
        close(*fd);
        errno = saved;
    }
}
#define AUTO_FD __attribute__((cleanup(close_fd))) int

static int open_input(const char *path)
{
    if (!strcmp(path, "-"))
        return STDIN_FILENO;
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

static ssize_t read_some(int fd, char *bytes, size_t len)
{
    ssize_t n;
    do
        n = read(fd, bytes, len);
    while (n < 0 && errno == EINTR);
    return n;
}

bool es_file_read(const char *path, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max;
    AUTO_FD fd = open_input(path);
    if (fd < 0)
        return false;
    es_auto(buf) chunk = {.secret = out->secret};
    char fill[4096] = {0};
    if (!es_buf_add(&chunk, fill, sizeof(fill))) {
        errno = ENOMEM;
        return false;
    }
    for (;;) {
        ssize_t n = read_some(fd, chunk.data, chunk.len);
        if (n == 0)
            return true;
        if (n < 0 || !es_buf_add(out, chunk.data, (size_t)n)) {
            if (n > 0)
                errno = EFBIG;
            es_buf_clear(out);
            return false;
        }
    }
}

/* Byte by byte, so that what follows the line is left for another reader of the descriptor. */
bool es_file_read_line(const char *path, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max;
    AUTO_FD fd = open_input(path);
    if (fd < 0)
        return false;
    for (;;) {
        char c = 0;
        ssize_t n = read_some(fd, &c, 1);
        if (n == 0 || (n == 1 && c == '\n'))
            break;
        if (n < 0 || !es_buf_add_char(out, c)) {
            if (n > 0)
                errno = EFBIG;
            es_buf_clear(out);
            return false;
        }
    }
    if (out->len && out->data[out->len - 1] == '\r')
        out->data[--out->len] = '\0';
    return true;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

/* Makes the rename itself durable. */
static bool sync_folder_of(const char *path)
{
    es_auto(buf) folder = {0};
    const char *slash = strrchr(path, '/');
    bool named = slash ? es_buf_add(&folder, path, (size_t)(slash - path) + 1)
                       : es_buf_add_str(&folder, ".");
    if (!named)
        return false;
    AUTO_FD fd = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

static bool write_temporary(const char *path, const void *bytes, size_t len)
{
    AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
}

bool es_file_write(const char *path, const void *bytes, size_t len)
{
    struct stat st;
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return false;
    }
    es_auto(buf) temporary = {0};
    if (!es_buf_printf(&temporary, "%s.%ld.new", path, (long)getpid())) {
        errno = ENOMEM;
        return false;
    }
    unlink(temporary.data); /* left over by a killed process that had our number */
    if (write_temporary(temporary.data, bytes, len) && rename(temporary.data, path) == 0)
        return sync_folder_of(path);
    int saved = errno;
    unlink(temporary.data);
    errno = saved;
    return false;
}
