/* SPDX-License-Identifier: Apache-2.0 */
/* Values that stand beside words: the phone, the countdown, the cards. */
#include "view_testing.h"

#include "../../src/cmd/phone.h"
#include "esign/cards.h"

/* ---- the phone and the countdown ---- */

static const char *phone_on(const char *html)
{
    static char text[64];
    es_auto(buf) phone = {0};
    see(html);
    snprintf(text, sizeof text, "%s", phone_find(view, &phone) ? es_buf_str(&phone) : "");
    return text;
}

static void a_masked_phone_is_found_wherever_it_stands(void **state)
{
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25"), "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız 54 ... 25"), "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : <b>54</b> ... <b>25</b>"), "54 ... 25");
    assert_string_equal(phone_on("<h3>Telefon Numaranız : 54 ... 25</h3>"), "54 ... 25");
    assert_string_equal(phone_on("<table><tr><td>Telefon Numaranız<td>:<td>54******25</table>"),
                        "54******25");
    assert_string_equal(phone_on("<dl><dt>Cep Telefonunuz<dd>0 (54*) *** ** 25</dl>"),
                        "0 (54*) *** ** 25");
    assert_string_equal(
        phone_on("<label>Telefon <input readonly value='+90 54X XXX XX 25'></label>"),
        "+90 54X XXX XX 25");
    assert_string_equal(phone_on("<div>Telefon Numaranız</div><div>54…25</div>"), "54…25");
    assert_string_equal(
        phone_on("<p>SMS Onay Kodu 54 ... 25 numaralı telefonunuza gönderilecektir."), "54 ... 25");
    assert_string_equal(phone_on("<p>Kayıtlı cep telefonu numaranız: 5** *** **25</p>"),
                        "5** *** **25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25 (Türk Telekom)"), "54 ... 25");
}

static void the_help_line_is_not_the_persons_phone(void **state)
{
    assert_string_equal(phone_on("<p>Telefon: 0262 648 18 18<p>Telefon Numaranız: 54 ... 25"),
                        "54 ... 25");
    assert_string_equal(phone_on("<p>Telefon Numaranız : 54 ... 25</p><p>Numara sizin değilse 0262 "
                                 "648 18 18 numaralı telefonu arayınız."),
                        "54 ... 25");
    assert_string_equal(phone_on("<p>Numara sizin değilse arayınız. Telefon: 0262 648 18 18"), "");
}

static int seconds_on(const char *html)
{
    see(html);
    return phone_seconds(view, -1);
}

static void the_countdown_is_read_in_every_form(void **state)
{
    assert_int_equal(seconds_on("<p>SMS Onay Kodunuzun Geçerliliği İçin Kalan Süre 290 Saniye"),
                     290);
    assert_int_equal(seconds_on("<p>SMS Onay Kodunuzun Geçerliliği İçin Kalan Süre : <span id=s>290"
                                "</span> Saniye"),
                     290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 04:50"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 4 dakika 50 saniye"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 4 dk 50 sn"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: 5 dakika"), 300);
    assert_int_equal(seconds_on("<p>Kalan Süre: 00:04:50"), 290);
    assert_int_equal(seconds_on("<div>Kalan Süre</div><div>290</div>"), 290);
    assert_int_equal(seconds_on("<table><tr><td>Kalan Süre<td>290 sn</table>"), 290);
    assert_int_equal(seconds_on("<label>Kalan Süre <input readonly value=290></label>"), 290);
    assert_int_equal(seconds_on("<p>Time left: 290 seconds"), 290);
    assert_int_equal(seconds_on("<p>Kalan Süre: <span id=s></span>"), -1);
}

/* ---- cards ---- */

static const char *cards_on(const char *html)
{
    static char text[512];
    see(html);
    json_t *cards = es_cards_read(view), *card;
    size_t i;
    text[0] = '\0';
    json_array_foreach(cards, i, card)
    {
        static const char *const keys[] = {"description", "serial", "pin", "puk"};
        for (size_t k = 0; k < 4; k++) {
            const char *value = json_string_value(json_object_get(card, keys[k]));
            size_t len = strlen(text);
            snprintf(text + len, sizeof text - len, "%s%s",
                     k   ? ","
                     : i ? ";"
                         : "",
                     value ? value : "-");
        }
    }
    json_decref(cards);
    return text;
}

