/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PKCS #11 module that misbehaves, or behaves as a card would: BAD_MODULE says how, in words with
 * blanks between them. What misbehave() knows takes a place: "crash:C_Login".
 * What a PIN costs is kept in the file $BAD_MODULE_CARD, as a card keeps it: "PIN wrong-tries".
 */
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int said(const char *word)
{
    const char *all = getenv("BAD_MODULE");
    size_t len = strlen(word);
    for (const char *at = all; at && (at = strstr(at, word)); at += len)
        if ((at == all || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return 1;
    return 0;
}

static void note(const char *call)
{
    const char *path = getenv("BAD_MODULE_CALLS");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s\n", call);
        fclose(file);
    }
}

static void misbehave(const char *place)
{
    static const char *const HOW[] = {"crash", "hang",     "exit", "print", "close",
                                      "fork",  "scribble", "kill", "slow",  "flood"};
    for (size_t i = 0; i < sizeof HOW / sizeof *HOW; i++) {
        char word[80];
        snprintf(word, sizeof word, "%s:%s", HOW[i], place);
        if (!said(word))
            continue;
        if (i == 0)
            abort();
        while (i == 1)
            pause();
        if (i == 2)
            exit(0);
        if (i == 3 && write(1, "PRINTED\n", 8) + write(2, "PRINTED\n", 8) < 0)
            abort();
        if (i == 6 && write(3, "PRINTED AND MORE THAN THAT\n", 27) < 0)
            abort();
        if (i == 4)
            close(3);
        if (i == 5) {
            pid_t child = fork();
            while (child == 0)
                pause();
            note(child > 0 ? "forked" : "not forked");
        }
        if (i == 7)
            raise(SIGKILL);
        if (i == 8)
            sleep(11); /* more than half of the time that there is for a PIN */
        while (i == 9 && write(3, "PK11\2\0\0\0\1\0\0\0", 13) == 13)
            continue;
    }
}

static void __attribute__((constructor)) when_loaded(void)
{
    misbehave("load");
}

/* ---- the card ---- */

struct card {
    char pin[65];
    int wrong;
};

static struct card read_card(void)
{
    struct card card = {"123456", 0};
    const char *path = getenv("BAD_MODULE_CARD");
    FILE *file = path ? fopen(path, "r") : NULL;
    if (file) {
        if (fscanf(file, "%64s %d", card.pin, &card.wrong) != 2)
            abort();
        fclose(file);
    }
    return card;
}

static void write_card(const struct card *card)
{
    const char *path = getenv("BAD_MODULE_CARD");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%s %d\n", card->pin, card->wrong);
        fclose(file);
    }
}

/* How often $BAD_MODULE_NEEDLE, each byte of which is one more than what is looked for, stands in
 * the memory that this process writes to. */
static unsigned long count_within(const unsigned char *from, const unsigned char *to,
                                  const char *needle)
{
    unsigned long found = 0;
    size_t len = strlen(needle);
    while (from + len <= to &&
           (from = memchr(from, needle[0] - 1, (size_t)(to - from) - len + 1))) {
        size_t same = 0;
        while (same < len && from[same] + 1 == needle[same])
            same++;
        found += same == len;
        from++;
    }
    return found;
}

static void search_itself(const char *needle)
{
    enum { CHUNK = 1 << 20, LARGEST = 64 << 20 };
    static unsigned char chunk[CHUNK]; /* not looked at itself */
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    char line[512], word[64];
    unsigned long start, end, found = 0, pages = 0;
    while (maps && fgets(line, sizeof line, maps)) {
        /* A sanitizer's shadow holds nothing of ours, and is endless. */
        if (sscanf(line, "%lx-%lx", &start, &end) != 2 || !strstr(line, " rw") ||
            end - start > LARGEST || strstr(line, "bad_module"))
            continue;
        for (unsigned long at = start; at < end; at += CHUNK) {
            size_t len = end - at < CHUNK ? end - at : CHUNK;
            ssize_t n = pread(memory, chunk, len, (off_t)at);
            if (n > 0)
                found += count_within(chunk, chunk + n, needle);
            pages += n > 0 ? (unsigned long)n / 4096 : 0;
        }
    }
    snprintf(word, sizeof word, "found:%lu pages:%lu", found, pages);
    note(word);
    close(memory);
    fclose(maps);
}

