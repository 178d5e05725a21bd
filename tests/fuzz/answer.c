/* SPDX-License-Identifier: Apache-2.0 */
/* What the portal says to an answer. The input: a byte of the kinds that were sent, the page
 * before, a line feed with a form feed, the page after. Without such a line it is the page after.
 */
#include "client_internal.h"
#include "sentence.h"
#include "shown.h"

#define BREAK "\n\f"

/* Which codes a page may be classed as: those of the profile's rows, and two more. */
static bool may_be(es_status status)
{
    size_t i;
    json_t *row;
    json_array_foreach(es_profile_get(fuzz_profile(), "messages"), i, row)
    {
        es_status code;
        const char *name = json_string_value(json_object_get(row, "code"));
        if (name && es_error_find(name, &code) && code == status)
            return true;
    }
    return status == ES_PAGE_UNKNOWN || status == ES_PORTAL_REFUSED;
}

static void claim_sentences(const char *text)
{
    for (const char *at = text; *at;) {
        size_t len = es_sentence_length(at);
        claim("a sentence has a length", len > 0 && len <= strlen(at));
        es_auto(sentence) sentence = {.n = 0};
        claim("a sentence is taken apart", es_sentence_split(fuzz_profile(), at, len, &sentence));
        claim("into a few clauses", sentence.n <= CLAUSES_MAX);
        for (size_t i = 0; i < sentence.n; i++)
            claim("a clause has words", sentence.clause[i].text.len > 0);
        at += len;
    }
}

static void claim_answer(const struct es_page *before, const struct es_page *after, unsigned sent)
{
    char text[ES_PORTAL_MESSAGE_MAX], again[ES_PORTAL_MESSAGE_MAX];
    es_status status = es_classify(fuzz_profile(), before, after, sent, text);
    claim("an answer is one of those there are", may_be(status));
    claim("its text ends", memchr(text, '\0', sizeof text));
    claim_shown(text);
    claim("the same answer is the same",
          es_classify(fuzz_profile(), before, after, sent, again) == status &&
              strcmp(text, again) == 0);
    int left = es_tries_left(fuzz_profile(), before, after);
    claim("tries left are a few, or not told", left >= -1 && left <= 9);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned sent = size ? data[0] : 0;
    const uint8_t *at = size ? data + 1 : data;
    size_t len = size ? size - 1 : 0;
    const uint8_t *gap = len ? memmem(at, len, BREAK, 2) : NULL;
    struct es_page *before = gap ? fuzz_page(at, (size_t)(gap - at), NULL) : NULL;
    struct es_page *after =
        gap ? fuzz_page(gap + 2, (size_t)(at + len - gap) - 2, NULL) : fuzz_page(at, len, NULL);
    if (after) {
        claim_answer(before, after, sent);
        claim_answer(NULL, after, sent);
        claim("a page has no news beside itself",
              es_classify(fuzz_profile(), after, after, sent, (char[ES_PORTAL_MESSAGE_MAX]){0}) ==
                  ES_PAGE_UNKNOWN);
        (void)es_classify_says(fuzz_profile(), "maintenance", after);
        for (uint32_t i = 0; i < after->blocks.n; i++)
            claim_sentences(es_page_str(after, es_page_blocks(after)[i].text));
    }
    es_page_free(&before);
    es_page_free(&after);
    return 0;
}
