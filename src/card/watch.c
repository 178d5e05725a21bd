/* SPDX-License-Identifier: Apache-2.0 */
/* Looking once, and waiting for another answer. */
#include "asker.h"
#include "esign/heap.h"
#include "esign/moment.h"
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
    bool lost;          /* readers were there, and since then there has been none */
    bool pulled;        /* a card was there, and since then there has been none */
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
        return es_fail(err, ES_INTERNAL);
    struct es_seen seen;
    (void)es_asker_next(asker, -1, &seen);
    es_asker_free(&asker);
    return es_card_judge(&seen, match, readers, err);
}

es_status es_card_watch_open(const char *match, struct es_card_watch **out, struct es_error *err)
{
    *out = es_heap_zeroed(1, sizeof **out);
    if (!*out)
        return es_fail(err, ES_INTERNAL);
    if (match)
        (*out)->match = es_heap_text(match);
    (*out)->asker = es_asker_new((*out)->match, true);
    if (!(*out)->asker || (match && !(*out)->match)) {
        es_card_watch_free(out);
        return es_fail(err, ES_INTERNAL);
    }
    return ES_OK;
}

static bool same_reader(const struct es_reader *a, const struct es_reader *b)
{
    return a->state == b->state && a->atr_len == b->atr_len && strcmp(a->name, b->name) == 0 &&
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

static bool has_card(es_status status)
{
    return status == ES_OK || status == ES_READER_IN_USE || status == ES_CARD_MUTE;
}

/* A reader that was unplugged is told as such, not as "never seen"; and so is a card. */
static void mark_what_went(struct es_card_watch *watch, struct answer *answer)
{
    bool had_card = watch->started && has_card(watch->told.status);
    if (answer->readers.n > 0)
        watch->lost = false;
    else if (answer->status == ES_NO_READER)
        watch->lost = watch->lost || watch->told.readers.n > 0;
    watch->pulled = answer->status == ES_NO_CARD && (watch->pulled || had_card);
    const char *cause = watch->pulled ? "card_pulled" : NULL;
    if (answer->status == ES_NO_READER && watch->lost)
        cause = "reader_lost";
    if (cause)
        answer->status = es_card_tell_cause(cause, &answer->readers, &answer->err);
}

static bool take(struct es_card_watch *watch, const struct es_seen *seen, struct answer *now)
{
    judge(seen, watch->match, now);
    mark_what_went(watch, now);
    if (watch->started && same_answer(now, &watch->told))
        return false;
    watch->started = true;
    watch->told = *now;
    return true;
}

/* A service that has said nothing at all in all this time; the child goes on. */
static bool give_up_first(struct es_card_watch *watch, struct answer *now)
{
    struct es_seen seen = {.magic = ES_SEEN_MAGIC, .answer = ES_ANSWER_HUNG};
    return take(watch, &seen, now);
}

static bool wait_for_change(struct es_card_watch *watch, double seconds, struct answer *now)
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
            return !watch->started && give_up_first(watch, now);
        if (take(watch, &seen, now))
            return true;
        if (is_over)
            return false; /* however much a service has to say */
    }
}

es_status es_card_watch_next(struct es_card_watch *watch, double seconds,
                             struct es_readers *readers, bool *changed, struct es_error *err)
{
    *changed = false;
    struct answer *now = es_heap_zeroed(1, sizeof *now);
    if (!now) {
        memset(readers, 0, sizeof *readers);
        return es_fail(err, ES_INTERNAL);
    }
    *changed = wait_for_change(watch, seconds, now);
    es_heap_free(now);
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
