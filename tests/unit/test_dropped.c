/* SPDX-License-Identifier: Apache-2.0 */
/* A file's name as it comes to stand at a prompt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/dropped.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void assert_path(const char *typed, const char *expected)
{
    es_auto(buf) path = {0};
    assert_true(es_dropped_path(typed, &path));
    assert_string_equal(es_buf_str(&path), expected);
}

static void a_plain_name_stays_as_it_is(void **state)
{
    assert_path("/nowhere/mail.eml", "/nowhere/mail.eml");
    assert_path("mail.eml", "mail.eml");
    assert_path("/nowhere/my mail.eml", "/nowhere/my mail.eml");
    assert_path("", "");
}

static void quotation_marks_around_it_are_taken_away(void **state)
{
    assert_path("'/nowhere/my mail.eml'", "/nowhere/my mail.eml");
    assert_path("\"/nowhere/my mail.eml\"", "/nowhere/my mail.eml");
    assert_path("'/nowhere/Deniz'\\''in iletisi.eml'", "/nowhere/Deniz'in iletisi.eml");
    assert_path("\"/nowhere/a \\\"b\\\" \\c\"", "/nowhere/a \"b\" \\c");
}

static void backslashes_before_letters_are_taken_away(void **state)
{
    assert_path("/nowhere/my\\ mail\\(1\\).eml", "/nowhere/my mail(1).eml");
    assert_path("/nowhere/a\\\\b", "/nowhere/a\\b");
    assert_path("'/nowhere/a\\b'", "/nowhere/a\\b");
    assert_path("/nowhere/a\\", "/nowhere/a\\");
}

static void blanks_around_it_do_not_count(void **state)
{
    assert_path("  /nowhere/mail.eml \r", "/nowhere/mail.eml");
    assert_path("'/nowhere/my mail.eml' ", "/nowhere/my mail.eml");
    assert_path("/nowhere/mail\\ ", "/nowhere/mail ");
}

static void a_file_address_is_its_path(void **state)
{
    assert_path("file:///nowhere/my%20mail.eml", "/nowhere/my mail.eml");
    assert_path("FILE://localhost/nowhere/%C4%B0leti.eml", "/nowhere/İleti.eml");
    assert_path("file:/nowhere/100%.eml", "/nowhere/100%.eml");
    assert_path("'file:///nowhere/a%27b'", "/nowhere/a'b");
}

static void an_address_of_elsewhere_is_no_path(void **state)
{
    assert_path("file://example.org/mail.eml", "file://example.org/mail.eml");
    assert_path("https://example.org/mail.eml", "https://example.org/mail.eml");
    assert_path("file:///nowhere/a%00b", "/nowhere/a%00b");
}

static void a_tilde_is_the_home_as_in_a_shell(void **state)
{
    setenv("HOME", "/nowhere/home", 1);
    assert_path("~/mail.eml", "/nowhere/home/mail.eml");
    assert_path("~/my\\ mail.eml", "/nowhere/home/my mail.eml");
    assert_path("'~/mail.eml'", "~/mail.eml");
    assert_path("~other/mail.eml", "~other/mail.eml");
}

/* A file may well be called so. */
static void a_file_that_is_there_by_that_very_name_is_meant(void **state)
{
    static const char *const NAMES[] = {"'a'", "a\\ b", " a ", "~/a", "file:a"};
    char folder[] = "/tmp/esign-dropped-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("~", 0700), 0);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        int fd = open(NAMES[i], O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        close(fd);
        assert_path(NAMES[i], NAMES[i]);
        unlink(NAMES[i]);
    }
    rmdir("~");
    assert_int_equal(chdir("/"), 0);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_name_stays_as_it_is),
        cmocka_unit_test(quotation_marks_around_it_are_taken_away),
        cmocka_unit_test(backslashes_before_letters_are_taken_away),
        cmocka_unit_test(blanks_around_it_do_not_count),
        cmocka_unit_test(a_file_address_is_its_path),
        cmocka_unit_test(an_address_of_elsewhere_is_no_path),
        cmocka_unit_test(a_tilde_is_the_home_as_in_a_shell),
        cmocka_unit_test(a_file_that_is_there_by_that_very_name_is_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
