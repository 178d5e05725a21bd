/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz targets share. Each target is one file with libFuzzer's function in it; the fuzzer
 * calls it, or a replayer does with each file of a corpus (replay.c).
 *
 * A target does not only wait for a crash: it claims what its module promises of any input.
 */
#ifndef ESIGN_FUZZ_H
#define ESIGN_FUZZ_H

#include "esign/buf.h"
#include "esign/page.h"
#include "esign/text.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Called by libFuzzer and by the replayer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, with the sentence, where what is claimed does not hold. */
#define claim(sentence, condition)                                                                 \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: claimed: %s\n", __FILE__, __LINE__, sentence);                 \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The bytes up to the first NUL as text of their own: ASan sees each byte read beyond. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

/* The first line as text, and what follows it; a single line is the first. */
static inline char *fuzz_line(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size ? memchr(*data, '\n', *size) : NULL;
    size_t len = end ? (size_t)(end - *data) : *size;
    char *line = fuzz_text(*data, len);
    *data += end ? len + 1 : len;
    *size -= end ? len + 1 : len;
    return line;
}

static inline bool fuzz_same(const struct es_buf *a, const struct es_buf *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* The word stands in the bytes in any case, NULs between its letters (UTF-16) or not. */
static inline bool fuzz_says(const uint8_t *data, size_t size, const char *word)
{
    size_t at = 0, len = strlen(word);
    for (size_t i = 0; i < size && at < len; i++) {
        char c = (char)(data[i] | 0x20);
        if (c == word[at])
            at++;
        else if (data[i])
            at = c == word[0];
    }
    return at == len;
}

/* Gumbo 0.10.1 is known to abort on selects in drawings and formulas in tables: in the program
 * that ends the page's child, and here it would hide all other finds. */
static inline bool fuzz_parser_aborts(const uint8_t *data, size_t size)
{
    return fuzz_says(data, size, "select") &&
           (fuzz_says(data, size, "svg") || fuzz_says(data, size, "math"));
}

/* The page of a source, from an address with a query. NULL where it is refused, which only a
 * too large one may be, and where the parser would abort. */
static inline struct es_page *fuzz_page(const uint8_t *data, size_t size, const char *content_type)
{
    const char *bytes = size ? (const char *)data : "";
    struct es_page_source source = {bytes, size, content_type, "https://example.org/a/b.go?c=d",
                                    false};
    struct es_page *page = NULL;
    if (fuzz_parser_aborts(data, size))
        return NULL;
    es_status status = es_page_parse(&source, &page, NULL);
    claim("a page is made, or it is too large", status == ES_OK || status == ES_TOO_LARGE);
    claim("there is a page where none was refused", (status == ES_OK) == (page != NULL));
    if (page)
        claim("a page that was made is valid", es_page_valid(page, page->size));
    return page;
}

#endif
