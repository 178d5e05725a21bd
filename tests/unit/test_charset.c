/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_decodes(enum es_charset charset, const char *bytes, size_t len, const char *utf8)
{
    es_auto(buf) out = {0};
    assert_true(es_charset_decode(charset, bytes, len, &out));
    assert_string_equal(es_buf_str(&out), utf8);
}

static void assert_encodes(enum es_charset charset, const char *utf8, const char *bytes)
{
    es_auto(buf) out = {0};
    assert_true(es_charset_encode(charset, utf8, strlen(utf8), &out));
    assert_string_equal(es_buf_str(&out), bytes);
}

#define decodes(charset, bytes, utf8) assert_decodes(charset, bytes, sizeof(bytes) - 1, utf8)

static enum es_charset detect(const char *html, const char *content_type)
{
    return es_charset_detect(html, strlen(html), content_type);
}

/* ---- labels ---- */

static void labels_are_found_without_regard_to_case_and_blanks(void **state)
{
    const struct {
        const char *label;
        enum es_charset charset;
    } known[] = {
        {"utf-8", ES_UTF_8},
        {" UTF8\n", ES_UTF_8},
        {"windows-1254", ES_WINDOWS_1254},
        {"ISO-8859-9", ES_WINDOWS_1254},
        {"latin5", ES_WINDOWS_1254},
        {"x-cp1254", ES_WINDOWS_1254},
        {"iso_8859-9:1989", ES_WINDOWS_1254},
        {"iso-8859-1", ES_WINDOWS_1252},
        {"US-ASCII", ES_WINDOWS_1252},
        {"utf-16", ES_UTF_16LE},
        {"UTF-16BE", ES_UTF_16BE},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        enum es_charset charset;
        assert_true(es_charset_find(known[i].label, strlen(known[i].label), &charset));
        assert_int_equal(charset, known[i].charset);
    }
}

static void other_labels_are_not_found(void **state)
{
    const char *unknown[] = {"", " ", "utf-", "utf-88", "utf 8", "koi8-r", "iso-8859-2", "utf-7"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        enum es_charset charset;
        assert_false(es_charset_find(unknown[i], strlen(unknown[i]), &charset));
    }
}

static void a_label_with_a_nul_in_it_is_not_found(void **state)
{
    enum es_charset charset;
    assert_false(es_charset_find("utf8\0x", 6, &charset));
    assert_false(es_charset_find("utf8\0", 5, &charset));
}

static void names_are_those_of_the_standard(void **state)
{
    assert_string_equal(es_charset_name(ES_UTF_8), "UTF-8");
    assert_string_equal(es_charset_name(ES_WINDOWS_1254), "windows-1254");
    assert_string_equal(es_charset_name(ES_WINDOWS_1252), "windows-1252");
    assert_string_equal(es_charset_name(ES_UTF_16LE), "UTF-16LE");
    assert_string_equal(es_charset_name(ES_UTF_16BE), "UTF-16BE");
}

/* ---- detection ---- */

static void a_bom_is_stronger_than_header_and_meta(void **state)
{
    const char *html = "<meta charset=windows-1254>";
    char with_bom[64];
    (void)snprintf(with_bom, sizeof with_bom, "\xEF\xBB\xBF%s", html);
    assert_int_equal(detect(with_bom, "text/html; charset=iso-8859-9"), ES_UTF_8);
    assert_int_equal(detect("\xFF\xFEx", NULL), ES_UTF_16LE);
    assert_int_equal(detect("\xFE\xFFx", NULL), ES_UTF_16BE);
}

static void the_header_is_stronger_than_the_meta(void **state)
{
    assert_int_equal(detect("<meta charset=utf-8>", "text/html; charset=ISO-8859-9"),
                     ES_WINDOWS_1254);
    assert_int_equal(detect("<meta charset=latin5>", "text/html;Charset=\"utf-8\""), ES_UTF_8);
}

static void the_first_charset_of_a_header_counts(void **state)
{
    assert_int_equal(detect("", "text/html; a=\";charset=latin1\"; charset=utf-8; charset=latin5"),
                     ES_UTF_8);
}

