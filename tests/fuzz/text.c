/* SPDX-License-Identifier: Apache-2.0 */
/* Two lines: what is seen, and what is wanted. */
#include "fuzz.h"

static void claim_key(const char *key, size_t len)
{
    claim("a key is UTF-8", es_text_is_utf8(key, len));
    claim("a key is trimmed", !len || (key[0] != ' ' && key[len - 1] != ' '));
    claim("a key's blanks are single", !strstr(key, "  "));
}

/* Folds, and folds what came of it. */
static void claim_fold(const char *text, enum es_fold fold)
{
    es_auto(buf) key = {0}, again = {0};
    claim("a text folds", es_text_fold(text, fold, &key));
    claim_key(es_buf_str(&key), key.len);
    claim("a key folds", es_text_fold(es_buf_str(&key), fold, &again));
    claim("a key is its own key", fuzz_same(&key, &again));
}

/* U+200B is nothing to a key, and no letter of the short way that plain texts take. */
static void claim_ways(const char *text, enum es_fold fold)
{
    es_auto(buf) longer = {0}, key = {0}, other = {0};
    if (!es_text_is_utf8(text, strlen(text)))
        return;
    claim("there is room", es_buf_printf(&longer, "%s\xe2\x80\x8b", text));
    claim("both fold",
          es_text_fold(text, fold, &key) && es_text_fold(es_buf_str(&longer), fold, &other));
    claim("the short way folds as the long one", fuzz_same(&key, &other));
}

static void claim_one(const char *text)
{
    claim_fold(text, ES_FOLD_LETTERS);
    claim_fold(text, ES_FOLD_MARKS);
    claim_ways(text, ES_FOLD_LETTERS);
    claim_ways(text, ES_FOLD_MARKS);
    es_auto(text_key) key = {0};
    claim("a text has keys", es_text_key_make(text, &key));
    claim_key(es_buf_str(&key.letters), key.letters.len);
    claim_key(es_buf_str(&key.marks), key.marks.len);
    claim("a text fits itself, where it has words",
          es_text_key_fit(&key, &key) == (key.letters.len ? ES_FIT_EQUAL : ES_FIT_NONE));
    claim("a text has itself as a stem, where it has words",
          es_text_key_has_stem(&key, &key) == (key.marks.len > 0));
    size_t len = strlen(text);
    claim("no text has more characters than bytes", es_text_length(text) <= len);
    claim("no character is wider than two columns",
          es_text_columns(text) <= 2 * es_text_length(text));
}

static void claim_two(const char *seen, const char *wanted)
{
    enum es_fit fit = es_text_fit(seen, wanted), back = es_text_fit(wanted, seen);
    bool equal = fit == ES_FIT_EQUAL || fit == ES_FIT_EQUAL_MARKS;
    claim("a fit is one of five", fit <= ES_FIT_EQUAL);
    claim("equal is equal both ways", !equal || back == fit);
    claim("what equals stands in it", !equal || es_text_has_stem(seen, wanted));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *seen = fuzz_line(&data, &size), *wanted = fuzz_text(data, size);
    claim_one(seen);
    claim_one(wanted);
    claim_two(seen, wanted);
    free(seen);
    free(wanted);
    return 0;
}
