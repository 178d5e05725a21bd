/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page costs beside the parser it is made with, on the same bytes, in turns, in one run:
 * the ratio of the medians. And how much memory a page takes at most, whatever it holds.
 *
 * usage: page_bench [SEED]
 */
#include "esign/page.h"
#include "pages.h"
#include <gumbo.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    ROUNDS_MAX = 400,
    ROUNDS_MIN = 21,
    BYTES_A_SIZE = 40 << 20, /* measured at each size */
    PAD = 64,                /* the parser may read a little past the end */
    PAGE_MS = 20000,
    MEMORY_MAX_MIB = 64,
    RATIO_AIM_PERCENT = 130,
    GROWTH_MAX_PERCENT = 150,
    HOSTILE_ROUNDS = 3,
    ALONE_SECONDS = 2, /* where the parser alone takes longer it is not waited for */
};

static const double HOSTILE_SLOW = 0.5; /* seconds: less rounds for what takes longer */
static const double HOSTILE_GROWTH_MAX = 2;
static const double HOSTILE_QUICK = 0.05; /* too little to tell growth from noise */

static double clock_seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void parse_alone(const char *bytes, size_t len)
{
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    gumbo_destroy_output(&options, gumbo_parse_with_options(&options, bytes, len));
}

static void make_page(const char *bytes, size_t len)
{
    struct es_page_source source = {bytes, len, "text/html; charset=utf-8", "https://example.org/",
                                    false};
    struct es_page *page = NULL;
    if (es_page_parse(&source, &page, NULL) != ES_OK)
        abort();
    es_page_free(&page);
}

/* The processor's time: what else runs on the machine is left out. */
static double timed(void (*what)(const char *, size_t), const char *bytes, size_t len)
{
    double start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    what(bytes, len);
    return clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, compare);
    return values[n / 2];
}

static size_t status_kib(const char *field)
{
    char line[256];
    size_t kib = 0, len = strlen(field);
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, field, len) == 0)
            kib = strtoul(line + len + 1, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

/* ---- memory: each in a process that has done nothing else ---- */

static bool make_bytes(size_t size, uint64_t seed, struct es_buf *out)
{
    static const char pad[PAD];
    out->max = 8 << 20;
    return bench_page(size, seed, out) && es_buf_add(out, pad, sizeof pad);
}

/* page_bench peak alone|page SIZE SEED: prints what the work took beyond what was there. */
static int tell_peak(char **argv)
{
    es_auto(buf) text = {0};
    if (!make_bytes(strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), &text))
        return 1;
    size_t before = status_kib("VmRSS:");
    (strcmp(argv[2], "page") == 0 ? make_page : parse_alone)(text.data, text.len - PAD);
    printf("%zu\n", status_kib("VmHWM:") - before);
    return 0;
}

/* The least of a few, for a page that may not become one. */
static double best(bool alone, const struct es_page_source *source)
{
    double least = 1e9;
    for (int i = 0; i < HOSTILE_ROUNDS && least > i * HOSTILE_SLOW; i++) {
        struct es_page *page = NULL;
        double start = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
        if (alone)
            parse_alone(source->bytes, source->len);
        else
            (void)!es_page_parse(source, &page, NULL);
        double seconds = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
        es_page_free(&page);
        least = seconds < least ? seconds : least;
    }
    return least;
}

/* page_bench hostile WHICH SIZE: makes the page as the program does, in a child with its limits;
 * prints the peak of the larger of the two and the status; then, without limits, the seconds of
 * the page and those of the parser alone, which may take too many. */
static int tell_hostile(char **argv)
{
    static const char pad[PAD];
    struct rusage own, child;
    es_auto(buf) text = {0};
    if (!bench_hostile(strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), &text))
        return 1;
    size_t len = text.len;
    text.max += PAD;
    struct es_page *page = NULL;
    if (!es_buf_add(&text, pad, sizeof pad))
        return 1;
    struct es_page_source source = {text.data, len, NULL, "", false};
    es_status status = es_page_make(&source, PAGE_MS, &page, NULL);
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &child);
    es_page_free(&page);
    printf("%ld %d", own.ru_maxrss > child.ru_maxrss ? own.ru_maxrss : child.ru_maxrss,
           (int)status);
    fflush(stdout);
    printf(" %.4f", best(false, &source));
    fflush(stdout);
    alarm(ALONE_SECONDS);
    printf(" %.4f\n", best(true, &source));
    return 0;
}

/* Runs this program anew with the words; what it prints goes to answer. */
static void ask(const char *words, char *answer, size_t size)
{
    char command[PATH_MAX + 128], self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0)
        abort();
    self[len] = '\0';
    snprintf(command, sizeof command, "'%s' %s 2>&-", self, words);
    FILE *child = popen(command, "r");
    if (!child || !fgets(answer, (int)size, child))
        abort();
    pclose(child);
}

static double peak_kib(const char *what, size_t size, uint64_t seed)
{
    char words[96], answer[96];
    snprintf(words, sizeof words, "peak %s %zu %llu", what, size, (unsigned long long)seed);
    ask(words, answer, sizeof answer);
    return strtod(answer, NULL);
}

/* ---- time ---- */

struct result {
    size_t bytes;
    double alone, page, ratio;
};