static void a_header_without_a_known_charset_is_passed_over(void **state)
{
    const char *useless[] = {"text/html",
                             "text/html; charset=koi8-r",
                             "text/html; charset=",
                             "text/html; charset",
                             "text/html;",
                             "text/html; charset=\"utf-8",
                             ""};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(detect("<meta charset=latin1>", useless[i]), ES_WINDOWS_1252);
    /* an unclosed quote ends with the header */
    assert_int_equal(detect("<meta charset=latin1>", useless[5]), ES_UTF_8);
    assert_int_equal(detect("<meta charset=latin1>", useless[6]), ES_WINDOWS_1252);
}

static void without_any_sign_it_is_windows_1254(void **state)
{
    assert_int_equal(detect("<p>merhaba", NULL), ES_WINDOWS_1254);
    assert_int_equal(es_charset_detect("", 0, NULL), ES_WINDOWS_1254);
}

static void assert_meta_says_utf8(const char *html)
{
    if (detect(html, NULL) != ES_UTF_8)
        fail_msg("not read as UTF-8: %s", html);
}

static void assert_meta_says_nothing(const char *html)
{
    if (detect(html, NULL) != ES_WINDOWS_1254)
        fail_msg("read as %s: %s", es_charset_name(detect(html, NULL)), html);
}

static void a_meta_charset_is_found_however_it_is_written(void **state)
{
    assert_meta_says_utf8("<meta charset=utf-8>");
    assert_meta_says_utf8("<META CHARSET = 'UTF-8' />");
    assert_meta_says_utf8("<meta/charset=\" utf8 \">");
    assert_meta_says_utf8("<meta name=x charset=utf-8>");
    assert_meta_says_utf8("<!doctype html><html lang=tr><head><meta charset=utf-8>");
    assert_meta_says_utf8("<<meta charset=utf-8>");
}

static void a_meta_pragma_is_found(void **state)
{
    assert_meta_says_utf8("<meta http-equiv=Content-Type content='text/html; charset=utf-8'>");
    assert_meta_says_utf8("<meta content='text/html;charset=utf-8' http-equiv=\"content-type\">");
    assert_meta_says_utf8("<meta http-equiv=content-type content='charset charset = \"utf-8\"x'>");
    assert_meta_says_utf8("<meta http-equiv=content-type content=\"a;charset=utf-8;charset=l1\">");
}

static void content_without_the_pragma_says_nothing(void **state)
{
    assert_meta_says_nothing("<meta name=x content='text/html; charset=utf-8'>");
    assert_meta_says_nothing("<meta http-equiv=refresh content='text/html; charset=utf-8'>");
    assert_meta_says_nothing("<meta http-equiv=content-type content='charset=\"utf-8'>");
    assert_meta_says_nothing("<meta http-equiv=content-type content='text/html; charset'>");
}

static void a_meta_inside_a_comment_does_not_count(void **state)
{
    assert_meta_says_nothing("<!-- <meta charset=utf-8> -->");
    assert_meta_says_nothing("<!-- > <meta charset=utf-8>");
    assert_meta_says_utf8("<!--><meta charset=utf-8>");
    assert_meta_says_utf8("<!-- x --><meta charset=utf-8>");
}

static void a_meta_inside_an_attribute_does_not_count(void **state)
{
    assert_meta_says_nothing("<p title='<meta charset=utf-8>'>");
    assert_meta_says_nothing("<metadata charset=utf-8>");
}

static void a_meta_behind_a_declaration_or_end_tag_counts(void **state)
{
    assert_meta_says_utf8("<!x '<y'><?z?></q a='>'><meta charset=utf-8>");
    assert_meta_says_utf8("</ ><meta charset=utf-8>");
}

static void an_unknown_meta_is_passed_over(void **state)
{
    assert_meta_says_utf8("<meta charset=koi8-r><meta charset=utf-8>");
    assert_int_equal(detect("<meta charset=latin1><meta charset=utf-8>", NULL), ES_WINDOWS_1252);
}

static void the_first_of_two_equal_attributes_counts(void **state)
{
    assert_meta_says_utf8("<meta charset=utf-8 charset=latin1>");
    assert_meta_says_utf8("<meta charset=utf-8 http-equiv=content-type content='charset=l1'>");
    assert_meta_says_utf8("<meta http-equiv=content-type content='charset=l1' charset=utf-8>");
}

static void a_meta_that_says_utf16_means_utf8(void **state)
{
    assert_meta_says_utf8("<meta charset=utf-16>");
    assert_meta_says_utf8("<meta charset=utf-16be>");
}

