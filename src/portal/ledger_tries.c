/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger_tries.h"

static int fewer(int a, int b)
{
    return a < b ? a : b;
}

static struct es_ledger_open *find(struct es_ledger_record *record, int64_t token)
{
    for (size_t i = 0; i < record->n_open; i++) {
        if (record->open[i].token == token) {
            return &record->open[i];
        }
    }
    return NULL;
}

bool es_ledger_tries_begin(struct es_ledger_record *record, int64_t token)
{
    if (record->n_open == ES_LEDGER_OPEN_MAX) {
        return false;
    }
    for (size_t i = 0; i < record->n_open; i++) {
        record->open[i].beside = fewer(record->open[i].beside + 1, ES_LEDGER_COUNT_MAX);
    }
    record->open[record->n_open] = (struct es_ledger_open){token, (int)record->n_open};
    record->n_open++;
    record->entry.count = fewer(record->entry.count + 1, ES_LEDGER_COUNT_MAX);
    return true;
}

void es_ledger_tries_end(struct es_ledger_record *record, int64_t token)
{
    struct es_ledger_open *open = find(record, token);
    if (open) {
        *open = record->open[--record->n_open];
    }
}

bool es_ledger_tries_give_back(struct es_ledger_record *record, int64_t token)
{
    if (!find(record, token)) {
        return false;
    }
    es_ledger_tries_end(record, token);
    record->entry.count--;
    for (size_t i = 0; i < record->n_open; i++) {
        record->open[i].beside -= record->open[i].beside > 0;
    }
    return true;
}

static void set_count(struct es_ledger_record *record, int count)
{
    record->entry.count = count;
    for (size_t i = 0; i < record->n_open; i++) {
        record->open[i].beside = fewer(record->open[i].beside, count - 1);
    }
}

/* The portal may have seen the tries beside it before the accepted word or after it. */
void es_ledger_tries_accepted(struct es_ledger_record *record, int64_t token)
{
    const struct es_ledger_open *open = find(record, token);
    int beside = open ? open->beside : (int)record->n_open;
    es_ledger_tries_end(record, token);
    set_count(record, fewer(beside, record->entry.count));
}

void es_ledger_tries_clear(struct es_ledger_record *record)
{
    set_count(record, (int)record->n_open);
}
