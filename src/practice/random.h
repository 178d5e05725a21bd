/* SPDX-License-Identifier: Apache-2.0 */
/* Unguessable text, from OpenSSL. */
#ifndef ESIGN_PRACTICE_RANDOM_H
#define ESIGN_PRACTICE_RANDOM_H

#include <stddef.h>

/* Fills out with digits (0–9) or hexadecimal digits and a NUL: chars + 1 bytes. Ends the
 * process where the system has no randomness to give. */
void es_random_digits(char *out, size_t chars);
void es_random_hex(char *out, size_t chars);

/* A number from 0 up to, not including, limit (at most 65,536). */
unsigned es_random_below(unsigned limit);

#endif
