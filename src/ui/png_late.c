/* SPDX-License-Identifier: Apache-2.0 */
/* libpng, loaded when a PNG is decoded. */
#include "esign/late.h"
#include "picture_late.h"

#include <png.h>

#define CALLS(CALL)                                                                                \
    CALL(int, png_image_begin_read_from_memory,                                                    \
         (png_imagep image, png_const_voidp bytes, size_t len), (image, bytes, len))               \
    CALL(int, png_image_finish_read,                                                               \
         (png_imagep image, png_const_colorp background, void *pixels, png_int_32 stride,          \
          void *colours),                                                                          \
         (image, background, pixels, stride, colours))                                             \
    CALL(void, png_image_free, (png_imagep image), (image))

ES_LATE_LIBRARY(ESIGN_LATE_LIBPNG, ESIGN_LATE_LIBPNG_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_png_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
