/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/kind.h"
#include "esign/text.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_fold(const char *text, enum es_fold fold, const char *key)
{
    es_auto(buf) out = {0};
    assert_true(es_text_fold(text, fold, &out));
    assert_string_equal(es_buf_str(&out), key);
}

#define assert_letters(text, key) assert_fold(text, ES_FOLD_LETTERS, key)
#define assert_marks(text, key)   assert_fold(text, ES_FOLD_MARKS, key)

static void assert_safe(const char *text, size_t max_chars, const char *shown)
{
    es_auto(buf) out = {0};
    assert_true(es_text_safe(text, max_chars, &out));
    assert_string_equal(es_buf_str(&out), shown);
}

/* ---- folding ---- */

static void all_four_turkish_is_fold_to_one(void **state)
{
    assert_letters("İIıi", "iiii");
    assert_letters("GİRİŞ", "giriş");
    assert_letters("GIRIŞ", "giriş");
}

static void an_i_with_a_combining_dot_is_an_i(void **state)
{
    assert_letters("gi\u0307ri\u0307ş", "giriş");
    assert_letters("GI\u0307RI\u0307S\u0327", "giriş");
    assert_letters("i\u0327\u0307", "i\u0327"); /* the dot is dropped past another mark, too */
}

static void a_dot_above_another_letter_stays(void **state)
{
    assert_letters("z\u0307", "ż");
}

static void composed_and_decomposed_letters_fold_alike(void **state)
{
    assert_letters("So\u0308zcu\u0308g\u0306u\u0308", "sözcüğü");
}

static void compatibility_forms_fold_to_plain_ones(void **state)
{
    assert_letters("ＰＩＮ ﬁş №", "pin fiş no");
}

static void characters_of_no_width_are_dropped(void **state)
{
    assert_letters("\uFEFFGüven\u00ADlik\u200B Söz\u200Dcü\u200Cğü\u2060", "güvenlik sözcüğü");
}

static void blanks_and_punctuation_become_one_blank(void **state)
{
    assert_letters("  PIN\u00A0/\t\r\nPUK – Bilgisi ", "pin puk bilgisi");
    assert_letters("T.C. Kimlik No :", "t c kimlik no");
    assert_letters("a:b*c/d.e(f)g-h'i’j", "a b c d e f g h i j");
}

static void symbols_and_private_icons_part_words_too(void **state)
{
    assert_letters("\uF00C Giriş → Yap ►", "giriş yap");
}

static void nothing_but_punctuation_folds_to_nothing(void **state)
{
    assert_letters(" * : ... ", "");
    assert_letters("", "");
    assert_letters("\u0301", "");
}

static void text_that_is_not_utf8_folds_to_nothing(void **state)
{
    assert_letters("Giri\xFE", "");
    assert_letters("\xED\xA0\x80", "");
}

static void key_two_strips_the_marks(void **state)
{
    assert_marks("GÜVENLİK SÖZCÜĞÜ", "guvenlik sozcugu");
    assert_marks("Çıkış", "cikis");
    assert_marks("hâlâ", "hala");
}

static void key_one_keeps_the_marks(void **state)
{
    assert_letters("Çıkış hâlâ", "çikiş hâlâ");
}

static void the_key_is_appended_to_what_is_there(void **state)
{
    es_auto(buf) out = {0};
    assert_true(es_buf_add_str(&out, "x"));
    assert_true(es_text_fold("Onay", ES_FOLD_LETTERS, &out));
    assert_string_equal(es_buf_str(&out), "xonay");
}

static void a_key_past_the_maximum_is_refused(void **state)
{
    es_auto(buf) out = {.max = 3};
    assert_false(es_text_fold("Onay", ES_FOLD_LETTERS, &out));
}

/* ---- fitting ---- */

static void the_same_words_in_other_capitals_are_equal(void **state)
{
    assert_int_equal(es_text_fit("GÜVENLİK SÖZCÜĞÜ *", "Güvenlik Sözcüğü"), ES_FIT_EQUAL);
}

