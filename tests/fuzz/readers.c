/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers as a service tells them, which may be anybody's, and what the child that asks it then
 * tells. Three parts, lines but for the last: two letters, of what the two calls give, a digit, of
 * which tenth of the child's message has a byte that is another ('-': none; the longer the input,
 * the farther in it; a capital: which answer the parent gives in the child's place), and the name
 * that is looked for; the list, '|' for its NULs; and of each reader in turn four bytes of its
 * state, a length and so many bytes of its card.
 */
#include "pcsc.h"
#include "shown.h"

#include <stddef.h>
#include <winscard.h>

static const LONG results[] = {SCARD_S_SUCCESS,
                               SCARD_E_NO_READERS_AVAILABLE,
                               SCARD_E_NO_SERVICE,
                               SCARD_F_COMM_ERROR,
                               SCARD_E_INVALID_HANDLE,
                               SCARD_W_SECURITY_VIOLATION,
                               SCARD_E_UNKNOWN_READER,
                               SCARD_E_TIMEOUT,
                               SCARD_E_NO_MEMORY,
                               SCARD_E_SERVICE_STOPPED,
                               SCARD_E_NO_ACCESS,
                               SCARD_E_READER_UNAVAILABLE,
                               SCARD_E_INSUFFICIENT_BUFFER};

static struct {
    LONG of_list, of_status;
    const char *list;
    size_t list_len;
    const uint8_t *states;
    size_t n_states;
    int contexts;    /* taken and not given back */
    int other;       /* which tenth of the message has a byte that is another; -1: none */
    size_t other_at; /* where in it */
    int answer;      /* what the parent says where the child says nothing; -1: it does */
} service;

/* In libpcsclite's place. */
void *__wrap_dlopen(const char *name, int flags);
void *__real_dlopen(const char *name, int flags);

void *__wrap_dlopen(const char *name, int flags)
{
    claim("it is loaded by its name", !strchr(name, '/') && flags);
    return __real_dlopen(NULL, flags);
}

LONG SCardEstablishContext(DWORD scope, LPCVOID first, LPCVOID second, LPSCARDCONTEXT context)
{
    claim("the system is asked", scope == SCARD_SCOPE_SYSTEM && !first && !second);
    *context = 7;
    service.contexts++;
    return SCARD_S_SUCCESS;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    claim("what is given back was taken", context == 7 && service.contexts-- > 0);
    return SCARD_S_SUCCESS;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR groups, LPSTR list, LPDWORD len)
{
    claim("all readers are asked for", context == 7 && !groups);
    if (service.list_len > *len)
        return SCARD_E_INSUFFICIENT_BUFFER;
    memcpy(list, service.list, service.list_len);
    *len = (DWORD)service.list_len;
    return service.of_list;
}

static uint8_t next_byte(void)
{
    if (!service.n_states)
        return 0;
    service.n_states--;
    return *service.states++;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD milliseconds, SCARD_READERSTATE *states,
                          DWORD n)
{
    claim("nothing is waited for", context == 7 && milliseconds == 0);
    claim("so many readers a call takes", n <= ES_READERS_MAX);
    for (DWORD i = 0; i < n; i++) {
        claim("a reader has a name", *states[i].szReader);
        for (size_t k = 0; k < 4; k++)
            states[i].dwEventState = states[i].dwEventState << 8 | next_byte();
        states[i].cbAtr = next_byte(); /* whatever it says */
        for (size_t k = 0; k < states[i].cbAtr && k < MAX_ATR_SIZE; k++)
            states[i].rgbAtr[k] = next_byte();
    }
    return service.of_status;
}

static void claim_reader(const struct es_reader *reader)
{
    claim("a name ends", memchr(reader->name, '\0', sizeof reader->name));
    claim_shown(reader->name);
    claim("a state has a name", *es_reader_state_name(reader->state));
    claim("no card answers with more bytes than one may", reader->atr_len <= ES_ATR_MAX);
    claim("only a card that is there answers", reader->atr_len == 0 ||
                                                   reader->state == ES_READER_PRESENT ||
                                                   reader->state == ES_READER_HELD);
    claim("an answer is taken apart",
          (reader->atr_len > 0) == (reader->card.family != ES_CARD_NONE));
}

