/* SPDX-License-Identifier: Apache-2.0 */
/* A file in memory with a path, for what is read from files. */
#ifndef ESIGN_FUZZ_MEMFILE_H
#define ESIGN_FUZZ_MEMFILE_H

#include "fuzz.h"
#include <sys/mman.h>
#include <unistd.h>

struct memfile {
    int fd;
    char path[64]; /* for this process and its children */
};

static inline struct memfile memfile_of(const uint8_t *data, size_t size)
{
    struct memfile file = {.fd = memfd_create("fuzz", MFD_CLOEXEC)};
    claim("there is a file in memory",
          file.fd >= 0 && write(file.fd, size ? (const void *)data : "", size) == (ssize_t)size);
    snprintf(file.path, sizeof file.path, "/proc/%d/fd/%d", (int)getpid(), file.fd);
    return file;
}

static inline void memfile_close(struct memfile *file)
{
    close(file->fd);
}

#endif