static void words_without_their_marks_are_equal_by_key_two(void **state)
{
    assert_int_equal(es_text_fit("GUVENLIK SOZCUGU", "Güvenlik Sözcüğü"), ES_FIT_EQUAL_MARKS);
}

static void initials_are_alike_with_dots_blanks_or_neither(void **state)
{
    const char *spellings[] = {"T.C. Kimlik No",  "T.C Kimlik No", "TC Kimlik No:",
                               "T. C. Kimlik No", "T.C.Kimlik No", "t c kimlik no"};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        assert_int_equal(es_text_fit(spellings[i], "TC Kimlik No"), ES_FIT_EQUAL);
        assert_int_equal(es_text_fit(spellings[i], "T.C. Kimlik No"), ES_FIT_EQUAL);
    }
}

static void a_single_letter_is_not_joined_to_a_word(void **state)
{
    assert_int_equal(es_text_fit("E-İmza", "Eimza"), ES_FIT_NONE);
}

static void single_digits_are_not_joined(void **state)
{
    assert_int_equal(es_text_fit("Kart 1 2", "Kart 12"), ES_FIT_NONE);
}

static void a_turkish_suffix_still_fits(void **state)
{
    assert_int_equal(es_text_fit("Güvenlik Sözcüğünüzü", "Güvenlik Sözcüğü"), ES_FIT_AFFIX);
    assert_int_equal(es_text_fit("GUVENLIK SOZCUGUNUZ", "Güvenlik Sözcüğü"), ES_FIT_AFFIX_MARKS);
}

static void up_to_six_words_may_follow(void **state)
{
    assert_int_equal(es_text_fit("Onay a1 b2 c3 d4 e5 f6", "Onay"), ES_FIT_AFFIX);
    assert_int_equal(es_text_fit("Onay a1 b2 c3 d4 e5 f6 g7", "Onay"), ES_FIT_NONE);
}

static void up_to_six_words_may_stand_before(void **state)
{
    assert_int_equal(es_text_fit("a1 b2 c3 d4 e5 f6 Onay", "Onay"), ES_FIT_AFFIX);
    assert_int_equal(es_text_fit("a1 b2 c3 d4 e5 f6 g7 Onay", "Onay"), ES_FIT_NONE);
}

static void a_suffix_begins_at_a_words_start(void **state)
{
    assert_int_equal(es_text_fit("Resimdeki Yazı", "Yazı"), ES_FIT_AFFIX);
    assert_int_equal(es_text_fit("Altyazı", "Yazı"), ES_FIT_NONE);
}

static void words_in_the_middle_do_not_fit(void **state)
{
    assert_int_equal(es_text_fit("Lütfen Kimlik No Giriniz", "Kimlik No"), ES_FIT_NONE);
}

static void a_digit_does_not_go_on_a_word(void **state)
{
    assert_int_equal(es_text_fit("Kart 12", "Kart 1"), ES_FIT_NONE);
}

static void the_shorter_text_does_not_fit_the_longer_words(void **state)
{
    assert_int_equal(es_text_fit("Kimlik", "Kimlik No"), ES_FIT_NONE);
}

static void equal_by_key_two_is_better_than_an_affix_by_key_one(void **state)
{
    assert_true(ES_FIT_EQUAL_MARKS > ES_FIT_AFFIX);
    assert_int_equal(es_text_fit("Onây", "Onay"), ES_FIT_EQUAL_MARKS);
}

static void empty_keys_never_fit(void **state)
{
    assert_int_equal(es_text_fit("", ""), ES_FIT_NONE);
    assert_int_equal(es_text_fit("Giriş", ":"), ES_FIT_NONE);
    assert_int_equal(es_text_fit("*", "*"), ES_FIT_NONE);
    assert_int_equal(es_text_fit("\xFF", "\xFF"), ES_FIT_NONE);
}

/* ---- stems ---- */

static void a_stem_is_found_at_a_words_start_whatever_its_marks(void **state)
{
    assert_true(es_text_has_stem("Resimdeki yazı HATALI.", "hatali"));
    assert_true(es_text_has_stem("Güvenlik sözcüğü yanlıştır", "yanlış"));
}

