/* SPDX-License-Identifier: Apache-2.0 */
/* A profile that a person wrote: what it may hold, and how a mistake in it is told. The examples
 * in profiles/good and profiles/bad are held against docs/schema/profile.json by tests/lint. */
#include "esign/profile.h"
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Loads each example of a folder; returns how many. */
static size_t load_all(const char *folder, es_status expected)
{
    char pattern[1024];
    glob_t found = {0};
    snprintf(pattern, sizeof(pattern), "%s/tests/unit/profiles/%s/*.json", ESIGN_SOURCE, folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct es_error err = ES_ERROR_INIT;
        es_auto(profile) *profile = NULL;
        es_status status = es_profile_load(found.gl_pathv[i], &profile, &err);
        if (status != expected)
            print_error("%s: %s\n", found.gl_pathv[i], err.message);
        assert_int_equal(status, expected);
        if (status)
            assert_non_null(strstr(err.message, ", line "));
    }
    size_t n = found.gl_pathc;
    globfree(&found);
    return n;
}

static void every_right_example_is_loaded(void **state)
{
    assert_in_range(load_all("good", ES_OK), 3, 1000);
}

static void every_wrong_example_is_refused_with_its_line(void **state)
{
    assert_in_range(load_all("bad", ES_PROFILE_INVALID), 40, 1000);
}

/* Loads a profile from a file with this text. */
static es_status load_text(const char *text, struct es_profile **out, struct es_error *err)
{
    char path[] = "/tmp/esign-profile-XXXXXX.json";
    int fd = mkstemps(path, 5);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    es_status status = es_profile_load(path, out, err);
    unlink(path);
    return status;
}

/* What is said of a profile that extends the built-in one by this, from line 2 on. */
static void assert_told(const char *more, const char *what)
{
    char text[1024];
    struct es_error err = ES_ERROR_INIT;
    struct es_profile *profile = NULL;
    snprintf(text, sizeof(text), "{\"format\": 1, \"extends\": \"kamusm\",\n%s}", more);
    assert_int_equal(load_text(text, &profile, &err), ES_PROFILE_INVALID);
    const char *told = strstr(err.message, ", line ");
    assert_non_null(told);
    assert_string_equal(told + 2, what);
}

static void a_wrong_value_is_told_with_line_place_and_reason(void **state)
{
    assert_told("\"fields\": {\n\"id\": 5}", "line 3: \"fields.id\" is not a list of texts");
    assert_told(
        "\"screens\": [\n{\"name\": \"menu\", \"texts\": [\"x\"]},\n{\"name\":\n\"start\"}]",
        "line 4: \"screens[1].name\" is not the name of a screen");
    assert_told("\"start\": \"http://portal.example.org/\"",
                "line 2: \"start\" is not an https address");
}

static void an_unknown_key_is_told_where_it_stands(void **state)
{
    assert_told("\"comment\": \"x\",\n\"feilds\": {}",
                "line 3: \"feilds\" is not a key that is known here");
}

static void a_missing_key_is_told_where_it_should_stand(void **state)
{
    assert_told("\"steps\": [\n{\"at\": \"home\", \"to\": \"login\"}]",
                "line 3: \"steps[0].follow\" is missing");
}

static void a_message_names_only_lists_that_there_are(void **state)
{
    assert_told("\"messages\": [{\"code\": \"ok\",\n\"any\": [\"@wrnog\"]}]",
                "line 3: \"messages[0].any[0]\" names no list of \"stems\"");
}

static void a_row_names_only_kinds_that_have_words(void **state)
{
    assert_told("\"steps\": [{\"at\": \"home\", \"to\": \"login\",\n\"follow\": [\"lgoin\"]}]",
                "line 3: \"steps[0].follow[0]\" names a kind that has no words in \"actions\"");
    assert_told("\"refine\": [{\"from\": \"wrod\", \"to\": \"id\", \"any\": [\"x\"]}]",
                "line 2: \"refine[0].from\" names a kind that has no words in \"fields\"");
    assert_told("\"asides\": [\"serach\"]",
                "line 2: \"asides[0]\" names a kind that has no words in \"fields\"");
}

static void a_kind_that_nobody_has_heard_of_is_a_mistake(void **state)
{
    assert_told("\"fields\": {\"captca\": [\"Resimdeki\"]}",
                "line 2: \"fields.captca\" is a kind that no row names");
}

static void a_kind_of_ones_own_is_named_by_a_row(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *own = NULL;
    assert_int_equal(load_text("{\"format\":1,\"extends\":\"kamusm\",\"asides\":[\"survey\"],"
                               "\"fields\":{\"survey\":[\"Anket\"]}}",
                               &own, &err),
                     ES_OK);
    assert_string_equal(es_profile_meaning(own, ES_WORDS_FIELDS, "Anket").kind, "survey");
}

static void control_characters_in_a_key_are_not_shown(void **state)
{
    assert_told("\"a\\u001b[31m\": 1",
                "line 2: \"a\xef\xbf\xbd[31m\" is not a key that is known here");
}

static void a_file_may_extend_what_extends_another(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *own = NULL;
    assert_int_equal(load_text("{\"format\":1,\"extends\":\"practice\"}", &own, &err), ES_OK);
    assert_string_equal(es_profile_start(own), "https://127.0.0.1:4443/");
    assert_string_equal(es_profile_meaning(own, ES_WORDS_FIELDS, "Kimlik No").kind, "id");
}

static void what_a_file_says_of_messages_comes_before_its_base(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *own = NULL;
    assert_int_equal(load_text("{\"format\":1,\"extends\":\"kamusm\",\"messages\":["
                               "{\"code\":\"word_refused\",\"any\":[\"cok kisa\"]}]}",
                               &own, &err),
                     ES_OK);
    const json_t *rows = es_profile_get(own, "messages");
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "code")),
                        "word_refused");
    assert_true(json_array_size(rows) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_right_example_is_loaded),
        cmocka_unit_test(every_wrong_example_is_refused_with_its_line),
        cmocka_unit_test(a_wrong_value_is_told_with_line_place_and_reason),
        cmocka_unit_test(an_unknown_key_is_told_where_it_stands),
        cmocka_unit_test(a_missing_key_is_told_where_it_should_stand),
        cmocka_unit_test(a_message_names_only_lists_that_there_are),
        cmocka_unit_test(a_row_names_only_kinds_that_have_words),
        cmocka_unit_test(a_kind_that_nobody_has_heard_of_is_a_mistake),
        cmocka_unit_test(a_kind_of_ones_own_is_named_by_a_row),
        cmocka_unit_test(control_characters_in_a_key_are_not_shown),
        cmocka_unit_test(a_file_may_extend_what_extends_another),
        cmocka_unit_test(what_a_file_says_of_messages_comes_before_its_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
