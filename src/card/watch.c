/* SPDX-License-Identifier: Apache-2.0 */
/* Looking once, and waiting for another answer. */
#include "asker.h"
#include "esign/heap.h"
#include "esign/moment.h"
#include <stdio.h>
#include <string.h>

enum {
    FIRST_MS = 1000, /* the least that a first answer may take, however short the wait */
    FOR_EVER = -1,
};

struct answer {
    es_status status;
    struct es_readers readers;
    struct es_error err;
};

struct es_card_watch {
    struct es_asker *asker;
    char *match; /* NULL: all */
    bool started;
    bool lost;                        /* readers were there, and since then there has been none */
    char emptied[ES_READER_NAME_MAX]; /* a reader whose card went; "" where there is none such */
    struct answer now;
    struct answer told; /* the answer told last */
};

static void judge(const struct es_seen *seen, const char *match, struct answer *out)
{
    out->err = ES_ERROR_INIT;
    out->status = es_card_judge(seen, match, &out->readers, &out->err);
}

static es_status tell(const struct answer *answer, struct es_readers *readers, struct es_error *err)
{
    *readers = answer->readers;
    if (err)
        *err = answer->err;
    return answer->status;
}

es_status es_card_look(const char *match, struct es_readers *readers, struct es_error *err)
{
    memset(readers, 0, sizeof *readers);
    struct es_asker *asker = es_asker_new(match, false);
    if (!asker)
        return es_fail_memory(err);
    struct es_seen seen;
    (void)es_asker_next(asker, -1, &seen);
    es_asker_free(&asker);
    return es_card_judge(&seen, match, readers, err);
}

es_status es_card_watch_open(const char *match, struct es_card_watch **out, struct es_error *err)
{
    *out = es_heap_zeroed(1, sizeof **out);
    if (!*out)
        return es_fail_memory(err);
    if (match)
        (*out)->match = es_heap_text(match);
    (*out)->asker = es_asker_new((*out)->match, true);
    if (!(*out)->asker || (match && !(*out)->match)) {
        es_card_watch_free(out);
        return es_fail_memory(err);
    }
    return ES_OK;
}

/* As they are told: two states may have one word. */
static bool same_reader(const struct es_reader *a, const struct es_reader *b)
{
    return strcmp(es_reader_state_name(a->state), es_reader_state_name(b->state)) == 0 &&
           a->atr_len == b->atr_len && strcmp(a->name, b->name) == 0 &&
           memcmp(a->atr, b->atr, a->atr_len) == 0;
}

static bool same_cause(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What is remarked about a card that is seated is no answer of its own: others come and go. */
static bool same_answer(const struct answer *a, const struct answer *b)
{
    if (a->status != b->status || a->readers.n != b->readers.n)
        return false;
    if (a->status != ES_OK && !same_cause(a->readers.cause, b->readers.cause))
        return false;
    for (size_t i = 0; i < a->readers.n; i++)
        if (!same_reader(&a->readers.reader[i], &b->readers.reader[i]))
            return false;
    return true;
}

/* The reader of that name, where it is there and empty; "" is nobody's name. */
static const struct es_reader *empty_one(const struct es_readers *readers, const char *name)
{
    for (size_t i = 0; i < readers->n; i++)
        if (readers->reader[i].state == ES_READER_EMPTY && *name &&
            strcmp(readers->reader[i].name, name) == 0)
            return &readers->reader[i];
    return NULL;
}

/* One that held a card before, and is empty now. A card that went with its reader is not meant: it
 * was not taken out. */
static const struct es_reader *emptied_one(const struct es_readers *before,
                                           const struct es_readers *now)
{
    const struct es_reader *found = NULL;
    for (size_t i = 0; i < before->n && !found; i++)
        if (before->reader[i].state < ES_READER_EMPTY)
            found = empty_one(now, before->reader[i].name);
    return found;
}

/* A reader that was unplugged is told as such, not as "never seen"; and so is a card. */
static void mark_what_went(struct es_card_watch *watch, struct answer *answer)
{
    const struct es_reader *emptied = NULL;
    if (answer->status == ES_NO_CARD)
        emptied = empty_one(&answer->readers, watch->emptied);
    if (answer->status == ES_NO_CARD && !emptied)
        emptied = emptied_one(&watch->told.readers, &answer->readers);
    if (answer->readers.n > 0)
        watch->lost = false;
    else if (answer->status == ES_NO_READER)
        watch->lost = watch->lost || watch->told.readers.n > 0;
    snprintf(watch->emptied, sizeof watch->emptied, "%s", emptied ? emptied->name : "");
    const char *cause = emptied ? "card_pulled" : NULL;
    if (answer->status == ES_NO_READER && watch->lost)
        cause = "reader_lost";
    if (cause)
        answer->status = es_card_tell_cause(cause, &answer->readers, &answer->err);
}

static bool take(struct es_card_watch *watch, const struct es_seen *seen)
{
    struct answer *now = &watch->now;
    judge(seen, watch->match, now);
    mark_what_went(watch, now);
    if (watch->started && same_answer(now, &watch->told))
        return false;
    watch->started = true;
    watch->told = *now;
    return true;
}

/* A service that has said nothing at all in all this time; the child goes on. */
static bool give_up_first(struct es_card_watch *watch)
{
    struct es_seen seen = {.magic = ES_SEEN_MAGIC, .answer = ES_ANSWER_HUNG};
    return take(watch, &seen);
}

static bool wait_for_change(struct es_card_watch *watch, double seconds)
{
    int64_t most = (int64_t)(seconds * 1e3);
    if (!watch->started && most < FIRST_MS)
        most = FIRST_MS;
    int64_t end = es_moment_ms() + most;
    for (;;) {
        struct es_seen seen;
        int64_t left = seconds < 0 ? FOR_EVER : end - es_moment_ms();
        bool is_over = seconds >= 0 && left <= 0;
        if (!es_asker_next(watch->asker, is_over ? 0 : left, &seen))
            return !watch->started && give_up_first(watch);
        if (take(watch, &seen))
            return true;
        if (is_over)
            return false; /* however much a service has to say */
    }
}

es_status es_card_watch_next(struct es_card_watch *watch, double seconds,
                             struct es_readers *readers, bool *changed, struct es_error *err)
{
    *changed = wait_for_change(watch, seconds);
    return tell(&watch->told, readers, err);
}

void es_card_watch_free(struct es_card_watch **watch)
{
    if (!*watch)
        return;
    es_asker_free(&(*watch)->asker);
    es_heap_free((*watch)->match);
    es_heap_free(*watch);
    *watch = NULL;
}
