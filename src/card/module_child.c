/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child that loads the card's PKCS #11 module. It is esign started anew (module.c), so there
 * is nothing of the parent's in it; what it is to do comes through its one socket, and what the
 * module says goes back the same way. PKCS #11's header is seen by this file alone.
 */
#include "esign/child.h"
#include "esign/file.h"
#include "esign/sanitizer.h"
#include "module_talk.h"
#include <dlfcn.h>
#include <errno.h>
#include <p11-kit/pkcs11.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SLOTS_MAX = 256,
    FOUND_MAX = ES_MODULE_CERTIFICATES_MAX,
};
static const rlim_t MEMORY_MAX = (rlim_t)4 << 30; /* bytes, threads' stacks included */

struct work {
    CK_FUNCTION_LIST *module;
    bool initialised;
    struct talk_result ended; /* the first thing that went wrong; STAGE_DONE while nothing did */
};

static bool went_wrong(struct work *work, enum talk_stage stage, CK_RV value)
{
    if (work->ended.stage == STAGE_DONE)
        work->ended = (struct talk_result){.stage = stage, .value = value};
    return false;
}

static bool is_nonsense(struct work *work, enum talk_stage stage)
{
    if (work->ended.stage == STAGE_DONE)
        work->ended = (struct talk_result){.stage = stage, .nonsense = 1};
    return false;
}

/* After a record that could not be said whole nothing may follow: it would be taken for its rest.
 */
static bool say(enum talk_kind kind, const void *bytes, size_t len)
{
    struct talk_header header = {TALK_MAGIC, kind, (uint32_t)len};
    bool said = es_file_put(ES_CHILD_PIPE, &header, sizeof header) &&
                es_file_put(ES_CHILD_PIPE, bytes, len);
    if (!said) {
        signal(SIGPIPE, SIG_IGN);
        shutdown(ES_CHILD_PIPE, SHUT_WR);
    }
    return said;
}

static bool hear(void *bytes, size_t len)
{
    char *at = bytes;
    while (len) {
        ssize_t n = read(ES_CHILD_PIPE, at, len);
        if (n < 0 && errno == EINTR) /* a module may have handlers */
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* ---------------------------------------------------------------- the module */

static bool load(struct work *work, const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *why = dlerror();
        snprintf(work->ended.why, sizeof work->ended.why, "%s", why ? why : "");
        work->ended.stage = STAGE_LOAD;
        return false;
    }
    CK_C_GetFunctionList get = NULL;
    void *symbol = dlsym(library, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get);
    CK_RV value = get ? get(&work->module) : CKR_FUNCTION_NOT_SUPPORTED;
    if (value != CKR_OK)
        return went_wrong(work, STAGE_FUNCTIONS, value);
    bool sound = work->module && work->module->version.major >= 2;
    return sound || is_nonsense(work, STAGE_FUNCTIONS);
}

/* NULL, for some builds of the maker's module refuse arguments. */
static bool initialise(struct work *work)
{
    CK_RV value = work->module->C_Initialize(NULL);
    work->initialised = value == CKR_OK;
    return work->initialised || went_wrong(work, STAGE_INITIALISE, value);
}

static bool list_slots(struct work *work, CK_SLOT_ID slots[SLOTS_MAX], CK_ULONG *n)
{
    *n = 0;
    CK_RV value = work->module->C_GetSlotList(CK_TRUE, NULL, n);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_SLOTS, value);
    if (*n > SLOTS_MAX)
        return is_nonsense(work, STAGE_SLOTS);
    if (*n == 0)
        return true;
    *n = SLOTS_MAX; /* one may come between the two calls */
    value = work->module->C_GetSlotList(CK_TRUE, slots, n);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_SLOTS, value);
    return *n <= SLOTS_MAX || is_nonsense(work, STAGE_SLOTS);
}

