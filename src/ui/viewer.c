/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/viewer.h"
#include "esign/child.h"
#include "esign/i18n.h"
#include "esign/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_screen(void)
{
    const char *x = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    return (x && *x) || (wayland && *wayland);
}

static bool is_program(const char *folder, size_t len)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%.*s/xdg-open", (int)len, folder);
    return n > 0 && (size_t)n < sizeof path && access(path, X_OK) == 0;
}

bool es_viewer_is_there(void)
{
    const char *at = getenv("PATH");
    if (!at || !has_screen())
        return false;
    for (;; at++) {
        size_t len = strcspn(at, ":");
        if (is_program(len ? at : ".", len ? len : 1))
            return true;
        at += len;
        if (!*at)
            return false;
    }
}

/* The viewer lives on when we end, and has nothing of ours open. Ends with 0 where it runs. */
static void __attribute__((noreturn)) run_child(const char *path)
{
    char program[] = "xdg-open";
    char *const arguments[] = {program, (char *)path, NULL};
    pid_t viewer;
    sigset_t none;
    sigemptyset(&none);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDWR);
    setsid();
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
        _exit(1);
    closefrom(STDERR_FILENO + 1);
    _exit(posix_spawnp(&viewer, program, NULL, NULL, arguments, environ) == 0 ? 0 : 1);
}

static bool is_opened(pid_t child)
{
    int ended = 0;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(ended) && WEXITSTATUS(ended) == 0;
}

void es_viewer_open(const char *path)
{
    pid_t child = has_screen() ? es_child_fork() : -1;
    if (child == 0)
        run_child(path);
    if (child > 0 && is_opened(child))
        es_log(ES_LOG_QUIET, _("a viewer was asked to open %s"), path);
    else
        es_log(ES_LOG_QUIET, _("no viewer can be opened here; the picture is in %s"), path);
}
