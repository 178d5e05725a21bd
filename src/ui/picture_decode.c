/* SPDX-License-Identifier: Apache-2.0 */
/* A picture is decoded in a cage: whatever it does to a decoder, there is then no picture. */
#include "picture_decode.h"

#include "esign/cage.h"
#include "esign/heap.h"
#include "esign/picture.h"

enum {
    MILLISECONDS = 3000,
    MEMORY = 128 << 20,
    PIXELS_MAX = ES_PICTURE_SIDE_MAX * ES_PICTURE_SIDE_MAX,
};

struct task { /* in the cage */
    const char *bytes;
    size_t len;
};

/* A picture may lie on the secure heap, which the cage has not. */
static bool copy_bytes(void *arg)
{
    struct task *task = arg;
    task->bytes = es_heap_copy(task->bytes, task->len);
    return task->bytes != NULL;
}

static void decode(void *arg, struct es_cage_answer *answer)
{
    const struct task *task = arg;
    struct es_pixels pixels = {0};
    if (!es_pixels_parse(task->bytes, task->len, &pixels))
        return;
    answer->words[0] = pixels.width;
    answer->words[1] = pixels.height;
    answer->bytes = pixels.rgba;
    answer->len = (size_t)pixels.width * pixels.height * 4;
}

static bool take_answer(struct es_cage_answer *answer, struct es_pixels *out)
{
    uint32_t width = answer->words[0], height = answer->words[1];
    if (width < 1 || height < 1 || width > ES_PICTURE_SIDE_MAX || height > ES_PICTURE_SIDE_MAX ||
        answer->len != (size_t)width * height * 4)
        return false;
    *out = (struct es_pixels){width, height, answer->bytes};
    answer->bytes = NULL;
    return true;
}

bool es_pixels_decode(const char *bytes, size_t len, struct es_pixels *out)
{
    *out = (struct es_pixels){0};
    if (len > ES_PICTURE_MAX || !es_pixels_load(bytes, len))
        return false;
    const struct es_cage cage = {.memory = MEMORY,
                                 .milliseconds = MILLISECONDS,
                                 .answer_max = (size_t)PIXELS_MAX * 4,
                                 .prepare = copy_bytes,
                                 .work = decode};
    struct task task = {bytes, len};
    struct es_cage_answer answer;
    bool done = es_cage_run(&cage, &task, &answer) == ES_CAGE_ANSWERED && take_answer(&answer, out);
    es_heap_free(answer.bytes);
    return done;
}