static void a_stem_of_two_words_is_found(void **state)
{
    assert_true(es_text_has_stem("Oturumun süresi  dolmuştur!", "suresi dolmus"));
}

static void a_stem_inside_a_word_is_not_found(void **state)
{
    assert_false(es_text_has_stem("İmzalı", "zalı"));
    assert_true(es_text_has_stem("zaimzali imzali", "imzali")); /* the second one counts */
}

static void an_empty_stem_is_not_found(void **state)
{
    assert_false(es_text_has_stem("hatalı", ""));
    assert_false(es_text_has_stem("", "hatali"));
    assert_false(es_text_has_stem("", ""));
}

/* ---- counting ---- */

static void broken_utf8_is_told_from_whole(void **state)
{
    assert_true(es_text_is_utf8("", 0));
    assert_true(es_text_is_utf8("şifre 🙂", strlen("şifre 🙂")));
    assert_false(es_text_is_utf8("\xC5", 1));             /* cut */
    assert_false(es_text_is_utf8("\xC0\x80", 2));         /* overlong */
    assert_false(es_text_is_utf8("\xED\xA0\x80", 3));     /* a surrogate */
    assert_false(es_text_is_utf8("\xF4\x90\x80\x80", 4)); /* past U+10FFFF */
    assert_false(es_text_is_utf8("\x80", 1));
}

static void length_counts_characters(void **state)
{
    assert_int_equal(es_text_length("şığ🙂"), 4);
    assert_int_equal(es_text_length(""), 0);
    assert_int_equal(es_text_length("a\xFF"), 2);
}

static void a_letter_is_all_its_bytes(void **state)
{
    assert_int_equal(es_text_letter("a"), 1);
    assert_int_equal(es_text_letter("şa"), 2);
    assert_int_equal(es_text_letter("🙂"), 4);
    assert_int_equal(es_text_letter("\x80\x80z"), 2);
}

