/* SPDX-License-Identifier: Apache-2.0 */
/* A PIN or PUK that is not clearly one number, or not clearly this card's, is left out: three false
 * PINs block a card. What a browser shows as one number is read. */
#include "cards_testing.h"

#include "esign/buf.h"

/* The PIN that is read where this stands as its value, in a list, a table and a row of labels. */
static const char *pin_of(const char *value)
{
    static const char *const around[][2] = {
        {"<dl><dt>Kart Seri Numarası<dd>ALS-1<dt>PIN<dd>", "<dt>PUK<dd>70516284</dl>"},
        {"<table><tr><td>Kart Seri Numarası<td>ALS-1<tr><td>PIN<td>",
         "<tr><td>PUK<td>70516284</table>"},
        {"<table><tr><th>Kart Seri Numarası<th>PIN<th>PUK<tr><td>ALS-1<td>",
         "<td>70516284</table>"}};
    static char first[512];
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        es_auto(buf) html = {.max = 65536};
        assert_true(es_buf_add_str(&html, "<h1>PIN ve PUK Bilgileri</h1>") &&
                    es_buf_add_str(&html, around[i][0]) && es_buf_add_str(&html, value) &&
                    es_buf_add_str(&html, around[i][1]));
        const char *cards = cards_on(es_buf_str(&html));
        if (i && strcmp(first, cards) != 0)
            fail_msg("%s: %s in one place, %s in another", value, first, cards);
        strcpy(first, cards);
    }
    static const char before[] = "-,ALS-1,", behind[] = ",70516284";
    size_t len = strlen(first);
    if (len + 2 <= sizeof before + sizeof behind ||
        strncmp(first, before, sizeof before - 1) != 0 ||
        strcmp(first + len - (sizeof behind - 1), behind) != 0)
        fail_msg("%s: %s", value, first);
    first[len - (sizeof behind - 1)] = '\0';
    return first + sizeof before - 1;
}

#define UNCLEAR(value) assert_string_equal(pin_of(value), "-")
#define CLEAR(value)   assert_string_equal(pin_of(value), "482913")

static void digits_of_unlike_elements_are_not_put_together(void **state)
{
    UNCLEAR("482913<sup>1</sup>");
    UNCLEAR("482913 <sub>1</sub>");
    UNCLEAR("<b>482913</b><a href=/n>1</a>");
    UNCLEAR("482913 <a href=/y>2</a>");
    UNCLEAR("<span>4829</span><span>13</span>");
    UNCLEAR("<span>482913</span><span>111222</span>");
    UNCLEAR("<span>482</span><b>913</b>");
    UNCLEAR("<span class=a>482</span><span class=b>913</span>");
    UNCLEAR("<span>48</span>2913");
    UNCLEAR("48<i></i>2913");
    UNCLEAR("48<svg></svg>2913");
    UNCLEAR("48<ruby>29<rt>5</rt></ruby>13");
    UNCLEAR("482913&#8201;<small>1</small>");
    UNCLEAR("<span style=\"float:right\">482</span><span style=\"float:right\">913</span>");
}

static void digits_of_several_lines_are_not_put_together(void **state)
{
    UNCLEAR("482913<br>111222");
    UNCLEAR("482<br>913");
    UNCLEAR("<p>482913</p><p>111222</p>");
    UNCLEAR("<div>482913</div><div>111222</div>");
    UNCLEAR("<ul><li>482913<li>111222</ul>");
    UNCLEAR("482913<div>111222</div>");
    UNCLEAR("<span style=\"display:block\">482</span><span style=\"display:block\">913</span>");
}

static void two_numbers_in_one_text_are_not_put_together(void **state)
{
    UNCLEAR("482913 111222");
    UNCLEAR("482913 1");
    UNCLEAR("1 482913");
}

