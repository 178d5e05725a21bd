/* SPDX-License-Identifier: Apache-2.0 */
#include "suggest.h"
#include "esign/i18n.h"

#include <string.h>

enum { LETTERS_MAX = 31, PREFIX_MIN = 2, FAR = LETTERS_MAX + 1 };

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool exchanged(const char *a, const char *b)
{
    return lower(a[-1]) == lower(b[-2]) && lower(a[-2]) == lower(b[-1]);
}

/* How many letters were left out, put in, mistaken or exchanged with their neighbour: the
 * "optimal string alignment" distance of Damerau and Levenshtein, in bytes. */
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    unsigned table[LETTERS_MAX + 1][LETTERS_MAX + 1];
    for (size_t i = 0; i <= a_len; i++)
        table[i][0] = (unsigned)i;
    for (size_t j = 0; j <= b_len; j++)
        table[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_len; i++) {
        for (size_t j = 1; j <= b_len; j++) {
            unsigned other = lower(a[i - 1]) != lower(b[j - 1]);
            table[i][j] =
                least(least(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + other);
            if (i > 1 && j > 1 && exchanged(a + i, b + j))
                table[i][j] = least(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a_len][b_len];
}

static unsigned how_far(const struct suggestion *suggestion, const char *candidate)
{
    size_t length = suggestion->length, other = strlen(candidate);
    if (length > LETTERS_MAX || other > LETTERS_MAX)
        return FAR;
    if (length >= PREFIX_MIN && length <= other &&
        !distance(suggestion->typed, length, candidate, length))
        return 0;
    unsigned letters = distance(suggestion->typed, length, candidate, other);
    return letters * 3 <= length ? letters : FAR;
}

static void add(struct suggestion *suggestion, const char *candidate, unsigned far)
{
    enum { MOST = sizeof(suggestion->found) / sizeof(suggestion->found[0]) };
    if (suggestion->n && far > suggestion->nearest)
        return;
    if (far < suggestion->nearest)
        suggestion->n = 0;
    suggestion->nearest = far;
    if (suggestion->n < MOST)
        suggestion->found[suggestion->n] = candidate;
    suggestion->n++;
}

void suggest_consider(struct suggestion *suggestion, const char *candidate)
{
    unsigned far = how_far(suggestion, candidate);
    if (far != FAR)
        add(suggestion, candidate, far);
}

void suggest_add(struct suggestion *suggestion, const char *candidate)
{
    add(suggestion, candidate, 0);
}

void suggest_tell(const struct suggestion *suggestion, struct es_error *err)
{
    const char *lead = suggestion->lead;
    if (suggestion->n == 1)
        es_hint(err, _("Did you mean '%s%s'?"), lead, suggestion->found[0]);
    else if (suggestion->n == 2)
        es_hint(err, _("Did you mean '%s%s' or '%s%s'?"), lead, suggestion->found[0], lead,
                suggestion->found[1]);
}
