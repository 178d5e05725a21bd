/* SPDX-License-Identifier: Apache-2.0 */
/* What the portal's words say, by the profile's "messages" rows. A row holds in a clause that
 * has one of its "about" stems (where it gives any), one of its "any" stems and none of its
 * "not" stems; "after" limits it to pages that answer that kind. Rows come first to last: a page
 * that complains of the word and of the picture says what the first of these rows says. Only what
 * is new on the page counts, sentence by sentence. */
#include "client_internal.h"
#include "lines.h"
#include "sentence.h"
#include "stems_internal.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE_MAX = 2000, SHOWN_MAX = 600 };

/* A row holds in a clause of no other kinds than it says itself. */
static bool may_hold_in(const json_t *row, unsigned kinds)
{
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(row, "even_in"), i, name)
    {
        kinds &= ~es_clause_kind(json_string_value(name));
    }
    return kinds == 0;
}

/* What was done before the page came. */
struct deed {
    unsigned sent;     /* kinds, as bits */
    bool form_is_back; /* and the form that was sent is there again */
    bool aside;        /* the line stands aside: in a footer, a menu */
};

enum { DEEDS = ES_DEED_ACTIVATE | ES_DEED_UPDATE_INFO };

static unsigned bit_of(const char *name)
{
    enum es_kind kind;
    if (!strcmp(name, "activate"))
        return ES_DEED_ACTIVATE;
    if (!strcmp(name, "update_info"))
        return ES_DEED_UPDATE_INFO;
    return es_kind_find(name, &kind) ? 1u << kind : 0;
}

static bool was_sent(const struct deed *deed, const char *name)
{
    return (deed->sent & bit_of(name)) != 0;
}

/* "Kod gönderilmiştir" is no answer to new details: something else is to be done yet. */
static bool is_of_another_deed(const struct deed *deed, const char *after)
{
    bool known = deed->sent != (unsigned)ES_CLASSIFY_ANY && (deed->sent & DEEDS);
    return known && !(after && (bit_of(after) & DEEDS));
}

static bool is_ok(const json_t *row)
{
    const char *code = json_string_value(json_object_get(row, "code"));
    return code && !strcmp(code, "ok");
}

static bool is_after(const json_t *row, const struct deed *deed)
{
    const char *after = json_string_value(json_object_get(row, "after"));
    const char *not_after = json_string_value(json_object_get(row, "not_after"));
    bool elsewhere = json_is_true(json_object_get(row, "elsewhere"));
    if ((deed->form_is_back && elsewhere) ||
        (is_ok(row) && (deed->aside || is_of_another_deed(deed, after))))
        return false;
    bool barred = not_after && was_sent(deed, not_after) && deed->sent != (unsigned)ES_CLASSIFY_ANY;
    return !barred && (!after || was_sent(deed, after));
}

static bool row_holds(const struct es_profile *profile, const json_t *row,
                      const struct clause *clause, const struct deed *deed)
{
    const char *text = es_buf_str(&clause->text);
    const json_t *about = json_object_get(row, "about"), *only = json_object_get(row, "only");
    return is_after(row, deed) && may_hold_in(row, clause->kinds) &&
           es_clause_says(profile, json_object_get(row, "any"), text) &&
           (!about || es_clause_has(profile, about, text)) &&
           (!only || es_clause_is_only(profile, only, text)) &&
           !es_clause_has(profile, json_object_get(row, "not"), text);
}

/* The first row that holds in one of these clauses, but only before row `limit`. */
static size_t first_row(const struct es_profile *profile, size_t limit,
                        const struct es_sentence *sentence, const struct deed *deed)
{
    const json_t *rows = es_profile_get(profile, "messages");
    for (size_t i = 0; i < limit; i++) {
        for (size_t c = 0; c < sentence->n; c++) {
            if (row_holds(profile, json_array_get(rows, i), &sentence->clause[c], deed))
                return i;
        }
    }
    return limit;
}

