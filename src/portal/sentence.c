/* SPDX-License-Identifier: Apache-2.0 */
#include "sentence.h"

#include "esign/secret.h"
#include "profile_internal.h"
#include "stems_internal.h"
#include <string.h>

static const struct {
    const char *name;
    enum clause_kind kind;
    bool (*holds)(const struct es_profile *profile, const json_t *stems, const char *clause);
} kind_names[] = {
    {"conditions", CLAUSE_CONDITIONS, es_clause_has},
    {"rules", CLAUSE_RULES, es_clause_has},
    {"clears", CLAUSE_CLEARS, es_clause_says},
};

unsigned es_clause_kind(const char *name)
{
    for (size_t i = 0; i < sizeof(kind_names) / sizeof(kind_names[0]); i++) {
        if (!strcmp(kind_names[i].name, name))
            return kind_names[i].kind;
    }
    return 0;
}

static const json_t *words_of(const struct es_profile *profile, const char *list)
{
    return json_object_get(es_profile_get(profile, "sentences"), list);
}

/* ---- what a clause says ---- */

static bool is_word_of(const json_t *words, const char *at, size_t len)
{
    size_t i;
    json_t *word;
    json_array_foreach((json_t *)words, i, word)
    {
        const char *text = json_string_value(word);
        if (strlen(text) <= len && !memcmp(at, text, strlen(text)))
            return true;
    }
    return false;
}

/* "hatalı değil": the word behind denies it. */
static bool denied_behind(const struct es_profile *profile, const char *end)
{
    end += strcspn(end, " ");
    end += strspn(end, " ");
    return is_word_of(words_of(profile, "denials_behind"), end, strcspn(end, " "));
}

/* "not yet blocked": one of the two words before does. */
static bool denied_before(const struct es_profile *profile, const char *text, const char *at)
{
    for (int word = 0; word < 2 && at > text; word++) {
        const char *end = at - (at[-1] == ' ');
        at = end;
        while (at > text && at[-1] != ' ')
            at--;
        if (is_word_of(words_of(profile, "denials_before"), at, (size_t)(end - at)))
            return true;
    }
    return false;
}

static const char *word_start(const char *text, const char *at)
{
    while (at > text && at[-1] != ' ')
        at--;
    return at;
}

static bool says_stem(const struct es_profile *profile, const char *stem, const char *clause)
{
    const char *from = clause;
    for (struct stem_hit hit; (hit = es_stem_find(stem, clause, from)).at; from = hit.at + 1) {
        if (!denied_behind(profile, hit.at + hit.len) &&
            !denied_before(profile, clause, word_start(clause, hit.at)))
            return true;
    }
    return false;
}

static bool has_stem(const struct es_profile *profile, const char *stem, const char *clause)
{
    (void)profile;
    return es_stem_find(stem, clause, clause).at != NULL;
}

typedef bool stem_test(const struct es_profile *profile, const char *stem, const char *clause);

/* Which bytes begin a word of the clause, which two do, and which end one: most stems cannot be in
 * it. */
struct search {
    const struct es_profile *profile;
    const char *clause;
    stem_test *test;
    bool begins[256], ends[256], begin_so[256];
};

static unsigned char pair_of(const char *at)
{
    return (unsigned char)((unsigned char)at[0] * 31u + (unsigned char)at[1]);
}

static struct search search_of(const struct es_profile *profile, const char *clause,
                               stem_test *test)
{
    struct search search = {.profile = profile, .clause = clause, .test = test};
    search.begins['-'] = true; /* the end of a word */
    for (const char *at = clause; *at; at += strspn(at, " ")) {
        search.begins[(unsigned char)*at] = true;
        search.begin_so[pair_of(at)] = true;
        at += strcspn(at, " ");
        search.ends[(unsigned char)at[-(at > clause)]] = true;
    }
    return search;
}

static bool may_hold(const struct search *search, const char *stem)
{
    if (*stem == '-')
        return search->ends[(unsigned char)stem[strlen(stem) - 1]];
    bool two = stem[1] && stem[1] != ' ' && stem[1] != '.';
    return search->begins[(unsigned char)*stem] && (!two || search->begin_so[pair_of(stem)]);
}

