/* SPDX-License-Identifier: Apache-2.0 */
/* giflib, loaded when a GIF is decoded. */
#include "esign/late.h"
#include "picture_late.h"

#include <gif_lib.h>

#define CALLS(CALL)                                                                                \
    CALL(GifFileType *, DGifOpen, (void *user, InputFunc reader, int *error),                      \
         (user, reader, error))                                                                    \
    CALL(int, DGifSlurp, (GifFileType * gif), (gif))                                               \
    CALL(int, DGifSavedExtensionToGCB, (GifFileType * gif, int image, GraphicsControlBlock *out),  \
         (gif, image, out))                                                                        \
    CALL(int, DGifCloseFile, (GifFileType * gif, int *error), (gif, error))

ES_LATE_LIBRARY(ESIGN_LATE_GIF, ESIGN_LATE_GIF_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_gif_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
