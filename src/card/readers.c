/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers and their cards as PC/SC lite tells them. Each call is a job under a watchdog
 * (watchdog.h): none of them has a time limit of its own that holds when the service hangs.
 */
#include "esign/heap.h"
#include "esign/text.h"
#include "pcsc.h"
#include "watchdog.h"
#include <string.h>
#include <winscard.h>

enum {
    CALL_SECONDS = 5,
    READER_ENTRIES = ES_READERS_MAX, /* the most that one status call of the library takes */
    LIST_MAX = READER_ENTRIES * MAX_READERNAME + 1,
    ASK_AGAIN = 3, /* times, when readers or the service change between two calls */
};

/* How long to wait before looking for a service that is away: nothing tells when it comes. */
static const double SERVICE_NAP = 0.2;

/* An entry that changes when the number of readers does. */
static const char PLUG_AND_PLAY[] = "\\\\?PnP?\\Notification";

enum call_kind { CALL_ESTABLISH, CALL_LIST, CALL_STATUS, CALL_RELEASE };

struct entry {
    char name[MAX_READERNAME + 1];
    DWORD state; /* dwEventState, as last seen */
    size_t atr_len;
    uint8_t atr[MAX_ATR_SIZE];
};

struct entries {
    size_t n;
    struct entry entry[READER_ENTRIES];
};

/* The work of one job: all that a call reads and writes. */
struct call {
    enum call_kind kind;
    SCARDCONTEXT context;
    bool context_taken; /* by the caller; else a context that comes too late is released */
    unsigned milliseconds;
    bool wait_for_plugging;
    struct entries entries;
    char list[LIST_MAX];
    DWORD list_len;
    LONG result;
};

struct es_pcsc {
    SCARDCONTEXT context;
    bool open;
    struct es_job *stuck; /* a call that was given up and has not come back */
    struct entries seen;  /* as told last, those that match */
};

static LONG get_status(struct call *call)
{
    SCARD_READERSTATE state[READER_ENTRIES + 1];
    struct entries *entries = &call->entries;
    memset(state, 0, sizeof state);
    DWORD n = (DWORD)entries->n;
    for (size_t i = 0; i < entries->n; i++) {
        state[i].szReader = entries->entry[i].name;
        state[i].dwCurrentState = entries->entry[i].state;
    }
    if (call->wait_for_plugging && n < READER_ENTRIES)
        state[n++].szReader = PLUG_AND_PLAY;
    LONG result = SCardGetStatusChange(call->context, call->milliseconds, state, n);
    for (size_t i = 0; i < entries->n; i++) {
        struct entry *entry = &entries->entry[i];
        entry->state = state[i].dwEventState;
        entry->atr_len = state[i].cbAtr < MAX_ATR_SIZE ? state[i].cbAtr : MAX_ATR_SIZE;
        memcpy(entry->atr, state[i].rgbAtr, entry->atr_len);
    }
    return result;
}

static void run_call(void *work)
{
    struct call *call = work;
    switch (call->kind) {
    case CALL_ESTABLISH:
        call->result = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &call->context);
        break;
    case CALL_LIST:
        call->list_len = sizeof call->list;
        call->result = SCardListReaders(call->context, NULL, call->list, &call->list_len);
        break;
    case CALL_STATUS:
        call->result = get_status(call);
        break;
    case CALL_RELEASE:
        call->result = SCardReleaseContext(call->context);
        break;
    }
}

static void end_call(void *work)
{
    struct call *call = work;
    if (call->kind == CALL_ESTABLISH && call->result == SCARD_S_SUCCESS && !call->context_taken)
        SCardReleaseContext(call->context);
}

static struct es_job *new_call(const struct es_pcsc *pcsc, enum call_kind kind)
{
    struct es_job *job = es_job_new(sizeof(struct call), run_call, end_call);
    if (!job)
        return NULL;
    struct call *call = es_job_work(job);
    call->kind = kind;
    call->context = pcsc->context;
    call->result = SCARD_E_NO_MEMORY; /* until it has run */
    return job;
}

/* Runs the call; where it does not come back in time the job is kept as the stuck one, because
 * its coming back is how we hear that the service lives again. */
static bool call_in_time(struct es_pcsc *pcsc, struct es_job **job)
{
    double seconds = CALL_SECONDS + ((struct call *)es_job_work(*job))->milliseconds / 1e3;
    if (!es_job_start(*job))
        return true; /* result says that there is no room */
    if (es_job_wait(*job, seconds))
        return true;
    pcsc->stuck = *job;
    *job = NULL;
    return false;
}

