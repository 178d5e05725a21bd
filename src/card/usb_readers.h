/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card readers on USB as the kernel tells of them (/sys/bus/usb/devices), and whose driver
 * takes them. The smart card service is not asked. Source: the kernel's
 * Documentation/ABI/testing/sysfs-bus-usb; USB's class codes (0x0B, smart card).
 */
#ifndef ESIGN_CARD_USB_READERS_H
#define ESIGN_CARD_USB_READERS_H

#include "driver_list.h"
#include "esign/error.h"

enum { ES_USB_READERS_MAX = 16 };

struct es_usb_reader {
    uint16_t vendor, product;
    char name[4 * ES_DRIVER_NAME_MAX]; /* by a driver's list, safe to show; "" where none has it */
    char driver[ES_DRIVER_NAME_MAX];   /* the bundle's name; "" where none takes it */
};

struct es_usb_readers {
    bool seen;     /* false: the kernel's list cannot be read */
    bool too_many; /* not all of it was looked at */
    size_t n;
    struct es_usb_reader reader[ES_USB_READERS_MAX];
    size_t n_drivers, n_damaged;
    char damaged[ES_DRIVER_NAME_MAX]; /* a driver whose list cannot be read; "" where there is none
                                       */
};

/* ES_NO_RESOURCES where memory or descriptors are out: a folder may have been passed over then. */
es_status es_usb_readers_look(struct es_usb_readers *out, struct es_error *err) ES_MUST_CHECK;

#endif