static bool any_stem(const struct search *search, const json_t *stems, bool named)
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)stems, i, item)
    {
        const char *stem = json_string_value(item);
        if (!stem)
            continue;
        if (*stem != '@') {
            if (may_hold(search, stem) && search->test(search->profile, stem, search->clause))
                return true;
        } else if (named) { /* a list that is named names no other */
            const json_t *lists = es_profile_get(search->profile, "stems");
            if (any_stem(search, json_object_get(lists, stem + 1), false))
                return true;
        }
    }
    return false;
}

static bool any_of(const struct search *search, const struct es_stem_set *set)
{
    for (size_t byte = 0; byte < sizeof(search->begins); byte++) {
        if (!search->begins[byte])
            continue;
        for (size_t i = set->start[byte]; i < set->start[byte + 1]; i++) {
            if (may_hold(search, set->stem[i]) &&
                search->test(search->profile, set->stem[i], search->clause))
                return true;
        }
    }
    return false;
}

bool es_clause_says(const struct es_profile *profile, const json_t *stems, const char *clause)
{
    struct search search = search_of(profile, clause, says_stem);
    return any_stem(&search, stems, true);
}

bool es_clause_has(const struct es_profile *profile, const json_t *stems, const char *clause)
{
    struct search search = search_of(profile, clause, has_stem);
    return any_stem(&search, stems, true);
}

bool es_clause_is_only(const struct es_profile *profile, const json_t *stems, const char *clause)
{
    for (const char *at = clause; *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");
        es_auto(buf) word = ES_BUF_SECRET;
        if (!es_buf_add(&word, at, len) || !es_clause_has(profile, stems, es_buf_str(&word)))
            return false;
        at += len;
    }
    return true;
}

/* ---- where sentences and clauses end ---- */

static bool is_between(char c, char first, char last)
{
    return c >= first && c <= last;
}

static bool is_blank_or_stop(char c)
{
    return c == ' ' || c == '.';
}

/* "YANLIS!3 yanlış girişte": the blank was forgotten. An address ("…/a?b") has no such end, and a
 * full stop ("www.example.org") only before a capital. */
static bool ends_without_blank(const char *text, size_t at, bool address)
{
    char next = text[at + 1];
    bool in_word = at && !address && !strchr(".!?\"'", text[at - 1]);
    if (!in_word || !next || strchr(".!?\"')]*", next))
        return false;
    return text[at] != '.' || (is_between(next, 'A', 'Z') && (is_between(text[at - 1], 'a', 'z') ||
                                                              (unsigned char)text[at - 1] >= 0x80));
}

/* One letter between blanks or full stops. */
static bool is_initial(const char *text, size_t at)
{
    return at && !is_blank_or_stop(text[at - 1]) && (at == 1 || is_blank_or_stop(text[at - 2]));
}

/* The full stop of "T.C." or "2." ends no sentence. `address`: the word has a slash before it. */
static bool ends_sentence(const char *text, size_t at, bool address)
{
    if (!text[at] || !strchr(".!?", text[at]))
        return false;
    if (text[at + 1] != ' ')
        return ends_without_blank(text, at, address);
    if (text[at] != '.')
        return true;
    char next = text[at + 2];
    bool digit = at && is_between(text[at - 1], '0', '9');
    return !is_initial(text, at) && !(digit && is_between(next, 'a', 'z'));
}

size_t es_sentence_length(const char *text)
{
    size_t len = 0;
    bool address = false;
    for (; text[len] && !ends_sentence(text, len, address); len++) {
        if (text[len] == ' ' || text[len] == '/')
            address = text[len] == '/';
    }
    return text[len] ? len + 1 : len;
}

static bool is_question(const char *text, size_t len)
{
    while (len && strchr(" \"')", text[len - 1]))
        len--;
    return len && text[len - 1] == '?';
}

/* Length of a mark that parts clauses; 0: none stands here. */
static size_t part_at(const char *text, size_t left)
{
    static const char *const marks[] = {", ", "; ", ": ", " - ", " – ", " — "};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        size_t len = strlen(marks[i]);
        if (len <= left && !memcmp(text, marks[i], len))
            return len;
    }
    return 0;
}

/* ---- gathering clauses ---- */

/* Pieces come one after the other; one without anything said belongs to those beside it
 * ("Güvenlik sözcüğü, resimdeki yazı hatalı"). */
struct gathering {
    const struct es_profile *profile;
    struct es_sentence *out;
    struct es_buf pending;
    bool ok;
};

static void add_piece(struct gathering *gathering, struct es_buf *text, const char *piece)
{
    gathering->ok =
        gathering->ok && (!text->len || es_buf_add_char(text, ' ')) && es_buf_add_str(text, piece);
}

