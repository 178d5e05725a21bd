/* SPDX-License-Identifier: Apache-2.0 */
/* Links and the head, the limits, and the flat value itself: whatever comes in, a page comes
 * out; whatever is made of a page's bytes, es_page_valid decides without harm. */
#include "page_testing.h"
#include <stdlib.h>

enum { RANDOM_PAGES = 3000, MUTATIONS = 4000, SEED = 20260131 };

static void links_tell_their_text_and_whether_they_are_seen(void **state)
{
    es_auto(page) *page =
        page_of("<a href=' cikis.go '>Çıkış <img alt=x></a><a name=y>z</a><a href=a aria-label=b>"
                "</a><p hidden><a href=c>d</a></p><map><area href=e alt=f></map><a href=''></a>");
    const struct es_link *links = es_page_links(page);
    static const char *const wanted[][2] = {
        {"cikis.go", "Çıkış x"}, {"a", "b"}, {"c", "d"}, {"e", "f"}, {"", ""}};
    assert_int_equal(page->links.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(es_page_str(page, links[i].href), wanted[i][0]);
        assert_string_equal(es_page_str(page, links[i].text), wanted[i][1]);
        assert_int_equal(links[i].unseen, i == 2);
    }
}

static void an_area_is_as_clear_as_its_picture(void **state)
{
    static const struct {
        const char *image;
        bool doubtful;
    } cases[] = {
        {"<img src=x usemap='#m'>", false},
        {"<img src=x>", true},
        {"", true},
        {"<img src=x usemap='#m' hidden>", true},
        {"<img src=x usemap='#m' width=1>", true},
        {"<img src=x usemap='#m' style='height:1px'>", true},
        {"<p usemap='#m'>x</p>", true},
        {"<style>i,img{display:none}</style><img src=x usemap='#m'>", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[256];
        snprintf(html, sizeof html, "%s<map name=m><area href=y alt=z></map>", cases[i].image);
        es_auto(page) *page = page_of(html);
        assert_int_equal(page->links.n, 1);
        if (es_page_links(page)->doubtful != cases[i].doubtful)
            fail_msg("%s", cases[i].image);
    }
}

static void a_refresh_is_read_as_browsers_do(void **state)
{
    static const struct {
        const char *content, *url;
        int seconds; /* -1: no refresh */
    } cases[] = {
        {"5", "", 5},
        {"0;url=a.go", "a.go", 0},
        {" 3.9 ; URL = 'a.go?x' y", "a.go?x", 3},
        {"1,b.go", "b.go", 1},
        {"1 b.go ", "b.go", 1},
        {"1; url='b.go", "b.go", 1},
        {".5;url=x", "x", 0},
        {"1; urlx", "urlx", 1},
        {"5x", "", -1},
        {"-1;url=x", "", -1},
        {"", "", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[256];
        snprintf(html, sizeof html, "<noscript><meta http-equiv=Refresh content=\"%s\">",
                 cases[i].content);
        es_auto(page) *page = page_of(html);
        assert_int_equal(page->flags & ES_PAGE_HAS_REFRESH, cases[i].seconds < 0 ? 0 : 2);
        assert_string_equal(es_page_str(page, page->refresh_url), cases[i].url);
        if (cases[i].seconds >= 0)
            assert_int_equal(page->refresh_seconds, cases[i].seconds);
    }
}

static void base_and_title_are_the_first_of_their_kind(void **state)
{
    es_auto(page) *page = page_of("<title> Giriş\n Ekranı </title><base target=x><base href='/q/'>"
                                  "<base href=/r><title>b</title>");
    assert_string_equal(es_page_str(page, page->title), "Giriş Ekranı");
    assert_string_equal(es_page_str(page, page->base), "https://example.org/q/");
    assert_string_equal(es_page_str(page, page->url), "https://example.org/a/b.go?c=d");
}

static void a_base_that_leaves_the_web_does_not_count(void **state)
{
    es_auto(page) *page = page_of("<base href='javascript:x'><base href=/y>");
    assert_string_equal(es_page_str(page, page->base), "https://example.org/a/b.go?c=d");
}

static void frames_that_show_something_are_told(void **state)
{
    es_auto(page) *page = page_of("<iframe src=a></iframe><iframe></iframe><iframe src=b "
                                  "style='display:none'></iframe><iframe src=c height=0></iframe>");
    const es_str *frames = es_page_at(page, page->frames);
    assert_int_equal(page->frames.n, 2);
    assert_string_equal(es_page_str(page, frames[0]), "a");
    assert_string_equal(es_page_str(page, frames[1]), "");
}

static void a_frameset_gives_its_frames(void **state)
{
    es_auto(page) *page = page_of("<frameset cols='1,*'><frame src=a><frame src=b></frameset>");
    assert_int_equal(page->frames.n, 2);
}

static void a_script_is_told_and_data_is_none(void **state)
{
    es_auto(page) *with = page_of("<script>x()</script>");
    es_auto(page) *without = page_of("<script type='application/ld+json'>{}</script>");
    assert_true(with->flags & ES_PAGE_HAS_SCRIPT);
    assert_false(without->flags & ES_PAGE_HAS_SCRIPT);
}

static void an_empty_page_is_a_page(void **state)
{
    es_auto(page) *page = page_of("");
    assert_int_equal(page->blocks.n + page->forms.n + page->controls.n + page->links.n, 0);
}

static void a_page_cut_off_anywhere_is_a_page(void **state)
{
    static const char html[] =
        "<!doctype html><title>Giriş &amp; Çıkış</title><form action='a?b&amp;c'><table><tr><td>"
        "Kimlik No &ccedil;<td><input name=\"x\" value='y'></table><select><option>a</select>"
        "<!-- x --><script>'</form>'</script><textarea>\n a&lt</textarea><svg><title>b</title>"
        "</svg></form><a href=x>&#305;&amp";
    for (size_t len = 0; len < sizeof html; len++) {
        es_auto(page) *page = page_from(html, len, NULL);
        assert_non_null(page);
    }
}

static es_status parse_repeated(const char *piece, size_t times, const char *tail)
{
    size_t len = strlen(piece), all = len * times + strlen(tail);
    char *html = malloc(all + 1);
    assert_non_null(html);
    for (size_t i = 0; i < times; i++)
        memcpy(html + i * len, piece, len);
    memcpy(html + len * times, tail, strlen(tail) + 1);
    struct es_page_source source = {html, all, "text/html; charset=utf-8", "", false};
    es_auto(page) *page = NULL;
    es_status status = es_page_parse(&source, &page, NULL);
    if (status == ES_OK)
        assert_true(es_page_valid(page, page->size));
    free(html);
    return status;
}

static void too_deep_a_page_is_refused(void **state)
{
    assert_int_equal(parse_repeated("<div>", 100000, ""), ES_TOO_LARGE);
    assert_int_equal(parse_repeated("<div>", 2100, ""), ES_TOO_LARGE);
    assert_int_equal(parse_repeated("<div>", 1900, ""), ES_OK);
}

static void many_elements_side_by_side_are_not_deep(void **state)
{
    assert_int_equal(parse_repeated("<p>a<br><input><img src=x><b>b</b>", 5000, ""), ES_OK);
    assert_int_equal(parse_repeated("<tr><td>a<td><font>b</font>", 5000, ""), ES_OK);
}

static void too_long_a_page_is_refused(void **state)
{
    assert_int_equal(parse_repeated("<p>abc</p>", 300000, ""), ES_TOO_LARGE);
}

static es_status parse_behind(const char *head, const char *piece, size_t times)
{
    es_auto(buf) html = {.max = ES_PAGE_SOURCE_MAX};
    assert_true(es_buf_add_str(&html, head));
    for (size_t i = 0; i < times; i++)
        assert_true(es_buf_add_str(&html, piece));
    return parse_repeated(es_buf_str(&html), 1, ">");
}

static void a_tag_with_too_many_attributes_is_refused(void **state)
{
    assert_int_equal(parse_behind("<p", " a b=c", 300), ES_OK);
    assert_int_equal(parse_behind("<p", " a b=c", 600), ES_TOO_LARGE);
}

static void many_elements_far_down_are_refused(void **state)
{
    es_auto(buf) start = {.max = 1 << 20};
    for (int i = 0; i < 400; i++)
        assert_true(es_buf_add_str(&start, "<span>"));
    assert_int_equal(parse_behind(es_buf_str(&start), "a<br>", 1000), ES_OK);
    assert_int_equal(parse_behind(es_buf_str(&start), "a<br>", 60000), ES_TOO_LARGE);
}

static void a_long_text_that_names_too_many_controls_is_refused(void **state)
{
    es_auto(buf) start = {.max = 1 << 20};
    assert_true(es_buf_add_str(&start, "<p id=a>"));
    for (int i = 0; i < 30000; i++)
        assert_true(es_buf_add_str(&start, "ab "));
    assert_true(es_buf_add_str(&start, "</p>"));
    assert_int_equal(parse_behind(es_buf_str(&start), "<input aria-labelledby=a>", 10), ES_OK);
    assert_int_equal(parse_behind(es_buf_str(&start), "<input aria-labelledby=a>", 100),
                     ES_TOO_LARGE);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void any_soup_of_tags_is_a_page(void **state)
{
    static const char *const pieces[] = {
        "<form id=a>",
        "</form>",
        "<form action=x method=post>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td colspan=3 rowspan=0>",
        "<th>",
        "</td>",
        "<input name=x>",
        "<input type=hidden>",
        "<label for=a>",
        "<label>",
        "</label>",
        "<select>",
        "<option selected>",
        "</select>",
        "<textarea>",
        "</textarea>",
        "<button name=b>",
        "</button>",
        "<fieldset disabled>",
        "<legend>",
        "</fieldset>",
        "<div hidden>",
        "<div>",
        "</div>",
        "<p style='display:none'>",
        "<span style=';:;left:-9e9px;'>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<li>",
        "<template>",
        "</template>",
        "<svg>",
        "<math>",
        "</svg>",
        "<title>",
        "</title>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<pre>",
        "a: b",
        "\n",
        " 12:30 ",
        "ş",
        "&nbsp;",
        "&amp",
        "\xFF\xFE",
        "<b>",
        "</b>",
        "<i>",
        "<a href=x>",
        "</a>",
        "<img alt=i>",
        "<iframe>",
        "<details>",
        "<isindex>",
        "<input form=a id=a aria-labelledby='a b'>",
        "<base href=//h/>",
        "<",
        "\"",
        "'",
        ">",
        "=",
        "<caption>",
        "<h1>",
        "</h1>",
        "<noscript>",
        "<frameset>",
        "<br>",
        "<datalist>",
        "<object>",
    };
    uint32_t random = SEED;
    for (size_t i = 0; i < RANDOM_PAGES; i++) {
        char html[2048];
        size_t len = 0, n = next_random(&random) % 60;
        for (size_t k = 0; k < n; k++) {
            const char *piece = pieces[next_random(&random) % (sizeof pieces / sizeof *pieces)];
            memcpy(html + len, piece, strlen(piece));
            len += strlen(piece);
        }
        /* exactly as long as it says, so that reading past its end is seen */
        char *exact = malloc(len + !len);
        assert_non_null(exact);
        memcpy(exact, html, len);
        es_auto(page) *page = page_from(exact, len, i % 2 ? "text/html; charset=utf-8" : NULL);
        assert_non_null(page);
        free(exact);
    }
}

static void any_bytes_are_a_page(void **state)
{
    uint32_t random = SEED;
    for (size_t i = 0; i < RANDOM_PAGES; i++) {
        char bytes[256];
        size_t len = next_random(&random) % sizeof bytes;
        for (size_t k = 0; k < len; k++)
            bytes[k] = i % 2 ? (char)next_random(&random)
                             : "<>/='\"&; a\0t\n!-"[next_random(&random) % 16];
        es_auto(page) *page = page_from(bytes, len, NULL);
        assert_non_null(page);
    }
}

/* Reads everything that a valid page refers to. */
static size_t read_through(const struct es_page *page)
{
    size_t sum = strlen(es_page_str(page, page->title)) + strlen(es_page_str(page, page->base));
    for (uint32_t i = 0; i < page->blocks.n; i++)
        sum += strlen(es_page_str(page, es_page_blocks(page)[i].text));
    for (uint32_t i = 0; i < page->pairs.n; i++)
        sum += strlen(es_page_str(page, es_page_pairs(page)[i].value));
    for (uint32_t i = 0; i < page->cells.n; i++)
        sum += strlen(es_page_str(page, es_page_cells(page)[i].text));
    for (uint32_t i = 0; i < page->controls.n; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        if (control->form != ES_NONE)
            sum += es_page_forms(page)[control->form].post;
        for (uint32_t k = 0; k < control->words.n; k++)
            sum += strlen(es_page_str(page, es_control_words(page, control)[k].text));
        for (uint32_t k = 0; k < control->options.n; k++)
            sum += strlen(es_page_str(page, es_control_options(page, control)[k].value));
    }
    for (uint32_t i = 0; i < page->links.n; i++)
        sum += strlen(es_page_str(page, es_page_links(page)[i].href));
    for (uint32_t i = 0; i < page->images.n; i++)
        sum += strlen(es_page_str(page, es_page_images(page)[i].src));
    return sum;
}

static const char full[] =
    "<title>t</title><base href=/b><h1>h</h1><form action=a><table><tr><td>PIN<td>: 12</table><p>"
    "a: b</p><input name=x title=y><select name=s><option>o</select></form><a href=l>m</a>"
    "<img src=i><iframe src=f></iframe>";

static void a_changed_value_is_refused_or_harmless(void **state)
{
    es_auto(page) *page = page_of(full);
    size_t size = page->size;
    char *copy = malloc(size);
    assert_non_null(copy);
    uint32_t random = SEED, accepted = 0;
    for (size_t i = 0; i < MUTATIONS; i++) {
        memcpy(copy, page, size);
        for (uint32_t n = 1 + next_random(&random) % 3; n; n--) {
            uint32_t word = next_random(&random) % (uint32_t)(size / 4);
            uint32_t value = next_random(&random);
            value = value % 3 == 0   ? value % 64
                    : value % 3 == 1 ? value
                                     : value % (uint32_t)(size * 2);
            memcpy(copy + (size_t)word * 4, &value, sizeof value);
        }
        if (es_page_valid(copy, size)) {
            accepted++;
            assert_true(read_through((const struct es_page *)(void *)copy) < size * 100);
        }
    }
    free(copy);
    assert_true(accepted > 0 && accepted < MUTATIONS);
}

static void a_seam_is_found_from_end_to_end(void **state)
{
    es_auto(page) *page = page_of("<p>12<sup>3</sup>4</p><p>5</p><p>67<b>8</b></p>");
    const struct es_seam *seams = es_page_seams(page);
    assert_int_equal(page->seams.n, 3);
    assert_int_equal(seams[0].to, seams[1].from); /* one begins where another ends */
    uint32_t first = seams[0].from, end = seams[1].to, last = seams[2].from;
    assert_true(end + 1 < last);
    assert_true(es_page_has_seam(page, 0, UINT32_MAX));
    assert_false(es_page_has_seam(page, 0, first));
    assert_true(es_page_has_seam(page, 0, first + 1));
    assert_true(es_page_has_seam(page, seams[0].to, seams[0].to + 1));
    assert_true(es_page_has_seam(page, end, end + 1));
    assert_false(es_page_has_seam(page, end + 1, last));
    assert_true(es_page_has_seam(page, end + 1, last + 1));
    assert_false(es_page_has_seam(page, seams[2].to + 1, UINT32_MAX));
    assert_false(es_page_has_seam(page, first, first)); /* nothing holds nothing */
}

static void seams_that_turn_or_overlap_are_refused(void **state)
{
    es_auto(page) *page = page_of("<p>12<sup>3</sup>4</p>");
    struct es_seam *seams = (struct es_seam *)(void *)((char *)page + page->seams.at);
    assert_int_equal(page->seams.n, 2);
    seams[1].from--;
    assert_false(es_page_valid(page, page->size));
    seams[1].from++;
    seams[1].to = seams[1].from;
    assert_true(es_page_valid(page, page->size));
    seams[1].to--;
    assert_false(es_page_valid(page, page->size));
}

static void a_value_cut_short_or_empty_is_refused(void **state)
{
    es_auto(page) *page = page_of(full);
    for (size_t size = 0; size < page->size; size++)
        assert_false(es_page_valid(page, size));
    assert_false(es_page_valid(NULL, 0));
}

static void only_links_are_kept_of_a_page_of_secrets(void **state)
{
    es_auto(page) *page = page_of("<p>PIN: 8642097</p><a href=cikis.go>Çıkış</a><form></form>");
    es_auto(page) *kept = NULL;
    assert_int_equal(es_page_only_links(page, &kept, NULL), ES_OK);
    assert_true(es_page_valid(kept, kept->size));
    assert_int_equal(kept->links.n, 1);
    assert_string_equal(es_page_str(kept, es_page_links(kept)->href), "cikis.go");
    assert_string_equal(es_page_str(kept, kept->url), "https://example.org/a/b.go?c=d");
    assert_string_equal(es_page_str(kept, kept->base), "https://example.org/a/b.go?c=d");
    assert_int_equal(kept->blocks.n + kept->pairs.n + kept->cells.n + kept->forms.n, 0);
    assert_null(memmem(kept, kept->size, "8642097", 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_tell_their_text_and_whether_they_are_seen),
        cmocka_unit_test(an_area_is_as_clear_as_its_picture),
        cmocka_unit_test(a_refresh_is_read_as_browsers_do),
        cmocka_unit_test(base_and_title_are_the_first_of_their_kind),
        cmocka_unit_test(a_base_that_leaves_the_web_does_not_count),
        cmocka_unit_test(frames_that_show_something_are_told),
        cmocka_unit_test(a_frameset_gives_its_frames),
        cmocka_unit_test(a_script_is_told_and_data_is_none),
        cmocka_unit_test(an_empty_page_is_a_page),
        cmocka_unit_test(a_page_cut_off_anywhere_is_a_page),
        cmocka_unit_test(too_deep_a_page_is_refused),
        cmocka_unit_test(many_elements_side_by_side_are_not_deep),
        cmocka_unit_test(too_long_a_page_is_refused),
        cmocka_unit_test(a_tag_with_too_many_attributes_is_refused),
        cmocka_unit_test(many_elements_far_down_are_refused),
        cmocka_unit_test(a_long_text_that_names_too_many_controls_is_refused),
        cmocka_unit_test(any_soup_of_tags_is_a_page),
        cmocka_unit_test(any_bytes_are_a_page),
        cmocka_unit_test(a_changed_value_is_refused_or_harmless),
        cmocka_unit_test(a_seam_is_found_from_end_to_end),
        cmocka_unit_test(seams_that_turn_or_overlap_are_refused),
        cmocka_unit_test(a_value_cut_short_or_empty_is_refused),
        cmocka_unit_test(only_links_are_kept_of_a_page_of_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