/* ---- the module ---- */

static int asked; /* for the login */

static CK_RV Initialize(void *arguments)
{
    misbehave("C_Initialize");
    note("C_Initialize");
    if (arguments)
        return CKR_ARGUMENTS_BAD;
    return said("never-initialises") ? CKR_GENERAL_ERROR : CKR_OK;
}

static CK_RV Finalize(void *reserved)
{
    misbehave("C_Finalize");
    return reserved ? CKR_ARGUMENTS_BAD : CKR_OK;
}

static CK_RV GetSlotList(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *n)
{
    CK_ULONG have = said("no-card") ? 0 : said("two-cards") ? 2 : 1;
    misbehave("C_GetSlotList");
    (void)present;
    if (said("slots:100000"))
        have = 100000;
    if (said("slots:-1"))
        have = (CK_ULONG)-1;
    for (CK_ULONG i = 0; slots && i < have && i < *n; i++)
        slots[i] = i;
    *n = slots && said("more-slots-later") ? 100000 : have;
    return CKR_OK;
}

static void pad(unsigned char *field, size_t size, const char *text)
{
    memset(field, ' ', size);
    memcpy(field, text, strlen(text) < size ? strlen(text) : size);
}

static CK_RV GetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
    const char *name = getenv("BAD_MODULE_READER"), *other = getenv("BAD_MODULE_OTHER_READER");
    memset(info, 0, sizeof *info);
    pad(info->slotDescription, sizeof info->slotDescription,
        slot   ? (other ? other : "Another Reader")
        : name ? name
               : "Reader\x1b[31m");
    return CKR_OK;
}

static CK_RV GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    struct card card = read_card();
    char swapped[512] = "";
    const char *path = getenv("BAD_MODULE_CARD");
    (void)slot;
    snprintf(swapped, sizeof swapped, "%.*s/swapped", path ? (int)(strrchr(path, '/') - path) : 0,
             path ? path : "");
    misbehave("C_GetTokenInfo");
    if (asked)
        misbehave("after-answer");
    memset(info, 0, sizeof *info);
    pad(info->label, sizeof info->label, "CARD");
    pad(info->serialNumber, sizeof info->serialNumber,
        access(swapped, F_OK) == 0 ? "0002" : "0001");
    info->flags = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED;
    if (!said("flags:none")) {
        info->flags |= card.wrong > 0 ? CKF_USER_PIN_COUNT_LOW : 0;
        info->flags |= card.wrong == 2 ? CKF_USER_PIN_FINAL_TRY : 0;
        info->flags |= card.wrong >= 3 ? CKF_USER_PIN_LOCKED : 0;
    }
    info->flags |= said("own-keys") ? CKF_PROTECTED_AUTHENTICATION_PATH : 0;
    info->ulMinPinLen = said("lengths:nonsense") ? 9 : 4;
    info->ulMaxPinLen = said("lengths:nonsense") ? 2 : 8;
    return CKR_OK;
}

static CK_RV OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                         CK_SESSION_HANDLE *session)
{
    (void)slot, (void)application, (void)notify;
    misbehave("C_OpenSession");
    *session = 1;
    if (said("write-protected") && (flags & CKF_RW_SESSION))
        return CKR_TOKEN_WRITE_PROTECTED;
    return said("no-session") ? CKR_DEVICE_ERROR : CKR_OK;
}

static CK_RV CloseSession(CK_SESSION_HANDLE session)
{
    (void)session;
    misbehave("C_CloseSession");
    return CKR_OK;
}

static CK_RV FindObjectsInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, CK_ULONG n)
{
    (void)session, (void)wanted, (void)n;
    return CKR_OK;
}

static CK_RV FindObjects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *found, CK_ULONG most,
                         CK_ULONG *n)
{
    (void)session;
    misbehave("C_FindObjects");
    *n = 1;
    if (said("objects:many"))
        *n = most;
    if (said("objects:url"))
        *n = 2;
    for (CK_ULONG i = 0; i < *n; i++)
        found[i] = i;
    if (said("objects:-1"))
        *n = (CK_ULONG)-1;
    return CKR_OK;
}

static CK_RV FindObjectsFinal(CK_SESSION_HANDLE session)
{
    (void)session;
    return CKR_OK;
}

