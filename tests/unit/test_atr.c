/* SPDX-License-Identifier: Apache-2.0 */
/* ATRs as cards give them, whole, cut, and spoilt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/atr.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V1_0   "3BBA11008131FE4D55454B41452056312E30AE"
#define V1_2   "3B9F968131FE45806755454B41451212318073B3A180EA"
#define V1_2_1 "3B9F968131FE45806755454B41451252318073B3A180AA"
#define V1_2_2 "3B9F968131FE45806755454B41451292318073B3A1806A"
#define V1_3   "3B9F968131FE45806755454B41451293318073B3A1806B"
#define V2_2_8 "3B9F978131FE4580655443D2210831C073F6218081055B"
#define V2_5_2 "3B9F978131FE458065544353228231C073F62180810553"

enum { BYTES_MAX = 256 };

static int hex_digit(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : toupper((unsigned char)c) - 'A' + 10;
}

static size_t bytes_of(const char *hex, uint8_t out[BYTES_MAX])
{
    size_t n = 0;
    for (; hex[0] && hex[1] && n < BYTES_MAX; hex += 2)
        out[n++] = (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
    return n;
}

static bool parse(const char *hex, struct es_atr *atr)
{
    uint8_t bytes[BYTES_MAX];
    return es_atr_parse(bytes, bytes_of(hex, bytes), atr);
}

static void assert_akis(const char *hex, const char *name)
{
    struct es_atr atr;
    assert_true(parse(hex, &atr));
    assert_int_equal(atr.family, ES_CARD_AKIS);
    assert_string_equal(atr.name, name);
}

static void each_akis_version_is_named(void **state)
{
    assert_akis(V1_0, "AKİS v1.0");
    assert_akis(V1_2, "AKİS v1.2");
    assert_akis(V1_2_1, "AKİS v1.2.1");
    assert_akis("3B9F968131FE45806755454B41451253318073B3A180AB", "AKİS v1.2.1"); /* other chip */
    assert_akis(V1_2_2, "AKİS v1.2.2");
    assert_akis(V1_3, "AKİS v1.3");
    assert_akis(V2_2_8, "AKİS v2.2.8");
    assert_akis(V2_5_2, "AKİS v2.5.2");
}

static void a_version_not_seen_yet_is_named_by_its_generation(void **state)
{
    assert_akis("3B9F968131FE45806755454B41451299318073B3A18061", "AKİS v1");
    assert_akis("3B9F978131FE4580655443AABBCC31C073F6218081057D", "AKİS v2");
}

static void the_third_generation_is_known_by_its_historical_bytes(void **state)
{
    assert_akis("3B0C8066683209AABBCC31958105", "AKİS v3");
    assert_akis("3B0C8066683249AABBCC31958105", "AKİS v3 (test)");
}

static void an_atr_with_the_makers_name_elsewhere_is_akis_without_a_version(void **state)
{
    assert_akis("3B0655454B414501", "AKİS");
}

static void another_card_has_no_name(void **state)
{
    struct es_atr atr;
    assert_true(parse("3B021450", &atr));
    assert_int_equal(atr.family, ES_CARD_OTHER);
    assert_string_equal(atr.name, "");
}

/* One byte too many, and one that is another. */
static void a_pattern_holds_the_whole_historical_bytes(void **state)
{
    struct es_atr atr;
    assert_true(parse("3B0D8066683209AABBCC3195810500", &atr));
    assert_int_equal(atr.family, ES_CARD_OTHER);
    assert_true(parse("3B0C8066683209AABBCC31958106", &atr));
    assert_int_equal(atr.family, ES_CARD_OTHER);
}

static void the_historical_bytes_are_found(void **state)
{
    struct es_atr atr;
    assert_true(parse(V1_0, &atr));
    assert_int_equal(atr.historical, 8);
    assert_int_equal(atr.n_historical, 10);
}

static void without_td1_the_protocol_is_t0(void **state)
{
    struct es_atr atr;
    assert_true(parse("3B021450", &atr));
    assert_int_equal(atr.protocols, 1U);
}

static void the_protocols_are_those_the_td_bytes_name(void **state)
{
    struct es_atr atr;
    assert_true(parse(V1_2, &atr));
    assert_int_equal(atr.protocols, 1U << 1);
    assert_true(parse("3B80800101", &atr)); /* TD1: T=0, TD2: T=1 */
    assert_int_equal(atr.protocols, 1U << 0 | 1U << 1);
}

static void t15_is_no_protocol(void **state)
{
    struct es_atr atr;
    assert_true(parse("3B80801F031C", &atr));
    assert_int_equal(atr.protocols, 1U << 0);
}

static void only_t0_goes_without_a_check_byte(void **state)
{
    struct es_atr atr;
    assert_false(parse("3B02145044", &atr));
    assert_false(parse("3B800180", &atr));
    assert_true(parse("3B800181", &atr));
}