static void only_the_first_1024_bytes_are_looked_at(void **state)
{
    char html[1100];
    const char *meta = "<meta charset=utf-8>";
    memset(html, ' ', sizeof html);
    memcpy(html + 1024 - strlen(meta), meta, strlen(meta));
    assert_int_equal(es_charset_detect(html, sizeof html, NULL), ES_UTF_8);
    memset(html, ' ', sizeof html);
    memcpy(html + 1025 - strlen(meta), meta, strlen(meta));
    assert_int_equal(es_charset_detect(html, sizeof html, NULL), ES_WINDOWS_1254);
}

static void an_xml_declaration_is_looked_at_last(void **state)
{
    assert_meta_says_utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?><p>");
    assert_int_equal(detect("<?xml encoding='utf-8'?><meta charset=latin1>", NULL),
                     ES_WINDOWS_1252);
    assert_meta_says_nothing(" <?xml encoding='utf-8'?>");
    assert_meta_says_nothing("<?xml encoding='utf-8?>");
}

static void bytes_that_end_anywhere_are_read_safely(void **state)
{
    const char *html = "<?xml encoding = 'x'?><!-- c --><p a='b' c=d/><meta http-equiv = "
                       "'content-type' content=\"charset = 'utf-8'\" charset = utf-8 >";
    char copy[256];
    for (size_t len = 0; len <= strlen(html); len++) {
        memcpy(copy, html, len);
        (void)es_charset_detect(copy, len, NULL);
        copy[len] = '\0';
        (void)es_charset_detect("", 0, copy);
    }
    assert_int_equal(detect(html, NULL), ES_UTF_8);
}

/* ---- decoding ---- */

static void windows_1254_decodes_the_turkish_letters(void **state)
{
    decodes(ES_WINDOWS_1254, "\xD0\xDD\xDE\xF0\xFD\xFE \xE7\xF6\xFC \x80\x9F\x8E",
            "ĞİŞğış çöü €Ÿ\xC2\x8E");
}

static void windows_1252_differs_in_those_letters(void **state)
{
    decodes(ES_WINDOWS_1252, "\xD0\xDD\xDE\xF0\xFD\xFE\x8E", "ÐÝÞðýþŽ");
}

static void utf8_is_passed_on_without_its_bom(void **state)
{
    decodes(ES_UTF_8, "\xEF\xBB\xBFşifre 🙂", "şifre 🙂");
    decodes(ES_UTF_8, "a\xEF\xBB\xBF", "a\xEF\xBB\xBF"); /* no BOM but a character */
}

static void broken_utf8_is_replaced_piece_by_piece(void **state)
{
    decodes(ES_UTF_8, "a\xC5", "a\uFFFD");
    decodes(ES_UTF_8, "\xE2\x82z", "\uFFFDz");
    decodes(ES_UTF_8, "\xC0\x80", "\uFFFD\uFFFD");
    decodes(ES_UTF_8, "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD");
    decodes(ES_UTF_8, "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD");
    decodes(ES_UTF_8, "\xF0\x9F\x99", "\uFFFD");
}

static void a_bom_alone_is_an_empty_page(void **state)
{
    decodes(ES_UTF_8, "\xEF\xBB\xBF", "");
    decodes(ES_UTF_16LE, "\xFF\xFE", "");
}

static void utf16_is_decoded_with_surrogates(void **state)
{
    decodes(ES_UTF_16LE, "\xFF\xFE\x5F\x01\x3D\xD8\x42\xDE", "ş🙂");
    decodes(ES_UTF_16BE, "\xFE\xFF\x01\x5F\xD8\x3D\xDE\x42", "ş🙂");
}

static void broken_utf16_is_replaced(void **state)
{
    decodes(ES_UTF_16BE, "\xD8\x3D\x00z", "\uFFFDz");
    decodes(ES_UTF_16BE, "\xDE\x42", "\uFFFD");
    decodes(ES_UTF_16BE, "\xD8\x00\xDC\x00\xDB\xFF\xDF\xFF", "\U00010000\U0010FFFF");
    decodes(ES_UTF_16LE, "z\x00y", "z\uFFFD");
}

static void decoding_past_the_maximum_is_refused(void **state)
{
    es_auto(buf) out = {.max = 3};
    assert_false(es_charset_decode(ES_WINDOWS_1254, "\xFE\xFE", 2, &out));
}

/* ---- encoding ---- */

static void turkish_letters_are_encoded_in_windows_1254(void **state)
{
    assert_encodes(ES_WINDOWS_1254, "ĞİŞğış€", "\xD0\xDD\xDE\xF0\xFD\xFE\x80");
}

