/* SPDX-License-Identifier: Apache-2.0 */
/* How many more wrong words the portal itself says it takes. Somebody may have tried elsewhere:
 * the fewer of its number and ours counts. Read too low, it costs a question; so a number that may
 * be meant is taken. */
#include "client_internal.h"
#include "lines.h"
#include "sentence.h"

#include "esign/ledger.h"
#include <string.h>

static const json_t *list_of(const struct es_profile *profile, const char *key)
{
    return json_object_get(es_profile_get(profile, "tries"), key);
}

/* "2/3": so many of so many are spent. -1: there is no such thing. */
static int left_of_fraction(const char *text)
{
    for (const char *at = text; (at = strchr(at, '/')); at++) {
        size_t before = (size_t)(at - text);
        while (before && text[before - 1] == ' ')
            before--;
        const char *after = at + 1 + strspn(at + 1, " ");
        bool digits = before && text[before - 1] >= '0' && text[before - 1] <= '9' &&
                      *after >= '0' && *after <= '9';
        if (digits && text[before - 1] <= *after)
            return *after - text[before - 1];
    }
    return -1;
}

/* The smallest number that could be one of tries, in digits or words; -1: none. */
static int smallest_number(const struct es_profile *profile, const char *text)
{
    static const char *const words[] = {"none", "one", "two", "three"};
    int least = -1;
    for (int n = ES_LEDGER_LIMIT; n >= 0; n--) {
        if (es_stems_in_text(list_of(profile, words[n]), text))
            least = n;
    }
    for (const char *at = text; (at = strpbrk(at, "0123456789")); at += strspn(at, "0123456789")) {
        bool alone = strspn(at, "0123456789") == 1 && *at - '0' <= ES_LEDGER_LIMIT;
        if (alone && (least < 0 || *at - '0' < least))
            least = *at - '0';
    }
    return least;
}

/* "3 denemeden 1'ini kullandın, 2 deneme kaldı": the part that says how many are left has the
 * number. -1: there is no such part. */
static int left_of_part(const struct es_profile *profile, const char *sentence)
{
    int left = -1;
    for (const char *at = sentence; *at;) {
        size_t len = strcspn(at, ",;");
        es_auto(buf) part = ES_BUF_SECRET;
        if (es_buf_add(&part, at, len) &&
            es_stems_in_text(list_of(profile, "left"), es_buf_str(&part))) {
            int number = smallest_number(profile, es_buf_str(&part));
            left = number >= 0 ? number : left;
        }
        at += len + (at[len] != '\0');
    }
    return left;
}

static int left_in(const struct es_profile *profile, const char *sentence)
{
    if (es_stems_in_text(list_of(profile, "last"), sentence))
        return 1;
    if (!es_stems_in_text(list_of(profile, "of"), sentence))
        return -1;
    int fraction = left_of_fraction(sentence), part = left_of_part(profile, sentence);
    if (fraction >= 0)
        return fraction;
    if (part >= 0)
        return part;
    int number = smallest_number(profile, sentence);
    bool spent = es_stems_in_text(list_of(profile, "spent"), sentence) &&
                 !es_stems_in_text(list_of(profile, "left"), sentence);
    return spent && number >= 0 ? ES_LEDGER_LIMIT - number : number;
}

static int fewer(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

int es_tries_left(const struct es_profile *profile, const struct es_page *before,
                  const struct es_page *after)
{
    enum { SENTENCE_MAX = 500 };
    es_auto(lines) old = es_lines_of(before, after);
    const struct es_block *blocks = es_page_blocks(after);
    int left = -1;
    for (uint32_t i = 0; i < after->blocks.n; i++) {
        const char *text = es_page_str(after, blocks[i].text);
        for (struct es_line line; es_lines_next_new(&old, &text, &line);) {
            es_auto(buf) sentence = ES_BUF_SECRET;
            if (line.len <= SENTENCE_MAX && es_buf_add(&sentence, line.at, line.len))
                left = fewer(left, left_in(profile, es_buf_str(&sentence)));
        }
    }
    return left;
}
