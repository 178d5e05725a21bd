/* SPDX-License-Identifier: Apache-2.0 */
/* The child's side of the cage: from its birth to its end. */
#include "cage_internal.h"
#include "esign/child.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/sanitizer.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAPPED_UNKNOWN = 1 << 30 }; /* bytes; generous, for the child is born with less */

static rlim_t mapped_bytes(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return MAPPED_UNKNOWN;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    return n > 0 ? strtoul(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE) : MAPPED_UNKNOWN;
}

static bool limit(__rlimit_resource_t resource, rlim_t most)
{
    struct rlimit old;
    if (getrlimit(resource, &old) == 0 && old.rlim_max < most)
        most = old.rlim_max;
    return setrlimit(resource, &(struct rlimit){most, most}) == 0;
}

/* Where there is no filter, these are the walls: no new descriptor, no byte into a file, no
 * process. */
static bool limit_child(const struct es_cage *cage)
{
    rlim_t seconds = (rlim_t)(cage->milliseconds > 0 ? cage->milliseconds : 0) / 1000 + 1;
    /* The sanitizer's shadow is larger than any such limit. */
    return (ES_ADDRESS_SANITIZER || limit(RLIMIT_AS, mapped_bytes() + cage->memory)) &&
           limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0);
}

void es_cage_leave(enum es_cage_end why)
{
    _exit(CAGE_LEFT + (int)why);
}

/* Ends without running anything of the parent's: no atexit handler, no buffered output. */
void es_cage_child(const struct es_cage *cage, void *arg, pid_t parent, int pipe_end)
{
    bool ready = es_child_settle(parent, pipe_end) && (!cage->prepare || cage->prepare(arg)) &&
                 es_heap_leave_secure() && limit_child(cage);
    enum es_filter filter = ready ? es_filter_load() : ES_FILTER_FAILED;
    const uint32_t begun = CAGE_BEGUN;
    if (filter == ES_FILTER_FAILED || !es_file_put(ES_CHILD_PIPE, &begun, sizeof begun))
        _exit(CAGE_NOT_BUILT);
    struct es_cage_answer answer = {0};
    cage->work(arg, &answer);
    struct cage_header header = {.magic = CAGE_MAGIC,
                                 .filtered = filter == ES_FILTER_STANDS,
                                 .words = {answer.words[0], answer.words[1]},
                                 .len = answer.len};
    _exit(es_file_put(ES_CHILD_PIPE, &header, sizeof header) &&
                  es_file_put(ES_CHILD_PIPE, answer.bytes, answer.len)
              ? 0
              : 1);
}
