/* SPDX-License-Identifier: Apache-2.0 */
/* What the cage's files share. Inside src/base. */
#ifndef ESIGN_CAGE_INTERNAL_H
#define ESIGN_CAGE_INTERNAL_H

#include "esign/cage.h"
#include <sys/types.h>

enum {
    CAGE_MAGIC = 0x45474143,
    CAGE_BEGUN = 0x4e554745, /* in the pipe, before all else: the work begins */
    /* The child's exit status: its walls could not be built; es_cage_leave. */
    CAGE_NOT_BUILT = 71,
    CAGE_LEFT = 80, /* and the reason */
};

struct cage_header { /* then, before the answer's bytes */
    uint32_t magic;
    uint32_t filtered; /* 1: system calls are filtered */
    uint32_t words[2];
    uint64_t len;
};

/* The child's whole life. */
_Noreturn void es_cage_child(const struct es_cage *cage, void *arg, pid_t parent, int pipe_end);

enum es_filter {
    ES_FILTER_STANDS,
    ES_FILTER_NOT_HERE, /* the system has no such thing, or does not let us have it */
    ES_FILTER_FAILED,
};

/* From its return on, the process is ended by any system call that is not on the list. */
enum es_filter es_filter_load(void);

#endif