static size_t best_row(const struct es_profile *profile, size_t limit, const struct es_lines *old,
                       const char *text, const struct deed *deed)
{
    for (struct es_line line; es_lines_next_new(old, &text, &line);) {
        es_auto(sentence) sentence = {.n = 0};
        if (line.len <= SENTENCE_MAX && es_sentence_split(profile, line.at, line.len, &sentence))
            limit = first_row(profile, limit, &sentence, deed);
    }
    return limit;
}

/* ---- the picture alone ---- */

static const json_t *stems_named(const struct es_profile *profile, const char *name)
{
    return json_object_get(es_profile_get(profile, "stems"), name);
}

static bool clause_has(const struct es_profile *profile, const char *list, const char *text)
{
    return es_clause_has(profile, stems_named(profile, list), text);
}

/* A row of this code holds in the clause; NULL: any row that says no. */
static bool says_code(const struct es_profile *profile, const char *code,
                      const struct clause *clause, const struct deed *deed)
{
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)es_profile_get(profile, "messages"), i, row)
    {
        const char *own = json_string_value(json_object_get(row, "code"));
        bool wanted = own && (code ? !strcmp(own, code) : strcmp(own, "ok") != 0);
        if (wanted && row_holds(profile, row, clause, deed))
            return true;
    }
    return false;
}

/* "Resimdeki yazı veya doğum tarihi hatalı", not "eksik veya hatalı". */
static bool joins_another(const struct es_profile *profile, const char *text)
{
    size_t i;
    json_t *join;
    json_array_foreach((json_t *)stems_named(profile, "joins"), i, join)
    {
        const char *stem = json_string_value(join);
        struct stem_hit hit = {text, 0};
        while (stem && (hit = es_stem_find(stem, text, hit.at + hit.len)).at) {
            const char *next = hit.at + hit.len + strspn(hit.at + hit.len, " ");
            es_auto(buf) word = ES_BUF_SECRET;
            if (!es_buf_add(&word, next, strcspn(next, " ")) ||
                !clause_has(profile, "joined", es_buf_str(&word)))
                return true;
        }
    }
    return false;
}

/* What stands beside a wrong picture and may tell of a word that was looked at: another no, or
 * another field that is not merely to be filled in again. */
static bool clause_says_more(const struct es_profile *profile, const struct clause *clause,
                             bool explained, const struct deed *deed)
{
    const char *text = es_buf_str(&clause->text);
    if (says_code(profile, "wrong_captcha", clause, deed))
        return clause_has(profile, "one_of_several", text) || joins_another(profile, text);
    bool again =
        clause_has(profile, "asked_again", text) && !clause_has(profile, "asked_to_look", text);
    bool harmless = again || (clause->kinds & CLAUSE_CLEARS);
    return (!harmless && clause_has(profile, "other_fields", text)) ||
           (!explained && says_code(profile, NULL, clause, deed));
}

static bool says_more(const struct es_profile *profile, const char *text,
                      const struct es_sentence *sentence, const struct deed *deed)
{
    if (es_stems_in_text(stems_named(profile, "tries_spoken_of"), text))
        return true;
    bool explained = false; /* "Resimdeki yazı hatalı olduğundan giriş yapılamadı" */
    for (size_t i = 0; i < sentence->n; i++)
        explained =
            explained || (clause_has(profile, "causes", es_buf_str(&sentence->clause[i].text)) &&
                          says_code(profile, "wrong_captcha", &sentence->clause[i], deed));
    for (size_t i = 0; i < sentence->n; i++) {
        if (clause_says_more(profile, &sentence->clause[i], explained, deed))
            return true;
    }
    return false;
}

/* ---- what speaks against a success ---- */

/* "Eski sözcüğünüz geçersizdir", "Bağlantı kullanılmıştır": of what is over with it. */
static bool clause_contradicts(const struct es_profile *profile, const struct clause *clause,
                               const struct deed *deed)
{
    const char *text = es_buf_str(&clause->text);
    return !clause->kinds && !says_code(profile, "ok", clause, deed) &&
           !clause_has(profile, "of_before", text) && says_code(profile, NULL, clause, deed);
}

