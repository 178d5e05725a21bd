/* SPDX-License-Identifier: Apache-2.0 */
/* What draws and decodes pictures, loaded when there is one. Inside src/ui. */
#ifndef ESIGN_PICTURE_LATE_H
#define ESIGN_PICTURE_LATE_H

#include "esign/error.h"

/* Before a child locks itself in that is to use it; as es_late_open. */
es_status es_chafa_load(struct es_error *err) ES_MUST_CHECK;
es_status es_png_load(struct es_error *err) ES_MUST_CHECK;
es_status es_jpeg_load(struct es_error *err) ES_MUST_CHECK;
es_status es_gif_load(struct es_error *err) ES_MUST_CHECK;

#endif