/* False where there is no card after all, or it is one that nobody has set up. */
static bool look_at_token(struct work *work, CK_SLOT_ID slot, struct talk_token *out)
{
    CK_SLOT_INFO slot_info = {0};
    CK_TOKEN_INFO info = {0};
    CK_RV value = work->module->C_GetSlotInfo(slot, &slot_info);
    if (value == CKR_OK)
        value = work->module->C_GetTokenInfo(slot, &info);
    if (value == CKR_TOKEN_NOT_PRESENT || value == CKR_TOKEN_NOT_RECOGNIZED)
        return false;
    if (value != CKR_OK)
        return went_wrong(work, STAGE_TOKEN, value);
    if (!(info.flags & (CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED)))
        return false;
    *out = (struct talk_token){.slot = slot,
                               .flags = info.flags,
                               .pin_least = info.ulMinPinLen,
                               .pin_most = info.ulMaxPinLen};
    memcpy(out->reader, slot_info.slotDescription, sizeof out->reader);
    memcpy(out->label, info.label, sizeof out->label);
    memcpy(out->serial, info.serialNumber, sizeof out->serial);
    return true;
}

static bool open_session(struct work *work, CK_SLOT_ID slot, CK_FLAGS flags,
                         CK_SESSION_HANDLE *session)
{
    CK_RV value =
        work->module->C_OpenSession(slot, CKF_SERIAL_SESSION | flags, NULL, NULL, session);
    return value == CKR_OK || went_wrong(work, STAGE_SESSION, value);
}

/* ---------------------------------------------------------------- certificates */

static bool say_certificate(struct work *work, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object)
{
    unsigned char der[ES_CERTIFICATE_DER_MAX];
    CK_ATTRIBUTE wanted = {CKA_VALUE, NULL, 0};
    CK_RV value = work->module->C_GetAttributeValue(session, object, &wanted, 1);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_CERTIFICATES, value);
    if (wanted.ulValueLen == 0) /* it lies at the address that its CKA_URL names */
        return true;
    if (wanted.ulValueLen > sizeof der)
        return is_nonsense(work, STAGE_CERTIFICATES);
    wanted.pValue = der;
    wanted.ulValueLen = sizeof der;
    value = work->module->C_GetAttributeValue(session, object, &wanted, 1);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_CERTIFICATES, value);
    if (wanted.ulValueLen > sizeof der)
        return is_nonsense(work, STAGE_CERTIFICATES);
    return wanted.ulValueLen == 0 || say(TALK_CERTIFICATE, der, wanted.ulValueLen);
}

static bool find_certificates(struct work *work, CK_SESSION_HANDLE session,
                              CK_OBJECT_HANDLE found[FOUND_MAX], CK_ULONG *n)
{
    CK_OBJECT_CLASS class = CKO_CERTIFICATE;
    CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
    *n = 0;
    CK_RV value = work->module->C_FindObjectsInit(session, &wanted, 1);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_CERTIFICATES, value);
    value = work->module->C_FindObjects(session, found, FOUND_MAX, n);
    work->module->C_FindObjectsFinal(session);
    if (value != CKR_OK)
        return went_wrong(work, STAGE_CERTIFICATES, value);
    return *n <= FOUND_MAX || is_nonsense(work, STAGE_CERTIFICATES);
}

static void look_at_certificates(struct work *work, CK_SLOT_ID slot)
{
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE found[FOUND_MAX];
    CK_ULONG n = 0;
    if (!open_session(work, slot, 0, &session))
        return;
    if (find_certificates(work, session, found, &n))
        for (CK_ULONG i = 0; i < n; i++)
            (void)say_certificate(work, session, found[i]);
    work->module->C_CloseSession(session);
}

/* What goes wrong with one card does not keep the others from being told. */
static void look(struct work *work, bool certificates)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG n = 0;
    if (!list_slots(work, slots, &n))
        return;
    for (CK_ULONG i = 0; i < n; i++) {
        struct talk_token token;
        if (look_at_token(work, slots[i], &token) && say(TALK_TOKEN, &token, sizeof token) &&
            certificates)
            look_at_certificates(work, slots[i]);
    }
}

/* ---------------------------------------------------------------- the PIN */