static void what_is_struck_out_is_not_read_nor_what_stands_beside_it(void **state)
{
    UNCLEAR("<del>482913</del> 111222");
    UNCLEAR("<s>482913</s><ins>111222</ins>");
    UNCLEAR("111222 <strike>482913</strike>");
    UNCLEAR("111222<br><span style=\"text-decoration: line-through\">482913</span>");
    UNCLEAR("<del>482913</del>");
    UNCLEAR("<span style=\"text-decoration:line-through;display:inline-block\">482913</span>");
    UNCLEAR("111222 <span style=\"TEXT-DECORATION-LINE:LINE-THROUGH\">482913</span>");
    UNCLEAR("111222 <span style=\"text-decoration:line-through\"></span>482913");
    CLEAR("<span style=\"visibility:hidden;background:url(line-through.png)\"></span>482913");
}

static void a_value_that_is_said_to_be_old_is_left_out(void **state)
{
    UNCLEAR("482913 (eski)");
    UNCLEAR("482913 (önceki PIN)");
    UNCLEAR("482913 <a href=/x>geçersiz</a>");
    UNCLEAR("482913 (old)");
    assert_string_equal(cards_on("<h1>PIN ve PUK Bilgileri</h1><dl><dt>PIN (eski)<dd>111222"
                                 "<dt>PIN (yeni)<dd>482913<dt>PUK<dd>70516284</dl>"),
                        "-,-,482913,70516284");
}

static void a_picture_in_a_value_may_be_a_digit(void **state)
{
    UNCLEAR("4829<img src=x.png alt=\"\">13");
    UNCLEAR("48<img src=9.png alt=9>13");
    UNCLEAR("48291<img src=3.png>");
    UNCLEAR("<img src=4.png> 82913");
    UNCLEAR("4829<canvas></canvas>");
    assert_null(strstr(cards_on("<dl><dt>PIN<dd>4829<input readonly value=13></dl>"), "4829"));
    UNCLEAR("4829<button>13</button>");
    CLEAR("482913 <a href=/copy><img src=copy.png alt=\"\"></a>");
    CLEAR("482913 <button type=button><img src=copy.png alt=\"\"> Kopyala</button>");
}

static void what_nobody_sees_is_no_part_of_a_value(void **state)
{
    CLEAR("<span style=\"display:none\">99</span>482913");
    CLEAR("48<span hidden>99</span>2913");
    CLEAR("<span style=\"font-size:0\">99</span>482913");
    CLEAR("<span style=\"font-size: 0px\">99</span><b style=\"color:transparent\">7</b>482913");
    CLEAR("<div style=\"font-size:0\">99<span style=\"font-size:1rem\">482913</span></div>");
    UNCLEAR("<span class=hidden>99</span>482913");
    UNCLEAR("<span style=\"height:0;overflow:hidden\">48</span>2913");
    UNCLEAR("<span aria-hidden=true>48</span>2913");
    UNCLEAR("<span hidden style=\"display:inline\">48</span>2913");
    UNCLEAR("4829<ruby>13<rt>9</rt></ruby>");
}

static void what_may_be_shown_backwards_is_left_out(void **state)
{
    UNCLEAR("<bdo dir=rtl>482913</bdo>");
    UNCLEAR("<span dir=rtl>482 913</span>");
    UNCLEAR("<span style=\"unicode-bidi:bidi-override;direction:rtl\">482913</span>");
    UNCLEAR("<div style=\"display:flex;flex-direction:row-reverse\"><span>482</span>"
            "<span>913</span></div>");
    UNCLEAR("<span style=\"unicode-bidi:bidi-override;direction:rtl\" dir=ltr>482913</span>");
    UNCLEAR("<span dir=ltr style=\"direction:rtl\">482 913</span>");
    UNCLEAR("<div style=\"display:flex;flex-direction:row-reverse\"><span dir=ltr>482</span>"
            "<span dir=ltr>913</span></div>");
    UNCLEAR("<div style=\"display:flex;flex-direction:row-reverse;direction:ltr\"><span>482</span>"
            "<span>913</span></div>");
    UNCLEAR("<div dir=rtl><span dir=x>482 913</span></div>");
    UNCLEAR("<div dir=rtl><span style=\"direction:inherit\">482 913</span></div>");
    CLEAR("<div dir=rtl><span dir=ltr>482 913</span></div>");
    CLEAR("<div dir=rtl><span style=\"direction:ltr\" dir=rtl>482 913</span></div>");
    CLEAR("<div style=\"display:flex;flex-direction:row\"><span>482</span><span>913</span></div>");
}

