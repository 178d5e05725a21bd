/* SPDX-License-Identifier: Apache-2.0 */
/* Looking once, and waiting for another answer. */
#include "esign/heap.h"
#include "pcsc.h"
#include "watchdog.h"
#include <string.h>

/* Readers come and go without an event that can be relied on: the notification compares their
 * number only. So the list is read again so often. */
static const double LIST_AGAIN_SECONDS = 1.0;

struct answer {
    es_status status;
    struct es_readers readers;
    struct es_error err;
};

struct es_card_watch {
    struct es_pcsc *pcsc;
    char *match; /* NULL: all */
    bool started;
    bool lost;          /* readers were there, and since then there has been none */
    struct answer told; /* the answer told last */
};

static es_status ask(struct es_pcsc *pcsc, const char *match, struct answer *out)
{
    size_t n_seen = 0;
    out->err = ES_ERROR_INIT;
    enum es_answer answer = es_pcsc_ask(pcsc, match, &out->readers, &n_seen);
    out->status = es_card_judge(answer, match, n_seen, &out->readers, &out->err);
    return out->status;
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
    struct answer *answer = es_heap_zeroed(1, sizeof *answer);
    struct es_pcsc *pcsc = es_pcsc_new();
    es_status status = ES_INTERNAL;
    if (answer && pcsc) {
        (void)ask(pcsc, match, answer);
        status = tell(answer, readers, err);
    } else {
        (void)es_fail(err, ES_INTERNAL);
    }
    es_pcsc_free(&pcsc);
    es_heap_free(answer);
    return status;
}

es_status es_card_watch_open(const char *match, struct es_card_watch **out, struct es_error *err)
{
    *out = es_heap_zeroed(1, sizeof **out);
    if (!*out)
        return es_fail(err, ES_INTERNAL);
    (*out)->pcsc = es_pcsc_new();
    if (match)
        (*out)->match = es_heap_text(match);
    if (!(*out)->pcsc || (match && !(*out)->match)) {
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

static bool same_answer(const struct answer *a, const struct answer *b)
{
    if (a->status != b->status || a->readers.n != b->readers.n ||
        !same_cause(a->readers.cause, b->readers.cause))
        return false;
    for (size_t i = 0; i < a->readers.n; i++)
        if (!same_reader(&a->readers.reader[i], &b->readers.reader[i]))
            return false;
    return true;
}

/* A reader that was unplugged is told as such, not as "never seen". */
static void mark_lost(struct es_card_watch *watch, struct answer *answer)
{
    if (answer->status == ES_NO_READER)
        watch->lost = watch->lost || watch->told.readers.n > 0;
    else if (answer->readers.n > 0)
        watch->lost = false;
    if (answer->status == ES_NO_READER && watch->lost)
        answer->status = es_card_judge_lost(&answer->readers, &answer->err);
}

static bool look_again(struct es_card_watch *watch, struct answer *now)
{
    (void)ask(watch->pcsc, watch->match, now);
    mark_lost(watch, now);
    if (watch->started && same_answer(now, &watch->told))
        return false;
    watch->started = true;
    watch->told = *now;
    return true;
}

static void wait_slice(struct es_card_watch *watch, double left)
{
    es_pcsc_wait(watch->pcsc, left < LIST_AGAIN_SECONDS ? left : LIST_AGAIN_SECONDS);
}

static bool wait_for_change(struct es_card_watch *watch, double seconds, struct answer *now)
{
    if (!watch->started)
        return look_again(watch, now);
    double end = es_clock_seconds() + seconds;
    for (;;) {
        double left = seconds < 0 ? LIST_AGAIN_SECONDS : end - es_clock_seconds();
        if (left <= 0)
            return false;
        wait_slice(watch, left);
        if (look_again(watch, now))
            return true;
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
    es_pcsc_free(&(*watch)->pcsc);
    es_heap_free((*watch)->match);
    es_heap_free(*watch);
    *watch = NULL;
}
