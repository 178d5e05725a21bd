/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/text.h"
#include "esign/heap.h"

#include "esign/secret.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { COMBINING_DOT_ABOVE = 0x307, DOTLESS_I = 0x131 };

int es_text_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool es_text_add_unescaped(const char *address, struct es_buf *out)
{
    bool ok = true;
    for (; ok && *address; address++) {
        int high = *address == '%' ? es_text_hex_digit(address[1]) : -1;
        int low = high >= 0 ? es_text_hex_digit(address[2]) : -1;
        bool is_byte = low >= 0 && high + low > 0;
        ok = es_buf_add_char(out, is_byte ? (char)(high * 16 + low) : *address);
        address += is_byte ? 2 : 0;
    }
    return ok;
}

/* What a code point is to a person who compares words. */
enum role { ROLE_LETTER, ROLE_MARK, ROLE_DIGIT, ROLE_BLANK, ROLE_NOTHING };

static enum role role_of(int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    if (property->ignorable || property->category == UTF8PROC_CATEGORY_CF)
        return ROLE_NOTHING;
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return ROLE_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return ROLE_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return ROLE_DIGIT;
    default: /* punctuation, symbols, arrows, icons of private fonts, controls: all part words */
        return ROLE_BLANK;
    }
}

/* Keeps of n decomposed, case-folded code points those that count, in place. */
static size_t keep_what_counts(int32_t *points, size_t n, enum es_fold fold)
{
    size_t kept = 0;
    int32_t base = 0; /* the letter that marks belong to; 0 at a word's start */
    bool blank = false;
    for (size_t i = 0; i < n; i++) {
        int32_t c = points[i] == DOTLESS_I ? 'i' : points[i];
        enum role role = role_of(c);
        if (role == ROLE_BLANK) {
            blank = kept > 0; /* so that none leads */
            base = 0;
            continue;
        }
        if (role == ROLE_NOTHING)
            continue;
        /* A dot above is part of the i in Turkish, however it was written. */
        if (role == ROLE_MARK &&
            (base == 0 || fold == ES_FOLD_MARKS || (base == 'i' && c == COMBINING_DOT_ABOVE)))
            continue;
        if (blank) /* never overwrites: the blank's own place is free */
            points[kept++] = ' ';
        blank = false;
        points[kept++] = c;
        if (role != ROLE_MARK)
            base = c;
    }
    return kept;
}

static bool add_points(const int32_t *points, size_t n, struct es_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(points[i], bytes);
        if (!es_buf_add(out, bytes, (size_t)len))
            return false;
    }
    return true;
}

/* The letters of Turkish beside those of ASCII; what each folds to, and what it is to whoever
 * passes marks over. */
static const struct {
    char from[3], to[3];
    char bare;
} turkish[] = {{"Ç", "ç", 'c'}, {"ç", "ç", 'c'}, {"Ğ", "ğ", 'g'}, {"ğ", "ğ", 'g'},
               {"İ", "i", 'i'}, {"ı", "i", 'i'}, {"Ö", "ö", 'o'}, {"ö", "ö", 'o'},
               {"Ş", "ş", 's'}, {"ş", "ş", 's'}, {"Ü", "ü", 'u'}, {"ü", "ü", 'u'}};

enum { N_TURKISH = sizeof turkish / sizeof *turkish };

static size_t turkish_at(const char *at)
{
    size_t i = 0;
    while (i < N_TURKISH && (at[0] != turkish[i].from[0] || at[1] != turkish[i].from[1]))
        i++;
    return i;
}

/* Nearly every text of a page is of these letters alone: the rule below, without its tables. */
static bool is_simple(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < 0x80)
            continue;
        if (turkish_at(text) == N_TURKISH)
            return false;
        text++;
    }
    return true;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool fold_simple(const char *text, enum es_fold fold, struct es_buf *out)
{
    enum { CHUNK = 128 };
    char chunk[CHUNK + 4];
    size_t n = 0;
    bool any = false, blank = false, ok = true;
    for (; *text && ok; text++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
        if (!is_word_char(c)) {
            blank = any;
            continue;
        }
        if (blank)
            chunk[n++] = ' ';
        blank = false;
        any = true;
        size_t letter = (unsigned char)c < 0x80 ? N_TURKISH : turkish_at(text);
        const char *to = letter < N_TURKISH ? turkish[letter].to : &c;
        size_t len = letter < N_TURKISH ? strlen(to) : 1;
        if (letter < N_TURKISH && fold == ES_FOLD_MARKS) {
            to = &turkish[letter].bare;
            len = 1;
        }
        memcpy(chunk + n, to, len);
        n += len;
        text += letter < N_TURKISH;
        if (n >= CHUNK) {
            ok = es_buf_add(out, chunk, n);
            n = 0;
        }
    }
    ok = ok && (!n || es_buf_add(out, chunk, n));
    es_wipe(chunk, sizeof chunk);
    return ok;
}

bool es_text_fold(const char *text, enum es_fold fold, struct es_buf *out)
{
    if (is_simple(text))
        return fold_simple(text, fold, out);
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    const utf8proc_option_t split =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    const utf8proc_option_t join = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t len = (utf8proc_ssize_t)strlen(text);

    utf8proc_ssize_t n = utf8proc_decompose(bytes, len, NULL, 0, split);
    if (n <= 0) /* empty, or not UTF-8 */
        return true;
    int32_t *points = es_heap_zeroed((size_t)n + 1, sizeof *points);
    if (!points)
        return false;
    bool ok = utf8proc_decompose(bytes, len, points, n, split) == n;
    size_t kept = ok ? keep_what_counts(points, (size_t)n, fold) : 0;
    utf8proc_ssize_t composed = utf8proc_normalize_utf32(points, (utf8proc_ssize_t)kept, join);
    ok = ok && composed >= 0 && add_points(points, (size_t)composed, out);
    es_heap_free(points);
    return ok;
}

