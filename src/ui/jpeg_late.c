/* SPDX-License-Identifier: Apache-2.0 */
/* libturbojpeg, loaded when a JPEG is decoded. */
#include "esign/late.h"
#include "picture_late.h"

#include <turbojpeg.h>

#define CALLS(CALL)                                                                                \
    CALL(tjhandle, tjInitDecompress, (void), ())                                                   \
    CALL(int, tjDecompressHeader3,                                                                 \
         (tjhandle handle, const unsigned char *bytes, unsigned long len, int *width, int *height, \
          int *sampling, int *space),                                                              \
         (handle, bytes, len, width, height, sampling, space))                                     \
    CALL(int, tjDecompress2,                                                                       \
         (tjhandle handle, const unsigned char *bytes, unsigned long len, unsigned char *pixels,   \
          int width, int pitch, int height, int format, int flags),                                \
         (handle, bytes, len, pixels, width, pitch, height, format, flags))                        \
    CALL(int, tjDestroy, (tjhandle handle), (handle))

ES_LATE_LIBRARY(ESIGN_LATE_JPEG, ESIGN_LATE_JPEG_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_jpeg_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
