/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as people compare it. Turkish spellings vary in capitals, dots and suffixes
 * ("GİRİŞ", "GIRIS", "Sözcüğünüz"), and no locale's fold is right for them, so words are
 * folded by our own rule over utf8proc. All text is UTF-8. Pure functions.
 */
#ifndef ESIGN_TEXT_H
#define ESIGN_TEXT_H

#include "esign/buf.h"

enum es_fold {
    ES_FOLD_LETTERS, /* key 1: NFKC, case folded, İ and ı as i, soft hyphens and zero-width
                        characters dropped, each run of blanks, punctuation and symbols one
                        blank, trimmed: "T.C. Kimlik No :" is "t c kimlik no" */
    ES_FOLD_MARKS,   /* key 2: key 1 with the marks stripped as well: "giris" */
};

/* Appends the key of text to out. Text that is not UTF-8 folds to nothing.
 * False when out's maximum is passed or memory is out. */
bool es_text_fold(const char *text, enum es_fold fold, struct es_buf *out) ES_MUST_CHECK;

/* How well seen fits wanted; a higher number is the better fit, 0 is none. */
enum es_fit {
    ES_FIT_NONE = 0,
    ES_FIT_AFFIX_MARKS, /* key-2 prefix or suffix */
    ES_FIT_AFFIX,       /* key-1 prefix or suffix, e.g. "sözcüğü" in "sözcüğünüz" */
    ES_FIT_EQUAL_MARKS, /* equal by key 2 */
    ES_FIT_EQUAL,       /* equal by key 1 */
};

/* A prefix may be followed by any letters (no digits) of the same word (a Turkish suffix) and at
 * most ES_FIT_EXTRA_WORDS more words; a suffix must begin at a word's start, with at most that
 * many words before it. Before comparing, words of one letter that follow one another are joined
 * in both keys, so "T.C.", "T. C." and "TC" are alike. An empty key never fits. */
enum { ES_FIT_EXTRA_WORDS = 6 };
enum es_fit es_text_fit(const char *seen, const char *wanted);

/* Both keys of a text, folded once to be compared often. Wiped and freed with es_text_key_free. */
struct es_text_key {
    struct es_buf letters, marks;
};
bool es_text_key_make(const char *text, struct es_text_key *out) ES_MUST_CHECK;
void es_text_key_free(struct es_text_key *key);
enum es_fit es_text_key_fit(const struct es_text_key *seen, const struct es_text_key *wanted);
bool es_text_key_has_stem(const struct es_text_key *text, const struct es_text_key *stem);

/* True where stem (folded by key 2) stands anywhere in text (folded by key 2), at the start
 * of a word; initials are joined as above. An empty stem is nowhere. For sentences:
 * "hatali" in "Resimdeki yazı HATALI." */
bool es_text_has_stem(const char *text, const char *stem);

bool es_text_is_utf8(const char *bytes, size_t len);

/* Characters a person would count (grapheme clusters are not needed: code points). */
size_t es_text_length(const char *utf8);

/* Bytes of the first character of a text that is not empty; of broken UTF-8, all that goes on with
 * it. */
size_t es_text_letter(const char *text);

/* Columns in a terminal. */
size_t es_text_columns(const char *utf8);

/* Appends text from outside made safe for a terminal or a report: control characters
 * (C0, C1, DEL), escapes, bidi controls, zero-width, private and unassigned characters and broken
 * UTF-8 become U+FFFD; line ends, tabs and all kinds of blanks one plain blank. So do marks that
 * have no letter before them, or four others on it. Appends at most max_chars code points, then
 * "…". Safe text stays as it is. */
bool es_text_safe(const char *text, size_t max_chars, struct es_buf *out) ES_MUST_CHECK;

/* The value of a hexadecimal digit, a small letter or a capital; -1 where it is none. */
int es_text_hex_digit(char c);

/* Appends an address's text as it is meant, "%C4%B0ptal"; what is no such byte, "%00" and "100 %",
 * stays as it is. */
bool es_text_add_unescaped(const char *address, struct es_buf *out) ES_MUST_CHECK;

/* Whether a person sees anything of it: a letter, a digit, a mark of a sentence, a sign. */
bool es_text_is_seen(const char *text);

/* Whether it begins with a letter, a mark on one, or a digit, of whatever script. */
bool es_text_starts_a_word(const char *text);

/* Appends text as a person may read an address out of it: compatibility forms (full-width letters,
 * "…") taken apart as NFKD says, full stops, slashes and colons of other scripts as ASCII's, what
 * takes no room left out, and of all that is not ASCII only letters, marks and digits; the rest is
 * a blank. */
bool es_text_plain(const char *text, struct es_buf *out) ES_MUST_CHECK;

/* Appends one line of JSON with all that es_text_safe would not leave as it is escaped ("\u202e"):
 * the same value, and safe to be seen. `json` is well-formed and UTF-8, as it is in memory. */
bool es_text_safe_json(const char *json, size_t len, struct es_buf *out) ES_MUST_CHECK;

#endif
