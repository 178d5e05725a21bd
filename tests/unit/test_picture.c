/* SPDX-License-Identifier: Apache-2.0 */
/* The picture: its type, and how it is shown. Each showing runs in a child on a pty of its own.
 * The digits in the fixtures are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/file.h"
#include "esign/picture.h"
#include "esign/secret.h"
#include "esign/text.h"

#include <errno.h>
#include <linux/kd.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_fixture(const char *name, struct es_buf *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/picture/%s", ESIGN_SOURCE, name);
    assert_true(es_file_read(path, ES_PICTURE_MAX, out));
}

static void set_terminal(const char *name, const char *variable)
{
    static const char *const told[] = {
        "TMUX",        "STY",           "COLORTERM",      "TERM_PROGRAM",
        "NO_COLOR",    "LC_TERMINAL",   "KITTY_PID",      "KONSOLE_VERSION",
        "VTE_VERSION", "TERMINAL_NAME", "KITTY_WINDOW_ID"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        unsetenv(told[i]);
    setenv("TERM", name, 1);
    if (variable)
        putenv((char *)variable);
}

/* Shows the bytes on a terminal of so many columns; what it wrote goes to `screen`. */
static bool show(const struct es_buf *picture, const char *terminal, const char *variable,
                 unsigned short columns, struct es_buf *screen)
{
    struct winsize size = {.ws_col = columns, .ws_row = 24};
    int fd;
    pid_t child = forkpty(&fd, NULL, NULL, &size);
    assert_true(child >= 0);
    if (child == 0) {
        set_terminal(terminal, variable);
        bool shown = es_picture_show(picture->data, picture->len, STDOUT_FILENO);
        bool alone = waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD;
        _exit(!alone ? 9 : shown ? 0 : 1);
    }
    char chunk[4096];
    ssize_t n;
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        assert_true(es_buf_add(screen, chunk, (size_t)n));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    close(fd);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 9);
    return WEXITSTATUS(status) == 0;
}

static bool show_fixture(const char *name, const char *terminal, const char *variable,
                         unsigned short columns, struct es_buf *screen)
{
    es_auto(buf) picture = {0};
    read_fixture(name, &picture);
    return show(&picture, terminal, variable, columns, screen);
}

static bool is_built_in(void)
{
    int outer, inner;
    assert_int_equal(openpty(&outer, &inner, NULL, NULL, NULL), 0);
    set_terminal("xterm", NULL);
    bool can = es_picture_can_show(inner);
    close(inner);
    close(outer);
    return can;
}

/* A build without pictures has nothing to show. */
static void need_pictures(void)
{
    if (!is_built_in())
        skip();
}

static size_t widest_line(const struct es_buf *screen)
{
    size_t widest = 0;
    es_auto(buf) copy = {0};
    assert_true(es_buf_add(&copy, screen->data, screen->len));
    char *rest = NULL;
    for (char *line = strtok_r(copy.data, "\r\n", &rest); line;
         line = strtok_r(NULL, "\r\n", &rest))
        if (es_text_columns(line) > widest)
            widest = es_text_columns(line);
    return widest;
}

static void a_picture_is_known_by_its_first_bytes(void **state)
{
    static const char *const names[][2] = {
        {"digits.png", "png"}, {"digits.jpg", "jpg"}, {"digits.gif", "gif"}};
    for (size_t i = 0; i < 3; i++) {
        es_auto(buf) picture = {0};
        read_fixture(names[i][0], &picture);
        assert_string_equal(es_picture_type(picture.data, picture.len), names[i][1]);
    }
}

static void a_web_page_is_no_picture(void **state)
{
    assert_null(es_picture_type("<!DOCTYPE html>", 15));
}

static void half_a_magic_is_no_picture(void **state)
{
    assert_null(es_picture_type("\x89PNG\r\n\x1a", 7));
}

static void nothing_is_no_picture(void **state)
{
    assert_null(es_picture_type(NULL, 0));
}

static void a_pipe_cannot_show_a_picture(void **state)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    assert_false(es_picture_can_show(fds[1]));
    close(fds[0]);
    close(fds[1]);
}

static void assert_shown(const char *name)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture(name, "xterm-256color", "NO_COLOR=1", 80, &screen));
    assert_int_equal(widest_line(&screen), 78);
}

static void a_png_fills_the_screen_but_two_columns(void **state)
{
    assert_shown("digits.png");
}

static void a_jpeg_fills_the_screen_but_two_columns(void **state)
{
    assert_shown("digits.jpg");
}