/* The calls below return what PC/SC says, or this, which it never says: */
static const LONG HUNG = 1;

static LONG establish(struct es_pcsc *pcsc)
{
    if (pcsc->open)
        return SCARD_S_SUCCESS;
    struct es_job *job = new_call(pcsc, CALL_ESTABLISH);
    if (!job)
        return SCARD_E_NO_MEMORY;
    if (!call_in_time(pcsc, &job))
        return HUNG;
    struct call *call = es_job_work(job);
    LONG result = call->result;
    if (result == SCARD_S_SUCCESS) {
        call->context_taken = true;
        pcsc->context = call->context;
        pcsc->open = true;
    }
    es_job_free(&job);
    return result;
}

static void forget_context(struct es_pcsc *pcsc)
{
    bool was_open = pcsc->open;
    pcsc->open = false;
    pcsc->seen.n = 0;
    if (!was_open || pcsc->stuck)
        return;
    struct es_job *job = new_call(pcsc, CALL_RELEASE);
    if (job)
        call_in_time(pcsc, &job);
    es_job_free(&job);
}

/* The call that was given up has come back: nothing it says counts any more, but a context that
 * it made, or was about, is given back under the watchdog like everything else. */
static void take_back(struct es_pcsc *pcsc)
{
    struct call *call = es_job_work(pcsc->stuck);
    if (call->kind == CALL_ESTABLISH && call->result == SCARD_S_SUCCESS) {
        call->context_taken = true;
        pcsc->context = call->context;
        pcsc->open = true;
    } else if (call->kind == CALL_RELEASE) {
        pcsc->open = false;
    }
    es_job_free(&pcsc->stuck);
    forget_context(pcsc);
}

/* True while a call that was given up is still out. */
static bool is_stuck(struct es_pcsc *pcsc, double seconds)
{
    if (pcsc->stuck && es_job_wait(pcsc->stuck, seconds))
        take_back(pcsc);
    return pcsc->stuck != NULL;
}

/* The list is names with a NUL behind each and one more at the end. */
static size_t keep_matching(const char *list, size_t len, const char *match,
                            struct entries *entries)
{
    size_t n_seen = 0;
    entries->n = 0;
    for (size_t at = 0; at < len && list[at]; at += strnlen(list + at, len - at) + 1) {
        size_t name_len = strnlen(list + at, len - at);
        n_seen++;
        if (name_len > MAX_READERNAME || at + name_len >= len || entries->n == READER_ENTRIES)
            continue;
        if (match && !strcasestr(list + at, match))
            continue;
        struct entry *entry = &entries->entry[entries->n++];
        memset(entry, 0, sizeof *entry);
        memcpy(entry->name, list + at, name_len);
    }
    return n_seen;
}

static LONG list_readers(struct es_pcsc *pcsc, const char *match, size_t *n_seen)
{
    struct es_job *job = new_call(pcsc, CALL_LIST);
    if (!job)
        return SCARD_E_NO_MEMORY;
    if (!call_in_time(pcsc, &job))
        return HUNG;
    const struct call *call = es_job_work(job);
    LONG result = call->result;
    if (result == SCARD_S_SUCCESS)
        *n_seen = keep_matching(call->list, call->list_len, match, &pcsc->seen);
    es_job_free(&job);
    return result;
}

static LONG read_states(struct es_pcsc *pcsc, unsigned milliseconds, bool for_change)
{
    struct es_job *job = new_call(pcsc, CALL_STATUS);
    if (!job)
        return SCARD_E_NO_MEMORY;
    struct call *call = es_job_work(job);
    call->milliseconds = milliseconds;
    call->wait_for_plugging = for_change;
    call->entries = pcsc->seen;
    if (!call_in_time(pcsc, &job))
        return HUNG;
    call = es_job_work(job);
    LONG result = call->result;
    if (!for_change && result == SCARD_S_SUCCESS)
        pcsc->seen = call->entries;
    es_job_free(&job);
    return result;
}

static LONG ask_once(struct es_pcsc *pcsc, const char *match, size_t *n_seen)
{
    *n_seen = 0;
    pcsc->seen.n = 0;
    LONG result = establish(pcsc);
    if (result == SCARD_S_SUCCESS)
        result = list_readers(pcsc, match, n_seen);
    if (result == SCARD_E_NO_READERS_AVAILABLE)
        return SCARD_S_SUCCESS;
    if (result == SCARD_S_SUCCESS && pcsc->seen.n > 0)
        result = read_states(pcsc, 0, false);
    if (result != SCARD_S_SUCCESS)
        pcsc->seen.n = 0;
    return result;
}

