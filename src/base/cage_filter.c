/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one list of what a child in the cage may ask of the system. docs/CAGE.md says why each is
 * on it; what is not ends the child. libseccomp is seen by this file alone.
 */
#include "cage_internal.h"
#include "esign/sanitizer.h"
#include <errno.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

static const int calls[] = {
    SCMP_SYS(write),      /* the answer; there is no descriptor but its pipe and /dev/null */
    SCMP_SYS(brk),        /* malloc */
    SCMP_SYS(munmap),     /* free, of large blocks */
    SCMP_SYS(mremap),     /* realloc, of large blocks */
    SCMP_SYS(exit_group), /* the end */
#if ES_ADDRESS_SANITIZER
    SCMP_SYS(madvise),     /* its shadow of large blocks */
    SCMP_SYS(sigaltstack), /* what it asks before a function that does not return */
#endif
};

/* Memory is never to be run as code. */
static bool add_memory(scmp_filter_ctx filter, int call)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

/* The C library looks for a table of characters when a message names a charset: it is told that
 * it may not, and goes on without. */
static bool add_refusal(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0) == 0;
}

/* pthread_once and locks call whoever waits for them; nobody does, for there is one thread. */
static bool add_waking(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
                            SCMP_A1(SCMP_CMP_EQ, FUTEX_WAKE_PRIVATE, 0)) == 0;
}

/* A call by another architecture's numbers ends the process as well. */
static bool add_rules(scmp_filter_ctx filter, uint32_t otherwise)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
            return false;
    return add_memory(filter, SCMP_SYS(mmap)) && add_memory(filter, SCMP_SYS(mmap2)) &&
           add_waking(filter) && add_refusal(filter) &&
           seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, otherwise) == 0;
}

/* What a kernel without seccomp, an emulated one, and an outer filter that forbids it say. The
 * library has no word for some of them: errno is what the kernel said. */
static enum es_filter load(scmp_filter_ctx filter)
{
    errno = 0;
    if (seccomp_load(filter) == 0)
        return ES_FILTER_STANDS;
    bool not_here = errno == ENOSYS || errno == EINVAL || errno == EPERM || errno == EACCES;
    return not_here ? ES_FILTER_NOT_HERE : ES_FILTER_FAILED;
}

enum es_filter es_filter_load(void)
{
    /* Kernels before 4.14, and those without seccomp, know the thread's end alone. There is one. */
    uint32_t otherwise = SCMP_ACT_KILL_PROCESS;
    scmp_filter_ctx filter = seccomp_init(otherwise);
    if (!filter) {
        otherwise = SCMP_ACT_KILL_THREAD;
        filter = seccomp_init(otherwise);
    }
    /* It is not released: the child ends soon. */
    return filter && add_rules(filter, otherwise) ? load(filter) : ES_FILTER_FAILED;
}