/* A certificate's serialNumber may be text of any script. */
static void a_number_is_masked_letter_by_letter(void **state)
{
    static const char *const MASKED[][2] = {
        {"10000000146", "100•••••146"},
        {"12345678", "••••••••"},
        {"ŞIĞ00000ÇÖÜ", "ŞIĞ•••••ÇÖÜ"},
        {"ŞIĞÇÖÜş", "•••••••"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof MASKED / sizeof MASKED[0]; i++) {
        es_auto(buf) masked = {0};
        assert_true(es_kind_mask_id(MASKED[i][0], &masked));
        assert_string_equal(es_buf_str(&masked), MASKED[i][1]);
    }
}

static void columns_count_cells(void **state)
{
    assert_int_equal(es_text_columns("şığ"), 3);
    assert_int_equal(es_text_columns("s\u0327"), 1);
    assert_int_equal(es_text_columns("漢字"), 4);
}

/* ---- showing ---- */

static void plain_text_is_shown_as_it_is(void **state)
{
    assert_safe("Giriş yapın: \"Şifre\" 🙂", 100, "Giriş yapın: \"Şifre\" 🙂");
}

static void an_escape_never_reaches_the_terminal(void **state)
{
    assert_safe("a\033[2Jb", 100, "a\uFFFD[2Jb");
    assert_safe("a\xC2\x9B"
                "2Jb\x7F",
                100, "a\uFFFD2Jb\uFFFD");
}

static void line_ends_and_tabs_become_one_blank_each(void **state)
{
    assert_safe("a\r\nb\nc\td\u2028e\xC2\x85"
                "f\rg",
                100, "a b c d e f g");
}

static void bidi_controls_and_characters_of_no_width_are_marked(void **state)
{
    assert_safe("a\u202Eb\u2066c\u200Bd\u200Fe\uFE0F", 100, "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD");
}

static void unassigned_and_private_characters_are_marked(void **state)
{
    assert_safe("\u0378\uE000\uFFFF", 100, "\uFFFD\uFFFD\uFFFD");
}

static void letters_of_which_nothing_is_seen_are_blanks(void **state)
{
    assert_safe("a\U0001D159b\U00016FE4c\u2800d\uFFFCe", 100, "a b c d e");
}

static void a_text_is_seen_where_one_of_its_letters_is(void **state)
{
    assert_true(es_text_is_seen(" \u200B\u2192"));
    assert_true(es_text_is_seen("x"));
    assert_false(es_text_is_seen(""));
    assert_false(es_text_is_seen(" \u00A0\u200B\u3164\u2800\u0301\U0001D159"));
}

static void a_text_is_made_plain_for_addresses(void **state)
{
    es_auto(buf) out = {0};
    assert_true(es_text_plain("\uff45vil\u3002com\u2044\u200Bx \u201cb\u201d\u2026", &out));
    assert_string_equal(es_buf_str(&out), "evil.com/x  b ...");
}

static void broken_bytes_are_marked_one_by_one(void **state)
{
    assert_safe("a\xFF\xC5", 100, "a\uFFFD\uFFFD");
}

static void long_text_is_cut_with_an_ellipsis(void **state)
{
    assert_safe("şığşığ", 3, "şığ…");
    assert_safe("şığ", 3, "şığ");
    assert_safe("", 0, "");
    assert_safe("a", 0, "…");
}

static void a_letter_keeps_four_marks_and_what_has_no_letter_none(void **state)
{
    assert_safe("e\u0301\u0302x", 100, "e\u0301\u0302x");
    assert_safe("e\u0301\u0301\u0301\u0301\u0301\u0301x", 100,
                "e\u0301\u0301\u0301\u0301\uFFFD\uFFFDx");
    assert_safe("\u0338a \u0338b", 100, "\uFFFDa \uFFFDb");
    assert_safe("\u1161\u1112\u1161", 100, "\uFFFD\u1112\u1161");
}

static void json_is_made_safe_without_another_meaning(void **state)
{
    es_auto(buf) out = {0};
    const char *json = "{\"a\":\"ş\u202E\xC2\x9B\x7F\U000E0041\"}";
    assert_true(es_text_safe_json(json, strlen(json), &out));
    assert_string_equal(es_buf_str(&out), "{\"a\":\"ş\\u202e\\u009b\\u007f\\udb40\\udc41\"}");
}

static void a_word_begins_with_a_letter_or_a_digit_of_any_script(void **state)
{
    (void)state;
    static const char *const words[] = {"a", "Çok", "ı", "7", "ж", "\u4e2d", "\u0663", "\u0301"};
    static const char *const others[] = {"",       " a",     ".",    "/",
                                         "\u200b", "\u2026", "\xff", "\xe2\x80"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        assert_true(es_text_starts_a_word(words[i]));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(es_text_starts_a_word(others[i]));
}

static void a_hex_digit_is_small_or_a_capital(void **state)
{
    static const char DIGITS[] = "0123456789abcdefABCDEF";
    for (int c = CHAR_MIN; c <= CHAR_MAX; c++) {
        const char *at = c ? strchr(DIGITS, c) : NULL;
        int place = at ? (int)(at - DIGITS) : -1;
        assert_int_equal(es_text_hex_digit((char)c), place > 15 ? place - 6 : place);
    }
}

static void is_tidied_to(enum es_kind kind, const char *typed, const char *expected)
{
    es_auto(buf) answer = ES_BUF_SECRET;
    assert_true(es_buf_add_str(&answer, typed));
    es_kind_tidy(kind, &answer);
    assert_string_equal(es_buf_str(&answer), expected);
    assert_int_equal(answer.len, strlen(expected));
}

static void blanks_are_dropped_where_no_answer_has_any(void **state)
{
    (void)state;
    is_tidied_to(ES_KIND_ID, " 100 0000\t0146\u00a0", "10000000146");
    is_tidied_to(ES_KIND_CODE, "467\u202f358 ", "467358");
    is_tidied_to(ES_KIND_CAPTCHA, "  a b ", "a b");
    is_tidied_to(ES_KIND_CODE, "  ", "");
    is_tidied_to(ES_KIND_WORD, " a b ", " a b ");
    is_tidied_to(ES_KIND_PIN, "12 34 ", "12 34 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_are_dropped_where_no_answer_has_any),
        cmocka_unit_test(letters_of_which_nothing_is_seen_are_blanks),
        cmocka_unit_test(a_text_is_seen_where_one_of_its_letters_is),
        cmocka_unit_test(a_text_is_made_plain_for_addresses),
        cmocka_unit_test(a_letter_keeps_four_marks_and_what_has_no_letter_none),
        cmocka_unit_test(json_is_made_safe_without_another_meaning),
        cmocka_unit_test(all_four_turkish_is_fold_to_one),
        cmocka_unit_test(an_i_with_a_combining_dot_is_an_i),
        cmocka_unit_test(a_dot_above_another_letter_stays),
        cmocka_unit_test(composed_and_decomposed_letters_fold_alike),
        cmocka_unit_test(compatibility_forms_fold_to_plain_ones),
        cmocka_unit_test(characters_of_no_width_are_dropped),
        cmocka_unit_test(blanks_and_punctuation_become_one_blank),
        cmocka_unit_test(symbols_and_private_icons_part_words_too),
        cmocka_unit_test(nothing_but_punctuation_folds_to_nothing),
        cmocka_unit_test(text_that_is_not_utf8_folds_to_nothing),
        cmocka_unit_test(key_two_strips_the_marks),
        cmocka_unit_test(key_one_keeps_the_marks),
        cmocka_unit_test(the_key_is_appended_to_what_is_there),
        cmocka_unit_test(a_key_past_the_maximum_is_refused),
        cmocka_unit_test(the_same_words_in_other_capitals_are_equal),
        cmocka_unit_test(words_without_their_marks_are_equal_by_key_two),
        cmocka_unit_test(initials_are_alike_with_dots_blanks_or_neither),
        cmocka_unit_test(a_single_letter_is_not_joined_to_a_word),
        cmocka_unit_test(single_digits_are_not_joined),
        cmocka_unit_test(a_turkish_suffix_still_fits),
        cmocka_unit_test(up_to_six_words_may_follow),
        cmocka_unit_test(up_to_six_words_may_stand_before),
        cmocka_unit_test(a_suffix_begins_at_a_words_start),
        cmocka_unit_test(words_in_the_middle_do_not_fit),
        cmocka_unit_test(a_digit_does_not_go_on_a_word),
        cmocka_unit_test(the_shorter_text_does_not_fit_the_longer_words),
        cmocka_unit_test(equal_by_key_two_is_better_than_an_affix_by_key_one),
        cmocka_unit_test(empty_keys_never_fit),
        cmocka_unit_test(a_stem_is_found_at_a_words_start_whatever_its_marks),
        cmocka_unit_test(a_stem_of_two_words_is_found),
        cmocka_unit_test(a_stem_inside_a_word_is_not_found),
        cmocka_unit_test(an_empty_stem_is_not_found),
        cmocka_unit_test(broken_utf8_is_told_from_whole),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(a_letter_is_all_its_bytes),
        cmocka_unit_test(a_number_is_masked_letter_by_letter),
        cmocka_unit_test(columns_count_cells),
        cmocka_unit_test(plain_text_is_shown_as_it_is),
        cmocka_unit_test(an_escape_never_reaches_the_terminal),
        cmocka_unit_test(line_ends_and_tabs_become_one_blank_each),
        cmocka_unit_test(bidi_controls_and_characters_of_no_width_are_marked),
        cmocka_unit_test(unassigned_and_private_characters_are_marked),
        cmocka_unit_test(broken_bytes_are_marked_one_by_one),
        cmocka_unit_test(long_text_is_cut_with_an_ellipsis),
        cmocka_unit_test(a_word_begins_with_a_letter_or_a_digit_of_any_script),
        cmocka_unit_test(a_hex_digit_is_small_or_a_capital),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
