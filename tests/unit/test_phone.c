/* SPDX-License-Identifier: Apache-2.0 */
/* The masked phone number and the countdown of the SMS screens, as pages write them. */
#include "view_testing.h"

#include "../../src/cmd/phone.h"

static const char *phone_on(const char *html)
{
    static char text[64];
    es_auto(buf) phone = {0};
    see(html);
    snprintf(text, sizeof text, "%s", phone_find(view, &phone) ? es_buf_str(&phone) : "");
    return text;
}

static int seconds_on(const char *html)
{
    see(html);
    return phone_seconds(view, -1);
}

static void a_number_masked_with_question_marks_is_read_whole(void **state)
{
    assert_string_equal(phone_on("<p>Telefon Numaranız : +90 (54?) ??? ?? 25</p>"),
                        "+90 (54?) ??? ?? 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız 54 ... 25?</p>"), "54 ... 25");
}

static void marks_at_the_end_of_a_number_are_part_of_it(void **state)
{
    assert_string_equal(phone_on("<p>Telefon Numaranız : 0541 234 ....</p>"), "0541 234 ....");
    assert_false(phone_ends("0541 234 ??", "34"));
}

static void a_sentence_may_name_the_phone(void **state)
{
    assert_string_equal(
        phone_on("<p>Doğrulama kodunu 5** *** ** 25 numaralı telefonuna göndereceğiz.</p>"),
        "5** *** ** 25");
    assert_string_equal(phone_on("<p>Kod şu numaraya gönderilecek: 5** *** ** 25</p>"),
                        "5** *** ** 25");
    assert_string_equal(
        phone_on("<p>10 dakika geçerli kod 54 ... 25 numaralı telefonunuza gönderilecek.</p>"),
        "54 ... 25");
}

static void an_identity_number_is_no_phone(void **state)
{
    assert_string_equal(phone_on("<p>T.C. Kimlik Numaranız: 10*******46</p>"), "");
}

static void the_time_in_a_sentence_is_read(void **state)
{
    static const struct {
        const char *html;
        int seconds;
    } rows[] = {
        {"Kod 3 dakika geçerlidir.", 180},
        {"<span>2</span> dakika <span>30</span> saniye kaldı", 150},
        {"150 sn kaldı", 150},
        {"Süre: 150", 150},
        {"Süre: 4 dk. 50 sn.", 290},
        {"Süreniz 00:04:50", 290},
        {"Kalan: 2:30 dk", 150},
        {"Kalan Süre <b>02</b>:<b>30</b>", 150},
        {"<b>04</b>:<b>50</b> dakika içinde kodu giriniz", 290},
        {"Kodun geçerlilik süresi 5 dakikadır. Kalan: <b>4</b> dk <b>50</b> sn", 290},
        {"<table><tr><td>Kalan Süre (sn)<td>Deneme Hakkı<tr><td>290<td>3</table>", 290},
        {"<input readonly value=290> saniyeniz kaldı", 290},
        {"SMS 3 dakika içinde gelmezse arayınız. Kalan süre: 290", 290},
        {"The code is valid for 5 minutes", 300},
        {"Kalan Süre 0 Saniye", 0},
        {"Kalan Süre <strong>0:00</strong>", 0},
        {"Kalan süre: 00 dk. 00 sn.", 0},
        {"Kalan süre: 0 dk. 50 sn.", 50},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char html[512];
        snprintf(html, sizeof html, "<div>%s</div>", rows[i].html);
        if (seconds_on(html) != rows[i].seconds)
            print_error("'%s' is not %d\n", rows[i].html, rows[i].seconds);
        assert_int_equal(seconds_on(html), rows[i].seconds);
    }
}

static void a_time_that_is_not_the_codes_is_not_taken(void **state)
{
    static const char *const rows[] = {
        "Kodun geçerlilik süresi beş dakikadır.",
        "Kod en geç 10:45 saatine kadar geçerlidir",
        "Oturumunuz 60 saniye içinde sonlandırılacaktır.",
        "3 hakkınız kaldı",
        "Kalan deneme: 3",
        "Kod 05.12.2026 tarihine kadar geçerlidir",
        "30 saniye içinde kodu tekrar isteyebilirsiniz",
        "Kalan süre: 90 sn</p><p>Kalan süre: 170 sn",
        "Kalan Süre -5 Saniye",
        "Kalan Süre: -5",
        "Kalan Süre <b>290,5</b> Saniye",
        "Kalan Süre 4.50 dakika",
        "Kalan Süre 1e9",
        "Kalan Süre 1e9 Saniye",
        "Kalan Süre 290 dk",
        "Kod 3-5 dakika geçerlidir",
        "Kalan Süre 99999999999999999999 Saniye",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char html[512];
        snprintf(html, sizeof html, "<p>%s</p>", rows[i]);
        assert_int_equal(seconds_on(html), -1);
    }
}

