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
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char html[512];
        snprintf(html, sizeof html, "<p>%s</p>", rows[i]);
        assert_int_equal(seconds_on(html), -1);
    }
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
    };
    return cmocka_run_group_tests(tests, load, unload);
}
