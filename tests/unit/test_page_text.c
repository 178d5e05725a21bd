/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a page as a person sees it: blocks, pairs, cells. */
#include "page_testing.h"

static void lines_end_at_blocks_and_breaks(void **state)
{
    es_auto(page) *page =
        page_of("bir <b>iki</b><font> üç</font><br>dört<div>beş</div>altı<hr>yedi");
    assert_int_equal(page->blocks.n, 5);
    assert_true(has_block(page, ES_BLOCK_TEXT, "bir iki üç"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "dört"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "beş"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "altı"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "yedi"));
}

static void inline_elements_put_no_blank_into_a_word(void **state)
{
    es_auto(page) *page = page_of("<p>Güven<b>lik</b> Söz&shy;cüğü&nbsp;&nbsp;\n Ek<wbr>ranı</p>");
    assert_true(has_block(page, ES_BLOCK_TEXT, "Güvenlik Sözcüğü Ekranı"));
}

static void a_display_style_decides_over_the_tag(void **state)
{
    es_auto(page) *page = page_of("<div style='display:inline'>a</div><div style='display: inline'>"
                                  "b</div><p>c<span style='display:block'>d</span></p>");
    assert_true(has_block(page, ES_BLOCK_TEXT, "ab"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "c"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "d"));
}

static void preformatted_lines_are_lines(void **state)
{
    es_auto(page) *page = page_of("<pre>PIN: 1234\nPUK: <b>5678</b></pre>");
    assert_true(has_pair(page, ES_PAIR_LINE, "PIN", "1234"));
    assert_true(has_pair(page, ES_PAIR_LINE, "PUK", "5678"));
}

static void what_is_not_shown_is_no_text(void **state)
{
    static const char *const hidden[] = {
        "<head><title>x</title></head>",
        "<script>x</script>",
        "<style>x</style>",
        "<template>x</template>",
        "<!-- x -->",
        "<p hidden>x</p>",
        "<p aria-hidden=true>x</p>",
        "<p style='display:none'>x</p>",
        "<p style='visibility: hidden'><b>x</b></p>",
        "<p style='font-size:0'>x</p>",
        "<p style='FONT-SIZE: 0px'><b style='font-size:2em'>x</b></p>",
        "<p style='height:0;overflow:hidden'>x</p>",
        "<p style='overflow:hidden;max-height:0px !important'>x</p>",
        "<select><option>x</select>",
        "<textarea>x</textarea>",
        "<button>x</button>",
        "<iframe>x</iframe>",
        "<video>x</video>",
        "<datalist><option>x</datalist>",
        "<dialog>x</dialog>",
        "<svg><style>x</style></svg>",
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        es_auto(page) *page = page_of(hidden[i]);
        if (page->blocks.n)
            fail_msg("%s is seen", hidden[i]);
    }
}

static void what_a_scriptless_browser_shows_is_text(void **state)
{
    static const char *const shown[] = {
        "<noscript>x</noscript>",
        "<details><summary></summary>x</details>",
        "<summary>x</summary>",
        "<dialog open>x</dialog>",
        "<img alt=x>",
        "<object>x</object>",
        "<output>x</output>",
        "<svg><text>x</text></svg>",
        "<p style='visibility:hidden'><b style='visibility:visible'>x</b></p>",
    };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        es_auto(page) *page = page_of(shown[i]);
        if (!has_block(page, ES_BLOCK_TEXT, "x"))
            fail_msg("%s is not seen", shown[i]);
    }
}

static void blocks_know_where_they_stand(void **state)
{
    es_auto(page) *page =
        page_of("<h3>a</h3><div role=heading aria-level=4>b</div><table><caption>c</caption><tr>"
                "<td>d<td><h1>e</h1></table><ul><li>f</ul><dl><dt>g<dd>h</dl><p><label>i</label> j"
                "<div role=alert><p>k</p><ul><li>l</ul></div>");
    assert_true(has_block(page, ES_BLOCK_HEADING, "a"));
    assert_true(has_block(page, ES_BLOCK_HEADING, "b"));
    assert_int_equal(es_page_blocks(page)[0].level, 3);
    assert_int_equal(es_page_blocks(page)[1].level, 4);
    assert_true(has_block(page, ES_BLOCK_HEADING, "c"));
    assert_true(has_block(page, ES_BLOCK_CELL, "d"));
    assert_true(has_block(page, ES_BLOCK_HEADING, "e"));
    assert_true(has_block(page, ES_BLOCK_ITEM, "f"));
    assert_true(has_block(page, ES_BLOCK_TERM, "g"));
    assert_true(has_block(page, ES_BLOCK_DETAIL, "h"));
    assert_true(has_block(page, ES_BLOCK_LABEL, "i"));
    assert_true(has_block(page, ES_BLOCK_TEXT, "j"));
    assert_true(has_block(page, ES_BLOCK_ALERT, "k"));
    assert_true(has_block(page, ES_BLOCK_ALERT, "l"));
}

