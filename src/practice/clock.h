/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ESIGN_PRACTICE_CLOCK_H
#define ESIGN_PRACTICE_CLOCK_H

#include <stdint.h>

/* Milliseconds that never jump; only differences mean something. */
int64_t es_clock_ms(void);

#endif