static bool contradicts(const struct es_profile *profile, const char *text,
                        const struct es_sentence *sentence, const struct deed *deed)
{
    unsigned kinds = 0;
    for (size_t i = 0; i < sentence->n; i++) {
        if (clause_contradicts(profile, &sentence->clause[i], deed))
            return true;
        kinds |= sentence->clause[i].kinds;
    }
    return !kinds && es_stems_in_text(stems_named(profile, "trouble"), text);
}

/* ---- all that is new ---- */

/* Takes a sentence whole, and its clauses. */
typedef bool sentence_test(const struct es_profile *profile, const char *text,
                           const struct es_sentence *sentence, const struct deed *deed);

/* One that cannot be looked at may say anything. */
static bool line_passes(const struct es_profile *profile, const struct es_line *line,
                        const struct deed *deed, sentence_test *test)
{
    es_auto(buf) text = ES_BUF_SECRET;
    es_auto(sentence) sentence = {.n = 0};
    return line->len > SENTENCE_MAX || !es_buf_add(&text, line->at, line->len) ||
           !es_sentence_split(profile, line->at, line->len, &sentence) ||
           test(profile, es_buf_str(&text), &sentence, deed);
}

static bool any_new_line(const struct es_profile *profile, const struct es_lines *old,
                         const struct es_page *after, const struct deed *deed, sentence_test *test,
                         struct es_line *line)
{
    for (uint32_t i = 0; i < after->blocks.n; i++) {
        const char *text = es_page_str(after, es_page_blocks(after)[i].text);
        while (es_lines_next_new(old, &text, line)) {
            if (line_passes(profile, line, deed, test))
                return true;
        }
    }
    return false;
}

/* ---- the form that was sent ---- */

/* The next control of a form that a person fills in, from *at on; NULL: none. */
static const char *next_field(const struct es_page *page, uint32_t form, uint32_t *at)
{
    while (*at < page->controls.n) {
        const struct es_control *control = &es_page_controls(page)[(*at)++];
        if (control->form == form && es_control_is_fillable(control))
            return es_page_str(page, control->name);
    }
    return NULL;
}

static bool same_fields(const struct es_page *a, uint32_t form_a, const struct es_page *b,
                        uint32_t form_b)
{
    size_t n = 0;
    for (uint32_t at_a = 0, at_b = 0;; n++) {
        const char *one = next_field(a, form_a, &at_a), *other = next_field(b, form_b, &at_b);
        if (!one || !other)
            return one == other && n > 0;
        if (strcmp(one, other) != 0)
            return false;
    }
}

static bool form_is_back(const struct es_page *before, const struct es_page *after)
{
    for (uint32_t i = 0; before && i < before->forms.n; i++) {
        for (uint32_t j = 0; j < after->forms.n; j++) {
            if (same_fields(before, i, after, j))
                return true;
        }
    }
    return false;
}

/* ---- what is shown ---- */

static void show(const char *text, size_t max_chars, char out[ES_PORTAL_MESSAGE_MAX])
{
    es_auto(buf) safe = {.max = ES_PORTAL_MESSAGE_MAX - 1};
    if (*out && (!es_buf_add_str(&safe, out) || !es_buf_add_char(&safe, ' ')))
        return;
    if (es_text_safe(text, max_chars, &safe))
        memcpy(out, es_buf_str(&safe), safe.len + 1);
}

static void show_new_of(const char *text, const struct es_lines *old, size_t max_chars,
                        char out[ES_PORTAL_MESSAGE_MAX])
{
    for (struct es_line line; strlen(out) < SHOWN_MAX && es_lines_next_new(old, &text, &line);) {
        es_auto(buf) one = ES_BUF_SECRET;
        if (es_buf_add(&one, line.at, line.len))
            show(es_buf_str(&one), max_chars, out);
    }
}

/* Where no row holds, a person is shown what is new on the page. */
static void show_new(const struct es_page *after, const struct es_lines *old,
                     char out[ES_PORTAL_MESSAGE_MAX])
{
    const struct es_block *blocks = es_page_blocks(after);
    const char *last = "";
    for (uint32_t i = 0; i < after->blocks.n && strlen(out) < SHOWN_MAX; i++) {
        const char *text = es_page_str(after, blocks[i].text);
        if (blocks[i].kind != ES_BLOCK_HEADING && blocks[i].kind != ES_BLOCK_LABEL &&
            strcmp(text, last) != 0)
            show_new_of(text, old, SHOWN_MAX / 2, out);
        last = text;
    }
}

