/* SPDX-License-Identifier: Apache-2.0 */
/* The picture: digits drawn as bent lines with jitter, over noise. */
#ifndef ESIGN_PRACTICE_CAPTCHA_H
#define ESIGN_PRACTICE_CAPTCHA_H

#include "esign/buf.h"

enum { ES_CAPTCHA_DIGITS = 5 };

/* Appends a PNG that shows the digits. */
bool es_captcha_draw(const char *digits, struct es_buf *png) ES_MUST_CHECK;

#endif