static void digits_in_equal_boxes_are_one_value(void **state)
{
    CLEAR("482913");
    CLEAR("<b>482913</b>");
    CLEAR("<ins>482913</ins>");
    CLEAR("482 913");
    CLEAR("4829-13");
    CLEAR("482<!-- -->913");
    CLEAR("482<wbr>913");
    CLEAR("<span>4</span><span>8</span><span>2</span><span>9</span><span>1</span><span>3</span>");
    CLEAR("<span class=g>482</span> <span class=g>913</span>");
    CLEAR("<i><b>48</b></i><i><b>29</b></i><i><b>13</b></i>");
    CLEAR("<div>4</div><div>8</div><div>2</div><div>9</div><div>1</div><div>3</div>");
    CLEAR("482913 <i class=\"fa fa-copy\"></i>");
    CLEAR("482913 <a href=/c>Kopyala</a>");
}

#define HEADS                                                                                      \
    "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK"

static void cells_reach_as_far_as_in_a_browser(void **state)
{
    assert_string_equal(cards_on(HEADS "<tr><td rowspan=0>A<td>ALS-1<td>482913<td>70516284"
                                       "<tr><td>ALS-2<td>111222<td>33334444</table>"),
                        "A,ALS-1,482913,70516284;A,ALS-2,111222,33334444");
    assert_string_equal(
        cards_on("<h1>PIN ve PUK Bilgileri</h1><table><thead><tr><th>Açıklama<th>Kart Seri Numarası"
                 "<th>PIN<th>PUK<tbody><tr><td rowspan=5>A<td>ALS-1<td>482913<td>70516284<tbody>"
                 "<tr><td>B<td>ALS-2<td>111222<td>33334444</table>"),
        "A,ALS-1,482913,70516284;B,ALS-2,111222,33334444");
    assert_string_equal(cards_on(HEADS "<tr><td style=\"visibility:hidden\">A<td>ALS-1<td>482913"
                                       "<td>70516284</table>"),
                        "-,ALS-1,482913,70516284");
    assert_string_equal(cards_on(HEADS "<tr><td style=\"display:none\">x<td>A<td>ALS-1<td>482913"
                                       "<td>70516284</table>"),
                        "A,ALS-1,482913,70516284");
    assert_string_equal(cards_on(HEADS "<tr><td style=\"visibility:hidden;table-layout:fixed\">A"
                                       "<td>ALS-1<td>482913<td>70516284</table>"),
                        "-,ALS-1,482913,70516284");
    assert_string_equal(cards_on(HEADS
                                 "<tr><td style=\"visibility:hidden;POSITION:ABSOLUTE\">x<td>A"
                                 "<td>ALS-1<td>482913<td>70516284</table>"),
                        "A,ALS-1,482913,70516284");
    assert_string_equal(cards_on(HEADS "<tr><td style=\"visibility:hidden;position: fixed\">x<td>A"
                                       "<td>ALS-1<td>482913<td>70516284</table>"),
                        "A,ALS-1,482913,70516284");
}

static void a_row_that_its_heads_do_not_fit_says_nothing(void **state)
{
    assert_string_equal(cards_on(HEADS "<tr><td><td>A<td>ALS-1<td>482913<td>70516284</table>"), "");
    assert_string_equal(cards_on(HEADS "<tr><td>ALS-1<td>482913<td>70516284</table>"), "");
    assert_string_equal(cards_on(HEADS "<tr><td aria-hidden=true><td>A<td>ALS-1<td>482913<td>"
                                       "70516284</table>"),
                        "");
    assert_string_equal(cards_on(HEADS "<tr><td>A<td>ALS-1<td>482913<td>70516284"
                                       "<tr><td><td>B<td>ALS-2<td>111222<td>33334444</table>"),
                        "A,ALS-1,482913,70516284");
}

