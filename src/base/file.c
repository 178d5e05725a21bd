/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/file.h"
#include "esign/i18n.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *es_file_reason(int number)
{
    switch (number) {
    case EINVAL:
        return _("it is no ordinary file");
    case ELOOP:
        return _("it is a symbolic link");
    case EPERM:
        return _("it is not yours alone");
    default:
        return strerror(number);
    }
}

void es_file_hint(struct es_error *err, int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        es_hint(err, _("Make room on the disk, then try again."));
        break;
    case EIO:
        es_hint(err, _("The disk itself seems to be damaged. Save what you can, then try again on "
                       "another."));
        break;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        es_hint(err, "%s", gettext(es_error_info(ES_NO_RESOURCES)->hint));
        break;
    default:
        break;
    }
}

bool es_file_is_shortage(int number)
{
    return number == EMFILE || number == ENFILE || number == ENOMEM;
}

es_status es_file_not_read(const char *path, int number, struct es_error *err)
{
    return es_fail_with(err, es_file_is_shortage(number) ? ES_NO_RESOURCES : ES_USAGE,
                        _("'%s' cannot be read: %s"), path, strerror(number));
}

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
    return (int)TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
}

/* Without waiting for the other end of a FIFO, nor following a link to somebody else's file. */
static int open_own(const char *path, mode_t refused)
{
    struct stat st;
    const int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK;
    AUTO_FD fd = (int)TEMP_FAILURE_RETRY(open(path, flags));
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    bool own = st.st_uid == geteuid() && !(st.st_mode & refused);
    if (!S_ISREG(st.st_mode) || !own) {
        errno = S_ISREG(st.st_mode) ? EPERM : EINVAL;
        return -1;
    }
    int given = fd;
    fd = -1;
    return given;
}

static int open_by_hand(const char *path)
{
    struct stat st;
    AUTO_FD fd = (int)TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    bool trusted = (st.st_uid == geteuid() || st.st_uid == 0) && !(st.st_mode & ES_FILE_WRITABLE);
    if (!S_ISREG(st.st_mode) || !trusted) {
        errno = S_ISREG(st.st_mode) ? EPERM : EINVAL;
        return -1;
    }
    int given = fd;
    fd = -1;
    return given;
}

static bool read_whole(int fd, struct es_buf *out)
{
    es_auto(buf) chunk = {.secret = out->secret};
    char fill[4096] = {0};
    if (!es_buf_add(&chunk, fill, sizeof(fill))) {
        errno = ENOMEM;
        return false;
    }
    for (;;) {
        ssize_t n = TEMP_FAILURE_RETRY(read(fd, chunk.data, chunk.len));
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

bool es_file_read(const char *path, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max;
    AUTO_FD fd = open_input(path);
    return fd >= 0 && read_whole(fd, out);
}

bool es_file_read_own(const char *path, unsigned refused, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max;
    AUTO_FD fd = open_own(path, refused);
    return fd >= 0 && read_whole(fd, out);
}

bool es_file_read_by_hand(const char *path, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max;
    AUTO_FD fd = open_by_hand(path);
    return fd >= 0 && read_whole(fd, out);
}

/* Byte by byte, so that what follows the line is left for another reader of the descriptor. */
bool es_file_read_line(const char *path, size_t max, struct es_buf *out)
{
    es_buf_clear(out);
    out->max = max + 1; /* one more: it may be the CR of a CR LF */
    AUTO_FD fd = open_input(path);
    if (fd < 0)
        return false;
    int failed = 0;
    for (char c; !failed;) {
        ssize_t n = TEMP_FAILURE_RETRY(read(fd, &c, 1));
        if (n == 0 || (n == 1 && c == '\n'))
            break;
        if (n < 0 || !es_buf_add_char(out, c))
            failed = n < 0 ? errno : EFBIG;
    }
    if (!failed && out->len && out->data[out->len - 1] == '\r')
        out->data[--out->len] = '\0';
    if (!failed && out->len > max)
        failed = EFBIG;
    if (failed) {
        es_buf_clear(out);
        errno = failed;
    }
    return !failed;
}
