/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers and their cards as PC/SC lite tells them. Runs in a child (asker.c), for none of
 * these calls has a limit of time that holds when the service hangs, and the library believes
 * whatever lengths the service tells. It is loaded here, so that what does not ask about cards does
 * not need it, and that it is missing can be told.
 */
#include "esign/heap.h"
#include "esign/moment.h"
#include "pcsc.h"
#include <dlfcn.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

enum {
    /* The most that one status call of the library takes, and the most readers that the service
     * has. So where every place is taken by a reader, there is none for the notification, and
     * nothing that it could tell: no other reader can come. */
    ENTRIES = ES_READERS_MAX,
    LIST_MAX = ENTRIES * (ES_SEEN_NAME_MAX + 1) + 1,
    ASK_AGAIN = 3, /* times, when readers or the service change between two calls */
    NAP_MS = 200,  /* before looking for a service that is away: nothing tells when it comes */
};

static const char LIBRARY[] = "libpcsclite.so.1";

/* An entry that changes when the number of readers does. */
static const char PLUG_AND_PLAY[] = "\\\\?PnP?\\Notification";

/* What the library does not say but deserves; a service may say any number at all, so none of our
 * own would be safe. */
static const LONG NONSENSE = SCARD_F_INTERNAL_ERROR;

struct entry {
    char name[ES_SEEN_NAME_MAX + 1];
    DWORD state; /* dwEventState, as last seen */
    size_t atr_len;
    uint8_t atr[MAX_ATR_SIZE];
};

struct service {
    const char *match;
    __typeof__(SCardEstablishContext) *establish;
    __typeof__(SCardReleaseContext) *release;
    __typeof__(SCardListReaders) *list;
    __typeof__(SCardGetStatusChange) *status;
    bool loaded, open;
    SCARDCONTEXT context;
    size_t n_all, n;
    struct entry entry[ENTRIES]; /* as told last, those that match */
};

static void nap(int64_t milliseconds)
{
    int64_t shortened = milliseconds < NAP_MS ? milliseconds : NAP_MS;
    struct timespec time = {.tv_nsec = (long)shortened * 1000000L};
    nanosleep(&time, NULL);
}

/* ---------------------------------------------------------------- calls */

static bool find_calls(struct service *service, void *library)
{
    service->establish = dlsym(library, "SCardEstablishContext");
    service->release = dlsym(library, "SCardReleaseContext");
    service->list = dlsym(library, "SCardListReaders");
    service->status = dlsym(library, "SCardGetStatusChange");
    return service->establish && service->release && service->list && service->status;
}

/* A want of memory looks like a library that is missing: so it is tried twice, and whether there is
 * memory is tried as well. */
static enum es_answer load(struct service *service)
{
    for (int i = 0; i < 2 && !service->loaded; i++) {
        void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
        service->loaded = library && find_calls(service, library);
    }
    if (service->loaded)
        return ES_ANSWER_READERS;
    void *some = es_heap_get(1);
    es_heap_free(some);
    return some ? ES_ANSWER_NO_LIBRARY : ES_ANSWER_NO_ROOM;
}

static LONG establish(struct service *service)
{
    if (service->open)
        return SCARD_S_SUCCESS;
    LONG result = service->establish(SCARD_SCOPE_SYSTEM, NULL, NULL, &service->context);
    service->open = result == SCARD_S_SUCCESS;
    return result;
}

static void forget_context(struct service *service)
{
    if (service->open)
        (void)service->release(service->context);
    service->open = false;
}

/* The list is names with a NUL behind each and one more at the end. */
static void keep_matching(struct service *service, const char *list, size_t len)
{
    for (size_t at = 0; at < len && list[at]; at += strnlen(list + at, len - at) + 1) {
        size_t name_len = strnlen(list + at, len - at);
        service->n_all++;
        if (name_len > ES_SEEN_NAME_MAX || at + name_len >= len || service->n == ENTRIES)
            continue;
        if (service->match && !strcasestr(list + at, service->match))
            continue;
        struct entry *entry = &service->entry[service->n++];
        memset(entry, 0, sizeof *entry);
        memcpy(entry->name, list + at, name_len);
    }
}

