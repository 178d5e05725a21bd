/* SPDX-License-Identifier: Apache-2.0 */
/* What a value looks like that can be a PIN, a PUK, a serial number or a description. */
#include "cards_internal.h"

#include <ctype.h>
#include <string.h>

/* A PIN or PUK is one run of digits; it may be shown in groups. A long group beside another, or a
 * single digit beside longer ones, are two numbers: "482913 111222", "482913 1". */
static bool take_digits(struct piece piece, char *out)
{
    enum { LEAST = 4, MOST = 16, GROUP_MOST = 4 };
    size_t n = 0, groups = 0, group = 0, longest = 0, shortest = MOST;
    for (size_t i = 0; i <= piece.len; i++) {
        char c = i < piece.len ? piece.at[i] : ' ';
        bool digit = c >= '0' && c <= '9';
        if ((!digit && c != ' ' && c != '-') || (!digit && !group) || n == MOST + 1)
            return false;
        if (digit) {
            out[n++] = c;
            group++;
            continue;
        }
        longest = group > longest ? group : longest;
        shortest = group < shortest ? group : shortest;
        groups++;
        group = 0;
    }
    out[n] = '\0';
    bool one = groups == 1 || longest == 1 || (longest <= GROUP_MOST && shortest > 1);
    return n >= LEAST && n <= MOST && one;
}

/* "0098-1123", "TR 7781 0042": no words. */
static bool take_serial(struct piece piece, char *out)
{
    enum { MOST = 40, LETTERS = 4 };
    bool any = false, digit = false;
    size_t letters = 0;
    if (!piece.len || piece.len > MOST)
        return false;
    for (size_t i = 0; i <= piece.len; i++) {
        char c = i < piece.len ? piece.at[i] : ' ';
        if (c == ' ') {
            if (!digit && letters > LETTERS)
                return false;
            digit = false;
            letters = 0;
        } else if (!isalnum((unsigned char)c) && !strchr("-./:_", c)) {
            return false;
        }
        digit = digit || (c >= '0' && c <= '9');
        any = any || digit;
        letters += isalpha((unsigned char)c) != 0;
    }
    memcpy(out, piece.at, piece.len);
    out[piece.len] = '\0';
    return any;
}

/* Dashes, and marks that hide what stands behind them. */
bool es_cards_is_nothing(struct piece piece)
{
    static const char *const marks[] = {"-", "*", ".", "_", "#", "–", "—", "•", "●", "·", "✱", "…"};
    while (piece.len) {
        size_t step = *piece.at == ' ';
        for (size_t i = 0; !step && i < sizeof(marks) / sizeof(marks[0]); i++) {
            size_t len = strlen(marks[i]);
            if (len <= piece.len && !memcmp(piece.at, marks[i], len))
                step = len;
        }
        if (!step)
            return false;
        piece.at += step;
        piece.len -= step;
    }
    return true;
}

/* Advice may follow the word "Açıklama" as well as a card's name. */
static bool is_sentence(struct piece piece)
{
    enum { NAME_MAX = 40 };
    return piece.len > NAME_MAX && strchr(".!?", piece.at[piece.len - 1]);
}

bool es_cards_take(enum value_kind kind, struct piece piece, char out[CARD_VALUE_MAX])
{
    if (kind == PIN || kind == PUK) {
        if (piece.len && piece.at[piece.len - 1] == '.')
            piece.len--;
        return take_digits(piece, out);
    }
    if (kind == SERIAL)
        return take_serial(piece, out);
    if (piece.len >= CARD_VALUE_MAX || is_sentence(piece))
        return false;
    memcpy(out, piece.at, piece.len);
    out[piece.len] = '\0';
    return true;
}
