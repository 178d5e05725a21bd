/* SPDX-License-Identifier: Apache-2.0 */
/* The question on a terminal and through an askpass program. Each terminal test forks a child
 * on a pty of its own; the test is the person in front of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/ask.h"
#include "esign/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PROMPT "the word? "
enum { DEADLINE_MS = 10000, NO_ANSWER = 100 };

struct screen {
    int fd;
    pid_t child;
    int status; /* from waitpid, once it has ended */
    size_t len;
    char text[16384];
};

/* The child's part: one question; its outcome as the exit status, the answer on the screen in
 * brackets so that the test can look at it (a real command never prints it). */
static void __attribute__((noreturn)) ask_in_child(bool echo, size_t max)
{
    es_auto(buf) answer = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_tty_ask(PROMPT, echo, max, &answer, &err);
    if (status == ES_OK)
        printf("[%zu:%.40s]\n", answer.len, es_buf_str(&answer));
    else
        printf("{%s}\n", es_error_info(status)->code);
    fflush(stdout);
    _exit(status == ES_OK ? 0 : NO_ANSWER);
}

static void open_screen(struct screen *screen, bool echo, size_t max)
{
    memset(screen, 0, sizeof *screen);
    screen->child = forkpty(&screen->fd, NULL, NULL, NULL);
    assert_true(screen->child >= 0);
    if (screen->child == 0)
        ask_in_child(echo, max);
}

/* Reads what the screen shows until `wanted` stands there after `from`; fails at the deadline. */
static void wait_for_text(struct screen *screen, size_t from, const char *wanted)
{
    while (!strstr(screen->text + from, wanted)) {
        struct pollfd fd = {.fd = screen->fd, .events = POLLIN};
        assert_int_equal(poll(&fd, 1, DEADLINE_MS), 1);
        ssize_t n =
            read(screen->fd, screen->text + screen->len, sizeof screen->text - 1 - screen->len);
        assert_true(n > 0);
        screen->len += (size_t)n;
        screen->text[screen->len] = '\0';
    }
}

static void type(const struct screen *screen, const char *text)
{
    assert_int_equal(write(screen->fd, text, strlen(text)), strlen(text));
}

static void wait_for_end(struct screen *screen)
{
    assert_int_equal(waitpid(screen->child, &screen->status, 0), screen->child);
}

static tcflag_t local_flags(const struct screen *screen)
{
    struct termios now;
    assert_int_equal(tcgetattr(screen->fd, &now), 0);
    return now.c_lflag;
}

static void close_screen(struct screen *screen)
{
    close(screen->fd);
}

static void a_secret_is_read_and_never_echoed(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "gizli\n");
    wait_for_text(&screen, 0, "[5:");
    *strstr(screen.text, "[5:") = '\0';
    assert_null(strstr(screen.text, "gizli"));
    assert_string_equal(screen.text, PROMPT "\r\n");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void an_open_answer_is_echoed(void **state)
{
    struct screen screen;
    open_screen(&screen, true, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "abc\n");
    wait_for_text(&screen, 0, "[3:abc]");
    assert_non_null(strstr(screen.text, PROMPT "abc\r\n["));
    wait_for_end(&screen);
    close_screen(&screen);
}

static void a_backspace_takes_a_whole_letter_of_utf_8(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "ağ\x7f"
                  "b\n");
    wait_for_text(&screen, 0, "[2:ab]");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void the_end_of_input_is_input_needed(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "\x04");
    wait_for_text(&screen, 0, "{input_needed}");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void an_empty_line_is_an_answer(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "\n");
    wait_for_text(&screen, 0, "[0:]");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void a_line_of_the_greatest_length_is_taken(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 8);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "12345678\n");
    wait_for_text(&screen, 0, "[8:12345678]");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void an_over_long_line_is_an_invalid_answer(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 8);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "123456789\n");
    wait_for_text(&screen, 0, "{answer_invalid}");
    wait_for_end(&screen);
    close_screen(&screen);
}

/* Writes `length` letters and a line end while the child reads. */
static void type_long_line(const struct screen *screen, size_t length)
{
    char chunk[256];
    memset(chunk, 'x', sizeof chunk);
    while (length > 0) {
        size_t n = length < sizeof chunk ? length : sizeof chunk;
        assert_int_equal(write(screen->fd, chunk, n), n);
        length -= n;
    }
    type(screen, "\n");
}

