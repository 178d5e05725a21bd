/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page in a cage: what a hostile page does to the parser ends there, and the page is one
 * we do not know. */
#include "esign/cage.h"
#include "esign/heap.h"
#include "esign/means.h"
#include "esign/page.h"

enum { MEMORY = 48 << 20 };

/* A page may lie on the secure heap, which the cage has not. */
static bool copy_source(void *arg)
{
    struct es_page_source *source = arg;
    source->bytes = es_heap_copy(source->bytes, source->len);
    source->url = es_heap_text(source->url);
    const char *type = source->content_type;
    source->content_type = type ? es_heap_text(type) : NULL;
    return source->bytes && source->url && (source->content_type || !type);
}

static void parse(void *arg, struct es_cage_answer *answer)
{
    struct es_page *page = NULL;
    answer->words[0] = (uint32_t)es_page_parse(arg, &page, NULL);
    answer->bytes = page;
    answer->len = page ? page->size : 0;
}

static es_status take_answer(struct es_cage_answer *answer, struct es_page **out)
{
    if (answer->words[0] == ES_TOO_LARGE)
        return ES_TOO_LARGE;
    if (answer->words[0] != ES_OK || answer->len < sizeof(struct es_page) ||
        !es_page_valid(answer->bytes, answer->len))
        return ES_PAGE_UNKNOWN;
    *out = answer->bytes;
    answer->bytes = NULL;
    return ES_OK;
}

es_status es_page_make(const struct es_page_source *source, int milliseconds, struct es_page **out,
                       struct es_error *err)
{
    *out = NULL;
    if (source->len > ES_PAGE_SOURCE_MAX)
        return es_fail(err, ES_TOO_LARGE);
    if (!es_means_of_memory())
        return es_fail_memory(err);
    const struct es_cage cage = {.memory = MEMORY,
                                 .milliseconds = milliseconds,
                                 .answer_max = ES_PAGE_MAX + 64,
                                 .prepare = copy_source,
                                 .work = parse};
    struct es_page_source copy = *source;
    struct es_cage_answer answer;
    enum es_cage_end end = es_cage_run(&cage, &copy, &answer);
    es_status status = end == ES_CAGE_ANSWERED   ? take_answer(&answer, out)
                       : end == ES_CAGE_NO_CHILD ? ES_NO_RESOURCES
                                                 : ES_PAGE_UNKNOWN;
    es_heap_free(answer.bytes);
    return status == ES_OK ? ES_OK : es_fail(err, status);
}
