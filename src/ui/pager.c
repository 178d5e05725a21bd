/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pager is run directly, its words split at blanks, and never through a shell. It gets the
 * text by a pipe. While it runs, Ctrl-C is its own matter.
 */
#include "esign/pager.h"
#include "esign/child.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/looks.h"
#include "esign/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 16, LINE_MAX_BYTES = 1024, NOT_RUN = 127 };

static struct {
    FILE *stream; /* in memory; NULL where there is none */
    char *text;
    size_t len;
    struct winsize size;
} paged;

static const char *command(void)
{
    const char *own = getenv("ESIGN_PAGER"), *common = getenv("PAGER");
    return own ? own : common ? common : "less";
}

static bool is_wanted(void)
{
    const char *program = command();
    return *program && strcmp(program, "cat") != 0 && !es_ui_accessible() &&
           isatty(STDOUT_FILENO) && es_tty_clears() &&
           ioctl(STDOUT_FILENO, TIOCGWINSZ, &paged.size) == 0 && paged.size.ws_row > 0 &&
           paged.size.ws_col > 0;
}

FILE *es_pager_open(void)
{
    paged.stream = is_wanted() ? open_memstream(&paged.text, &paged.len) : NULL;
    return paged.stream ? paged.stream : stdout;
}

size_t es_pager_width(const FILE *out)
{
    return paged.stream && out == paged.stream ? paged.size.ws_col : 0;
}

static bool is_long(void)
{
    size_t lines = 1; /* the next prompt's */
    for (const char *at = paged.text; (at = strchr(at, '\n')); at++)
        lines++;
    return lines > paged.size.ws_row;
}

/* After the fork, in the child. What less does by itself where LESS is not set: ends where all fits
 * on one screen, lets colours pass and leaves the text on the screen. */
static void __attribute__((noreturn)) run(char **argv, const int pipe_ends[2], pid_t parent)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent && dup2(pipe_ends[0], STDIN_FILENO) >= 0) {
        close_range(3, ~0U, 0);
        setenv("LESS", "FRX", 0);
        setenv("LV", "-c", 0);
        execvp(argv[0], argv);
    }
    _exit(NOT_RUN);
}

/* True where the pager took over, whatever became of it then. */
static bool feed(char **argv)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t parent = getpid(), child = es_child_fork();
    if (child == 0)
        run(argv, ends, parent);
    close(ends[0]);
    /* Who leaves early has seen enough. */
    bool fed = child > 0 && es_file_put(ends[1], paged.text, paged.len);
    close(ends[1]);
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return child > 0 && (fed || WIFEXITED(status)) &&
           !(WIFEXITED(status) && WEXITSTATUS(status) == NOT_RUN);
}

static bool page(void)
{
    static const int HELD[] = {SIGINT, SIGQUIT, SIGPIPE};
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before[3];
    char line[LINE_MAX_BYTES], *argv[WORDS_MAX + 1] = {NULL}, *rest = NULL;
    size_t n = 0;
    if (snprintf(line, sizeof line, "%s", command()) >= (int)sizeof line)
        return false;
    for (char *at = strtok_r(line, " \t", &rest); at && n < WORDS_MAX;
         at = strtok_r(NULL, " \t", &rest))
        argv[n++] = at;
    if (n == 0)
        return false;
    for (size_t i = 0; i < 3; i++)
        sigaction(HELD[i], &ignore, &before[i]);
    bool shown = feed(argv);
    for (size_t i = 0; i < 3; i++)
        sigaction(HELD[i], &before[i], NULL);
    return shown;
}

void es_pager_close(FILE **out)
{
    if (*out == paged.stream && paged.stream) {
        fclose(paged.stream);
        paged.stream = NULL;
        fflush(stdout);
        if (paged.text && !(is_long() && page()))
            fputs(paged.text, stdout);
        es_heap_free(paged.text);
        paged.text = NULL;
    }
    *out = NULL;
}