static LONG list_readers(struct service *service)
{
    char list[LIST_MAX];
    DWORD len = sizeof list;
    LONG result = service->list(service->context, NULL, list, &len);
    if (result == SCARD_E_NO_READERS_AVAILABLE)
        return SCARD_S_SUCCESS;
    if (result == SCARD_S_SUCCESS && len > sizeof list)
        return NONSENSE;
    if (result == SCARD_S_SUCCESS)
        keep_matching(service, list, len);
    return result;
}

/* The library copies as many bytes as the service says a card answered, wherever they go. */
static bool take_states(struct service *service, const SCARD_READERSTATE *states)
{
    for (size_t i = 0; i < service->n; i++)
        if (states[i].cbAtr > MAX_ATR_SIZE)
            return false;
    for (size_t i = 0; i < service->n; i++) {
        struct entry *entry = &service->entry[i];
        entry->state = states[i].dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
        entry->atr_len = states[i].cbAtr;
        memcpy(entry->atr, states[i].rgbAtr, entry->atr_len);
    }
    return true;
}

static bool is_gone(DWORD state)
{
    return state & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE | SCARD_STATE_IGNORE);
}

/* Comes back when a state is another than in the entries, or, where `plugged` is not NULL, when
 * the number of readers changes or one that was there is gone, which fills *plugged. */
static LONG read_states(struct service *service, int64_t milliseconds, bool *plugged)
{
    SCARD_READERSTATE states[ENTRIES + 1];
    DWORD n = (DWORD)service->n;
    memset(states, 0, sizeof states);
    for (size_t i = 0; i < service->n; i++) {
        states[i].szReader = service->entry[i].name;
        states[i].dwCurrentState = service->entry[i].state;
    }
    bool notified = plugged && n < ENTRIES;
    if (notified)
        states[n++].szReader = PLUG_AND_PLAY;
    LONG result = service->status(service->context, (DWORD)milliseconds, states, n);
    if (result != SCARD_S_SUCCESS)
        return result;
    if (notified)
        *plugged = states[n - 1].dwEventState & SCARD_STATE_CHANGED;
    for (size_t i = 0; plugged && i < service->n; i++)
        if (is_gone(states[i].dwEventState) && !is_gone(states[i].dwCurrentState))
            *plugged = true;
    return take_states(service, states) ? SCARD_S_SUCCESS : NONSENSE;
}

/* The service ended or was restarted behind the context, which says it is valid all the same. */
static bool context_is_dead(LONG result)
{
    return result == SCARD_F_COMM_ERROR || result == SCARD_E_NO_SERVICE ||
           result == SCARD_E_SERVICE_STOPPED || result == SCARD_E_INVALID_HANDLE;
}

static enum es_answer answer_of(LONG result)
{
    switch (result) {
    case SCARD_S_SUCCESS:
        return ES_ANSWER_READERS;
    case SCARD_W_SECURITY_VIOLATION:
    case SCARD_E_NO_ACCESS:
        return ES_ANSWER_DENIED;
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_TIMEOUT:
        return ES_ANSWER_LOST;
    case SCARD_E_NO_MEMORY:
        return ES_ANSWER_NO_ROOM;
    default:
        return context_is_dead(result) ? ES_ANSWER_NO_SERVICE : ES_ANSWER_NONSENSE;
    }
}

static enum es_answer ask_once(struct service *service)
{
    service->n_all = service->n = 0;
    enum es_answer answer = service->loaded ? ES_ANSWER_READERS : load(service);
    if (answer != ES_ANSWER_READERS)
        return answer;
    LONG result = establish(service);
    if (result == SCARD_S_SUCCESS)
        result = list_readers(service);
    if (result == SCARD_S_SUCCESS && service->n > 0)
        result = read_states(service, 0, NULL);
    answer = answer_of(result);
    if (answer == ES_ANSWER_NO_SERVICE || answer == ES_ANSWER_NONSENSE)
        forget_context(service);
    return answer;
}

