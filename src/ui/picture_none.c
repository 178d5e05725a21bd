/* SPDX-License-Identifier: Apache-2.0 */
/* A build without ESIGN_PICTURES: the picture is saved, never shown. */
#include "esign/picture.h"

bool es_picture_can_show(int fd)
{
    (void)fd;
    return false;
}

bool es_picture_show(const char *bytes, size_t len, int fd)
{
    (void)bytes;
    (void)len;
    (void)fd;
    return false;
}
