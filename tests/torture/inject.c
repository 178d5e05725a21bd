/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program and makes one of its system calls fail, do less, or be its last one.
 *
 *   torture_inject [--refuse-keys] --trace FILE PROGRAM ARGUMENTS…
 *       what it calls after main begins, a line each: "p NAME" (the process itself, its
 *       threads) or "c NAME" (a child of its)
 *   torture_inject [--refuse-keys] --report FILE --who p|c --call NAME|any --number N
 *                  --act kill|short|ERRNO PROGRAM ARGUMENTS…
 *       at the N-th such call (from 1): SIGKILL instead of the call; a call for one byte instead
 *       of many; or the call is not made and fails with this number
 *
 * Ends as the program did; FILE then holds "hit" where the call came, and "left" where a child
 * outlived the program by more than ten seconds. Main begins with the first fcntl(0, F_GETFD).
 * strace can do much of this, but does not shorten a call, and takes a name for a process's child.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRACEES_MAX = 64, LEFT_SECONDS = 10 };

struct tracee {
    pid_t pid;
    bool thread;   /* of the process itself: whoever kills it kills that */
    bool inside;   /* between a call's entry and its exit */
    bool fresh;    /* its first SIGSTOP is ptrace's own */
    bool replaced; /* the call was not made: `result` is put in place of its own */
    bool shortened;
    long long result;
    unsigned long long length; /* what the register of a shortened call held */
    bool was_length_rsi;
};

static struct tracee tracees[TRACEES_MAX];
static bool began, hit, refuse_keys;
static char who;
static long wanted_call = -1, wanted_number, seen;
static enum { NOTHING, KILL, SHORT, FAIL } act;
static int failure;
static FILE *trace;

static const struct {
    const char *name;
    long number;
} calls[] = {
#define CALL(name) {#name, SYS_##name},
#include "inject_calls.h"
#undef CALL
};

static const char *name_of(long number)
{
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (calls[i].number == number)
            return calls[i].name;
    return "other";
}

static long number_of(const char *name)
{
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (!strcmp(calls[i].name, name))
            return calls[i].number;
    fprintf(stderr, "torture_inject: unknown call '%s'\n", name);
    exit(125);
}

static struct tracee *find(pid_t pid)
{
    for (size_t i = 0; i < TRACEES_MAX; i++)
        if (tracees[i].pid == pid)
            return &tracees[i];
    return NULL;
}

static struct tracee *add(pid_t pid, bool fresh)
{
    struct tracee *it = find(pid);
    if (!it && (it = find(0)))
        *it = (struct tracee){.pid = pid, .fresh = fresh};
    if (!it)
        exit(125);
    return it;
}

/* Which register says how many bytes; NULL: not a call that can be made to do less. */
static unsigned long long *length_register(struct user_regs_struct *regs, long call)
{
    switch (call) {
    case SYS_read:
    case SYS_write:
    case SYS_pread64:
    case SYS_pwrite64:
    case SYS_recvfrom:
    case SYS_sendto:
        return &regs->rdx;
    case SYS_getrandom:
        return &regs->rsi;
    default:
        return NULL;
    }
}

static bool is_key_call(long call)
{
    return call == SYS_add_key || call == SYS_keyctl || call == SYS_request_key;
}

static void replace_call(struct tracee *it, struct user_regs_struct *regs, int number)
{
    regs->orig_rax = (unsigned long long)-1;
    it->replaced = true;
    it->result = -number;
    ptrace(PTRACE_SETREGS, it->pid, NULL, regs);
}

static void strike(struct tracee *it, struct user_regs_struct *regs, long call)
{
    hit = true;
    if (act == KILL) {
        kill(it->pid, SIGKILL);
    } else if (act == FAIL) {
        replace_call(it, regs, failure);
    } else {
        unsigned long long *length = length_register(regs, call);
        if (!length || *length < 2)
            return;
        it->shortened = true;
        it->was_length_rsi = length == &regs->rsi;
        it->length = *length;
        *length = 1;
        ptrace(PTRACE_SETREGS, it->pid, NULL, regs);
    }
}

