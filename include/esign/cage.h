/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cage: a function runs in a forked child that can reckon and answer, and nothing else.
 * Whatever hostile bytes do to the libraries that take them apart happens there.
 *
 * The child has limits on memory, processor and time; no descriptors but the answer's pipe, and
 * 0 to 2, which lead nowhere; none of the parent's signal handlers and none of its secure heap. It
 * dies with its parent, gains no privileges, and leaves no core dump. A filter ends it at the first
 * system call that is not on the short list in src/base/cage_filter.c (docs/CAGE.md).
 */
#ifndef ESIGN_CAGE_H
#define ESIGN_CAGE_H

#include "esign/error.h"
#include <stdbool.h>
#include <stdint.h>

/* What the work hands back. The bytes are copied to the parent as they are: no pointers. */
struct es_cage_answer {
    uint32_t words[2]; /* for the work's own use */
    void *bytes;       /* in the parent: for es_heap_free, NULL where there are none */
    size_t len;
    int signal; /* in the parent: what ended the child before it was told to, or 0 */
    bool begun; /* in the parent: the walls stood, and the work was begun */
};

struct es_cage {
    size_t memory;     /* bytes that the child may map beyond what it is born with */
    int milliseconds;  /* until the answer is whole; the processor's time is limited likewise */
    size_t answer_max; /* bytes */

    /* In the child, before the walls stand: libraries that read files when they start do it here,
     * and what the work needs of the secure heap is copied. It must not look into hostile bytes.
     * Libraries that end the process where memory is short are loaded here, too. False ends the
     * child. May be NULL. */
    bool (*prepare)(void *arg);

    /* In the cage. The answer's bytes need not be freed. */
    void (*work)(void *arg, struct es_cage_answer *answer);
};

enum es_cage_end {
    ES_CAGE_ANSWERED,
    ES_CAGE_DIED,       /* it crashed, was ended, or its answer is not whole */
    ES_CAGE_LATE,       /* and was ended */
    ES_CAGE_TOO_MUCH,   /* it wanted to answer more than it may */
    ES_CAGE_NO_CHILD,   /* no process, pipe or memory was to be had, the child ended while it
                           prepared,   or its walls could not be built; the work was not begun */
    ES_CAGE_NO_LIBRARY, /* the child said so while it prepared */
    ES_CAGE_NO_MEMORY,  /* the work said so */
};

/* In the child: ends it, for one of the last two. The parent believes each where it can be true: a
 * library can be missing only until the work is begun. */
_Noreturn void es_cage_leave(enum es_cage_end why);

/* Runs cage->work(arg, …) in a child and waits for its end; nothing of the child is left behind.
 * The answer is a stranger's: believe nothing in it. It is empty but after ES_CAGE_ANSWERED. */
enum es_cage_end es_cage_run(const struct es_cage *cage, void *arg,
                             struct es_cage_answer *answer) ES_MUST_CHECK;

#endif