static enum phone_match match(const char *html, const char *known, const char *digits)
{
    see(html);
    return phone_match(view, known, digits);
}

static void every_number_that_is_shown_must_end_so(void **state)
{
    static const char *const otherwise[] = {
        "<dl><dt>Telefon Numaranız<dd>54 ... 25<dt>Telefon Numaranız<dd>54 ... 77</dl>",
        "<dl><dt>Telefon Numaranız<dd>54 ... 77<br>54 ... 25</dl>",
        "<dl><dt>Telefon Numaranız<dd>54 ... 77 (25)</dl>",
        "<p>Telefon Numaranız: 54 ... 25</p><p>54 ... 77 numaralı telefonunuza SMS gönderildi.</p>",
        "<p>54 ... 77 numaralı telefonunuza SMS gönderildi.</p>",
        "<p>Telefon Numaranız: 54 ... 2 ...</p>",
        "<p>5** *** ** 77 veya 5** *** ** 25 numaralı telefonunuza SMS gönderilir.</p>",
    };
    for (size_t i = 0; i < sizeof otherwise / sizeof otherwise[0]; i++) {
        print_message("%s\n", otherwise[i]);
        assert_int_equal(match(otherwise[i], "", "25"), PHONE_ENDS_OTHERWISE);
    }
    assert_int_equal(
        match("<p>54 ... 25 numaralı telefonunuza SMS gönderildi.</p>", "54 ... 77", "25"),
        PHONE_ENDS_OTHERWISE);
}

static void numbers_that_end_so_are_one_and_the_same(void **state)
{
    static const char *const rows[] = {
        "<p>Telefon Numaranız: 54 ... 25</p><p>5** *** 12 25 numaralı telefonunuza gönderildi.</p>",
        "<p>Telefon Numaranız: +90 (54?) ??? ?? 25</p>",
        "<p>10*******46 kimlik numarası için 54 ... 25 numaralı telefonunuza gönderildi.</p>",
        "<p>12.10.2026 tarihinde 54 ... 25 numaralı telefonunuza gönderildi.</p>",
        "<p>Telefon Numaranız: 54 ... 25</p><p>Çağrı merkezi: 0262 648 18 18</p>",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%s\n", rows[i]);
        assert_int_equal(match(rows[i], "54 ... 25", "25"), PHONE_ALL_END);
        see(rows[i]);
        assert_false(phone_differ(view));
    }
    assert_true(phone_ends("5** *** 12 25", "1225"));
    assert_false(phone_ends("54 ... 25", "5425"));
}

static void a_page_without_a_number_says_nothing_of_it(void **state)
{
    assert_int_equal(match("<p>SMS Onay Kodunu giriniz</p>", "", "25"), PHONE_NONE);
    assert_int_equal(match("<p>SMS Onay Kodunu giriniz</p>", "54 ... 25", "25"), PHONE_ALL_END);
}

static void two_numbers_that_cannot_be_the_same_differ(void **state)
{
    see("<dl><dt>Telefon Numaranız<dd>54 ... 25<dt>Telefon Numaranız<dd>54 ... 77</dl>");
    assert_true(phone_differ(view));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(a_number_masked_with_question_marks_is_read_whole),
        SEEN(marks_at_the_end_of_a_number_are_part_of_it),
        SEEN(a_sentence_may_name_the_phone),
        SEEN(an_identity_number_is_no_phone),
        SEEN(the_time_in_a_sentence_is_read),
        SEEN(a_time_that_is_not_the_codes_is_not_taken),
        SEEN(every_number_that_is_shown_must_end_so),
        SEEN(numbers_that_end_so_are_one_and_the_same),
        SEEN(a_page_without_a_number_says_nothing_of_it),
        SEEN(two_numbers_that_cannot_be_the_same_differ),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