/* The service ended or was restarted behind the context, which says it is valid all the same. */
static bool context_is_dead(LONG result)
{
    return result == SCARD_F_COMM_ERROR || result == SCARD_E_NO_SERVICE ||
           result == SCARD_E_SERVICE_STOPPED || result == SCARD_E_INVALID_HANDLE;
}

static enum es_answer answer_of(LONG result)
{
    if (result == HUNG)
        return ES_ANSWER_HUNG;
    if (result == SCARD_S_SUCCESS)
        return ES_ANSWER_READERS;
    if (result == SCARD_W_SECURITY_VIOLATION || result == SCARD_E_NO_ACCESS)
        return ES_ANSWER_DENIED;
    if (result == SCARD_E_UNKNOWN_READER || result == SCARD_E_READER_UNAVAILABLE ||
        result == SCARD_E_TIMEOUT)
        return ES_ANSWER_LOST;
    if (result == SCARD_E_NO_MEMORY)
        return ES_ANSWER_NO_ROOM;
    return context_is_dead(result) ? ES_ANSWER_NONE : ES_ANSWER_INTERNAL;
}

static enum es_reader_state state_of(DWORD state)
{
    if (state & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_IGNORE))
        return ES_READER_UNKNOWN;
    if (state & SCARD_STATE_MUTE)
        return ES_READER_MUTE;
    if (state & SCARD_STATE_PRESENT)
        return state & SCARD_STATE_EXCLUSIVE ? ES_READER_HELD : ES_READER_PRESENT;
    return state & SCARD_STATE_EMPTY ? ES_READER_EMPTY : ES_READER_UNKNOWN;
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

static void tell(const struct entries *seen, struct es_readers *readers)
{
    readers->n = seen->n;
    for (size_t i = 0; i < seen->n; i++) {
        const struct entry *entry = &seen->entry[i];
        struct es_reader *reader = &readers->reader[i];
        copy_name(entry->name, reader->name);
        reader->state = state_of(entry->state);
        if (reader->state != ES_READER_PRESENT && reader->state != ES_READER_HELD)
            continue;
        reader->atr_len = entry->atr_len;
        memcpy(reader->atr, entry->atr, entry->atr_len);
        if (reader->atr_len > 0)
            (void)es_atr_parse(reader->atr, reader->atr_len, &reader->card);
    }
}

enum es_answer es_pcsc_ask(struct es_pcsc *pcsc, const char *match, struct es_readers *readers,
                           size_t *n_seen)
{
    memset(readers, 0, sizeof *readers);
    *n_seen = 0;
    if (is_stuck(pcsc, 0))
        return ES_ANSWER_HUNG;
    LONG result = SCARD_F_INTERNAL_ERROR;
    for (int i = 0; i < ASK_AGAIN; i++) {
        result = ask_once(pcsc, match, n_seen);
        bool had_context = pcsc->open;
        if (context_is_dead(result))
            forget_context(pcsc);
        bool again = context_is_dead(result) ? had_context && !pcsc->stuck
                                             : answer_of(result) == ES_ANSWER_LOST;
        if (!again)
            break;
    }
    if (result == SCARD_S_SUCCESS)
        tell(&pcsc->seen, readers);
    return answer_of(result);
}

void es_pcsc_wait(struct es_pcsc *pcsc, double seconds)
{
    if (seconds <= 0)
        return;
    if (pcsc->stuck) {
        (void)is_stuck(pcsc, seconds);
        return;
    }
    LONG result = SCARD_E_NO_SERVICE;
    if (pcsc->open)
        result = read_states(pcsc, (unsigned)(seconds * 1e3) + 1, true);
    if (result == SCARD_S_SUCCESS || result == SCARD_E_TIMEOUT || result == HUNG)
        return;
    if (context_is_dead(result))
        forget_context(pcsc);
    if (!pcsc->stuck)
        es_clock_nap(seconds < SERVICE_NAP ? seconds : SERVICE_NAP);
}

struct es_pcsc *es_pcsc_new(void)
{
    return es_heap_zeroed(1, sizeof(struct es_pcsc));
}

void es_pcsc_free(struct es_pcsc **pcsc)
{
    if (!*pcsc)
        return;
    forget_context(*pcsc);
    es_job_free(&(*pcsc)->stuck);
    es_heap_free(*pcsc);
    *pcsc = NULL;
}