static bool is_said(const struct es_profile *profile, const char *piece)
{
    struct search has = search_of(profile, piece, has_stem);
    if (any_of(&has, &profile->said))
        return true;
    has.test = says_stem;
    return any_of(&has, &profile->said_if_not_denied);
}

static void take_piece(struct gathering *gathering, const char *piece)
{
    struct es_sentence *out = gathering->out;
    if (!*piece)
        return;
    add_piece(gathering, &gathering->pending, piece);
    if (!is_said(gathering->profile, piece)) {
        if (out->n)
            add_piece(gathering, &out->clause[out->n - 1].text, piece);
        return;
    }
    if (out->n < CLAUSES_MAX)
        out->clause[out->n++] = (struct clause){.text = ES_BUF_SECRET};
    add_piece(gathering, &out->clause[out->n - 1].text, es_buf_str(&gathering->pending));
    es_buf_free(&gathering->pending);
    gathering->pending = (struct es_buf)ES_BUF_SECRET;
}

/* Words longer than any stem are looked at as far as one could reach. */
static bool is_turn(const struct es_profile *profile, const json_t *turns, const char *at,
                    size_t len)
{
    enum { WORD_MAX = 100 };
    char word[WORD_MAX];
    len = len < sizeof(word) ? len : sizeof(word) - 1;
    memcpy(word, at, len);
    word[len] = '\0';
    bool turn = es_clause_has(profile, turns, word);
    es_wipe(word, sizeof(word));
    return turn;
}

/* Words such as "ancak" end a clause too. */
static void take_part(struct gathering *gathering, const char *text, size_t len)
{
    es_auto(buf) part = ES_BUF_SECRET, piece = ES_BUF_SECRET;
    es_auto(text_key) key = {0};
    gathering->ok =
        gathering->ok && es_buf_add(&part, text, len) && es_text_key_make(es_buf_str(&part), &key);
    const json_t *turns = words_of(gathering->profile, "turns");
    const char *at = gathering->ok ? es_buf_str(&key.marks) : "";
    while (gathering->ok && *at) {
        size_t word = strcspn(at, " ");
        const char *next = at + word + strspn(at + word, " ");
        gathering->ok =
            (!piece.len || es_buf_add_char(&piece, ' ')) && es_buf_add(&piece, at, word);
        bool turn = *next && gathering->ok && is_turn(gathering->profile, turns, at, word);
        at = next;
        if (*at && gathering->ok && !turn)
            continue;
        take_piece(gathering, es_buf_str(&piece));
        es_buf_clear(&piece);
    }
}

/* What follows from a condition is only supposed as well. */
static void tell_kinds(const struct es_profile *profile, struct es_sentence *sentence)
{
    unsigned supposed = 0;
    for (size_t i = 0; i < sentence->n; i++) {
        struct clause *clause = &sentence->clause[i];
        for (size_t k = 0; k < sizeof(kind_names) / sizeof(kind_names[0]); k++) {
            if (kind_names[k].holds(profile, words_of(profile, kind_names[k].name),
                                    es_buf_str(&clause->text)))
                clause->kinds |= kind_names[k].kind;
        }
        if (es_clause_has(profile, words_of(profile, "doubts"), es_buf_str(&clause->text)))
            clause->kinds &= ~(unsigned)CLAUSE_CLEARS;
        supposed |= clause->kinds & CLAUSE_CONDITIONS;
        clause->kinds |= supposed;
    }
}

bool es_sentence_split(const struct es_profile *profile, const char *text, size_t len,
                       struct es_sentence *out)
{
    struct gathering gathering = {profile, out, ES_BUF_SECRET, true};
    size_t start = 0;
    out->n = 0;
    if (is_question(text, len))
        return true;
    for (size_t at = 0; at < len;) {
        size_t part = part_at(text + at, len - at);
        if (part) {
            take_part(&gathering, text + start, at - start);
            start = at + part;
        }
        at += part ? part : 1;
    }
    take_part(&gathering, text + start, len - start);
    es_buf_free(&gathering.pending);
    tell_kinds(profile, out);
    return gathering.ok;
}

void es_sentence_free(struct es_sentence *sentence)
{
    for (size_t i = 0; i < sentence->n; i++)
        es_buf_free(&sentence->clause[i].text);
    sentence->n = 0;
}