static void a_line_that_the_kernel_may_have_cut_is_refused(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100000);
    wait_for_text(&screen, 0, PROMPT);
    type_long_line(&screen, 5000);
    wait_for_text(&screen, 0, "{answer_invalid}");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void the_longest_line_that_the_kernel_passes_whole_is_taken(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100000);
    wait_for_text(&screen, 0, PROMPT);
    type_long_line(&screen, 4094);
    wait_for_text(&screen, 0, "[4094:");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void the_terminal_echoes_again_after_an_answer(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    tcflag_t before = local_flags(&screen);
    wait_for_text(&screen, 0, PROMPT);
    assert_false(local_flags(&screen) & ECHO);
    type(&screen, "gizli\n");
    wait_for_end(&screen);
    assert_true(before & ECHO);
    assert_int_equal(local_flags(&screen), before);
    close_screen(&screen);
}

static void a_signal_ends_the_program_and_restores_the_terminal(int number, const char *key)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "half");
    if (key)
        type(&screen, key);
    else
        kill(screen.child, number);
    wait_for_end(&screen);
    assert_true(WIFSIGNALED(screen.status));
    assert_int_equal(WTERMSIG(screen.status), number);
    assert_true(local_flags(&screen) & ECHO);
    close_screen(&screen);
}

static void control_c_ends_by_sigint_with_the_terminal_restored(void **state)
{
    a_signal_ends_the_program_and_restores_the_terminal(SIGINT, "\x03");
}

static void control_backslash_ends_by_sigquit_with_the_terminal_restored(void **state)
{
    a_signal_ends_the_program_and_restores_the_terminal(SIGQUIT, "\x1c");
}

static void sigterm_ends_with_the_terminal_restored(void **state)
{
    a_signal_ends_the_program_and_restores_the_terminal(SIGTERM, NULL);
}

static void sighup_ends_with_the_terminal_restored(void **state)
{
    a_signal_ends_the_program_and_restores_the_terminal(SIGHUP, NULL);
}

/* A shell in small: its job asks in the foreground; when the job is stopped it says whether the
 * terminal echoes, and lets the job go on. */
static void __attribute__((noreturn)) be_a_shell(void (*ask)(void))
{
    signal(SIGTTOU, SIG_IGN);
    pid_t job = fork();
    if (job == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpgrp());
        signal(SIGTTOU, SIG_DFL);
        ask();
    }
    int status;
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
        struct termios now;
        tcgetattr(STDIN_FILENO, &now);
        printf("(stopped, %s)\n", now.c_lflag & ECHO ? "echo" : "no echo");
        fflush(stdout);
        kill(job, SIGCONT);
    }
    _exit(0);
}

