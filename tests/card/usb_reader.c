/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A driver of USB readers that are not there, for a real pcscd (usb_reader.py builds it). What is
 * in a reader stands in a file of its own in $ESIGN_TEST_READERS, named by its bus and device
 * ("001-002"): "empty", "card ATR" in hex, "mute" (it does not answer to power), "unpowered" (it
 * gets power and tells nothing), "broken" (the reader does not answer).
 */
#include <ifdhandler.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READERS = 64, PATH_SIZE = 4096, LINE_SIZE = 1024 };

static char *path_of[READERS]; /* by Lun's upper half */

static const char *line_of(DWORD lun, char line[LINE_SIZE])
{
    const char *path = path_of[lun >> 16 & (READERS - 1)];
    FILE *in = path ? fopen(path, "r") : NULL;
    if (!in || !fgets(line, LINE_SIZE, in))
        strcpy(line, "broken");
    if (in)
        fclose(in);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

/* "usb:1209/0001:libudev:0:/dev/bus/usb/001/002" */
RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
    const char *folder = getenv("ESIGN_TEST_READERS");
    size_t len = strlen(name), size = PATH_SIZE;
    if (!folder || len < 7)
        return IFD_COMMUNICATION_ERROR;
    char *path = malloc(size);
    if (!path)
        return IFD_COMMUNICATION_ERROR;
    snprintf(path, size, "%s/%.3s-%.3s", folder, name + len - 7, name + len - 3);
    path_of[lun >> 16 & (READERS - 1)] = path;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
    return IFD_COMMUNICATION_ERROR;
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
    free(path_of[lun >> 16 & (READERS - 1)]);
    path_of[lun >> 16 & (READERS - 1)] = NULL;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD len, PUCHAR value)
{
    if (*len < 1)
        return IFD_ERROR_INSUFFICIENT_BUFFER;
    *len = 1;
    switch (tag) {
    case TAG_IFD_SIMULTANEOUS_ACCESS:
        *value = READERS;
        return IFD_SUCCESS;
    case TAG_IFD_SLOTS_NUMBER:
    case TAG_IFD_SLOT_THREAD_SAFE:
    case TAG_IFD_THREAD_SAFE:
        *value = 1;
        return IFD_SUCCESS;
    default:
        *len = 0;
        return IFD_ERROR_TAG;
    }
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD len, PUCHAR value)
{
    return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR one, UCHAR two,
                                       UCHAR three)
{
    return IFD_SUCCESS;
}

static DWORD bytes_of(const char *hex, PUCHAR bytes, DWORD most)
{
    DWORD n = 0;
    unsigned byte;
    for (; n < most && sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
        bytes[n] = (UCHAR)byte;
    return n;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD len)
{
    char line[LINE_SIZE];
    line_of(lun, line);
    DWORD most = *len < MAX_ATR_SIZE ? *len : MAX_ATR_SIZE;
    *len = 0;
    if (action == IFD_POWER_DOWN || strcmp(line, "unpowered") == 0)
        return IFD_SUCCESS;
    if (strncmp(line, "card ", 5) != 0)
        return IFD_ERROR_POWER_ACTION;
    *len = bytes_of(line + 5, atr, most);
    return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR command, DWORD n,
                               PUCHAR answer, PDWORD len, PSCARD_IO_HEADER receive)
{
    if (*len < 2)
        return IFD_COMMUNICATION_ERROR;
    memcpy(answer, "\x6d", 2); /* ISO/IEC 7816-4: instruction not supported */
    *len = 2;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR send, DWORD n, PUCHAR receive, DWORD most,
                         LPDWORD len)
{
    *len = 0;
    return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
    char line[LINE_SIZE];
    line_of(lun, line);
    if (strcmp(line, "broken") == 0)
        return IFD_COMMUNICATION_ERROR;
    return strcmp(line, "empty") == 0 ? IFD_ICC_NOT_PRESENT : IFD_ICC_PRESENT;
}
