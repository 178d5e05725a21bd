/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of tests/words/NAME.tsv, and what became of them. */
#ifndef ESIGN_CORPUS_TESTING_H
#define ESIGN_CORPUS_TESTING_H

#include "page_testing.h"

#include <stdlib.h>

enum { CORPUS_CELLS = 5, CORPUS_LINE_MAX = 8192 };

struct corpus_row {
    char line[CORPUS_LINE_MAX];
    const char *cell[CORPUS_CELLS]; /* "" where the row has fewer */
    bool hard;                      /* a careful person may hesitate */
    bool known;                     /* it is known not to be read rightly yet */
};

/* RIGHT; MISSED: nothing harmful, but not what the text says; DANGEROUS: a wrong thing is taken
 * for sure. */
enum verdict { RIGHT, MISSED, DANGEROUS, VERDICTS };

struct corpus_tally {
    size_t n[2][VERDICTS]; /* plain, hard */
    size_t unknown_misses, known_but_right;
};

/* Reads the next row into *row; false at the end. Lines with # are for people. */
static inline bool corpus_next(FILE *file, int cells, struct corpus_row *row)
{
    *row = (struct corpus_row){.hard = false};
    do {
        if (!fgets(row->line, sizeof(row->line), file))
            return false;
    } while (row->line[0] == '#' || row->line[0] == '\n');
    row->line[strcspn(row->line, "\n")] = '\0';
    char *rest = row->line;
    for (int i = 0; i < CORPUS_CELLS; i++)
        row->cell[i] = "";
    for (int i = 0; rest; i++) {
        char *cell = strsep(&rest, "\t");
        if (i < cells)
            row->cell[i] = cell;
        else if (!strcmp(cell, "hard"))
            row->hard = true;
        else if (!strcmp(cell, "miss"))
            row->known = true;
        else
            fail_msg("a row ends with '%s'", cell);
    }
    return true;
}

/* What a row was taken for is printed where it is not right. */
static inline void corpus_count(struct corpus_tally *tally, const struct corpus_row *row,
                                enum verdict verdict, const char *got)
{
    static const char *const names[VERDICTS] = {"right", "missed", "DANGEROUS"};
    tally->n[row->hard][verdict]++;
    tally->unknown_misses += verdict == MISSED && !row->known;
    tally->known_but_right += verdict == RIGHT && row->known;
    if (verdict == DANGEROUS || (verdict == MISSED && !row->known))
        print_message("%s%s: %s | %s | %s %s is '%s'\n", names[verdict], row->hard ? " (hard)" : "",
                      row->cell[0], row->cell[1], row->cell[2], row->cell[3], got);
    if (verdict == RIGHT && row->known)
        print_message("no longer missed: %s | %s | %s\n", row->cell[0], row->cell[1], row->cell[2]);
}

typedef enum verdict corpus_judge(const struct corpus_row *row, const char **got);

static inline void corpus_run(const char *name, int cells, corpus_judge *judge)
{
    char path[4096];
    const char *dir = getenv("ESIGN_WORDS");
    snprintf(path, sizeof(path), "%s/%s.tsv", dir ? dir : ESIGN_SOURCE "/tests/words", name);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    struct corpus_tally tally = {.unknown_misses = 0};
    static struct corpus_row row;
    while (corpus_next(file, cells, &row)) {
        const char *got = "";
        enum verdict verdict = judge(&row, &got);
        corpus_count(&tally, &row, verdict, got);
    }
    fclose(file);
    for (int hard = 0; hard < 2; hard++)
        print_message("%s%s: %zu right, %zu missed, %zu dangerous\n", name, hard ? " (hard)" : "",
                      tally.n[hard][RIGHT], tally.n[hard][MISSED], tally.n[hard][DANGEROUS]);
    assert_int_equal(tally.n[0][DANGEROUS] + tally.n[1][DANGEROUS], 0);
    assert_int_equal(tally.unknown_misses, 0);
    assert_true(tally.n[0][RIGHT] > 0);
}

#endif
