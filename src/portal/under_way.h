/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is under way in some process, by a number: a locked byte of a file. The kernel lets go of
 * it when the process ends, however it ends, so nobody has to ask whether a process lives, nor
 * how old a number is. Source: fcntl(2), open file description locks.
 */
#ifndef ESIGN_PORTAL_UNDER_WAY_H
#define ESIGN_PORTAL_UNDER_WAY_H

#include "esign/error.h"
#include <stdint.h>

/* Marks the number, making the file (0600) where it is missing. A descriptor, or -1: errno EAGAIN
 * where it is under way already. */
int es_under_way_begin(const char *path, int64_t number) ES_MUST_CHECK;

/* Unmarks it, also where a forked child still has the descriptor; -1 is nothing. */
void es_under_way_end(int *lock);

/* True also where it cannot be told. */
bool es_under_way(const char *path, int64_t number);

#endif
