/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/json.h"
#include <string.h>

static void writes(const char *in, enum es_json_style style, const char *want)
{
    json_auto_t *value = es_json_read(in, strlen(in), NULL);
    es_auto(buf) out = ES_BUF_SECRET;
    assert_non_null(value);
    assert_true(es_json_write(value, style, &out));
    assert_string_equal(out.data, want);
}

static void refuses(const char *in, size_t len)
{
    struct es_json_error error = {0};
    json_auto_t *value = es_json_read(in, len, &error);
    assert_null(value);
    assert_non_null(error.message);
}

static void compact_keeps_the_order_of_keys(void **state)
{
    writes("{ \"b\": 1, \"a\": [ null, true ] }", ES_JSON_COMPACT, "{\"b\":1,\"a\":[null,true]}");
}

static void sorted_sorts_the_keys(void **state)
{
    writes("{\"b\":{\"d\":1,\"c\":2},\"a\":3}", ES_JSON_SORTED,
           "{\"a\":3,\"b\":{\"c\":2,\"d\":1}}");
}

static void pretty_indents_by_two(void **state)
{
    writes("{\"b\":1}", ES_JSON_PRETTY, "{\n  \"b\": 1\n}");
}

static void turkish_letters_are_written_as_they_are(void **state)
{
    writes("{\"a\":\"İşlemler\"}", ES_JSON_COMPACT, "{\"a\":\"İşlemler\"}");
}

static void control_characters_are_escaped(void **state)
{
    writes("{\"a\":\"\\u001b\\n\"}", ES_JSON_COMPACT, "{\"a\":\"\\u001B\\n\"}");
}

static void a_value_too_large_leaves_the_buffer_as_it_was(void **state)
{
    json_auto_t *value = json_pack("{s:s}", "key", "a text that has no room any more");
    es_auto(buf) out = {.max = 20};
    assert_true(es_buf_add_str(&out, "before"));
    assert_false(es_json_write(value, ES_JSON_COMPACT, &out));
    assert_string_equal(out.data, "before");
    assert_int_equal(out.len, 6);
}

static void nothing_to_write_is_a_failure(void **state)
{
    es_auto(buf) out = {0};
    assert_false(es_json_write(NULL, ES_JSON_COMPACT, &out));
}

static void a_key_twice_is_refused(void **state)
{
    refuses("{\"a\":1,\"a\":2}", 13);
}

static void something_after_the_value_is_refused(void **state)
{
    refuses("{} {}", 5);
}

static void what_is_not_utf_8_is_refused(void **state)
{
    refuses("{\"a\":\"\xfe\"}", 9);
}

static void a_nul_in_a_string_is_refused(void **state)
{
    refuses("{\"a\":\"\\u0000\"}", 14);
    refuses("{\"a\":\"\0\"}", 9);
}

static void a_bare_text_is_refused(void **state)
{
    refuses("\"a\"", 3);
}

static void nothing_is_refused(void **state)
{
    refuses("", 0);
    refuses(NULL, 0);
}

static void deep_nesting_is_refused(void **state)
{
    char deep[100000];
    memset(deep, '[', sizeof(deep));
    refuses(deep, sizeof(deep));
}

static void the_place_of_an_error_is_told(void **state)
{
    struct es_json_error error = {0};
    json_auto_t *value = es_json_read("{\n \"a\" 1}", 9, &error);
    assert_null(value);
    assert_int_equal(error.line, 2);
    assert_true(error.column > 0);
}

static void an_error_never_quotes_the_input(void **state)
{
    static const char in[] = "{\"word\":hunter2secret}";
    struct es_json_error error = {0};
    json_auto_t *value = es_json_read(in, strlen(in), &error);
    assert_null(value);
    assert_null(strstr(error.message, "hunter2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_keeps_the_order_of_keys),
        cmocka_unit_test(sorted_sorts_the_keys),
        cmocka_unit_test(pretty_indents_by_two),
        cmocka_unit_test(turkish_letters_are_written_as_they_are),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(a_value_too_large_leaves_the_buffer_as_it_was),
        cmocka_unit_test(nothing_to_write_is_a_failure),
        cmocka_unit_test(a_key_twice_is_refused),
        cmocka_unit_test(something_after_the_value_is_refused),
        cmocka_unit_test(what_is_not_utf_8_is_refused),
        cmocka_unit_test(a_nul_in_a_string_is_refused),
        cmocka_unit_test(a_bare_text_is_refused),
        cmocka_unit_test(nothing_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(the_place_of_an_error_is_told),
        cmocka_unit_test(an_error_never_quotes_the_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