static void a_wrong_check_byte_is_noticed_and_the_card_named_all_the_same(void **state)
{
    struct es_atr atr;
    assert_false(parse("3B9F968131FE45806755454B41451212318073B3A180EB", &atr));
    assert_int_equal(atr.family, ES_CARD_AKIS);
    assert_string_equal(atr.name, "AKİS v1.2");
}

static void a_first_byte_that_is_no_convention_is_noticed(void **state)
{
    struct es_atr atr;
    assert_false(parse("3C021450", &atr));
    assert_true(parse("3F021450", &atr));
}

static void more_than_33_bytes_are_no_atr(void **state)
{
    char hex[2 * (ES_ATR_MAX + 1) + 1] = "3B";
    struct es_atr atr;
    memset(hex + 2, '0', sizeof hex - 3);
    assert_false(parse(hex, &atr));
}

static void no_bytes_are_no_card(void **state)
{
    struct es_atr atr;
    assert_false(es_atr_parse((const uint8_t *)"", 0, &atr));
    assert_int_equal(atr.family, ES_CARD_NONE);
}

/* Each in a block of its own size, so that a sanitizer sees one byte too far. */
static void an_atr_cut_anywhere_is_no_atr(void **state)
{
    static const char *const WHOLE[] = {V1_0, V1_2, V2_2_8, "3B021450"};
    for (size_t i = 0; i < sizeof WHOLE / sizeof WHOLE[0]; i++) {
        uint8_t bytes[BYTES_MAX];
        size_t len = bytes_of(WHOLE[i], bytes);
        for (size_t cut = 0; cut < len; cut++) {
            struct es_atr atr;
            uint8_t *part = malloc(cut + 1); /* never of size 0 */
            assert_non_null(part);
            memcpy(part + 1, bytes, cut);
            assert_false(es_atr_parse(part + 1, cut, &atr));
            assert_true(atr.historical + atr.n_historical <= cut);
            free(part);
        }
    }
}

static const struct es_atr_byte *byte_named(const struct es_atr *atr, char letter, unsigned level)
{
    for (size_t i = 0; i < atr->n_interface; i++)
        if (atr->interface[i].letter == letter && atr->interface[i].level == level)
            return &atr->interface[i];
    fail_msg("there is no T%c%u", letter, level);
    return NULL;
}

static void assert_says(const char *hex, char letter, unsigned level, enum es_atr_topic topic,
                        int first, int second)
{
    struct es_atr atr;
    (void)parse(hex, &atr);
    const struct es_atr_byte *byte = byte_named(&atr, letter, level);
    assert_int_equal(byte->topic, topic);
    assert_int_equal(byte->number[0], first);
    assert_int_equal(byte->number[1], second);
}

static void each_interface_byte_says_what_it_stands_for(void **state)
{
    assert_says(V1_2, 'A', 1, ES_ATR_SPEED, 512, 32);
    assert_says(V1_2, 'D', 1, ES_ATR_PROTOCOL, 1, 0);
    assert_says(V1_2, 'A', 3, ES_ATR_BLOCK, 254, 0);
    assert_says(V1_2, 'B', 3, ES_ATR_WAITING, 4, 5);
    assert_says("3B2025", 'B', 1, ES_ATR_VPP, 0x25, 0);
    assert_says("3B40FF", 'C', 1, ES_ATR_GUARD, 255, 0);
    assert_says("3B801081", 'A', 2, ES_ATR_MODE, 1, 0);
    assert_says("3B801001", 'A', 2, ES_ATR_MODE, 1, 1);
    assert_says("3B80400A", 'C', 2, ES_ATR_WORK, 10, 0);
    assert_says("3B80814101", 'C', 3, ES_ATR_CODE, 1, 0);
    assert_says("3B80801FC7", 'A', 3, ES_ATR_SUPPLY, 3, 7);
    assert_says("3B80802F00", 'B', 3, ES_ATR_CONTACT, 0, 0);
}

static void a_value_that_the_standard_reserves_is_no_number(void **state)
{
    assert_says("3B1079", 'A', 1, ES_ATR_SPEED, -1, 20);
    assert_says("3B1010", 'A', 1, ES_ATR_SPEED, 372, -1);
    assert_says("3B804000", 'C', 2, ES_ATR_WORK, -1, 0);
    assert_says("3B808111FF", 'A', 3, ES_ATR_BLOCK, -1, 0);
    assert_says("3B808121A5", 'B', 3, ES_ATR_WAITING, -1, 5);
    assert_says("3B80814102", 'C', 3, ES_ATR_CODE, -1, 0);
}

/* T=0 has no bytes of its own from the third on, and TC2 is T=0's alone. */
static void a_byte_of_another_protocol_says_nothing(void **state)
{
    assert_says("3B80801005", 'A', 3, ES_ATR_OTHER, 5, 0);
    assert_says("3B81410A", 'C', 2, ES_ATR_OTHER, 10, 0);
}