static void blocks_are_in_tree_order(void **state)
{
    es_auto(page) *page = page_of("<p>a<ul><li>b<table><tr><td>c</table></ul><p>d <b>e</b><p>f");
    for (uint32_t i = 1; i < page->blocks.n; i++)
        assert_true(es_page_blocks(page)[i - 1].order < es_page_blocks(page)[i].order);
}

static void a_cell_that_holds_a_table_is_no_cell_block(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>dış<table><tr><td>iç</table></table>");
    assert_true(has_block(page, ES_BLOCK_TEXT, "dış"));
    assert_true(has_block(page, ES_BLOCK_CELL, "iç"));
}

static void a_line_with_a_colon_is_a_pair(void **state)
{
    static const char *const lines[] = {
        "<p>Telefon Numaranız : 54 *** 25</p>",
        "<p><b>Telefon Numaranız</b> : 54 *** 25</p>",
        "<p><label>Telefon Numaranız:</label> <span>54 *** 25</span></p>",
        "<ul><li><i>Telefon Numaranız: </i>54 *** 25</ul>",
        "<table><tr><td>Telefon Numaranız: 54 *** 25</table>",
        "saat 12:30<br>Telefon Numaranız: 54 *** 25<br>https://example.org/",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        es_auto(page) *page = page_of(lines[i]);
        assert_true(has_pair(page, ES_PAIR_LINE, "Telefon Numaranız", "54 *** 25"));
        assert_int_equal(page->pairs.n, 1);
    }
}

static void a_colon_with_nothing_behind_it_is_no_pair(void **state)
{
    es_auto(page) *page = page_of("<p>Ad: <input></p><p>:b</p><p>PIN:</p>");
    assert_int_equal(page->pairs.n, 0);
}

static void cells_side_by_side_are_a_pair(void **state)
{
    static const char *const rows[] = {
        "<tr><td>PIN :<td>1234",
        "<tr><th>PIN<td>1234",
        "<tr><td>PIN<td>:<td>1234",
        "<tr><td>PIN<td>: 1234",
        "<tr><td><font>PIN*</font><td><b>1234</b>",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char html[256];
        snprintf(html, sizeof html, "<table>%s</table>", rows[i]);
        es_auto(page) *page = page_of(html);
        assert_true(has_pair(page, ES_PAIR_ROW, "PIN", "1234"));
    }
}

static void an_empty_value_is_not_taken_from_the_next_cell(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>PIN<td><td>PUK<td>5678</table>");
    assert_true(has_pair(page, ES_PAIR_ROW, "PUK", "5678"));
    assert_int_equal(page->pairs.n, 1);
}

static void a_header_and_the_cells_below_it_are_pairs_of_their_rows(void **state)
{
    static const char *const tables[] = {
        "<table><tr><th>Kart<th>PIN<th>PUK<tr><td>a<td>12<td>34<tr><td>b<td>56<td>78</table>",
        "<table><tr><td colspan=3>Kartlar<tr><td>Kart<td>PIN<td>PUK<tr><td>a<td>12<td>34"
        "<tr><td>b<td>56<td>78</table>",
        "<table><thead><tr><th>Kart<th>PIN<th>PUK</thead><tbody><tr><td>a<td>12<td>34<tr><td>b"
        "<td>56<td>78</table>",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        es_auto(page) *page = page_of(tables[i]);
        const struct es_pair *card = find_pair(page, ES_PAIR_COLUMN, "Kart", "b");
        const struct es_pair *pin = find_pair(page, ES_PAIR_COLUMN, "PIN", "56");
        const struct es_pair *puk = find_pair(page, ES_PAIR_COLUMN, "PUK", "78");
        const struct es_pair *other = find_pair(page, ES_PAIR_COLUMN, "PIN", "12");
        assert_true(card && pin && puk && other);
        assert_int_equal(card->group, pin->group);
        assert_int_equal(pin->group, puk->group);
        assert_int_not_equal(pin->group, other->group);
    }
}

