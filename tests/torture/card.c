/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A PKCS #11 module for pins.py, with a card that counts what is done to it: in the file
 * $ESIGN_TORTURE_CARD, which is mapped when the module is loaded. From then on it asks for no
 * memory and calls nothing that could be made to fail, so that whatever goes wrong is esign's. With
 * $ESIGN_TORTURE_REAL it stands before that module instead, and counts what comes of its calls.
 * Where $ESIGN_TORTURE_STOP names a call, that call never comes back.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TRIES = 3 };

/* What pins.py reads and writes: keep the two alike. */
struct card {
    char pin[64]; /* up to a NUL */
    uint32_t wrong, logins, right_logins, changes, right_changes, stopped;
};

static struct card *card;
static CK_FUNCTION_LIST *real, functions;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("ESIGN_TORTURE_CARD");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *shared =
        fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *card, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd >= 0)
        close(fd);
    if (shared != MAP_FAILED)
        card = shared;
}

static void stop_at(const char *call)
{
    const char *where = getenv("ESIGN_TORTURE_STOP");
    if (!where || strcmp(where, call) != 0)
        return;
    card->stopped = 1;
    for (;;)
        pause();
}

/* ---- the card ---- */

static CK_RV initialize(void *arguments)
{
    stop_at("C_Initialize");
    return arguments ? CKR_ARGUMENTS_BAD : CKR_OK;
}

static CK_RV finalize(void *reserved)
{
    stop_at("C_Finalize");
    return reserved ? CKR_ARGUMENTS_BAD : CKR_OK;
}

static CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *n)
{
    (void)present;
    stop_at("C_GetSlotList");
    if (slots)
        slots[0] = 7;
    *n = 1;
    return CKR_OK;
}

static void pad(unsigned char *field, size_t size, const char *text)
{
    memset(field, ' ', size);
    memcpy(field, text, strlen(text));
}

static CK_RV get_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *info)
{
    memset(info, 0, sizeof *info);
    pad(info->slotDescription, sizeof info->slotDescription, "Reader");
    return slot == 7 ? CKR_OK : CKR_SLOT_ID_INVALID;
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    stop_at("C_GetTokenInfo");
    memset(info, 0, sizeof *info);
    pad(info->label, sizeof info->label, "Card");
    pad(info->serialNumber, sizeof info->serialNumber, "0001");
    info->flags = CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED;
    info->flags |= card->wrong > 0 ? CKF_USER_PIN_COUNT_LOW : 0;
    info->flags |= card->wrong == TRIES - 1 ? CKF_USER_PIN_FINAL_TRY : 0;
    info->flags |= card->wrong >= TRIES ? CKF_USER_PIN_LOCKED : 0;
    info->ulMinPinLen = 4;
    info->ulMaxPinLen = 8;
    return slot == 7 ? CKR_OK : CKR_SLOT_ID_INVALID;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE *session)
{
    (void)slot, (void)flags, (void)application, (void)notify;
    stop_at("C_OpenSession");
    *session = 1;
    return CKR_OK;
}

static CK_RV close_session(CK_SESSION_HANDLE session)
{
    stop_at("C_CloseSession");
    return session == 1 ? CKR_OK : CKR_SESSION_HANDLE_INVALID;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG len)
{
    (void)session, (void)user;
    card->logins++;
    stop_at("C_Login");
    if (real) {
        CK_RV value = real->C_Login(session, user, pin, len);
        card->right_logins += value == CKR_OK;
        card->wrong = value == CKR_OK ? 0 : card->wrong + (value == CKR_PIN_INCORRECT);
        return value;
    }
    if (card->wrong >= TRIES)
        return CKR_PIN_LOCKED;
    if (len != strlen(card->pin) || memcmp(pin, card->pin, len) != 0) {
        card->wrong++;
        return CKR_PIN_INCORRECT;
    }
    card->wrong = 0;
    card->right_logins++;
    return CKR_OK;
}

static CK_RV logout(CK_SESSION_HANDLE session)
{
    stop_at("C_Logout");
    return session == 1 ? CKR_OK : CKR_SESSION_HANDLE_INVALID;
}

static CK_RV set_pin(CK_SESSION_HANDLE session, unsigned char *pin, CK_ULONG len,
                     unsigned char *new_pin, CK_ULONG new_len)
{
    card->changes++;
    stop_at("C_SetPIN");
    CK_RV value = real ? real->C_SetPIN(session, pin, len, new_pin, new_len) : CKR_OK;
    if (value != CKR_OK)
        return value;
    memset(card->pin, 0, sizeof card->pin);
    memcpy(card->pin, new_pin, new_len);
    card->right_changes++;
    return CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    const char *path = getenv("ESIGN_TORTURE_REAL");
    CK_C_GetFunctionList get = NULL;
    if (!card)
        return CKR_GENERAL_ERROR;
    *list = &functions;
    if (path) {
        void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        void *symbol = library ? dlsym(library, "C_GetFunctionList") : NULL;
        memcpy(&get, &symbol, sizeof get);
        CK_RV value = get ? get(&real) : CKR_GENERAL_ERROR;
        if (value != CKR_OK)
            return value;
        functions = *real;
        functions.C_Login = login;
        functions.C_SetPIN = set_pin;
        return CKR_OK;
    }
    functions = (CK_FUNCTION_LIST){
        .version = {2, 40},
        .C_Initialize = initialize,
        .C_Finalize = finalize,
        .C_GetSlotList = get_slot_list,
        .C_GetSlotInfo = get_slot_info,
        .C_GetTokenInfo = get_token_info,
        .C_OpenSession = open_session,
        .C_CloseSession = close_session,
        .C_Login = login,
        .C_Logout = logout,
        .C_SetPIN = set_pin,
    };
    return CKR_OK;
}
