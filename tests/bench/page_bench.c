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
};

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
    struct es_page_source source = {bytes, len, "text/html; charset=utf-8", "https://example.org/"};
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

static bool make_bytes(bool hostile, size_t what, uint64_t seed, struct es_buf *out)
{
    static const char pad[PAD];
    out->max = 8 << 20;
    if (hostile)
        return bench_hostile(what, ES_PAGE_SOURCE_MAX, out);
    return bench_page(what, seed, out) && es_buf_add(out, pad, sizeof pad);
}

/* page_bench peak alone|page SIZE SEED: prints what the work took beyond what was there. */
static int tell_peak(char **argv)
{
    es_auto(buf) text = {0};
    if (!make_bytes(false, strtoul(argv[3], NULL, 10), strtoull(argv[4], NULL, 10), &text))
        return 1;
    size_t before = status_kib("VmRSS:");
    (strcmp(argv[2], "page") == 0 ? make_page : parse_alone)(text.data, text.len - PAD);
    printf("%zu\n", status_kib("VmHWM:") - before);
    return 0;
}

/* page_bench hostile WHICH: makes the page as the program does, in a child with its limits;
 * prints the peak of the larger of the two, the seconds, and the status. */
static int tell_hostile(char **argv)
{
    struct rusage own, child;
    es_auto(buf) text = {0};
    if (!make_bytes(true, strtoul(argv[2], NULL, 10), 0, &text))
        return 1;
    struct es_page_source source = {text.data, text.len, NULL, ""};
    struct es_page *page = NULL;
    double start = clock_seconds(CLOCK_MONOTONIC);
    es_status status = es_page_make(&source, PAGE_MS, &page, NULL);
    double seconds = clock_seconds(CLOCK_MONOTONIC) - start;
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &child);
    printf("%ld %.3f %d\n", own.ru_maxrss > child.ru_maxrss ? own.ru_maxrss : child.ru_maxrss,
           seconds, (int)status);
    es_page_free(&page);
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
    snprintf(command, sizeof command, "'%s' %s", self, words);
    FILE *child = popen(command, "r");
    if (!child || !fgets(answer, (int)size, child) || pclose(child) != 0)
        abort();
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
    if (!make_bytes(false, size, seed, &text))
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

static size_t measure_hostile(void)
{
    size_t most = 0;
    printf("\n%-22s %9s %10s  %s\n", "2 MiB of", "peak MiB", "seconds", "ends as");
    for (size_t i = 0; bench_hostile_name(i); i++) {
        char words[32], answer[96], *at = answer;
        snprintf(words, sizeof words, "hostile %zu", i);
        ask(words, answer, sizeof answer);
        size_t kib = strtoul(at, &at, 10);
        double seconds = strtod(at, &at);
        es_status status = (es_status)strtoul(at, &at, 10);
        printf("%-22s %9.1f %10.2f  %s\n", bench_hostile_name(i), (double)kib / 1024, seconds,
               status == ES_OK ? "ok" : es_error_info(status)->code);
        most = kib > most ? kib : most;
    }
    return most;
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "peak") == 0)
        return tell_peak(argv);
    if (argc == 3 && strcmp(argv[1], "hostile") == 0)
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
    size_t most = measure_hostile();
    printf("\ntime at most %.1f times the parser's: %s\ngrowth is linear: %s\n"
           "memory at most %d MiB: %s\n",
           RATIO_AIM_PERCENT / 100.0, ok ? "yes" : "NO", linear ? "yes" : "NO", MEMORY_MAX_MIB,
           most <= (size_t)MEMORY_MAX_MIB << 10 ? "yes" : "NO");
    return ok && linear && most <= (size_t)MEMORY_MAX_MIB << 10 ? 0 : 1;
}
