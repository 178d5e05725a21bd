/* SPDX-License-Identifier: Apache-2.0 */
/* A lock between processes: flock on a file that stays where it is. */
#ifndef ESIGN_LOCK_H
#define ESIGN_LOCK_H

#include "esign/error.h"

/* Takes the lock, making the file (0600) where it is missing; waits at most wait_ms. Gives a
 * descriptor, or -1: errno EWOULDBLOCK where another process holds it. */
int es_lock_take(const char *path, int wait_ms) ES_MUST_CHECK;

/* Gives it back, also where a forked child still has the descriptor; -1 is nothing. */
void es_lock_drop(int *lock);

#endif