static CK_RV GetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
                               CK_ATTRIBUTE *wanted, CK_ULONG n)
{
    static unsigned char der[70000];
    const char *path = getenv("BAD_MODULE_CERTIFICATE");
    int file = path ? open(path, O_RDONLY) : -1;
    ssize_t len = file < 0 ? 0 : read(file, der, sizeof der);
    (void)session, (void)n;
    misbehave("C_GetAttributeValue");
    if (file >= 0)
        close(file);
    if (said("value:huge") || said("value:-1")) {
        wanted->ulValueLen = said("value:huge") ? 1UL << 40 : (CK_ULONG)-1;
        return CKR_OK;
    }
    if (wanted->pValue && said("value:grows")) {
        wanted->ulValueLen = 1UL << 20;
        return CKR_OK;
    }
    if (said("value:garbage"))
        len = 60000;
    if (said("objects:url") && object == 0)
        len = 0;
    if (wanted->pValue)
        memcpy(wanted->pValue, der, (size_t)len);
    wanted->ulValueLen = (CK_ULONG)len;
    return CKR_OK;
}

static unsigned char *kept; /* of the PIN, as no module should */

static CK_RV Login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
    struct card card = read_card();
    (void)session, (void)user;
    asked = 1;
    note("C_Login");
    misbehave("C_Login");
    if (said("keep-pin") && (kept = malloc(len)))
        memcpy(kept, pin, len);
    if (said("any-pin"))
        return CKR_OK;
    if (said("login:device-error"))
        return CKR_DEVICE_ERROR;
    if (said("login:length"))
        return CKR_PIN_LEN_RANGE;
    if (said("login:no-pin"))
        return CKR_USER_PIN_NOT_INITIALIZED;
    if (said("login:expired"))
        return CKR_PIN_EXPIRED;
    if (said("login:none"))
        return CKR_FUNCTION_NOT_SUPPORTED;
    if (card.wrong >= 3)
        return CKR_PIN_LOCKED;
    if (len != strlen(card.pin) || memcmp(pin, card.pin, len) != 0) {
        card.wrong++;
        write_card(&card);
        return CKR_PIN_INCORRECT;
    }
    card.wrong = 0;
    write_card(&card);
    misbehave("after-login");
    return CKR_OK;
}

static CK_RV Logout(CK_SESSION_HANDLE session)
{
    (void)session;
    note("C_Logout");
    if (getenv("BAD_MODULE_NEEDLE"))
        search_itself(getenv("BAD_MODULE_NEEDLE"));
    misbehave("C_Logout");
    return CKR_OK;
}

static CK_RV SetPIN(CK_SESSION_HANDLE session, unsigned char *pin, CK_ULONG len,
                    unsigned char *new_pin, CK_ULONG new_len)
{
    struct card card = read_card();
    (void)session, (void)pin, (void)len;
    note("C_SetPIN");
    misbehave("C_SetPIN");
    if (said("new-pin:refused"))
        return CKR_PIN_INVALID;
    if (said("new-pin:error"))
        return CKR_DEVICE_ERROR;
    if (said("new-pin:none"))
        return CKR_FUNCTION_NOT_SUPPORTED;
    snprintf(card.pin, sizeof card.pin, "%.*s", (int)new_len, (const char *)new_pin);
    write_card(&card);
    misbehave("after-change");
    return CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    static CK_FUNCTION_LIST functions = {
        .version = {2, 40},
        .C_Initialize = Initialize,
        .C_Finalize = Finalize,
        .C_GetSlotList = GetSlotList,
        .C_GetSlotInfo = GetSlotInfo,
        .C_GetTokenInfo = GetTokenInfo,
        .C_OpenSession = OpenSession,
        .C_CloseSession = CloseSession,
        .C_FindObjectsInit = FindObjectsInit,
        .C_FindObjects = FindObjects,
        .C_FindObjectsFinal = FindObjectsFinal,
        .C_GetAttributeValue = GetAttributeValue,
        .C_Login = Login,
        .C_Logout = Logout,
        .C_SetPIN = SetPIN,
    };
    misbehave("C_GetFunctionList");
    *list = said("no-functions") ? NULL : &functions;
    if (said("version:0"))
        functions.version.major = 0;
    return said("refuses") ? CKR_FUNCTION_FAILED : CKR_OK;
}
