/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process's care for secrets: the secure heap, no core dump, not traceable, umask 077.
 */
#ifndef ESIGN_SECRET_H
#define ESIGN_SECRET_H

#include <stddef.h>

/* Call once, first thing in main. Sets up the secure heap (where memory cannot be locked it
 * works without the lock), RLIMIT_CORE 0, PR_SET_DUMPABLE 0,
 * umask 077, and allocators that wipe for jansson. */
void es_secret_init(void);

/* Overwrites so that a compiler cannot drop it. */
void es_wipe(void *memory, size_t len);

#endif
