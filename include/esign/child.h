/* SPDX-License-Identifier: Apache-2.0 */
/* What every child of ours does first, whatever it is born for (the cage, the smart card service,
 * the card's module). */
#ifndef ESIGN_CHILD_H
#define ESIGN_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/* fork, with signals held back: until es_child_settle has given up the parent's handlers, one that
 * comes to the child would run them. As fork's, but for that. */
pid_t es_child_fork(void);

/* In the child: none of the parent's signal handlers, nothing held back; it dies with its parent
 * and gains no privileges; descriptor `keep` is number ES_CHILD_PIPE, 0 to 2 lead nowhere, the
 * others are closed. False where that cannot be had: end then. */
bool es_child_settle(pid_t parent, int keep);

enum { ES_CHILD_PIPE = 3 };

/* Ends a child, if it has not ended, and gives its status as waitpid does; -1 where it is nobody's
 * to wait for. */
int es_child_end(pid_t child);

#endif