static void spans_move_the_cells_behind_them(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d"
                                  "<tr><td>e</table>");
    static const struct es_cell wanted[] = {{0, 0, 0, 2, 1, 0, 0, 0, 0},
                                            {0, 0, 1, 1, 2, 0, 0, 0, 0},
                                            {0, 1, 1, 1, 1, 0, 0, 0, 0},
                                            {0, 1, 2, 1, 1, 0, 0, 0, 0},
                                            {0, 2, 0, 1, 1, 0, 0, 0, 0}};
    assert_int_equal(page->cells.n, 5);
    for (uint32_t i = 0; i < 5; i++) {
        const struct es_cell *cell = &es_page_cells(page)[i];
        assert_int_equal(cell->row, wanted[i].row);
        assert_int_equal(cell->column, wanted[i].column);
        assert_int_equal(cell->row_span, wanted[i].row_span);
        assert_int_equal(cell->column_span, wanted[i].column_span);
    }
}

static void an_inner_tables_cells_are_its_own(void **state)
{
    es_auto(page) *page = page_of("<table><tr><td>a<table><tr><td>b</table><td>c</table>");
    assert_int_equal(page->cells.n, 3);
    assert_int_equal(es_page_cells(page)[0].table, 0);
    assert_string_equal(es_page_str(page, es_page_cells(page)[0].text), "a");
    assert_int_equal(es_page_cells(page)[2].table, 1);
    assert_string_equal(es_page_str(page, es_page_cells(page)[2].text), "b");
}

static void hidden_rows_and_cells_are_not_there(void **state)
{
    es_auto(page) *page = page_of("<table><tr style='display:none'><td>PIN<td>0<tr><td>PIN"
                                  "<td hidden>1<td>2</table>");
    assert_int_equal(page->pairs.n, 1);
    assert_true(has_pair(page, ES_PAIR_ROW, "PIN", "2"));
}

static void terms_and_details_are_pairs_of_their_list(void **state)
{
    es_auto(page) *page = page_of("<dl><div><dt>PIN:<dd>1234</div><div><dt>PUK<dd>5678</div></dl>"
                                  "<dl><dd>yalnız</dl>");
    const struct es_pair *pin = find_pair(page, ES_PAIR_TERM, "PIN", "1234");
    const struct es_pair *puk = find_pair(page, ES_PAIR_TERM, "PUK", "5678");
    assert_true(pin && puk);
    assert_int_equal(pin->group, puk->group);
    assert_int_equal(page->pairs.n, 2);
}

static void lines_of_one_list_or_block_belong_together(void **state)
{
    es_auto(page) *page = page_of("<ul><li>PIN: 1<li>PUK: 2</ul><ul><li>PIN: 3<li>PUK: 4</ul>"
                                  "<div>PIN: 5<br>PUK: 6</div><div>PIN: 7<br>PUK: 8</div>");
    const struct es_pair *pairs = es_page_pairs(page);
    assert_int_equal(page->pairs.n, 8);
    for (uint32_t i = 0; i < 8; i += 2)
        assert_int_equal(pairs[i].group, pairs[i + 1].group);
    assert_int_not_equal(pairs[1].group, pairs[2].group);
    assert_int_not_equal(pairs[5].group, pairs[6].group);
}

static void two_blocks_alone_in_one_are_a_pair(void **state)
{
    es_auto(page) *page =
        page_of("<div><div>\n<div> <b>PIN</b></div><div>1234</div>\n</div><div><div>PUK:"
                "</div><div>5678</div></div></div>");
    const struct es_pair *pin = find_pair(page, ES_PAIR_LINE, "PIN", "1234");
    const struct es_pair *puk = find_pair(page, ES_PAIR_LINE, "PUK", "5678");
    assert_true(pin && puk);
    assert_int_equal(pin->group, puk->group);
}

static void three_blocks_in_one_are_no_pair(void **state)
{
    es_auto(page) *page = page_of("<div><p>a</p><p>b</p><p>c</p></div>");
    assert_int_equal(page->pairs.n, 0);
}

static void two_inline_elements_alone_in_a_line_are_a_pair(void **state)
{
    es_auto(page) *page = page_of("<ul><li><span>PIN</span> <span>1234</span><li><b>PUK</b> 5678"
                                  "</ul>");
    assert_true(has_pair(page, ES_PAIR_LINE, "PIN", "1234"));
    assert_true(has_pair(page, ES_PAIR_LINE, "PUK", "5678"));
}

