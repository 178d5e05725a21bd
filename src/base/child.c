/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t es_child_fork(void)
{
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child != 0)
        sigprocmask(SIG_SETMASK, &before, NULL);
    return child;
}

static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL); /* refused for two of them, and for the C library's own */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool bind_to_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
           prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* 0 to 2 lead nowhere, so that a library's complaint or an abort's words do not reach the
 * terminal. */
static bool close_others(int keep)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out = fcntl(keep, F_DUPFD, 10);
    if (null < 0 || out < 0)
        return false;
    for (int fd = 0; fd < ES_CHILD_PIPE; fd++)
        if (dup2(null, fd) < 0)
            return false;
    if (dup2(out, ES_CHILD_PIPE) < 0)
        return false;
    closefrom(ES_CHILD_PIPE + 1);
    return true;
}

bool es_child_settle(pid_t parent, int keep)
{
    reset_signals();
    return bind_to_parent(parent) && close_others(keep);
}

int es_child_end(pid_t child)
{
    int status = 0;
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}
