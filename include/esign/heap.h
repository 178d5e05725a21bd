/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The heap of the whole process: ours, and through hooks jansson's, libcurl's and OpenSSL's. What
 * is given back is wiped first, whatever it held, so nobody has to know whether it held a secret.
 * The only file that calls malloc's family is src/base/heap.c (a lint check holds that).
 *
 * All give NULL where memory is out.
 */
#ifndef ESIGN_HEAP_H
#define ESIGN_HEAP_H

#include "esign/error.h"

void *es_heap_get(size_t size) ES_MUST_CHECK;
void *es_heap_zeroed(size_t n, size_t size) ES_MUST_CHECK;

/* As realloc, for so many bytes or so many things: on failure the old block stays as it is. Not to
 * be called for nothing (0). */
void *es_heap_resize(void *block, size_t size) ES_MUST_CHECK;
void *es_heap_array(void *block, size_t n, size_t size) ES_MUST_CHECK;
char *es_heap_text(const char *text) ES_MUST_CHECK;
void *es_heap_copy(const void *bytes, size_t len) ES_MUST_CHECK; /* with a NUL behind them */

/* For what is known to be secret: locked memory that no core dump takes, as long as that has
 * room; else the ordinary heap. */
void *es_heap_secret(size_t size) ES_MUST_CHECK;

/* Wipes and frees a block from any of these; NULL is none. */
void es_heap_free(void *block);

/* How many of these calls gave NULL so far, those of the libraries included. What was being made
 * while the number grew may lack something, even where nobody noticed: whoever is about to believe
 * it (a page's meaning, a file's damage) or to act on it (a request) looks here first. */
unsigned es_heap_refusals(void);

/* Called by es_secret_init. False where the secure heap could not be locked against swapping. */
bool es_heap_init(void);

/* For a forked child that is to read hostile bytes: its copy of the secure heap goes, and secrets
 * of its own lie on the ordinary heap. What it needs of the old one it copies before. */
bool es_heap_leave_secure(void) ES_MUST_CHECK;

#endif