static void a_gif_fills_the_screen_but_two_columns(void **state)
{
    assert_shown("digits.gif");
}

static void a_picture_is_no_wider_than_80_columns(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-256color", "NO_COLOR=1", 200, &screen));
    assert_int_equal(widest_line(&screen), 80);
}

static void a_narrow_terminal_gets_a_narrow_picture(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-256color", "NO_COLOR=1", 40, &screen));
    assert_int_equal(widest_line(&screen), 38);
}

static void a_terminal_that_is_too_narrow_shows_nothing(void **state)
{
    es_auto(buf) screen = {0};
    assert_false(show_fixture("digits.png", "xterm-256color", NULL, 8, &screen));
    assert_int_equal(screen.len, 0);
}

static void no_color_means_no_escape(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-256color", "NO_COLOR=1", 80, &screen));
    assert_null(strchr(es_buf_str(&screen), '\x1b'));
}

static void dark_letters_on_nothing_are_put_on_white(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("transparent.png", "xterm-256color", "NO_COLOR=1", 80, &screen));
    assert_non_null(strstr(es_buf_str(&screen), "████"));
}

static void a_terminal_of_256_colours_gets_no_others(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-256color", NULL, 80, &screen));
    assert_non_null(strstr(es_buf_str(&screen), "8;5;"));
    assert_null(strstr(es_buf_str(&screen), "8;2;"));
}

static void a_terminal_of_all_colours_gets_them(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-256color", "COLORTERM=truecolor", 80, &screen));
    assert_non_null(strstr(es_buf_str(&screen), "8;2;"));
}

static void a_terminal_of_16_colours_gets_no_others(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-16color", NULL, 80, &screen));
    assert_non_null(strchr(es_buf_str(&screen), '\x1b'));
    assert_null(strstr(es_buf_str(&screen), "8;5;"));
}

/* What the console's font has, as its ioctl tells; none: it is no console of the kernel's. */
static const unsigned short *font;

int __wrap_ioctl(int fd, unsigned long request, void *arg);
int __real_ioctl(int fd, unsigned long request, void *arg);

int __wrap_ioctl(int fd, unsigned long request, void *arg)
{
    struct unimapdesc *map = arg;
    if (request != GIO_UNIMAP)
        return __real_ioctl(fd, request, arg);
    if (!font)
        return -1;
    for (map->entry_ct = 0; font[map->entry_ct]; map->entry_ct++)
        map->entries[map->entry_ct] = (struct unipair){font[map->entry_ct], 1};
    return 0;
}

static size_t rows_of(const char *screen)
{
    size_t rows = 0;
    for (; (screen = strchr(screen, '\n')); screen++)
        rows++;
    return rows;
}

static void a_console_is_sent_what_its_font_has(void **state)
{
    static const unsigned short usual[] = {' ', 0x2588, 0x2591, 0x2592, 0},
                                rich[] = {' ', 0x2588, 0x2580, 0x2584, 0x258C, 0x2590, 0};
    static const unsigned short *const fonts[] = {NULL, usual, rich};
    size_t rows[3];
    need_pictures();
    for (size_t i = 0; i < 3; i++) {
        es_auto(buf) screen = {0};
        font = fonts[i];
        assert_true(show_fixture("digits.png", "linux", NULL, 80, &screen));
        const char *text = es_buf_str(&screen);
        bool halves = strstr(text, "▄") || strstr(text, "▀") || strstr(text, "▌");
        assert_int_equal(halves, fonts[i] == rich);
        assert_null(strstr(text, "▚"));
        assert_null(strstr(text, "\x1b[10")); /* a bright ground, which it has not */
        rows[i] = rows_of(text);
    }
    font = NULL;
    assert_int_equal(rows[0], rows[1]);
    assert_true(rows[1] > rows[2]);
}

static void without_colours_two_that_are_as_bright_are_told_apart(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("red-on-green.png", "xterm-256color", "NO_COLOR=1", 80, &screen));
    assert_non_null(strstr(es_buf_str(&screen), "████"));
    assert_non_null(strstr(es_buf_str(&screen), "    "));
}

static void a_long_strip_is_drawn_taller(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("strip.png", "xterm-256color", "NO_COLOR=1", 80, &screen));
    assert_int_equal(rows_of(es_buf_str(&screen)), 6); /* three would keep its shape */
}

static void kitty_gets_pixels(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-kitty", NULL, 80, &screen));
    assert_non_null(strstr(es_buf_str(&screen), "\x1b_G"));
}

