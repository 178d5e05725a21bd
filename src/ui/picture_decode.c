/* SPDX-License-Identifier: Apache-2.0 */
#include "picture_decode.h"

#include "esign/error.h"
#include "esign/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CHILD_CPU_SECONDS = 2,
    CHILD_MS = 3000,
    CHILD_DATA_MAX = 128 << 20,
    CHILD_SPACE_MAX = 1 << 30,
};

static void set_limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    for (const char *at = bytes; len > 0;) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static void __attribute__((noreturn)) be_child(const char *bytes, size_t len, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    set_limit(RLIMIT_CPU, CHILD_CPU_SECONDS);
    set_limit(RLIMIT_FSIZE, 0);
#ifndef __SANITIZE_ADDRESS__ /* its shadow alone is larger */
    set_limit(RLIMIT_DATA, CHILD_DATA_MAX);
    set_limit(RLIMIT_AS, CHILD_SPACE_MAX);
#endif
    /* Nothing but the pipe: no terminal, no session file, no network. */
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 ||
        (out != 3 && dup2(out, 3) < 0))
        _exit(1);
    close_range(4, ~0U, 0);
    struct es_pixels pixels = {0};
    uint32_t size[2];
    bool done = es_pixels_parse(bytes, len, &pixels);
    size[0] = pixels.width;
    size[1] = pixels.height;
    done = done && write_all(3, size, sizeof size) &&
           write_all(3, pixels.rgba, (size_t)pixels.width * pixels.height * 4);
    _exit(done ? 0 : 1);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool read_all(int fd, void *to, size_t len, int64_t deadline)
{
    for (uint8_t *at = to; len > 0;) {
        int64_t left = deadline - now_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        ssize_t n = ready > 0 ? read(fd, at, len) : 0;
        if ((ready < 0 || n < 0) && errno == EINTR)
            continue;
        if (ready <= 0 || n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool read_pixels(int fd, struct es_pixels *out)
{
    int64_t deadline = now_ms() + CHILD_MS;
    uint32_t size[2];
    if (!read_all(fd, size, sizeof size, deadline) || size[0] > ES_PICTURE_SIDE_MAX ||
        size[1] > ES_PICTURE_SIDE_MAX || !es_pixels_make_room(out, size[0], size[1]))
        return false;
    return read_all(fd, out->rgba, (size_t)out->width * out->height * 4, deadline);
}

bool es_pixels_decode(const char *bytes, size_t len, struct es_pixels *out)
{
    *out = (struct es_pixels){0};
    int pipes[2];
    if (len > ES_PICTURE_MAX || !es_picture_type(bytes, len) || pipe2(pipes, O_CLOEXEC) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        be_child(bytes, len, pipes[1]);
    close(pipes[1]);
    bool done = child > 0 && read_pixels(pipes[0], out);
    close(pipes[0]);
    if (child > 0) {
        kill(child, SIGKILL); /* it has nothing more to do, or it hangs */
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    if (!done)
        es_pixels_free(out);
    return done;
}
