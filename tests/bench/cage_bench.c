/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the cage costs a page: made in this process, in a child without the filter of system calls,
 * and in the cage, in turns, in one run; the median of the ratios. docs/CAGE.md has the results.
 *
 * usage: cage_bench [SEED]
 */
#include "esign/page.h"
#include "esign/secret.h"
#include "pages.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { ROUNDS = 41, PAGE_MS = 20000, RUNS_OF_SMALL = 40, SMALL = 10000 };

/* The linker puts this in es_filter_load's place (--wrap). 0: the filter stands, as far as the
 * child knows. */
static bool filtered;
int __real_es_filter_load(void);
int __wrap_es_filter_load(void);

int __wrap_es_filter_load(void)
{
    return filtered ? __real_es_filter_load() : 0;
}

typedef es_status maker(const struct es_page_source *source, struct es_page **out);

static es_status make_here(const struct es_page_source *source, struct es_page **out)
{
    return es_page_parse(source, out, NULL);
}

static es_status make_in_child(const struct es_page_source *source, struct es_page **out)
{
    filtered = false;
    return es_page_make(source, PAGE_MS, out, NULL);
}

static es_status make_in_cage(const struct es_page_source *source, struct es_page **out)
{
    filtered = true;
    return es_page_make(source, PAGE_MS, out, NULL);
}

/* The processor's time, ours and that of the children that have ended; in seconds. */
static double used(void)
{
    double seconds = 0;
    static const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage usage;
        getrusage(whose[i], &usage);
        seconds += (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    }
    return seconds;
}

static double timed(maker *make, const struct es_page_source *source, int runs)
{
    double before = used();
    for (int i = 0; i < runs; i++) {
        es_auto(page) *page = NULL;
        if (make(source, &page) != ES_OK)
            abort();
    }
    return (used() - before) / runs;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, compare);
    return values[ROUNDS / 2];
}

static void measure(size_t size, uint64_t seed)
{
    es_auto(buf) html = {.max = 8 << 20};
    if (!bench_page(size, seed, &html))
        abort();
    struct es_page_source source = {html.data, html.len, "text/html; charset=utf-8",
                                    "https://example.org/", false};
    int runs = (int)(RUNS_OF_SMALL * SMALL / size) + 1;
    double filter[ROUNDS], child[ROUNDS], cage[ROUNDS], price[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double here = timed(make_here, &source, runs);
        double bare = timed(make_in_child, &source, runs);
        double caged = timed(make_in_cage, &source, runs);
        filter[i] = caged / bare;
        child[i] = bare / here;
        cage[i] = caged / here;
        price[i] = caged - bare;
    }
    printf("%8zu bytes, %4d runs: cage to child without filter %.2f (%+.0f us), child to this "
           "process %.2f, cage to this process %.2f\n",
           html.len, runs * ROUNDS, median(filter), median(price) * 1e6, median(child),
           median(cage));
    fflush(stdout);
}

int main(int n, char **arguments)
{
    uint64_t seed = n > 1 ? strtoull(arguments[1], NULL, 10) : 1;
    static const size_t sizes[] = {SMALL, 100000, 1000000};
    (void)!es_secret_init();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        measure(sizes[i], seed);
    return 0;
}