static void a_select_holds_no_raw_text(void **state)
{
    es_auto(page) *page = page_of("<table><tr><form><td><select><option><xmp></select></form>"
                                  "<input name=x></table>");
    assert_string_equal(owner_of(page, "x"), "none");
}

static void letters_have_a_size_again_where_a_style_says_so(void **state)
{
    es_auto(page) *page = page_of("<div style='font-size:0'>a<p style='font-size:14px'>b</p>"
                                  "<img alt=c></div>");
    assert_int_equal(page->blocks.n, 2);
    assert_string_equal(es_page_str(page, es_page_blocks(page)[0].text), "b");
    assert_string_equal(es_page_str(page, es_page_blocks(page)[1].text), "c");
}

static bool is_doubtful(const char *html)
{
    es_auto(page) *page = page_of(html);
    assert_int_equal(page->links.n, 1);
    assert_int_equal(es_page_blocks(page)[page->blocks.n - 1].doubtful,
                     es_page_links(page)[0].doubtful);
    return es_page_links(page)[0].doubtful;
}

static void what_a_style_sheet_may_hide_is_doubtful(void **state)
{
    assert_true(is_doubtful("<style>.h{display:none}</style><p class='g h'><a href=x>x</a>"));
    assert_true(is_doubtful("<p id=h><a href=x>x</a><style>@media print{#h{opacity:0}}</style>"));
    assert_true(is_doubtful("<style>i{}ul>li{font-size:0}</style><ul><li><a href=x>x</a></ul>"));
    assert_false(is_doubtful("<style>.h{color:red}</style><p class=h><a href=x>x</a>"));
    assert_false(is_doubtful("<style>.h:after{display:none}</style><p class=h><a href=x>x</a>"));
    assert_false(is_doubtful("<style>ol>li{display:none}</style><ul><li><a href=x>x</a></ul>"));
}

static void a_rule_for_an_attribute_means_what_has_it(void **state)
{
#define HIDES(selector, element)                                                                   \
    is_doubtful("<style>" selector "{display:none}</style><" element "><a href=x>x</a>")
    assert_false(HIDES("[class=h]", "p"));
    assert_false(HIDES("p[class=h]", "p"));
    assert_false(HIDES("*[class*='h']", "p id=h"));
    assert_false(HIDES("[ style*=none ]", "p class=style"));
    assert_false(HIDES("[classes]", "p class=h"));
    assert_false(HIDES("[class=h]>p", "p"));
    assert_true(HIDES("[class=h]", "p class=h"));
    assert_true(HIDES("p[CLASS|=h]", "p class=h"));
    assert_true(HIDES("[ class ]", "p class=h"));
    assert_true(HIDES("[style*=none]", "p style='color:red'"));
    assert_true(HIDES("[*|class]", "p"));
    assert_true(HIDES("[|class]", "p"));
    assert_true(HIDES("[a|class]", "p"));
    assert_true(HIDES("[cl\\61ss]", "p"));
#undef HIDES
}

static void assert_style_is_doubtful(const char *style, bool doubtful)
{
    char html[256];
    snprintf(html, sizeof html, "<p style='%s'><a href=x>x</a>", style);
    if (is_doubtful(html) != doubtful)
        fail_msg("%s", style);
}

static void a_style_that_some_programs_hide_by_is_doubtful(void **state)
{
    static const char *const tricks[] = {
        "mso-hide:all",
        "MSO-HIDE: ALL !important",
        "clip:rect(0,0,0,0)",
        "clip-path:inset(100%)",
        "clip-path:circle(0)",
        "clip-path:polygon(0 0)",
        "clip-path:ellipse(0 0)",
        "transform:scale(0)",
        "transform:skew(90deg)",
        "transform:translate(-999px)",
        "transform:matrix(0,0,0,0,0,0)",
        "scale:0",
        "zoom:0",
        "filter:opacity(0)",
        "filter:alpha(opacity=0)",
        "-webkit-text-fill-color:transparent",
        "content-visibility:hidden",
        "font:0/0 a",
        "font:0 a",
        "font:0px a",
        "margin-top:-999px",
        "margin:-999px",
        "bottom:-999px",
        "color:rgba(0,0,0,0)",
        "color:hsla(0,0%,0%,0.0)",
        "color:rgb(0 0 0 / 0%)",
        "color:#0000",
        "color:#FFF0",
        "color:#12345600",
        "dis\\70lay:none",
        "a/**/display:none",
        "display:var(--a)",
        "visibility:hid\\64 en",
        "opacity:calc(0)",
        "font-size:calc(0px)",
        "font-size:1px",
        "max-height:1px;overflow:hidden",
        "overflow-y:clip;width:1pt",
    };
    for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++)
        assert_style_is_doubtful(tricks[i], true);
}