static void assert_fault(const char *hex, enum es_atr_fault fault)
{
    struct es_atr atr;
    (void)parse(hex, &atr);
    assert_int_equal(atr.fault, fault);
}

static void what_is_wrong_with_it_is_told(void **state)
{
    assert_fault(V1_2, ES_ATR_WELL_FORMED);
    assert_fault("", ES_ATR_CUT);
    assert_fault("3B", ES_ATR_CUT);
    assert_fault("3C021450", ES_ATR_BAD_START);
    assert_fault("3B0214", ES_ATR_CUT);
    assert_fault("3B8001", ES_ATR_CUT);
    assert_fault("3B0214507F", ES_ATR_TOO_LONG);
    assert_fault("3B800180", ES_ATR_BAD_CHECK);
}

static void the_check_byte_is_right_or_wrong_or_not_called_for(void **state)
{
    struct es_atr atr;
    (void)parse("3B800181", &atr);
    assert_int_equal(atr.check, ES_ATR_CHECK_RIGHT);
    (void)parse("3B800180", &atr);
    assert_int_equal(atr.check, ES_ATR_CHECK_WRONG);
    (void)parse("3B021450", &atr);
    assert_int_equal(atr.check, ES_ATR_UNCHECKED);
}

static void digits_are_read_as_people_write_them(void **state)
{
    static const char *const SAME[] = {"3b021450", "3B 02 14 50", "3B:02:14:50", " 3B-02-14-50 "};
    static const uint8_t BYTES[] = {0x3B, 0x02, 0x14, 0x50};
    uint8_t bytes[ES_ATR_BYTES_MAX];
    size_t len = 0;
    for (size_t i = 0; i < sizeof SAME / sizeof SAME[0]; i++) {
        assert_true(es_atr_read(SAME[i], bytes, &len));
        assert_int_equal(len, sizeof BYTES);
        assert_memory_equal(bytes, BYTES, sizeof BYTES);
    }
}

static void what_is_no_bytes_is_not_read(void **state)
{
    static const char *const NONE[] = {"", " ", "3", "3B0", "3 B", "0x3B", "3B,02", "zz", "3Bş"};
    uint8_t bytes[ES_ATR_BYTES_MAX];
    char most[2 * ES_ATR_BYTES_MAX + 3] = "";
    size_t len = 0;
    for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
        assert_false(es_atr_read(NONE[i], bytes, &len));
    memset(most, '3', sizeof most - 1);
    assert_false(es_atr_read(most, bytes, &len));
    most[2 * ES_ATR_BYTES_MAX] = '\0';
    assert_true(es_atr_read(most, bytes, &len));
}

static void any_bytes_are_taken(void **state)
{
    uint32_t random = 1; /* the same bytes every time */
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525U + 1013904223U;
            bytes[i] = (uint8_t)(random >> 24);
        }
        size_t len = bytes[63] % 48U;
        bytes[0] = 0x3B;
        struct es_atr atr;
        bool whole = es_atr_parse(bytes, len, &atr);
        assert_true(atr.historical + atr.n_historical <= len);
        assert_true(!whole || atr.n_historical == (bytes[1] & 0x0FU));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_akis_version_is_named),
        cmocka_unit_test(a_version_not_seen_yet_is_named_by_its_generation),
        cmocka_unit_test(the_third_generation_is_known_by_its_historical_bytes),
        cmocka_unit_test(an_atr_with_the_makers_name_elsewhere_is_akis_without_a_version),
        cmocka_unit_test(another_card_has_no_name),
        cmocka_unit_test(a_pattern_holds_the_whole_historical_bytes),
        cmocka_unit_test(the_historical_bytes_are_found),
        cmocka_unit_test(without_td1_the_protocol_is_t0),
        cmocka_unit_test(the_protocols_are_those_the_td_bytes_name),
        cmocka_unit_test(t15_is_no_protocol),
        cmocka_unit_test(only_t0_goes_without_a_check_byte),
        cmocka_unit_test(a_wrong_check_byte_is_noticed_and_the_card_named_all_the_same),
        cmocka_unit_test(a_first_byte_that_is_no_convention_is_noticed),
        cmocka_unit_test(more_than_33_bytes_are_no_atr),
        cmocka_unit_test(no_bytes_are_no_card),
        cmocka_unit_test(an_atr_cut_anywhere_is_no_atr),
        cmocka_unit_test(each_interface_byte_says_what_it_stands_for),
        cmocka_unit_test(a_value_that_the_standard_reserves_is_no_number),
        cmocka_unit_test(a_byte_of_another_protocol_says_nothing),
        cmocka_unit_test(what_is_wrong_with_it_is_told),
        cmocka_unit_test(the_check_byte_is_right_or_wrong_or_not_called_for),
        cmocka_unit_test(digits_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_bytes_is_not_read),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests_name("atr", tests, NULL, NULL);
}
