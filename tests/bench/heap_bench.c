/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the heap that wipes costs a page, and what redaction does: read with it and with libc's own
 * allocator, in turns, in one run; the median of the ratios. docs/BENCHMARK.md has the results.
 *
 * usage: heap_bench [SEED]
 */
#include "esign/heap.h"
#include "esign/page.h"
#include "esign/secret.h"
#include "esign/view.h"
#include "pages.h"
#include "redact.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { ROUNDS = 21, PAGE_MS = 20000, RUNS_OF_SMALL = 10, SMALL = 10 << 10, ARRIVES = 16 << 10 };

/* The linker puts these in the heap's place (--wrap). */
static bool plain;
void *__real_es_heap_get(size_t size);
void *__real_es_heap_zeroed(size_t n, size_t size);
void *__real_es_heap_resize(void *block, size_t size);
void *__real_es_heap_array(void *block, size_t n, size_t size);
void *__real_es_heap_copy(const void *bytes, size_t len);
char *__real_es_heap_text(const char *text);
void *__real_es_heap_secret(size_t size);
void __real_es_heap_free(void *block);
void *__wrap_es_heap_get(size_t size);
void *__wrap_es_heap_zeroed(size_t n, size_t size);
void *__wrap_es_heap_resize(void *block, size_t size);
void *__wrap_es_heap_array(void *block, size_t n, size_t size);
void *__wrap_es_heap_copy(const void *bytes, size_t len);
char *__wrap_es_heap_text(const char *text);
void *__wrap_es_heap_secret(size_t size);
void __wrap_es_heap_free(void *block);

void *__wrap_es_heap_get(size_t size)
{
    return plain ? malloc(size) : __real_es_heap_get(size);
}

void *__wrap_es_heap_zeroed(size_t n, size_t size)
{
    return plain ? calloc(n, size) : __real_es_heap_zeroed(n, size);
}

void *__wrap_es_heap_resize(void *block, size_t size)
{
    return plain ? realloc(block, size) : __real_es_heap_resize(block, size);
}

void *__wrap_es_heap_array(void *block, size_t n, size_t size)
{
    return plain ? reallocarray(block, n, size) : __real_es_heap_array(block, n, size);
}

void *__wrap_es_heap_copy(const void *bytes, size_t len)
{
    char *copy = plain ? malloc(len + 1) : __real_es_heap_copy(bytes, len);
    if (!plain || !copy)
        return copy;
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

char *__wrap_es_heap_text(const char *text)
{
    return plain ? strdup(text) : __real_es_heap_text(text);
}

void *__wrap_es_heap_secret(size_t size)
{
    return plain ? malloc(size) : __real_es_heap_secret(size);
}

void __wrap_es_heap_free(void *block)
{
    if (plain)
        free(block);
    else
        __real_es_heap_free(block);
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

static const struct es_profile *profile;

/* As the bytes come from the network. */
static bool receive(const struct es_buf *html, struct es_buf *out)
{
    out->secret = true;
    out->max = ES_PAGE_SOURCE_MAX;
    for (size_t at = 0; at < html->len; at += ARRIVES) {
        size_t left = html->len - at;
        if (!es_buf_add(out, html->data + at, left < ARRIVES ? left : ARRIVES))
            return false;
    }
    return true;
}

static struct es_page_source source_of(const struct es_buf *bytes)
{
    return (struct es_page_source){bytes->data, bytes->len, "text/html; charset=utf-8",
                                   "https://example.org/", false};
}

/* All that happens to a page until it is understood. */
static void read_as_the_program(const struct es_buf *html)
{
    es_auto(buf) bytes = {0};
    es_auto(page) *page = NULL;
    es_auto(view) *view = NULL;
    if (!receive(html, &bytes))
        abort();
    struct es_page_source source = source_of(&bytes);
    if (es_page_make(&source, PAGE_MS, &page, NULL) != ES_OK ||
        es_view_make(profile, page, &view, NULL) != ES_OK)
        abort();
}

/* The part of it that asks for most blocks. */
static void parse(const struct es_buf *html)
{
    es_auto(page) *page = NULL;
    struct es_page_source source = source_of(html);
    if (es_page_parse(&source, &page, NULL) != ES_OK)
        abort();
}

static double timed(void (*what)(const struct es_buf *html), const struct es_buf *html, int runs)
{
    double before = used();
    for (int i = 0; i < runs; i++)
        what(html);
    return (used() - before) / runs;
}

/* A page as it came each time, for redaction leaves stars behind. */
static double timed_redaction(const struct es_page *page, int runs)
{
    static const char *const answers[] = {"10000000146", "k7m4q", "Gizli1Sözcük"};
    const struct es_sent sent = {.value = answers, .n = 3};
    struct es_page *copy = es_heap_copy(page, page->size);
    double seconds = 0;
    if (!copy)
        abort();
    for (int i = 0; i < runs; i++) {
        memcpy(copy, page, page->size);
        double before = used();
        es_redact_answers(copy, &sent);
        es_redact_numbers(copy);
        seconds += used() - before;
    }
    es_heap_free(copy);
    return seconds / runs;
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

/* *wiping: the seconds with the heap that wipes. */
static double compared(void (*what)(const struct es_buf *html), const struct es_buf *html, int runs,
                       double *wiping)
{
    plain = true;
    double libc = timed(what, html, runs);
    plain = false;
    *wiping = timed(what, html, runs);
    return *wiping / libc;
}

static void measure(size_t size, uint64_t seed)
{
    es_auto(buf) html = {.max = 8 << 20};
    es_auto(page) *page = NULL;
    if (!bench_page(size, seed, &html))
        abort();
    struct es_page_source source = source_of(&html);
    if (es_page_parse(&source, &page, NULL) != ES_OK)
        abort();
    int runs = (int)(RUNS_OF_SMALL * SMALL / size) + 1;
    double whole[ROUNDS], parsed[ROUNDS], redacted[ROUNDS], understood[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double wiping, alone;
        whole[i] = compared(read_as_the_program, &html, runs, &wiping);
        parsed[i] = compared(parse, &html, runs, &alone);
        redacted[i] = timed_redaction(page, runs) / wiping;
        understood[i] = wiping / alone;
    }
    printf(
        "%8zu bytes, %4d runs: with the heap that wipes to libc's, read %.2f, parsed alone %.2f; "
        "redaction to reading %.3f; reading to parsing %.1f\n",
        html.len, runs * ROUNDS, median(whole), median(parsed), median(redacted),
        median(understood));
    fflush(stdout);
}

int main(int n, char **arguments)
{
    uint64_t seed = n > 1 ? strtoull(arguments[1], NULL, 10) : 1;
    static const size_t sizes[] = {SMALL, 100 << 10, 1 << 20};
    struct es_profile *loaded = NULL;
    (void)!es_secret_init();
    if (es_profile_load("kamusm", &loaded, NULL) != ES_OK)
        abort();
    profile = loaded;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        measure(sizes[i], seed);
    es_profile_free(&loaded);
    return 0;
}