static void kitty_behind_tmux_gets_symbols(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("digits.png", "xterm-kitty", "TMUX=/tmp/tmux,1,0", 80, &screen));
    assert_null(strstr(es_buf_str(&screen), "\x1b_G"));
}

static void a_dumb_terminal_shows_nothing(void **state)
{
    es_auto(buf) screen = {0};
    assert_false(show_fixture("digits.png", "dumb", NULL, 80, &screen));
    assert_int_equal(screen.len, 0);
}

static void assert_not_shown(const struct es_buf *picture)
{
    es_auto(buf) screen = {0};
    assert_false(show(picture, "xterm-256color", NULL, 80, &screen));
    assert_int_equal(screen.len, 0);
}

static void assert_fixture_not_shown(const char *name)
{
    need_pictures();
    es_auto(buf) picture = {0};
    read_fixture(name, &picture);
    assert_not_shown(&picture);
}

static void a_picture_of_2000_columns_is_shown(void **state)
{
    need_pictures();
    es_auto(buf) screen = {0};
    assert_true(show_fixture("widest.png", "xterm-256color", NULL, 80, &screen));
}

static void a_picture_of_2001_columns_is_not_shown(void **state)
{
    assert_fixture_not_shown("too-wide.png");
}

static void a_small_file_that_claims_a_huge_picture_is_not_shown(void **state)
{
    assert_fixture_not_shown("too-large.png");
}

static void assert_cut_not_shown(const char *name)
{
    need_pictures();
    es_auto(buf) picture = {0};
    read_fixture(name, &picture);
    picture.len /= 2;
    assert_not_shown(&picture);
}

static void a_cut_png_is_not_shown(void **state)
{
    assert_cut_not_shown("digits.png");
}

static void a_cut_jpeg_is_not_shown(void **state)
{
    assert_cut_not_shown("digits.jpg");
}

static void a_cut_gif_is_not_shown(void **state)
{
    assert_cut_not_shown("digits.gif");
}

static void noise_behind_a_magic_is_not_shown(void **state)
{
    need_pictures();
    es_auto(buf) picture = {0};
    assert_true(es_buf_add_str(&picture, "GIF89a"));
    for (int i = 0; i < 5000; i++)
        assert_true(es_buf_add_char(&picture, (char)(i * 7919 >> 3)));
    assert_not_shown(&picture);
}

/* As the program begins: the cage is another with a secure heap to leave behind. */
static int start_secrets(void **state)
{
    (void)!es_secret_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_known_by_its_first_bytes),
        cmocka_unit_test(a_web_page_is_no_picture),
        cmocka_unit_test(half_a_magic_is_no_picture),
        cmocka_unit_test(nothing_is_no_picture),
        cmocka_unit_test(a_pipe_cannot_show_a_picture),
        cmocka_unit_test(a_png_fills_the_screen_but_two_columns),
        cmocka_unit_test(a_jpeg_fills_the_screen_but_two_columns),
        cmocka_unit_test(a_gif_fills_the_screen_but_two_columns),
        cmocka_unit_test(a_picture_is_no_wider_than_80_columns),
        cmocka_unit_test(a_narrow_terminal_gets_a_narrow_picture),
        cmocka_unit_test(a_terminal_that_is_too_narrow_shows_nothing),
        cmocka_unit_test(no_color_means_no_escape),
        cmocka_unit_test(dark_letters_on_nothing_are_put_on_white),
        cmocka_unit_test(a_terminal_of_256_colours_gets_no_others),
        cmocka_unit_test(a_terminal_of_all_colours_gets_them),
        cmocka_unit_test(a_terminal_of_16_colours_gets_no_others),
        cmocka_unit_test(a_console_is_sent_what_its_font_has),
        cmocka_unit_test(without_colours_two_that_are_as_bright_are_told_apart),
        cmocka_unit_test(a_long_strip_is_drawn_taller),
        cmocka_unit_test(kitty_gets_pixels),
        cmocka_unit_test(kitty_behind_tmux_gets_symbols),
        cmocka_unit_test(a_dumb_terminal_shows_nothing),
        cmocka_unit_test(a_picture_of_2000_columns_is_shown),
        cmocka_unit_test(a_picture_of_2001_columns_is_not_shown),
        cmocka_unit_test(a_small_file_that_claims_a_huge_picture_is_not_shown),
        cmocka_unit_test(a_cut_png_is_not_shown),
        cmocka_unit_test(a_cut_jpeg_is_not_shown),
        cmocka_unit_test(a_cut_gif_is_not_shown),
        cmocka_unit_test(noise_behind_a_magic_is_not_shown),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