static void a_style_that_only_looks_like_a_trick_is_not_doubtful(void **state)
{
    static const char *const plain[] = {
        "mso-line-height-rule:exactly",
        "clip:auto",
        "clip-path:none",
        "transform:none",
        "transform:rotate(3deg)",
        "scale:1",
        "zoom:1",
        "filter:none",
        "content-visibility:auto",
        "font:10px a",
        "margin-top:-10px",
        "margin:-10px",
        "bottom:-10px",
        "color:rgba(0,0,0,1)",
        "color:rgb(0,0,0)",
        "color:rgb(0,100,200)",
        "color:hsl(0,0%,0%)",
        "color:#000",
        "color:#f00",
        "color:#000000",
        "color:#000f",
        "color:#000000ff",
        "color:#12345670",
        "background-color:#0000",
        "background:url(a/b)",
        "width:calc(100% - 2px)",
        "font-size:1em",
        "font-size:2px",
        "max-height:1px",
        "max-height:1em;overflow:hidden",
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_style_is_doubtful(plain[i], false);
}

static void what_stands_beside_the_matter_is_aside(void **state)
{
    static const struct {
        const char *html;
        bool aside;
    } cases[] = {
        {"<footer>x</footer>", true},
        {"<aside><div><p>x</div></aside>", true},
        {"<nav><ul><li>x</ul></nav>", true},
        {"<div role=contentinfo>x</div>", true},
        {"<div role=Complementary><p><b>x</b></div>", true},
        {"<section role=navigation>x</section>", true},
        {"<nav><img alt=x></nav>", true},
        {"<main>x</main>", false},
        {"<header>x</header>", false},
        {"<div role=main class=footer>x</div>", false},
        {"<nav></nav><p>x", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        es_auto(page) *page = page_of(cases[i].html);
        assert_int_equal(page->blocks.n, 1);
        if (es_page_blocks(page)->aside != cases[i].aside)
            fail_msg("%s", cases[i].html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_have_a_size_again_where_a_style_says_so),
        cmocka_unit_test(what_a_style_sheet_may_hide_is_doubtful),
        cmocka_unit_test(a_rule_for_an_attribute_means_what_has_it),
        cmocka_unit_test(a_style_that_some_programs_hide_by_is_doubtful),
        cmocka_unit_test(a_style_that_only_looks_like_a_trick_is_not_doubtful),
        cmocka_unit_test(what_stands_beside_the_matter_is_aside),
        cmocka_unit_test(lines_end_at_blocks_and_breaks),
        cmocka_unit_test(inline_elements_put_no_blank_into_a_word),
        cmocka_unit_test(a_display_style_decides_over_the_tag),
        cmocka_unit_test(preformatted_lines_are_lines),
        cmocka_unit_test(what_is_not_shown_is_no_text),
        cmocka_unit_test(what_a_scriptless_browser_shows_is_text),
        cmocka_unit_test(blocks_know_where_they_stand),
        cmocka_unit_test(blocks_are_in_tree_order),
        cmocka_unit_test(a_cell_that_holds_a_table_is_no_cell_block),
        cmocka_unit_test(a_line_with_a_colon_is_a_pair),
        cmocka_unit_test(a_colon_with_nothing_behind_it_is_no_pair),
        cmocka_unit_test(cells_side_by_side_are_a_pair),
        cmocka_unit_test(an_empty_value_is_not_taken_from_the_next_cell),
        cmocka_unit_test(a_header_and_the_cells_below_it_are_pairs_of_their_rows),
        cmocka_unit_test(spans_move_the_cells_behind_them),
        cmocka_unit_test(an_inner_tables_cells_are_its_own),
        cmocka_unit_test(hidden_rows_and_cells_are_not_there),
        cmocka_unit_test(terms_and_details_are_pairs_of_their_list),
        cmocka_unit_test(lines_of_one_list_or_block_belong_together),
        cmocka_unit_test(two_blocks_alone_in_one_are_a_pair),
        cmocka_unit_test(three_blocks_in_one_are_no_pair),
        cmocka_unit_test(two_inline_elements_alone_in_a_line_are_a_pair),
        cmocka_unit_test(a_select_holds_no_raw_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
