/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/portal/seal.h"
#include <stdlib.h>
#include <string.h>

static const struct es_seal_key key = {{1, 2, 3}};
static const struct es_seal_context context = {"header", 6};
static const char plain[] = "what is kept";

static void seal(struct es_buf *sealed)
{
    assert_true(es_seal_close(&key, context, plain, sizeof(plain), sealed));
}

static bool opens(const struct es_seal_key *with, struct es_seal_context in,
                  const struct es_buf *sealed)
{
    es_auto(buf) out = ES_BUF_SECRET;
    bool ok = es_seal_open(with, in, sealed->data, sealed->len, &out);
    assert_int_equal(out.len, ok ? sizeof(plain) : 0);
    return ok;
}

static void what_was_sealed_is_opened_again(void **state)
{
    es_auto(buf) sealed = {0}, out = ES_BUF_SECRET;
    seal(&sealed);
    assert_int_equal(sealed.len, sizeof(plain) + ES_SEAL_EXTRA);
    assert_true(es_seal_open(&key, context, sealed.data, sealed.len, &out));
    assert_int_equal(out.len, sizeof(plain));
    assert_memory_equal(out.data, plain, sizeof(plain));
}

static void many_chunks_and_none_are_opened_again(void **state)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 100000};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        es_auto(buf) sealed = {0}, out = {0};
        char *bytes = malloc(sizes[i] + 1);
        memset(bytes, 'x', sizes[i] + 1);
        assert_true(es_seal_close(&key, context, bytes, sizes[i], &sealed));
        assert_true(es_seal_open(&key, context, sealed.data, sealed.len, &out));
        assert_int_equal(out.len, sizes[i]);
        assert_memory_equal(es_buf_str(&out), bytes, sizes[i]);
        free(bytes);
    }
}

/* From the GCM specification's test vectors (McGrew and Viega), case 16: it ties the order of
 * nonce, ciphertext and tag, and the cipher itself, to something outside this program. */
static void a_published_test_vector_is_opened(void **state)
{
    static const char key_hex[] = "feffe9928665731c6d6a8f9467308308"
                                  "feffe9928665731c6d6a8f9467308308";
    static const char sealed_hex[] =
        "cafebabefacedbaddecaf888"
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b";
    static const char plain_hex[] =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    static const char context_hex[] = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    es_auto(buf) key_bytes = {0}, sealed = {0}, want = {0}, with = {0}, out = {0};
    assert_true(es_seal_from_hex(key_hex, &key_bytes) && es_seal_from_hex(sealed_hex, &sealed) &&
                es_seal_from_hex(plain_hex, &want) && es_seal_from_hex(context_hex, &with));
    struct es_seal_key vector_key;
    memcpy(vector_key.bytes, key_bytes.data, sizeof(vector_key.bytes));
    assert_true(es_seal_open(&vector_key, (struct es_seal_context){with.data, with.len},
                             sealed.data, sealed.len, &out));
    assert_int_equal(out.len, want.len);
    assert_memory_equal(out.data, want.data, want.len);
}

static void any_changed_bit_is_noticed(void **state)
{
    es_auto(buf) sealed = {0};
    seal(&sealed);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ (1 << bit % 8));
        assert_false(opens(&key, context, &sealed));
        sealed.data[bit / 8] = (char)(sealed.data[bit / 8] ^ (1 << bit % 8));
    }
    assert_true(opens(&key, context, &sealed));
}

static void any_cut_is_noticed(void **state)
{
    es_auto(buf) sealed = {0};
    seal(&sealed);
    for (size_t len = 0; len < sealed.len; len++) {
        struct es_buf cut = {.data = sealed.data, .len = len};
        assert_false(opens(&key, context, &cut));
    }
}

static void another_key_does_not_open(void **state)
{
    es_auto(buf) sealed = {0};
    seal(&sealed);
    struct es_seal_key other = key;
    other.bytes[31] ^= 1;
    assert_false(opens(&other, context, &sealed));
}

static void another_context_does_not_open(void **state)
{
    es_auto(buf) sealed = {0};
    seal(&sealed);
    assert_false(opens(&key, (struct es_seal_context){"Header", 6}, &sealed));
    assert_false(opens(&key, (struct es_seal_context){"header", 5}, &sealed));
}

static void no_nonce_is_used_twice(void **state)
{
    enum { N = 200 };
    char seen[N][ES_SEAL_NONCE_SIZE];
    for (size_t i = 0; i < N; i++) {
        es_auto(buf) sealed = {0};
        seal(&sealed);
        memcpy(seen[i], sealed.data, ES_SEAL_NONCE_SIZE);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(seen[i], seen[k], ES_SEAL_NONCE_SIZE);
        }
    }
}

/* The expected value comes from another implementation (Python's hmac), because the published
 * vectors use keys of other lengths. */
static void a_mac_is_hmac_sha_256(void **state)
{
    struct es_seal_key zeros = {{0}};
    char hex[65];
    assert_true(es_seal_mac(&zeros, "what do ya want for nothing?", 28, hex));
    assert_string_equal(hex, "76d9e7194e7dbc3aa00bbe8ffb9f6fcb5a932170f971f948bb2ab61607d2b9d6");
}

static void keys_for_two_purposes_differ(void **state)
{
    struct es_seal_key one, two, again;
    assert_true(es_seal_key_derive(&key, "one", &one) && es_seal_key_derive(&key, "two", &two) &&
                es_seal_key_derive(&key, "one", &again));
    assert_memory_not_equal(one.bytes, two.bytes, sizeof(one.bytes));
    assert_memory_equal(one.bytes, again.bytes, sizeof(one.bytes));
}

static void hex_goes_there_and_back(void **state)
{
    es_auto(buf) hex = {0}, bytes = {0};
    assert_true(es_seal_to_hex("\x00\x7f\xff", 3, &hex));
    assert_string_equal(hex.data, "007fff");
    assert_true(es_seal_from_hex(hex.data, &bytes));
    assert_int_equal(bytes.len, 3);
    assert_memory_equal(bytes.data, "\x00\x7f\xff", 3);
}

static void what_is_no_hex_is_refused(void **state)
{
    static const char *const wrong[] = {"0", "0g", "g0", "00 ", "AB"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        es_auto(buf) bytes = {0};
        assert_false(es_seal_from_hex(wrong[i], &bytes));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sealed_is_opened_again),
        cmocka_unit_test(many_chunks_and_none_are_opened_again),
        cmocka_unit_test(a_published_test_vector_is_opened),
        cmocka_unit_test(any_changed_bit_is_noticed),
        cmocka_unit_test(any_cut_is_noticed),
        cmocka_unit_test(another_key_does_not_open),
        cmocka_unit_test(another_context_does_not_open),
        cmocka_unit_test(no_nonce_is_used_twice),
        cmocka_unit_test(a_mac_is_hmac_sha_256),
        cmocka_unit_test(keys_for_two_purposes_differ),
        cmocka_unit_test(hex_goes_there_and_back),
        cmocka_unit_test(what_is_no_hex_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