static enum es_answer ask(struct service *service)
{
    enum es_answer answer = ES_ANSWER_NO_SERVICE;
    for (int i = 0; i < ASK_AGAIN; i++) {
        bool had_context = service->open;
        answer = ask_once(service);
        bool again = answer == ES_ANSWER_NO_SERVICE ? had_context : answer == ES_ANSWER_LOST;
        if (!again)
            break;
    }
    return answer;
}

/* ---------------------------------------------------------------- telling */

/* A card without an answer to reset that is not called mute: the reader has not powered it. No
 * version of PC/SC lite that we know of says so in a bit of its own. */
static enum es_reader_state state_of(const struct entry *entry)
{
    if (is_gone(entry->state))
        return ES_READER_UNKNOWN;
    if (entry->state & SCARD_STATE_MUTE)
        return ES_READER_MUTE;
    if (entry->state & SCARD_STATE_PRESENT && entry->atr_len == 0)
        return ES_READER_UNPOWERED;
    if (entry->state & SCARD_STATE_PRESENT)
        return entry->state & SCARD_STATE_EXCLUSIVE ? ES_READER_HELD : ES_READER_PRESENT;
    return entry->state & SCARD_STATE_EMPTY ? ES_READER_EMPTY : ES_READER_UNKNOWN;
}

static void fill(const struct service *service, enum es_answer answer, struct es_seen *seen)
{
    memset(seen, 0, sizeof *seen);
    seen->magic = ES_SEEN_MAGIC;
    seen->answer = answer;
    if (answer != ES_ANSWER_READERS)
        return;
    seen->n_all = (uint32_t)service->n_all;
    seen->n = (uint32_t)service->n;
    for (size_t i = 0; i < service->n; i++) {
        const struct entry *entry = &service->entry[i];
        struct es_seen_reader *reader = &seen->reader[i];
        memcpy(reader->name, entry->name, sizeof reader->name);
        enum es_reader_state state = state_of(entry);
        reader->state = (uint8_t)state;
        if (state != ES_READER_PRESENT && state != ES_READER_HELD)
            continue;
        reader->shared = (entry->state & SCARD_STATE_INUSE) != 0;
        reader->atr_len = (uint8_t)entry->atr_len;
        memcpy(reader->atr, entry->atr, entry->atr_len);
    }
}

struct report {
    struct service service;
    struct es_seen seen;
    bool (*tell)(void *arg, const struct es_seen *seen);
    void *arg;
};

static bool tell(struct report *report, enum es_answer answer)
{
    fill(&report->service, answer, &report->seen);
    return report->tell(report->arg, &report->seen);
}

/* Tells each event, until the list of readers is to be looked at again. False: stop. */
static bool follow(struct report *report)
{
    struct service *service = &report->service;
    int64_t end = es_moment_ms() + ES_LIST_AGAIN_MS;
    for (;;) {
        int64_t left = end - es_moment_ms();
        if (left <= 0)
            return true;
        bool plugged = false;
        LONG result = SCARD_E_NO_SERVICE;
        if (service->open)
            result = read_states(service, left, &plugged);
        if (result == SCARD_E_TIMEOUT || plugged)
            return true;
        if (result != SCARD_S_SUCCESS) {
            if (context_is_dead(result))
                forget_context(service);
            nap(left);
            return true;
        }
        if (!tell(report, ES_ANSWER_READERS))
            return false;
    }
}

void es_pcsc_report(const char *match, bool for_ever,
                    bool (*tell_one)(void *arg, const struct es_seen *seen), void *arg)
{
    struct report report = {.service = {.match = match}, .tell = tell_one, .arg = arg};
    do {
        if (!tell(&report, ask(&report.service)))
            break;
    } while (for_ever && follow(&report));
    forget_context(&report.service);
}
