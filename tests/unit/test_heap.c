/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/buf.h"
#include "esign/heap.h"
#include "esign/json.h"
#include "esign/secret.h"
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* The linker leads every free of the house here (CMakeLists.txt): the last moment in which what
 * was given back can be looked at. */
void __real_free(void *block);
void __wrap_free(void *block);

static size_t freed, dirty;

void __wrap_free(void *block)
{
    const char *bytes = block;
    size_t size = block ? malloc_usable_size(block) : 0;
    freed += block != NULL;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i]) {
            dirty++;
            break;
        }
    }
    __real_free(block);
}

/* And every malloc here: memory that has run out. */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

static bool out;

void *__wrap_malloc(size_t size)
{
    return out ? NULL : __real_malloc(size);
}

static int start(void **state)
{
    out = false;
    freed = dirty = 0;
    return 0;
}

static void all_was_wiped(size_t least)
{
    assert_in_range(freed, least, 1000);
    assert_int_equal(dirty, 0);
}

static void a_block_is_wiped_before_it_is_freed(void **state)
{
    char *block = es_heap_get(5000);
    memset(block, 'x', 5000);
    es_heap_free(block);
    all_was_wiped(1);
}

static void the_wiping_is_seen_where_it_is_missing(void **state)
{
    free(es_heap_text("a word")); /* written elsewhere: a compiler drops what nobody reads */
    assert_int_equal(dirty, 1);
}

static void a_resized_block_leaves_nothing_behind(void **state)
{
    char *block = es_heap_text("123456789");
    block = es_heap_resize(block, 1 << 20);
    assert_string_equal(block, "123456789");
    all_was_wiped(1);
    memset(block, 'x', 1 << 20);
    block = es_heap_array(block, 4, 2);
    assert_memory_equal(block, "xxxxxxxx", 8);
    es_heap_free(block);
    all_was_wiped(3);
}

static void a_product_that_overflows_is_no_size(void **state)
{
    assert_null(es_heap_array(NULL, SIZE_MAX / 2, 3));
}

static void a_growing_buffer_leaves_nothing_behind(void **state)
{
    struct es_buf buf = {0};
    for (int i = 0; i < 5000; i++)
        assert_true(es_buf_add_str(&buf, "word"));
    es_buf_free(&buf);
    all_was_wiped(5);
}

static void openssl_gives_its_blocks_back_wiped(void **state)
{
    char *block = OPENSSL_strdup("a word");
    block = OPENSSL_realloc(block, 3000);
    assert_string_equal(block, "a word");
    OPENSSL_free(block);
    all_was_wiped(2);
}

static void a_secret_lies_in_the_secure_heap_while_that_has_room(void **state)
{
    char *small = es_heap_secret(100), *large;
    assert_true(CRYPTO_secure_allocated(small));
    large = es_heap_secret(64 << 20);
    assert_non_null(large);
    assert_false(CRYPTO_secure_allocated(large));
    memset(large, 'x', 64 << 20);
    es_heap_free(small);
    es_heap_free(large);
    all_was_wiped(1);
}

static void json_lies_in_the_secure_heap(void **state)
{
    json_t *value = json_string("123456");
    assert_true(CRYPTO_secure_allocated(json_string_value(value)));
    json_decref(value);
}

static void what_is_refused_is_counted(void **state)
{
    unsigned before = es_heap_refusals();
    out = true;
    assert_null(es_heap_get(10));
    assert_null(es_heap_text("a word"));
    out = false;
    assert_int_equal(es_heap_refusals(), before + 2);
    es_heap_free(es_heap_get(10));
    assert_int_equal(es_heap_refusals(), before + 2);
}

static void openssl_is_given_from_the_reserve_and_it_counts(void **state)
{
    unsigned before = es_heap_refusals();
    out = true;
    char *block = OPENSSL_strdup("a word");
    block = OPENSSL_realloc(block, 3000);
    assert_string_equal(block, "a word");
    out = false;
    block = OPENSSL_realloc(block, 5000);
    assert_string_equal(block, "a word");
    OPENSSL_free(block);
    assert_int_equal(es_heap_refusals(), before + 2);
}

static void the_reserve_has_an_end(void **state)
{
    out = true;
    assert_null(OPENSSL_malloc(64 << 20));
    for (int i = 0; i < 5; i++)
        (void)OPENSSL_malloc(1 << 20);
    assert_null(OPENSSL_malloc(1 << 20));
    out = false;
}

int main(void)
{
    (void)es_secret_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_block_is_wiped_before_it_is_freed, start),
        cmocka_unit_test_setup(the_wiping_is_seen_where_it_is_missing, start),
        cmocka_unit_test_setup(a_resized_block_leaves_nothing_behind, start),
        cmocka_unit_test_setup(a_product_that_overflows_is_no_size, start),
        cmocka_unit_test_setup(a_growing_buffer_leaves_nothing_behind, start),
        cmocka_unit_test_setup(openssl_gives_its_blocks_back_wiped, start),
        cmocka_unit_test_setup(a_secret_lies_in_the_secure_heap_while_that_has_room, start),
        cmocka_unit_test_setup(json_lies_in_the_secure_heap, start),
        cmocka_unit_test_setup(what_is_refused_is_counted, start),
        cmocka_unit_test_setup(openssl_is_given_from_the_reserve_and_it_counts, start),
        cmocka_unit_test_setup(the_reserve_has_an_end, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