#define ONE  "Kart,S-1,1234,87654321"
#define BOTH ONE ";Eski,S-2,0042,11112222"

static void cards_are_read_from_a_table_of_rows(void **state)
{
    assert_string_equal(cards_on("<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK"
                                 "<tr><td>Kart<td>S-1<td>1234<td>87654321"
                                 "<tr><td>Eski<td>S-2<td>0042<td>11112222</table>"),
                        BOTH);
    assert_string_equal(
        cards_on("<table><tr><td>#<td>Açıklama<td>Kart Seri Numarası<td>PIN<td>PUK<td>"
                 "İşlem<tr><td>1<td>Kart<td>S-1<td>1234<td>87654321<td><a href=1>Yazdır"
                 "</a></table>"),
        ONE);
    assert_string_equal(
        cards_on("<table><tr><th colspan=4>Kart Bilgileri<tr><th>Açıklama<th>Seri No"
                 "<th>PIN<th>PUK<tr><td>Kart<td>S-1<td>1234<td>87654321</table>"),
        ONE);
}

static void cards_are_read_from_labels_in_columns(void **state)
{
    assert_string_equal(cards_on("<table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1"
                                 "<tr><td>PIN<td>1234<tr><td>PUK<td>87654321</table>"),
                        ONE);
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama :<td>Kart<td>Eski<tr><td>Kart Seri Numarası :"
                 "<td>S-1<td>S-2<tr><td>PIN :<td>1234<td>0042<tr><td>PUK :<td>87654321"
                 "<td>11112222</table>"),
        BOTH);
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama<td>:<td>Kart<tr><td>Kart Seri Numarası<td>:"
                 "<td>S-1<tr><td>PIN<td>:<td>1234<tr><td>PUK<td>:<td>87654321</table>"),
        ONE);
}

static void two_cards_side_by_side_are_two(void **state)
{
    assert_string_equal(
        cards_on(
            "<table><tr><td>Açıklama<td>Kart<td>Açıklama<td>Eski<tr><td>Kart Seri Numarası<td>S-1"
            "<td>Kart Seri Numarası<td>S-2<tr><td>PIN<td>1234<td>PIN<td>0042<tr><td>PUK<td>87654321"
            "<td>PUK<td>11112222</table>"),
        BOTH);
    assert_string_equal(
        cards_on(
            "<table><tr><td><table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1<tr>"
            "<td>PIN<td>1234<tr><td>PUK<td>87654321</table><td><table><tr><td>Açıklama<td>Eski<tr>"
            "<td>Kart Seri "
            "Numarası<td>S-2<tr><td>PIN<td>0042<tr><td>PUK<td>11112222</table></table>"),
        BOTH);
}

static void one_table_with_both_cards_one_below_the_other_are_two(void **state)
{
    assert_string_equal(
        cards_on(
            "<table><tr><td>Açıklama<td>Kart<tr><td>Kart Seri Numarası<td>S-1<tr><td>PIN<td>1234"
            "<tr><td>PUK<td>87654321<tr><td>Açıklama<td>Eski<tr><td>Kart Seri Numarası<td>S-2"
            "<tr><td>PIN<td>0042<tr><td>PUK<td>11112222</table>"),
        BOTH);
}

static void a_row_of_labels_and_values_in_turn_is_a_card(void **state)
{
    assert_string_equal(
        cards_on("<table><tr><td>Açıklama<td>Kart<td>Kart Seri Numarası<td>S-1<tr><td>"
                 "PIN<td>1234<td>PUK<td>87654321</table>"),
        ONE);
}

