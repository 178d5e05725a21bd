/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers that a driver is for, from its Info.plist: three arrays of the same length,
 * ifdVendorID, ifdProductID ("0x072F") and ifdFriendlyName. Source: pcsc-lite's manual,
 * "ifdhandler", and the files that libccid and libacsccid1 install. Pure.
 */
#ifndef ESIGN_CARD_DRIVER_LIST_H
#define ESIGN_CARD_DRIVER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ES_DRIVER_NAME_MAX = 64 };

struct es_driver_entry {
    uint16_t vendor, product;      /* of USB */
    char name[ES_DRIVER_NAME_MAX]; /* as the file has it, cut; not made safe */
};

typedef void es_driver_visit(void *user, const struct es_driver_entry *entry);

/* Hands over each entry. False where the bytes are no such list, or it is damaged: then those
 * before the damage were handed over. Comments in `bytes` are blanked. */
bool es_driver_list_read(char *bytes, size_t len, es_driver_visit *visit, void *user);

#endif
