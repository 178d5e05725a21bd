/* SPDX-License-Identifier: Apache-2.0 */
/* An answer from a program of the person's choice, run directly and never through a shell. */
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/secret.h"
#include "esign/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KIND_VARIABLE    "ESIGN_ASKPASS_KIND"
#define PICTURE_VARIABLE "ESIGN_CAPTCHA_FILE"

enum { DRAINED_MAX = 16 << 20 }; /* bytes behind the answer, for who means well */

struct program {
    char path[PATH_MAX];
    char kind[64];
    char picture[PATH_MAX + 32];
    char **environment; /* ours without the two variables, then the two; strings are borrowed */
};

static bool is_runnable(const char *path)
{
    return access(path, X_OK) == 0;
}

/* A name without a slash is looked for in PATH, as a shell would. */
static bool find_program(const char *name, char path[PATH_MAX])
{
    if (strchr(name, '/'))
        return snprintf(path, PATH_MAX, "%s", name) < PATH_MAX && is_runnable(path);
    const char *dirs = getenv("PATH");
    while (*name && dirs && *dirs) {
        size_t len = strcspn(dirs, ":");
        int n = snprintf(path, PATH_MAX, "%.*s/%s", (int)len, dirs, name);
        if (len > 0 && n < PATH_MAX && is_runnable(path))
            return true;
        dirs += len + (dirs[len] == ':');
    }
    return false;
}

static bool is_ours(const char *entry)
{
    return strncmp(entry, KIND_VARIABLE "=", sizeof KIND_VARIABLE) == 0 ||
           strncmp(entry, PICTURE_VARIABLE "=", sizeof PICTURE_VARIABLE) == 0;
}

static bool make_environment(struct program *program, const char *kind, const char *picture)
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    program->environment = es_heap_zeroed(n + 3, sizeof *program->environment);
    if (!program->environment)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_ours(environ[i]))
            program->environment[kept++] = environ[i];
    snprintf(program->kind, sizeof program->kind, KIND_VARIABLE "=%s", kind);
    program->environment[kept++] = program->kind;
    if (picture) {
        snprintf(program->picture, sizeof program->picture, PICTURE_VARIABLE "=%s", picture);
        program->environment[kept] = program->picture;
    }
    return true;
}

/* After the fork: nothing but what is safe between fork and exec in a threaded process. */
static void __attribute__((noreturn))
run_child(const struct program *program, char *prompt, int out, pid_t parent)
{
    char *argv[] = {(char *)program->path, prompt, NULL};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    /* It must not outlive the question, whatever ends us. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    int null = open("/dev/null", O_RDONLY);
    if (getppid() != parent || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(out, STDOUT_FILENO) < 0)
        _exit(126);
    close_range(3, ~0U, 0);
    execve(program->path, argv, program->environment);
    _exit(127);
}

/* The first line of fd into answer. Returns its length, which is max + 2 where it is longer. */
static size_t read_first_line(int fd, size_t max, struct es_buf *answer, bool *memory)
{
    const size_t most = max + 1; /* the last may be the CR of a CR LF */
    size_t length = 0;
    char c = 0;
    while (length <= most) {
        ssize_t n = read(fd, &c, 1); /* nothing behind the line is taken into our memory */
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || c == '\n')
            break;
        if (++length <= most)
            *memory = es_buf_add_char(answer, c) && *memory;
    }
    es_wipe(&c, sizeof c);
    if (length > 0 && length == answer->len && answer->data[length - 1] == '\r') {
        answer->data[--answer->len] = '\0';
        length--;
    }
    return length;
}

/* What comes behind the line is read and thrown away, so that the program is not ended by a broken
 * pipe: up to its end, not the pipe's, which a child that it left behind may hold open for ever.
 * Where its end cannot be told, a second without a word is taken for it. */
static void drain(int fd, pid_t program)
{
    char chunk[512];
    struct pollfd wait[] = {{.fd = fd, .events = POLLIN},
                            {.fd = pidfd_open(program, 0), .events = POLLIN}};
    int patience = wait[1].fd < 0 ? 1000 : -1;
    for (size_t left = DRAINED_MAX; left > 0;) {
        if (poll(wait, 2, patience) < 0 && errno == EINTR)
            continue;
        ssize_t n = wait[0].revents ? read(fd, chunk, sizeof chunk) : 0;
        if (n <= 0)
            break;
        left -= (size_t)n < left ? (size_t)n : left;
    }
    es_wipe(chunk, sizeof chunk);
    if (wait[1].fd >= 0)
        close(wait[1].fd);
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static es_status run_program(const struct program *program, const char *prompt, size_t max,
                             struct es_buf *answer, struct es_error *err)
{
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0)
        return es_fail(err, ES_NO_RESOURCES);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        run_child(program, (char *)prompt, out[1], parent);
    close(out[1]);
    if (child < 0) {
        close(out[0]);
        return es_fail(err, ES_NO_RESOURCES);
    }
    bool memory = true;
    size_t length = read_first_line(out[0], max, answer, &memory);
    if (length > max)
        kill(child, SIGTERM); /* it may go on for ever */
    else
        drain(out[0], child);
    close(out[0]);
    int status = wait_for(child);
    if (length > max)
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer is longer than %zu bytes"), max);
    if (status != 0)
        return es_fail_with(err, ES_INPUT_NEEDED,
                            _("the askpass program gave no answer (it ended with status %d)"),
                            status);
    if (length == 0)
        return es_fail_with(err, ES_INPUT_NEEDED, _("the askpass program gave an empty answer"));
    return memory ? ES_OK : es_fail(err, ES_INTERNAL);
}

es_status es_askpass(const char *program, const char *prompt, const char *kind, const char *picture,
                     size_t max, struct es_buf *answer, struct es_error *err)
{
    es_buf_clear(answer);
    es_wipe_stack();
    if (answer->data == NULL)
        answer->secret = true;
    struct program found = {0};
    if (!find_program(program, found.path))
        return es_fail_with(err, ES_INPUT_NEEDED, _("the askpass program '%s' cannot be run"),
                            program);
    if (!make_environment(&found, kind, picture))
        return es_fail(err, ES_INTERNAL);
    es_status status = run_program(&found, prompt, max, answer, err);
    es_heap_free(found.environment);
    if (status != ES_OK)
        es_buf_clear(answer);
    return status;
}