static void stop_in_the_middle(void (*ask)(void), const char *prompt, const char *anew)
{
    struct screen screen = {0};
    screen.child = forkpty(&screen.fd, NULL, NULL, NULL);
    assert_true(screen.child >= 0);
    if (screen.child == 0)
        be_a_shell(ask);
    wait_for_text(&screen, 0, prompt);
    type(&screen, "half\x1a");
    wait_for_text(&screen, 0, "(stopped, echo)");
    wait_for_text(&screen, 0, anew);
    type(&screen, "whole\n");
    wait_for_text(&screen, 0, "[5:whole]");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void ask_a_word(void)
{
    ask_in_child(false, 100);
}

static void a_stopped_question_leaves_an_echoing_terminal_and_is_asked_anew(void **state)
{
    stop_in_the_middle(ask_a_word, PROMPT, "(stopped, echo)\r\n" PROMPT);
}

/* Not the seconds: how often it was made. */
static bool make_prompt(int seconds, struct es_buf *out)
{
    static bool made;
    const char *words = made ? "now " PROMPT : "first " PROMPT;
    made = true;
    return seconds > 0 && es_buf_add_str(out, words);
}

static void ask_in_time(void)
{
    struct es_tty_time time = {make_prompt, es_moment_up() + 1000};
    es_auto(buf) answer = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    if (es_tty_ask_in_time(&time, false, 100, &answer, &err) == ES_OK)
        printf("[%zu:%s]\n", answer.len, es_buf_str(&answer));
    fflush(stdout);
    _exit(0);
}

static void a_question_in_time_is_asked_anew_with_the_seconds_that_are_left(void **state)
{
    stop_in_the_middle(ask_in_time, "first " PROMPT, "(stopped, echo)\r\nnow " PROMPT);
}

/* The child leads a session of its own, so its group is orphaned and the kernel does not stop it:
 * it must ask again all the same. */
static void a_stop_that_cannot_be_only_asks_anew(void **state)
{
    struct screen screen;
    open_screen(&screen, false, 100);
    wait_for_text(&screen, 0, PROMPT);
    type(&screen, "half\x1a");
    wait_for_text(&screen, strlen(PROMPT), PROMPT);
    type(&screen, "whole\n");
    wait_for_text(&screen, 0, "[5:whole]");
    wait_for_end(&screen);
    close_screen(&screen);
}

static void a_process_without_a_terminal_cannot_ask(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        struct es_error err = ES_ERROR_INIT;
        es_auto(buf) answer = {0};
        setsid();
        bool fine =
            !es_tty_usable() && es_tty_ask(PROMPT, false, 100, &answer, &err) == ES_INPUT_NEEDED;
        _exit(fine ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* Askpass: a little program is written for each test. */

struct askpass {
    char folder[64];
    char path[96];
    struct es_buf answer;
    struct es_error err;
};

static void make_askpass(struct askpass *askpass, const char *script)
{
    *askpass = (struct askpass){
        .folder = "/tmp/esign-askpass-XXXXXX", .answer = ES_BUF_SECRET, .err = ES_ERROR_INIT};
    assert_non_null(mkdtemp(askpass->folder));
    snprintf(askpass->path, sizeof askpass->path, "%s/ask", askpass->folder);
    FILE *file = fopen(askpass->path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    assert_int_equal(chmod(askpass->path, 0700), 0);
}

static es_status run_askpass(struct askpass *askpass, const char *picture, size_t max)
{
    return es_askpass(askpass->path, "the prompt; $(false)", "word", picture, max, &askpass->answer,
                      &askpass->err);
}

static void remove_askpass(struct askpass *askpass)
{
    es_buf_free(&askpass->answer);
    unlink(askpass->path);
    rmdir(askpass->folder);
}

static void assert_askpass(const char *script, const char *picture, const char *wanted)
{
    struct askpass askpass;
    make_askpass(&askpass, script);
    assert_int_equal(run_askpass(&askpass, picture, 100), ES_OK);
    assert_string_equal(es_buf_str(&askpass.answer), wanted);
    remove_askpass(&askpass);
}

static void assert_askpass_fails(const char *script, size_t max, es_status wanted)
{
    struct askpass askpass;
    make_askpass(&askpass, script);
    assert_int_equal(run_askpass(&askpass, NULL, max), wanted);
    assert_int_equal(askpass.answer.len, 0);
    remove_askpass(&askpass);
}

static void askpass_answers_with_its_first_line(void **state)
{
    assert_askpass("echo one; echo two", NULL, "one");
}

static void askpass_may_end_its_line_with_cr_lf(void **state)
{
    assert_askpass("printf 'one\\r\\n'", NULL, "one");
}

static void askpass_may_leave_its_line_unended(void **state)
{
    assert_askpass("printf one", NULL, "one");
}

static void askpass_gets_the_prompt_as_its_only_argument(void **state)
{
    assert_askpass("echo \"$#:$1\"", NULL, "1:the prompt; $(false)");
}

static void askpass_is_told_the_kind(void **state)
{
    assert_askpass("echo \"$ESIGN_ASKPASS_KIND\"", NULL, "word");
}

static void askpass_is_told_where_the_picture_is(void **state)
{
    assert_askpass("echo \"$ESIGN_CAPTCHA_FILE\"", "/tmp/picture.png", "/tmp/picture.png");
}

static void askpass_hears_of_no_picture_where_there_is_none(void **state)
{
    setenv("ESIGN_CAPTCHA_FILE", "stale", 1);
    assert_askpass("echo \"${ESIGN_CAPTCHA_FILE-none}\"", NULL, "none");
    unsetenv("ESIGN_CAPTCHA_FILE");
}

static void askpass_reads_nothing_from_our_input(void **state)
{
    assert_askpass("read line; echo \"got:$line\"", NULL, "got:");
}

static void askpass_gets_none_of_our_open_files(void **state)
{
    int fd = open("/dev/null", O_RDONLY); /* inherited on purpose */
    int high = dup2(fd, 9);
    assert_askpass("if (: <&9) 2>/dev/null; then echo open; else echo closed; fi", NULL, "closed");
    close(high);
    close(fd);
}

static void askpass_that_says_much_is_heard_to_its_end(void **state)
{
    assert_askpass("echo one; i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890"
                   "12345678901234567890; i=$((i+1)); done",
                   NULL, "one");
}

static void a_cancelled_askpass_is_input_needed(void **state)
{
    assert_askpass_fails("echo half; exit 1", 100, ES_INPUT_NEEDED);
}

static void an_empty_answer_of_askpass_is_input_needed(void **state)
{
    assert_askpass_fails("echo", 100, ES_INPUT_NEEDED);
}

static void an_over_long_answer_of_askpass_is_invalid(void **state)
{
    assert_askpass_fails("echo 123456789", 8, ES_ANSWER_INVALID);
}

static void a_missing_askpass_is_input_needed(void **state)
{
    es_auto(buf) answer = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_askpass("/nonexistent/ask", "p", "word", NULL, 100, &answer, &err),
                     ES_INPUT_NEEDED);
}

static void a_file_that_is_no_program_is_not_given_to_a_shell(void **state)
{
    struct askpass askpass;
    make_askpass(&askpass, "echo one");
    FILE *file = fopen(askpass.path, "w");
    fputs("echo from a shell\n", file);
    fclose(file);
    assert_int_equal(run_askpass(&askpass, NULL, 100), ES_INPUT_NEEDED);
    remove_askpass(&askpass);
}

static void yes_and_no_are_understood_in_either_language(void **state)
{
    static const char *const yes[] = {"e", "E", "evet", "EVET", "y", "Yes", " yes "};
    static const char *const no[] = {"", "  ", "h", "hayır", "HAYIR", "n", "No"};
    static const char *const unclear[] = {"?", "yse", "1", "evet hayır", "ye", "not", "\xff"};
    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_int_equal(es_ask_assent(yes[i]), ES_ASSENT_YES);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_int_equal(es_ask_assent(no[i]), ES_ASSENT_NO);
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
        assert_int_equal(es_ask_assent(unclear[i]), ES_ASSENT_UNCLEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yes_and_no_are_understood_in_either_language),
        cmocka_unit_test(a_secret_is_read_and_never_echoed),
        cmocka_unit_test(an_open_answer_is_echoed),
        cmocka_unit_test(a_backspace_takes_a_whole_letter_of_utf_8),
        cmocka_unit_test(the_end_of_input_is_input_needed),
        cmocka_unit_test(an_empty_line_is_an_answer),
        cmocka_unit_test(a_line_of_the_greatest_length_is_taken),
        cmocka_unit_test(an_over_long_line_is_an_invalid_answer),
        cmocka_unit_test(a_line_that_the_kernel_may_have_cut_is_refused),
        cmocka_unit_test(the_longest_line_that_the_kernel_passes_whole_is_taken),
        cmocka_unit_test(the_terminal_echoes_again_after_an_answer),
        cmocka_unit_test(control_c_ends_by_sigint_with_the_terminal_restored),
        cmocka_unit_test(control_backslash_ends_by_sigquit_with_the_terminal_restored),
        cmocka_unit_test(sigterm_ends_with_the_terminal_restored),
        cmocka_unit_test(sighup_ends_with_the_terminal_restored),
        cmocka_unit_test(a_stopped_question_leaves_an_echoing_terminal_and_is_asked_anew),
        cmocka_unit_test(a_question_in_time_is_asked_anew_with_the_seconds_that_are_left),
        cmocka_unit_test(a_stop_that_cannot_be_only_asks_anew),
        cmocka_unit_test(a_process_without_a_terminal_cannot_ask),
        cmocka_unit_test(askpass_answers_with_its_first_line),
        cmocka_unit_test(askpass_may_end_its_line_with_cr_lf),
        cmocka_unit_test(askpass_may_leave_its_line_unended),
        cmocka_unit_test(askpass_gets_the_prompt_as_its_only_argument),
        cmocka_unit_test(askpass_is_told_the_kind),
        cmocka_unit_test(askpass_is_told_where_the_picture_is),
        cmocka_unit_test(askpass_hears_of_no_picture_where_there_is_none),
        cmocka_unit_test(askpass_reads_nothing_from_our_input),
        cmocka_unit_test(askpass_gets_none_of_our_open_files),
        cmocka_unit_test(askpass_that_says_much_is_heard_to_its_end),
        cmocka_unit_test(a_cancelled_askpass_is_input_needed),
        cmocka_unit_test(an_empty_answer_of_askpass_is_input_needed),
        cmocka_unit_test(an_over_long_answer_of_askpass_is_invalid),
        cmocka_unit_test(a_missing_askpass_is_input_needed),
        cmocka_unit_test(a_file_that_is_no_program_is_not_given_to_a_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