static void what_cannot_be_encoded_becomes_a_reference(void **state)
{
    assert_encodes(ES_WINDOWS_1254, "aŽ漢🙂z", "a&#381;&#28450;&#128578;z");
    assert_encodes(ES_WINDOWS_1252, "ş", "&#351;");
}

static void utf16_pages_send_utf8(void **state)
{
    assert_encodes(ES_UTF_16LE, "ş", "ş");
    assert_encodes(ES_UTF_8, "ş🙂", "ş🙂");
}

static void every_byte_comes_back_from_decoding_and_encoding(void **state)
{
    const enum es_charset charsets[] = {ES_WINDOWS_1254, ES_WINDOWS_1252};
    for (size_t i = 0; i < 2; i++) {
        for (unsigned byte = 1; byte <= 0xFF; byte++) {
            char c = (char)byte;
            es_auto(buf) utf8 = {0};
            es_auto(buf) back = {0};
            assert_true(es_charset_decode(charsets[i], &c, 1, &utf8));
            assert_true(es_charset_encode(charsets[i], utf8.data, utf8.len, &back));
            assert_int_equal(back.len, 1);
            assert_int_equal(back.data[0], c);
        }
    }
}

static void utf8_letters_without_a_word_of_it_are_utf8(void **state)
{
    static const char said[] = "<p>\xc5\x9eifreli Giri\xc5\x9f", old[] = "<p>\xdeifreli Giri\xfe";
    assert_int_equal(es_charset_detect(said, sizeof said - 1, "text/html"), ES_UTF_8);
    assert_int_equal(es_charset_detect(old, sizeof old - 1, "text/html"), ES_WINDOWS_1254);
    assert_int_equal(es_charset_detect("<p>Giris", 8, NULL), ES_WINDOWS_1254);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_letters_without_a_word_of_it_are_utf8),
        cmocka_unit_test(labels_are_found_without_regard_to_case_and_blanks),
        cmocka_unit_test(other_labels_are_not_found),
        cmocka_unit_test(a_label_with_a_nul_in_it_is_not_found),
        cmocka_unit_test(names_are_those_of_the_standard),
        cmocka_unit_test(a_bom_is_stronger_than_header_and_meta),
        cmocka_unit_test(the_header_is_stronger_than_the_meta),
        cmocka_unit_test(the_first_charset_of_a_header_counts),
        cmocka_unit_test(a_header_without_a_known_charset_is_passed_over),
        cmocka_unit_test(without_any_sign_it_is_windows_1254),
        cmocka_unit_test(a_meta_charset_is_found_however_it_is_written),
        cmocka_unit_test(a_meta_pragma_is_found),
        cmocka_unit_test(content_without_the_pragma_says_nothing),
        cmocka_unit_test(a_meta_inside_a_comment_does_not_count),
        cmocka_unit_test(a_meta_inside_an_attribute_does_not_count),
        cmocka_unit_test(a_meta_behind_a_declaration_or_end_tag_counts),
        cmocka_unit_test(an_unknown_meta_is_passed_over),
        cmocka_unit_test(the_first_of_two_equal_attributes_counts),
        cmocka_unit_test(a_meta_that_says_utf16_means_utf8),
        cmocka_unit_test(only_the_first_1024_bytes_are_looked_at),
        cmocka_unit_test(an_xml_declaration_is_looked_at_last),
        cmocka_unit_test(bytes_that_end_anywhere_are_read_safely),
        cmocka_unit_test(windows_1254_decodes_the_turkish_letters),
        cmocka_unit_test(windows_1252_differs_in_those_letters),
        cmocka_unit_test(utf8_is_passed_on_without_its_bom),
        cmocka_unit_test(broken_utf8_is_replaced_piece_by_piece),
        cmocka_unit_test(a_bom_alone_is_an_empty_page),
        cmocka_unit_test(utf16_is_decoded_with_surrogates),
        cmocka_unit_test(broken_utf16_is_replaced),
        cmocka_unit_test(decoding_past_the_maximum_is_refused),
        cmocka_unit_test(turkish_letters_are_encoded_in_windows_1254),
        cmocka_unit_test(what_cannot_be_encoded_becomes_a_reference),
        cmocka_unit_test(utf16_pages_send_utf8),
        cmocka_unit_test(every_byte_comes_back_from_decoding_and_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
