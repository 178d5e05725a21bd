/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least that a program can do to say what is in the readers: a context, the list, one look,
 * print. No event, no time limit, no word about what is wrong. card_bench.py measures by it.
 */
#include <stdio.h>
#include <string.h>
#include <winscard.h>

enum { READERS = 16, NAMES = 4096 };

int main(void)
{
    SCARDCONTEXT context;
    if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
        return 1;
    char names[NAMES];
    DWORD length = sizeof names;
    if (SCardListReaders(context, NULL, names, &length) != SCARD_S_SUCCESS)
        return 2;
    SCARD_READERSTATE states[READERS] = {0};
    DWORD n = 0;
    for (const char *name = names; *name && n < READERS; name += strlen(name) + 1)
        states[n++].szReader = name;
    if (SCardGetStatusChange(context, 0, states, n) != SCARD_S_SUCCESS)
        return 3;
    for (DWORD i = 0; i < n; i++) {
        printf("%s  %s  ", states[i].szReader,
               states[i].dwEventState & SCARD_STATE_PRESENT ? "present" : "empty");
        for (DWORD j = 0; j < states[i].cbAtr; j++)
            printf("%02X", states[i].rgbAtr[j]);
        printf("\n");
    }
    SCardReleaseContext(context);
    return 0;
}