static void cards_are_read_from_lists_and_lines(void **state)
{
    assert_string_equal(
        cards_on("<dl><dt>Açıklama<dd>Kart<dt>Kart Seri Numarası<dd>S-1<dt>PIN<dd>1234"
                 "<dt>PUK<dd>87654321</dl><dl><dt>Açıklama<dd>Eski<dt>Kart Seri Numarası"
                 "<dd>S-2<dt>PIN<dd>0042<dt>PUK<dd>11112222</dl>"),
        BOTH);
    assert_string_equal(cards_on("<ul><li>Açıklama: Kart<li>Kart Seri Numarası: S-1<li>PIN: 1234"
                                 "<li>PUK: 87654321</ul>"),
                        ONE);
    assert_string_equal(cards_on("<p>Açıklama : Kart<br>Kart Seri Numarası : S-1<br>PIN : 1234<br>"
                                 "PUK : 87654321"),
                        ONE);
    assert_string_equal(cards_on("<p>Açıklama: <b>Kart</b></p><p>Kart Seri Numarası: <b>S-1</b></p>"
                                 "<p>PIN: <b>1234</b> PUK: <b>87654321</b></p>"),
                        ONE);
    assert_string_equal(
        cards_on("<div><span>Açıklama</span><span>Kart</span></div><div><span>Kart Seri "
                 "Numarası</span><span>S-1</span></div><div><span>PIN</span><span>1234"
                 "</span></div><div><span>PUK</span><span>87654321</span></div>"),
        ONE);
    assert_string_equal(
        cards_on("<ul><li>Açıklama <strong>Kart</strong><li>Kart Seri Numarası <strong>"
                 "S-1</strong><li>PIN <strong>1234</strong><li>PUK <strong>87654321"
                 "</strong></ul>"),
        ONE);
}

static void cards_are_read_from_fields_that_cannot_be_changed(void **state)
{
    assert_string_equal(
        cards_on("<label>Açıklama <input readonly value=Kart></label><label>Kart Seri "
                 "Numarası <input readonly value=S-1></label><label>PIN <input readonly "
                 "value=1234></label><label>PUK <input disabled value=87654321></label>"),
        ONE);
    assert_string_equal(
        cards_on("<table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK<tr><td>Kart"
                 "<td>S-1<td><input type=password readonly value=1234><td><input readonly "
                 "value=87654321></table>"),
        ONE);
}

static void one_value_alone_is_a_card_too(void **state)
{
    assert_string_equal(cards_on("<p>PIN: 1234<p>PUK: 87654321"), "-,-,1234,87654321");
    assert_string_equal(cards_on("<p>PIN ve PUK Bilgileri<p>PIN / PUK Bilgisi"), "");
}

static void a_pin_that_a_sentence_mentions_is_no_pin(void **state)
{
    assert_string_equal(
        cards_on("<p>PIN kodunuzu 3 kez yanlış girerseniz kart kilitlenir.<p>PIN: 1234"
                 "<p>PUK: 87654321"),
        "-,-,1234,87654321");
}

static void values_of_cards_that_are_mixed_up_are_not_put_together(void **state)
{
    see("<table><tr><td>Seri No<td>A-1<td>Seri No<td>A-2<tr><td>Seri No<td>B-1<td>Seri No<td>B-2"
        "<tr><td>PIN<td>1111<td>PIN<td>2222<tr><td>PUK<td>33333333<td>PUK<td>44444444</table>");
    json_t *cards = es_cards_read(view);
    size_t i;
    json_t *card;
    json_array_foreach(cards, i, card)
    {
        assert_true(json_is_null(json_object_get(card, "serial")));
    }
    assert_int_equal(i, 4);
    json_decref(cards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(values_of_cards_that_are_mixed_up_are_not_put_together),
        SEEN(a_masked_phone_is_found_wherever_it_stands),
        SEEN(the_help_line_is_not_the_persons_phone),
        SEEN(the_countdown_is_read_in_every_form),
        SEEN(cards_are_read_from_a_table_of_rows),
        SEEN(cards_are_read_from_labels_in_columns),
        SEEN(two_cards_side_by_side_are_two),
        SEEN(one_table_with_both_cards_one_below_the_other_are_two),
        SEEN(a_row_of_labels_and_values_in_turn_is_a_card),
        SEEN(cards_are_read_from_lists_and_lines),
        SEEN(cards_are_read_from_fields_that_cannot_be_changed),
        SEEN(one_value_alone_is_a_card_too),
        SEEN(a_pin_that_a_sentence_mentions_is_no_pin),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
