/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call that may never come back, run in a thread of its own so that the caller can give it up.
 *
 * Who owns what: a job is one piece of memory with room for the call's work: everything that the
 * call reads or writes. It has two owners, the caller and the thread, each with one reference;
 * whoever lets go last runs `end` on the work and frees it. So a thread that was given up and
 * comes back an hour later still writes into memory that is there. The work may hold no pointer
 * to anything that the caller owns. Until es_job_wait says true the work is the thread's; after
 * that it is the caller's.
 */
#ifndef ESIGN_CARD_WATCHDOG_H
#define ESIGN_CARD_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>

struct es_job;

/* A job with `size` zeroed bytes of work; NULL when memory is out. `end` may be NULL. */
struct es_job *es_job_new(size_t size, void (*run)(void *work), void (*end)(void *work));
void *es_job_work(struct es_job *job);

/* Starts the thread; false where none can be had. Once only. */
bool es_job_start(struct es_job *job);

/* True once the call has come back; waits at most so many seconds for it. */
bool es_job_wait(struct es_job *job, double seconds);

/* The caller lets go, whether the call has come back or not. */
void es_job_free(struct es_job **job);

/* Seconds on a clock that only goes forward. */
double es_clock_seconds(void);
void es_clock_nap(double seconds);

#endif