static struct result measure(size_t size, uint64_t seed)
{
    static double alone[ROUNDS_MAX], page[ROUNDS_MAX];
    es_auto(buf) text = {0};
    if (!make_bytes(size, seed, &text))
        abort();
    size_t len = text.len - PAD, n = BYTES_A_SIZE / len;
    n = n > ROUNDS_MAX ? ROUNDS_MAX : n < ROUNDS_MIN ? ROUNDS_MIN : n;
    for (size_t i = 0; i < n; i++) {
        alone[i] = timed(parse_alone, text.data, len);
        page[i] = timed(make_page, text.data, len);
    }
    struct result result = {.bytes = len, .alone = median(alone, n), .page = median(page, n)};
    result.ratio = result.page / result.alone;
    double alone_kib = peak_kib("alone", size, seed), page_kib = peak_kib("page", size, seed);
    printf("%9zu %7zu %12.3f %12.3f %7.2f %9.1f %9.1f %7.2f\n", len, n, result.alone * 1e3,
           result.page * 1e3, result.ratio, alone_kib / 1024, page_kib / 1024,
           page_kib / alone_kib);
    return result;
}

/* The time of a byte on the largest page against that on the one before it. */
static bool check_growth(const struct result *small, const struct result *large)
{
    double small_byte = small->page / (double)small->bytes;
    double large_byte = large->page / (double)large->bytes;
    double alone = large->alone / (double)large->bytes / (small->alone / (double)small->bytes);
    double growth = large_byte / small_byte;
    printf("\na byte of the largest page costs %.2f times one of the page a tenth as large "
           "(the parser alone: %.2f)\n",
           growth, alone);
    return growth * 100 <= GROWTH_MAX_PERCENT;
}

/* One line: at each size the page's seconds and its ratio to the parser alone. False where a byte
 * of the largest costs far more than one of the smallest, and than it does the parser. */
static bool measure_hostile_one(size_t which, size_t *most_kib)
{
    static const size_t sizes[] = {250000, 500000, 1000000, 2000000};
    double page[4], alone[4];
    size_t kib = 0;
    es_status status = ES_OK;
    printf("%-24s", bench_hostile_name(which));
    for (size_t i = 0; i < 4; i++) {
        char words[48], answer[96], *at = answer;
        snprintf(words, sizeof words, "hostile %zu %zu", which, sizes[i]);
        ask(words, answer, sizeof answer);
        size_t peak = strtoul(at, &at, 10);
        status = (es_status)strtoul(at, &at, 10);
        page[i] = strtod(at, &at);
        alone[i] = strtod(at, &at);
        kib = peak > kib ? peak : kib;
        if (alone[i] > 0)
            printf(" %6.3f %5.2f", page[i], page[i] / alone[i]);
        else
            printf(" %6.3f     -", page[i]); /* the parser alone did not come to an end */
    }
    double growth = page[3] / page[0] / 8, own = alone[0] > 0 ? alone[3] / alone[0] / 8 : 0;
    bool linear = growth < HOSTILE_GROWTH_MAX || growth < 2 * own || page[3] < HOSTILE_QUICK;
    printf(" %7.2f %6.1f  %s%s\n", growth, (double)kib / 1024,
           status == ES_OK ? "ok" : es_error_info(status)->code, linear ? "" : "  NOT LINEAR");
    *most_kib = kib > *most_kib ? kib : *most_kib;
    return linear;
}

static bool measure_hostile(size_t *most_kib)
{
    bool linear = true;
    printf("\n%-24s %12s %12s %12s %12s %7s %6s  %s\n", "seconds and ratio of", "250 KB", "500 KB",
           "1 MB", "2 MB", "growth", "MiB", "2 MB ends as");
    for (size_t i = 0; bench_hostile_name(i); i++)
        linear = measure_hostile_one(i, most_kib) && linear;
    return linear;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "peak") == 0)
        return tell_peak(argv);
    if (argc == 4 && strcmp(argv[1], "hostile") == 0)
        return tell_hostile(argv);
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    static const size_t sizes[] = {10 << 10, 100 << 10, 1 << 20};
    struct result results[3];
    printf("seed %llu\n\n%9s %7s %12s %12s %7s %9s %9s %7s\n", (unsigned long long)seed, "bytes",
           "rounds", "gumbo ms", "page ms", "ratio", "gumbo MiB", "page MiB", "ratio");
    bool ok = true;
    for (size_t i = 0; i < 3; i++) {
        results[i] = measure(sizes[i], seed);
        ok = ok && results[i].ratio * 100 <= RATIO_AIM_PERCENT;
    }
    bool linear = check_growth(&results[1], &results[2]);
    size_t most = 0;
    linear = measure_hostile(&most) && linear;
    printf("\ntime at most %.1f times the parser's: %s\ngrowth is linear: %s\n"
           "memory at most %d MiB: %s\n",
           RATIO_AIM_PERCENT / 100.0, ok ? "yes" : "NO", linear ? "yes" : "NO", MEMORY_MAX_MIB,
           most <= (size_t)MEMORY_MAX_MIB << 10 ? "yes" : "NO");
    return ok && linear && most <= (size_t)MEMORY_MAX_MIB << 10 ? 0 : 1;
}