/* ---- comparing ---- */

/* Bytes of the letter that is a whole word at `at` of a key, 0 where there is none. */
static size_t initial_at(const char *key, size_t at)
{
    int32_t c;
    utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)key + at, -1, &c);
    if (len <= 0 || role_of(c) != ROLE_LETTER)
        return 0;
    char after = key[at + (size_t)len];
    return after == ' ' || after == '\0' ? (size_t)len : 0;
}

/* "t c kimlik" becomes "tc kimlik": initials are written with dots, with blanks and with
 * neither. In place. */
static void join_initials(struct es_buf *key)
{
    size_t to = 0;
    bool initial_before = false;
    for (size_t at = 0; at < key->len;) {
        size_t initial = initial_at(key->data, at);
        const char *end = memchr(key->data + at, ' ', key->len - at);
        size_t word = end ? (size_t)(end - key->data) - at : key->len - at;
        if (to > 0 && !(initial && initial_before))
            key->data[to++] = ' ';
        memmove(key->data + to, key->data + at, word);
        to += word;
        at += word + (end ? 1 : 0);
        initial_before = initial > 0;
    }
    if (key->data) {
        key->data[to] = '\0';
        key->len = to;
    }
}

static size_t words_in(const char *key)
{
    size_t n = 0;
    for (bool inside = false; *key; key++) {
        n += *key != ' ' && !inside;
        inside = *key != ' ';
    }
    return n;
}

/* Past the letters that go on the word at rest: a Turkish suffix. A digit is no suffix ("kart 1"
 * is not the start of "kart 12"). NULL where something else follows. */
static const char *after_suffix(const char *rest)
{
    while (*rest && *rest != ' ') {
        int32_t c;
        utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)rest, -1, &c);
        if (len <= 0 || role_of(c) == ROLE_DIGIT)
            return NULL;
        rest += len;
    }
    return rest;
}

static bool is_prefix(const struct es_buf *seen, const struct es_buf *wanted)
{
    if (seen->len < wanted->len || memcmp(seen->data, wanted->data, wanted->len) != 0)
        return false;
    const char *rest = after_suffix(seen->data + wanted->len);
    return rest && words_in(rest) <= ES_FIT_EXTRA_WORDS;
}

static bool is_suffix(const struct es_buf *seen, const struct es_buf *wanted)
{
    if (seen->len < wanted->len + 2)
        return false;
    const char *start = seen->data + (seen->len - wanted->len);
    if (start[-1] != ' ' || memcmp(start, wanted->data, wanted->len) != 0)
        return false;
    return words_in(seen->data) - words_in(start) <= ES_FIT_EXTRA_WORDS;
}

void es_text_key_free(struct es_text_key *key)
{
    es_buf_free(&key->letters);
    es_buf_free(&key->marks);
}

bool es_text_key_make(const char *text, struct es_text_key *out)
{
    *out = (struct es_text_key){.letters.secret = true, .marks.secret = true};
    if (es_text_fold(text, ES_FOLD_LETTERS, &out->letters) &&
        es_text_fold(text, ES_FOLD_MARKS, &out->marks)) {
        join_initials(&out->letters);
        join_initials(&out->marks);
        return true;
    }
    es_text_key_free(out);
    return false;
}

enum closeness { APART, AFFIX, EQUAL };

static enum closeness compare(const struct es_buf *seen, const struct es_buf *wanted)
{
    if (seen->len == 0 || wanted->len == 0)
        return APART;
    if (seen->len == wanted->len && memcmp(seen->data, wanted->data, seen->len) == 0)
        return EQUAL;
    return is_prefix(seen, wanted) || is_suffix(seen, wanted) ? AFFIX : APART;
}

enum es_fit es_text_key_fit(const struct es_text_key *seen, const struct es_text_key *wanted)
{
    enum closeness letters = compare(&seen->letters, &wanted->letters);
    if (letters == EQUAL)
        return ES_FIT_EQUAL;
    enum closeness marks = compare(&seen->marks, &wanted->marks);
    if (marks == EQUAL)
        return ES_FIT_EQUAL_MARKS;
    if (letters == AFFIX)
        return ES_FIT_AFFIX;
    return marks == AFFIX ? ES_FIT_AFFIX_MARKS : ES_FIT_NONE;
}

bool es_text_key_has_stem(const struct es_text_key *text, const struct es_text_key *stem)
{
    if (stem->marks.len == 0 || text->marks.len == 0)
        return false;
    const char *at = text->marks.data;
    while ((at = strstr(at, stem->marks.data))) {
        if (at == text->marks.data || at[-1] == ' ')
            return true;
        at++;
    }
    return false;
}

enum es_fit es_text_fit(const char *seen, const char *wanted)
{
    es_auto(text_key) a = {0}, b = {0};
    if (!es_text_key_make(seen, &a) || !es_text_key_make(wanted, &b))
        return ES_FIT_NONE;
    return es_text_key_fit(&a, &b);
}

bool es_text_has_stem(const char *text, const char *stem)
{
    es_auto(text_key) in = {0}, key = {0};
    return es_text_key_make(text, &in) && es_text_key_make(stem, &key) &&
           es_text_key_has_stem(&in, &key);
}