static bool is_documented(es_status status)
{
    static const es_status known[] = {
        ES_OK,        ES_READER_IN_USE, ES_CARD_MUTE,   ES_NO_CARD,     ES_READER_LOST,
        ES_NO_READER, ES_PCSC_HUNG,     ES_PCSC_DENIED, ES_PCSC_ABSENT, ES_NO_RESOURCES};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i] == status)
            return true;
    }
    return false;
}

struct look {
    const char *match;
    int told;
};

static void claim_judged(const struct es_seen *seen, const char *match)
{
    static struct es_readers readers;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_card_judge(seen, match, &readers, &err);
    claim("there are no more readers than were seen", readers.n == seen->n);
    for (size_t i = 0; i < readers.n; i++)
        claim_reader(&readers.reader[i]);
    claim("it is one of the codes of a card", is_documented(status));
    claim("a card is shared only where one is",
          !es_card_is_shared(&readers) || status == ES_OK || readers.n > 0);
    claim_shown(err.message);
    claim("a cause is told where it is known", readers.cause || status == ES_NO_RESOURCES);
    claim("what fails is told with something to do",
          status == ES_OK || (*err.message && *err.hint));
}

/* The child's part is over; what it says is a stranger's from here on. */
static bool hear(void *arg, const struct es_seen *seen)
{
    struct look *look = arg;
    look->told++;
    claim("what is told can be told", es_seen_valid(seen));
    claim("there are none where none were told",
          seen->answer == ES_ANSWER_READERS || seen->n_all == 0);
    claim_judged(seen, look->match);
    if (service.answer >= 0) {
        struct es_seen own = {.magic = ES_SEEN_MAGIC, .answer = (uint32_t)service.answer};
        claim("what the parent says can be told", es_seen_valid(&own));
        claim_judged(&own, look->match);
    }
    if (service.other < 0)
        return true;
    struct es_seen damaged = *seen;
    uint8_t *bytes = (uint8_t *)&damaged;
    const size_t tenth = sizeof damaged / 10;
    bytes[(size_t)service.other * tenth + service.other_at % tenth] ^= 0x81U;
    if (es_seen_valid(&damaged))
        claim_judged(&damaged, look->match);
    return true;
}

static void look(const char *match)
{
    struct look look = {.match = match};
    es_pcsc_report(match, false, hear, &look);
    claim("it is told once", look.told == 1);
    claim("every context was given back", service.contexts == 0);
}

static LONG result_of(char letter)
{
    size_t n = sizeof results / sizeof *results;
    return letter >= 'a' && letter < (char)('a' + n) ? results[letter - 'a'] : SCARD_S_SUCCESS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char nowhere[] = "/nonexistent/pcscd.comm"; /* not this machine's service */
    char *first = fuzz_line(&data, &size), *list = fuzz_line(&data, &size);
    size_t len = strlen(first);
    claim("there is memory", setenv("PCSCLITE_CSOCK_NAME", nowhere, 1) == 0);
    service.of_list = result_of(len > 0 ? first[0] : 'a');
    service.of_status = result_of(len > 1 ? first[1] : 'a');
    service.list = list;
    service.list_len = strlen(list);
    service.states = data;
    service.n_states = service.other_at = size;
    for (char *at = list; (at = strchr(at, '|'));)
        *at++ = '\0';
    service.answer =
        len > 2 && first[2] >= 'A' && first[2] <= 'A' + ES_ANSWER_HUNG ? first[2] - 'A' : -1;
    service.other = len > 2 && first[2] >= '0' && first[2] <= '9' ? first[2] - '0' : -1;
    look(len > 3 ? first + 3 : NULL);
    free(first);
    free(list);
    return 0;
}