/* Memory of its own that is neither swapped nor dumped; had before the PIN is asked for. */
static struct talk_pins *get_page(struct work *work)
{
    void *page = mmap(NULL, sizeof(struct talk_pins), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        (void)went_wrong(work, STAGE_MEMORY, 0);
        return NULL;
    }
    (void)!mlock(page, sizeof(struct talk_pins)); /* where the limit forbids it: without */
    madvise(page, sizeof(struct talk_pins), MADV_DONTDUMP);
    return page;
}

static bool hear_pins(struct talk_pins *pins)
{
    return hear(pins, sizeof *pins) && pins->magic == TALK_MAGIC && pins->len > 0 &&
           pins->len <= ES_PIN_MAX && pins->new_len <= ES_PIN_MAX;
}

/* The login comes first for a change too: there are modules that take C_SetPIN without one for an
 * unblocking, and the PIN for a PUK. */
static struct talk_result give(struct work *work, CK_SESSION_HANDLE session, struct talk_pins *pins)
{
    struct talk_result result = {.stage = STAGE_LOGIN};
    CK_UTF8CHAR *pin = (CK_UTF8CHAR *)pins->pin, *new_pin = (CK_UTF8CHAR *)pins->new_pin;
    result.value = work->module->C_Login(session, CKU_USER, pin, pins->len);
    if (result.value == CKR_OK && pins->new_len) {
        result.stage = STAGE_SET_PIN;
        result.value = work->module->C_SetPIN(session, pin, pins->len, new_pin, pins->new_len);
    }
    if (result.value == CKR_OK)
        result.stage = STAGE_DONE;
    explicit_bzero(pins, sizeof *pins);
    return result;
}

/* A session for reading alone is enough for a login; one for writing a token may refuse. */
static void take_pin(struct work *work, CK_SLOT_ID slot, CK_FLAGS flags)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG n = 0;
    CK_SESSION_HANDLE session;
    struct talk_token token;
    struct talk_pins *pins = get_page(work);
    if (!pins || !list_slots(work, slots, &n) || !look_at_token(work, slot, &token) ||
        !open_session(work, slot, flags, &session) || !say(TALK_TOKEN, &token, sizeof token))
        return;
    if (hear_pins(pins)) {
        struct talk_result result = give(work, session, pins);
        bool told = say(TALK_RESULT, &result, sizeof result);
        if (told && look_at_token(work, slot, &token))
            (void)say(TALK_TOKEN, &token, sizeof token);
        work->module->C_Logout(session); /* or other programs would find the card open */
    }
    work->module->C_CloseSession(session);
}

/* ---------------------------------------------------------------- its life */

static void limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit old;
    if (getrlimit(resource, &old) == 0 && old.rlim_max < most)
        most = old.rlim_max;
    setrlimit(resource, &(struct rlimit){most, most});
}

static void limit_itself(const struct talk_order *order)
{
    prctl(PR_SET_DUMPABLE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, order->seconds);
    if (!ES_ADDRESS_SANITIZER) /* its shadow is larger */
        limit(RLIMIT_AS, MEMORY_MAX);
}

static void obey(struct work *work, const struct talk_order *order)
{
    if (!load(work, order->path) || !initialise(work))
        return;
    if (order->deed == DEED_LOOK || order->deed == DEED_LOOK_AT_CERTIFICATES)
        look(work, order->deed == DEED_LOOK_AT_CERTIFICATES);
    else
        take_pin(work, order->slot, order->deed == DEED_CHANGE ? CKF_RW_SESSION : 0);
}

void es_module_child(void)
{
    struct talk_order order;
    struct work work = {.ended = {.stage = STAGE_DONE}};
    if (!hear(&order, sizeof order) || order.magic != TALK_MAGIC)
        _exit(1);
    order.path[sizeof order.path - 1] = '\0';
    limit_itself(&order);
    obey(&work, &order);
    bool said = say(TALK_END, &work.ended, sizeof work.ended);
    if (work.initialised) /* at last, for some modules crash or hang in it */
        work.module->C_Finalize(NULL);
    _exit(said ? 0 : 1);
}
