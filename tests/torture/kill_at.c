/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program and kills it (SIGKILL) as it enters its N-th system call; its children are left
 * alone. N = 0: it is not killed, and the number of its calls is written to FILE. Ends as it did.
 *
 * usage: torture_kill_at N FILE PROGRAM ARGUMENTS…
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int report(const char *path, long calls)
{
    FILE *file = fopen(path, "w");
    if (!file || fprintf(file, "%ld\n", calls) < 0 || fclose(file) != 0)
        return 125;
    return 0;
}

static void run(char **argv)
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execv(argv[0], argv);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    long wanted = strtol(argv[1], NULL, 10), calls = 0;
    bool inside = false;
    int status = 0, pass = 0;
    pid_t child = fork();
    if (child == 0)
        run(argv + 3);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return 126;
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (;;) {
        ptrace(PTRACE_SYSCALL, child, NULL, pass);
        if (waitpid(child, &status, 0) < 0 && errno != EINTR)
            return 126;
        if (!WIFSTOPPED(status))
            break;
        bool call = WSTOPSIG(status) == (SIGTRAP | 0x80);
        pass = call || WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        inside = call ? !inside : inside; /* entries and exits take turns */
        calls += call && inside;
        if (call && inside && calls == wanted)
            kill(child, SIGKILL);
    }
    if (wanted == 0 && report(argv[2], calls))
        return 125;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