/* A success and what speaks against it, each in words that the profile knows. */
static void show_both(const char *success, const struct es_line *against,
                      const struct es_lines *old, char out[ES_PORTAL_MESSAGE_MAX])
{
    bool beside = against->at >= success && against->at < success + strlen(success);
    es_auto(buf) one = ES_BUF_SECRET;
    show_new_of(success, old, SHOWN_MAX / 2, out);
    if (!beside && against->len <= SENTENCE_MAX && es_buf_add(&one, against->at, against->len))
        show(es_buf_str(&one), SHOWN_MAX / 2, out);
}

static bool is_login(unsigned sent)
{
    return (sent & 1u << ES_KIND_WORD) && !(sent & 1u << ES_KIND_WORD_AGAIN);
}

es_status es_classify(const struct es_profile *profile, const struct es_page *before,
                      const struct es_page *after, unsigned sent, char text[ES_PORTAL_MESSAGE_MAX])
{
    text[0] = '\0';
    const json_t *rows = es_profile_get(profile, "messages");
    size_t none = json_array_size(rows), best = none;
    es_auto(lines) old = es_lines_of(before, after);
    struct deed deed = {sent, form_is_back(before, after), false};
    const struct es_block *blocks = es_page_blocks(after);
    const char *found = NULL;
    for (uint32_t i = 0; i < after->blocks.n; i++) {
        const char *line = es_page_str(after, blocks[i].text);
        deed.aside = blocks[i].aside && blocks[i].kind != ES_BLOCK_ALERT;
        size_t row = best_row(profile, best, &old, line, &deed);
        if (row < best) {
            best = row;
            found = line;
        }
    }
    es_status status = ES_PAGE_UNKNOWN;
    deed.aside = false;
    struct es_line line = {NULL, 0};
    bool contradicted = found && is_ok(json_array_get(rows, best)) &&
                        any_new_line(profile, &old, after, &deed, contradicts, &line);
    if (contradicted)
        status = ES_OUTCOME_UNKNOWN;
    if (found && !contradicted) {
        show_new_of(found, &old, SHOWN_MAX, text);
        const char *code = json_string_value(json_object_get(json_array_get(rows, best), "code"));
        if (!code || !es_error_find(code, &status))
            status = ES_PORTAL_REFUSED;
        /* A try is given back for words about the picture alone. */
        if (status == ES_WRONG_CAPTCHA && is_login(sent) &&
            any_new_line(profile, &old, after, &deed, says_more, &line))
            status = ES_PORTAL_REFUSED;
    } else if (before) {
        show_new(after, &old, text);
    } else if (found) {
        show_both(found, &line, &old, text);
    }
    return status;
}

/* A sentence that supposes something or tells what will be is none. */
static bool line_says(const struct es_profile *profile, const json_t *stems,
                      const struct es_line *line)
{
    es_auto(sentence) sentence = {.n = 0};
    bool says = false;
    if (line->len > SENTENCE_MAX || !es_sentence_split(profile, line->at, line->len, &sentence))
        return false;
    for (size_t i = 0; i < sentence.n; i++) {
        if (sentence.clause[i].kinds & ~(unsigned)CLAUSE_CLEARS)
            return false;
        says = says || es_clause_says(profile, stems, es_buf_str(&sentence.clause[i].text));
    }
    return says;
}

bool es_classify_says(const struct es_profile *profile, const char *list,
                      const struct es_page *page)
{
    const json_t *stems = es_profile_get(profile, list);
    es_auto(lines) old = es_lines_of(NULL, page);
    for (uint32_t i = 0; stems && i < page->blocks.n; i++) {
        const char *text = es_page_str(page, es_page_blocks(page)[i].text);
        for (struct es_line line; es_lines_next_new(&old, &text, &line);) {
            if (line_says(profile, stems, &line))
                return true;
        }
    }
    return false;
}
