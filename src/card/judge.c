/* SPDX-License-Identifier: Apache-2.0 */
/* From what was seen to its cause. */
#include "esign/i18n.h"
#include "esign/text.h"
#include "pcsc.h"
#include <string.h>

const char *es_reader_state_name(enum es_reader_state state)
{
    static const char *const NAMES[] = {
        [ES_READER_PRESENT] = "present", [ES_READER_HELD] = "in_use",
        [ES_READER_MUTE] = "mute",       [ES_READER_UNPOWERED] = "mute",
        [ES_READER_EMPTY] = "empty",     [ES_READER_UNKNOWN] = "unknown",
    };
    return (unsigned)state < sizeof NAMES / sizeof NAMES[0] ? NAMES[state] : "unknown";
}

/* ---------------------------------------------------------------- the readers */

static bool reader_valid(const struct es_seen_reader *reader)
{
    return memchr(reader->name, '\0', sizeof reader->name) && reader->state <= ES_READER_UNKNOWN &&
           reader->shared <= 1 && reader->atr_len <= ES_ATR_MAX;
}

bool es_seen_valid(const struct es_seen *seen)
{
    bool valid = seen->magic == ES_SEEN_MAGIC && seen->answer <= ES_ANSWER_HUNG &&
                 seen->n <= ES_READERS_MAX && seen->n <= seen->n_all &&
                 (seen->n_all == 0 || seen->answer == ES_ANSWER_READERS);
    for (size_t i = 0; valid && i < seen->n; i++)
        valid = reader_valid(&seen->reader[i]);
    return valid;
}

/* The name may grow when it is made safe: cut between two characters. */
static void copy_name(const char *name, char out[ES_READER_NAME_MAX])
{
    es_auto(buf) safe = {0};
    out[0] = '\0';
    if (!es_text_safe(name, ES_READER_NAME_MAX, &safe))
        return;
    const char *text = es_buf_str(&safe);
    size_t len = strnlen(text, ES_READER_NAME_MAX);
    if (len == ES_READER_NAME_MAX)
        for (len--; len > 0 && ((unsigned char)text[len] & 0xC0U) == 0x80U;)
            len--;
    memcpy(out, text, len);
    out[len] = '\0';
}

static void copy_readers(const struct es_seen *seen, struct es_readers *readers)
{
    memset(readers, 0, sizeof *readers);
    readers->n = seen->n;
    readers->partial = seen->n < seen->n_all;
    for (size_t i = 0; i < seen->n; i++) {
        const struct es_seen_reader *from = &seen->reader[i];
        struct es_reader *reader = &readers->reader[i];
        copy_name(from->name, reader->name);
        reader->state = (enum es_reader_state)from->state;
        reader->shared = from->shared;
        if (reader->state != ES_READER_PRESENT && reader->state != ES_READER_HELD)
            continue;
        reader->atr_len = from->atr_len;
        memcpy(reader->atr, from->atr, from->atr_len);
        if (reader->atr_len > 0)
            (void)es_atr_parse(reader->atr, reader->atr_len, &reader->card);
    }
}

static es_status judge_no_reader(const char *match, bool others, struct es_readers *readers,
                                 struct es_error *err)
{
    if (!match || !others)
        return es_card_tell_cause("no_reader", readers, err);
    es_status status = es_card_tell_cause("no_such_reader", readers, err);
    es_auto(buf) shown = {0};
    if (!es_text_safe(match, ES_READER_NAME_MAX, &shown))
        return status;
    (void)es_fail_with(err, ES_NO_READER, _("no card reader's name holds '%s'"),
                       es_buf_str(&shown));
    es_hint(err, "%s", es_card_cause_remedy("no_such_reader"));
    return status;
}

bool es_card_is_shared(const struct es_readers *readers)
{
    for (size_t i = 0; i < readers->n; i++)
        if (readers->reader[i].state == ES_READER_PRESENT && readers->reader[i].shared)
            return true;
    return false;
}

/* Cards of the second generation: the national identity card is of the same family, and answers
 * alike (docs/man/esign.1.in). */
static bool may_be_identity_card(const struct es_reader *reader)
{
    static const char SECOND[] = "AKİS v2";
    return strncmp(reader->card.name, SECOND, sizeof SECOND - 1) == 0;
}

static const char *cause_of_card(const struct es_reader *reader)
{
    if (reader->card.fault != ES_ATR_WELL_FORMED)
        return "atr_garbled";
    if (reader->card.family != ES_CARD_AKIS)
        return "not_akis";
    if (reader->shared)
        return "shared";
    return may_be_identity_card(reader) ? "akis_or_identity" : "present";
}

static const char *cause_of_reader(const struct es_reader *reader)
{
    switch (reader->state) {
    case ES_READER_PRESENT:
        return cause_of_card(reader);
    case ES_READER_HELD:
        return "exclusive";
    case ES_READER_MUTE:
        return "mute";
    case ES_READER_UNPOWERED:
        return "unpowered";
    case ES_READER_EMPTY:
        return "empty";
    case ES_READER_UNKNOWN:
        break;
    }
    return "reader_lost";
}

/* The better state; of two cards, the AKİS one. */
static bool is_better(const struct es_reader *a, const struct es_reader *b)
{
    if (a->state != b->state)
        return a->state < b->state;
    return a->card.family == ES_CARD_AKIS && b->card.family != ES_CARD_AKIS;
}

static es_status judge_readers(const char *match, bool others, struct es_readers *readers,
                               struct es_error *err)
{
    if (readers->n == 0)
        return judge_no_reader(match, others, readers, err);
    const struct es_reader *best = &readers->reader[0];
    for (size_t i = 1; i < readers->n; i++)
        if (is_better(&readers->reader[i], best))
            best = &readers->reader[i];
    return es_card_tell_cause(cause_of_reader(best), readers, err);
}

es_status es_card_judge(const struct es_seen *seen, const char *match, struct es_readers *readers,
                        struct es_error *err)
{
    copy_readers(seen, readers);
    switch ((enum es_answer)seen->answer) {
    case ES_ANSWER_READERS:
        return judge_readers(match, seen->n_all > 0, readers, err);
    case ES_ANSWER_NO_LIBRARY:
        return es_card_tell_cause("library_missing", readers, err);
    case ES_ANSWER_NO_SERVICE:
        return es_card_tell_cause(es_service_cause(), readers, err);
    case ES_ANSWER_DENIED:
        return es_card_tell_cause("service_refused", readers, err);
    case ES_ANSWER_LOST:
        return es_card_tell_cause("reader_lost", readers, err);
    case ES_ANSWER_NO_ROOM:
        return es_fail(err, ES_NO_RESOURCES);
    case ES_ANSWER_CRASHED:
        return es_card_tell_cause("library_crashed", readers, err);
    case ES_ANSWER_HUNG:
        return es_card_tell_cause("service_hung", readers, err);
    case ES_ANSWER_NONSENSE:
        break;
    }
    return es_card_tell_cause("service_nonsense", readers, err);
}
