/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the system has to give, tried before it matters. A request that carries an answer is sent
 * once: what reading its result will take must be there before, for a want of it afterwards would
 * leave the outcome unknown.
 */
#ifndef ESIGN_MEANS_H
#define ESIGN_MEANS_H

#include <stdbool.h>

/* As many descriptors as a request takes: sockets, the resolver's files and pipes. */
bool es_means_to_ask(void);

/* As much as reading a page takes (a process, a pipe, memory) beside an open connection. */
bool es_means_to_read(void);

/* As much memory as a page of a usual size takes. Beyond that a page is too much for the cage; with
 * less, the page is not to blame. */
bool es_means_of_memory(void);

/* As many descriptors and as much memory as it takes to load a library that was left for later. */
bool es_means_to_load(void);

/* First thing in main, before there are threads: room on the stack for the main thread and for
 * those to come. False where the limit on it does not allow that. */
bool es_means_init(void);

#endif