static void of_two_that_may_be_the_pin_none_is(void **state)
{
#define TWO(heads, more_cells)                                                                     \
    cards_on("<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Kart Seri Numarası" heads                \
             "<th>PUK<tr><td>ALS-1<td>000000" more_cells "<td>70516284</table>")
    assert_string_equal(TWO("<th>PIN<th>Yeni PIN", "<td>482913"), "-,ALS-1,-,70516284");
    assert_string_equal(TWO("<th colspan=2>PIN", "<td>482913"), "-,ALS-1,-,70516284");
    assert_string_equal(TWO("<th>PIN<th>Eski PIN", "<td>482913"), "-,ALS-1,000000,70516284");
    assert_string_equal(TWO("<th colspan=2>PIN", "<td><button>Kopyala</button>"),
                        "-,ALS-1,000000,70516284");
    assert_string_equal(
        cards_on("<h1>PIN ve PUK Bilgileri</h1><dl><dt>PIN<dd>000000<dt>Yeni PIN<dd>"
                 "482913<dt>PUK<dd>70516284</dl>"),
        "-,-,-,70516284");
    assert_string_equal(cards_on("<h1>PIN ve PUK Bilgileri</h1><table><tr><th rowspan=2>PIN<td>"
                                 "000000<tr><td>482913<tr><th>PUK<td>70516284</table>"),
                        "-,-,-,70516284");
}

#define TABLE(pin)                                                                                 \
    "<table><tr><th>Kart Seri Numarası<td>ALS-1<tr><th>PIN<td>" pin                                \
    "<tr><th>PUK<td>70516284</table>"
#define LIST(pin) "<dl><dt>Kart Seri Numarası<dd>ALS-1<dt>PIN<dd>" pin "<dt>PUK<dd>70516284</dl>"

static void what_is_unclear_in_one_of_two_showings_is_left_out(void **state)
{
#define PINS "<h1>PIN ve PUK Bilgileri</h1>"
    assert_string_equal(cards_on(PINS TABLE("482913") LIST("482913")), "-,ALS-1,482913,70516284");
    assert_string_equal(cards_on(PINS TABLE("482913") LIST("-")), "-,ALS-1,482913,70516284");
    assert_string_equal(cards_on(PINS TABLE("482913 111222") LIST("482913")), "-,ALS-1,-,70516284");
    assert_string_equal(cards_on(PINS TABLE("482913") LIST("482913 111222")), "-,ALS-1,-,70516284");
}

/* Whether there is another one among those that are too many is not known. */
static void of_more_than_can_be_looked_at_none_is_the_pin(void **state)
{
    enum { ROOM = 64 };
    for (int n = ROOM; n <= ROOM + 1; n++) {
        es_auto(buf) html = {0};
        assert_true(es_buf_add_str(&html, PINS LIST("482913") "<dl>"));
        for (int i = 0; i < n; i++)
            assert_true(es_buf_printf(&html, "<dt>Yeni PIN<dd>%d", i < ROOM ? 4829 : 111222));
        assert_true(es_buf_add_str(&html, "</dl>"));
        assert_string_equal(cards_on(es_buf_str(&html)),
                            n > ROOM ? "-,ALS-1,-,-" : "-,ALS-1,482913,70516284");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(digits_of_unlike_elements_are_not_put_together),
        SEEN(digits_of_several_lines_are_not_put_together),
        SEEN(two_numbers_in_one_text_are_not_put_together),
        SEEN(what_is_struck_out_is_not_read_nor_what_stands_beside_it),
        SEEN(a_value_that_is_said_to_be_old_is_left_out),
        SEEN(a_picture_in_a_value_may_be_a_digit),
        SEEN(what_nobody_sees_is_no_part_of_a_value),
        SEEN(what_may_be_shown_backwards_is_left_out),
        SEEN(digits_in_equal_boxes_are_one_value),
        SEEN(cells_reach_as_far_as_in_a_browser),
        SEEN(a_row_that_its_heads_do_not_fit_says_nothing),
        SEEN(of_two_that_may_be_the_pin_none_is),
        SEEN(what_is_unclear_in_one_of_two_showings_is_left_out),
        SEEN(of_more_than_can_be_looked_at_none_is_the_pin),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
