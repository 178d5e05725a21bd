/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process's care for secrets: the secure heap, no core dump, not traceable, umask 077.
 */
#ifndef ESIGN_SECRET_H
#define ESIGN_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Call once, first thing in main. Sets up the heap (esign/heap.h), RLIMIT_CORE 0,
 * PR_SET_DUMPABLE 0, umask 077. False where secrets cannot be locked against swapping: all works,
 * without the lock. */
bool es_secret_init(void);

/* Overwrites so that a compiler cannot drop it. */
void es_wipe(void *memory, size_t len);

/* Overwrites the stack below the caller and the registers, where libraries leave copies of what
 * passed through them: before a person is asked, and at the end. */
void es_wipe_stack(void);

#endif