static void enter(struct tracee *it, pid_t first)
{
    struct user_regs_struct regs;
    if (ptrace(PTRACE_GETREGS, it->pid, NULL, &regs) != 0)
        return;
    long call = (long)regs.orig_rax;
    if (it->pid == first && call == SYS_fcntl && regs.rdi == 0 && regs.rsi == F_GETFD)
        began = true;
    if (refuse_keys && is_key_call(call)) {
        replace_call(it, &regs, ENOSYS);
        return;
    }
    if (!began)
        return;
    char here = it->pid == first || it->thread ? 'p' : 'c';
    if (trace)
        fprintf(trace, "%c %s\n", here, name_of(call));
    if (act != NOTHING && !hit && here == who && (wanted_call < 0 || call == wanted_call) &&
        ++seen == wanted_number)
        strike(it, &regs, call);
}

/* A caller may rely on every register but the result's. */
static void leave(struct tracee *it)
{
    struct user_regs_struct regs;
    if ((!it->replaced && !it->shortened) || ptrace(PTRACE_GETREGS, it->pid, NULL, &regs) != 0)
        return;
    if (it->replaced)
        regs.rax = (unsigned long long)it->result;
    else if (it->was_length_rsi)
        regs.rsi = it->length;
    else
        regs.rdx = it->length;
    it->replaced = it->shortened = false;
    ptrace(PTRACE_SETREGS, it->pid, NULL, &regs);
}

/* The signal to hand on. */
static int handle_stop(struct tracee *it, int status, pid_t first)
{
    int number = WSTOPSIG(status);
    if (number == (SIGTRAP | 0x80)) {
        it->inside = !it->inside;
        if (it->inside)
            enter(it, first);
        else
            leave(it);
        return 0;
    }
    if (status >> 16) {
        unsigned long child = 0;
        int event = status >> 16;
        if (event != PTRACE_EVENT_EXEC && event != PTRACE_EVENT_EXIT &&
            ptrace(PTRACE_GETEVENTMSG, it->pid, NULL, &child) == 0)
            add((pid_t)child, find((pid_t)child) == NULL)->thread = event == PTRACE_EVENT_CLONE;
        return 0;
    }
    if (number == SIGSTOP && it->fresh) {
        it->fresh = false;
        return 0;
    }
    return number;
}

static pid_t start(char **argv)
{
    pid_t pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        execv(argv[0], argv);
        _exit(127);
    }
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        exit(125);
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                   PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    ptrace(PTRACE_SETOPTIONS, pid, NULL, options);
    add(pid, false);
    ptrace(PTRACE_SYSCALL, pid, NULL, 0);
    return pid;
}

static void do_nothing(int number)
{
    (void)number;
}

/* Follows all of them to their end; the first one's wait status. */
static int follow(pid_t first, bool *left)
{
    int ended = 0;
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0 && errno == EINTR) {
            *left = true;
            return ended;
        }
        if (pid < 0)
            return ended;
        if (WIFSTOPPED(status)) {
            struct tracee *it = add(pid, find(pid) == NULL);
            ptrace(PTRACE_SYSCALL, pid, NULL, (long)handle_stop(it, status, first));
            continue;
        }
        struct tracee *it = find(pid);
        if (it)
            it->pid = 0;
        if (pid == first) {
            ended = status;
            alarm(LEFT_SECONDS);
        }
    }
}

static int take_options(int argc, char **argv, const char **report)
{
    int i = 1;
    for (; i < argc && !strncmp(argv[i], "--", 2); i++) {
        if (!strcmp(argv[i], "--refuse-keys")) {
            refuse_keys = true;
            continue;
        }
        if (i + 1 == argc)
            exit(125);
        const char *name = argv[i] + 2, *value = argv[++i];
        if (!strcmp(name, "trace") && !(trace = fopen(value, "we")))
            exit(125);
        if (!strcmp(name, "report"))
            *report = value;
        if (!strcmp(name, "who"))
            who = value[0];
        if (!strcmp(name, "call"))
            wanted_call = strcmp(value, "any") ? number_of(value) : -1;
        if (!strcmp(name, "number"))
            wanted_number = atol(value);
        if (!strcmp(name, "act")) {
            failure = atoi(value);
            act = !strcmp(value, "kill") ? KILL : !strcmp(value, "short") ? SHORT : FAIL;
        }
    }
    return i;
}

int main(int argc, char **argv)
{
    const char *report = NULL;
    int at = take_options(argc, argv, &report);
    if (at >= argc)
        return 125;
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = do_nothing}, NULL);
    pid_t first = start(argv + at);
    bool left = false;
    int status = follow(first, &left);
    if (trace)
        fclose(trace);
    FILE *out = report ? fopen(report, "we") : NULL;
    if (out) {
        fprintf(out, "%s%s\n", hit ? "hit" : "", left ? " left" : "");
        fclose(out);
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
    return 124;
}
