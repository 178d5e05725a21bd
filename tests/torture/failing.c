/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets one allocation of a run fail: preloaded into esign by test_allocations.py, never part of it.
 * It sees what everything in the process asks for: our code, every library, and libc itself; and
 * OpenSSL's secure heap. In a sanitized build what it passes on goes to the sanitizer's allocator.
 *
 * An allocation is known by its site (the whole chain of its callers) and by how many came from
 * that site before it, in all of the run's processes together. Both are the same in every run,
 * wherever libraries are loaded and whichever process or thread is quicker. The counts lie in a
 * file that all processes of the run share, $ESIGN_FAILING.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unwind.h>

enum { DEPTH = 48, NAME = 40, SITES = 1 << 15, PROBES = 64, PATH_LONGEST = 4096 };

struct frame {
    uint64_t offset; /* in the object */
    char object[NAME];
};

struct site {
    _Atomic uint64_t key; /* 0: nobody's place yet */
    _Atomic uint32_t count;
    uint32_t depth;
    uint64_t first; /* its place in the order of all allocations */
    uint64_t size;
    struct frame frames[DEPTH];
};

/* What test_allocations.py reads and writes: keep the two alike. */
struct table {
    uint64_t wanted; /* the site to fail; 0: only count */
    uint32_t wanted_nth;
    uint32_t stays; /* from then on all fail, as when memory has really run out */
    _Atomic uint32_t failed;
    uint32_t failed_in; /* the process */
    _Atomic uint64_t total;
    _Atomic uint64_t lost; /* no place in the table */
    struct site sites[SITES];
};

static struct table *table;
static uint32_t me; /* the process: within the cage it cannot be asked for */
static __thread int inside __attribute__((tls_model("initial-exec")));

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static int (*real_posix_memalign)(void **, size_t, size_t);
static void *(*real_aligned_alloc)(size_t, size_t);
static void *(*real_secure_malloc)(size_t, const char *, int);
static void *(*real_secure_zalloc)(size_t, const char *, int);

/* ISO C knows no way from an object pointer to a function. */
#define FIND(name) (*(void **)(void *)&real_##name = dlsym(RTLD_NEXT, #name))

static void find_real(void)
{
    if (real_malloc)
        return;
    inside++;
    FIND(calloc);
    FIND(realloc);
    FIND(posix_memalign);
    FIND(aligned_alloc);
    FIND(malloc);
    inside--;
}

/* Other programs that the run starts (askpass, its shell) are none of our business. */
static int is_esign(void)
{
    char path[PATH_LONGEST];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return 0;
    path[n] = '\0';
    const char *name = strrchr(path, '/');
    return name && !strcmp(name, "/esign");
}

static void note_process(void)
{
    me = (uint32_t)getpid();
}

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("ESIGN_FAILING");
    find_real();
    note_process();
    pthread_atfork(NULL, NULL, note_process);
    if (!path || !is_esign())
        return;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    void *shared = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared != MAP_FAILED)
        table = shared;
}

struct callers {
    uintptr_t pc[DEPTH];
    struct link_map *object[DEPTH];
    size_t n, skip;
};

static _Unwind_Reason_Code add_caller(struct _Unwind_Context *context, void *user)
{
    struct callers *callers = user;
    uintptr_t pc = _Unwind_GetIP(context);
    struct dl_find_object found;
    if (!pc || callers->n == DEPTH)
        return _URC_END_OF_STACK;
    if (callers->skip) {
        callers->skip--;
        return _URC_NO_REASON;
    }
    if (_dl_find_object((void *)(pc - 1), &found) != 0)
        return _URC_END_OF_STACK;
    callers->pc[callers->n] = pc - found.dlfo_link_map->l_addr;
    callers->object[callers->n++] = found.dlfo_link_map;
    return _URC_NO_REASON;
}

static uint64_t key_of(const struct callers *callers)
{
    uint64_t key = 1469598103934665603u; /* FNV-1a */
    for (size_t i = 0; i < callers->n; i++)
        key = (key ^ callers->pc[i]) * 1099511628211u;
    return key ? key : 1;
}

static void note(struct site *site, const struct callers *callers, size_t size, uint64_t order)
{
    site->first = order;
    site->size = size;
    for (size_t i = 0; i < callers->n; i++) {
        const char *name = callers->object[i]->l_name;
        const char *slash = strrchr(name, '/');
        site->frames[i].offset = callers->pc[i];
        strncpy(site->frames[i].object, slash ? slash + 1 : name, NAME - 1);
    }
    site->depth = (uint32_t)callers->n;
}

static struct site *site_of(uint64_t key, const struct callers *callers, size_t size,
                            uint64_t order)
{
    for (size_t i = 0; i < PROBES; i++) {
        struct site *site = &table->sites[(key + i) % SITES];
        uint64_t none = 0;
        if (atomic_load(&site->key) == key)
            return site;
        if (atomic_compare_exchange_strong(&site->key, &none, key)) {
            note(site, callers, size, order);
            return site;
        }
        if (none == key)
            return site;
    }
    return NULL;
}

/* Whether this allocation is the one that is to fail. */
__attribute__((noinline)) static int fails(size_t size)
{
    if (!table || inside)
        return 0;
    if (atomic_load(&table->failed)) /* once is enough */
        return table->stays != 0;
    inside++;
    struct callers callers = {.n = 0, .skip = 2};
    _Unwind_Backtrace(add_caller, &callers);
    uint64_t key = key_of(&callers);
    uint64_t order = atomic_fetch_add(&table->total, 1);
    struct site *site = site_of(key, &callers, size, order);
    uint32_t nth = site ? atomic_fetch_add(&site->count, 1) + 1 : 0;
    if (!site)
        atomic_fetch_add(&table->lost, 1);
    int wanted = site && key == table->wanted && nth == table->wanted_nth;
    if (wanted) {
        table->failed_in = me;
        atomic_store(&table->failed, 1);
    }
    inside--;
    return wanted;
}

static void *refuse(void)
{
    errno = ENOMEM;
    return NULL;
}

__attribute__((noinline)) void *malloc(size_t size)
{
    find_real();
    return fails(size) ? refuse() : real_malloc(size);
}

__attribute__((noinline)) void *calloc(size_t n, size_t size)
{
    find_real();
    return fails(n * size) ? refuse() : real_calloc(n, size);
}

__attribute__((noinline)) void *realloc(void *old, size_t size)
{
    find_real();
    return size && fails(size) ? refuse() : real_realloc(old, size);
}

__attribute__((noinline)) void *reallocarray(void *old, size_t n, size_t size)
{
    size_t all;
    find_real();
    if (__builtin_mul_overflow(n, size, &all))
        return refuse();
    return all && fails(all) ? refuse() : real_realloc(old, all);
}

__attribute__((noinline)) int posix_memalign(void **out, size_t alignment, size_t size)
{
    find_real();
    return fails(size) ? ENOMEM : real_posix_memalign(out, alignment, size);
}

__attribute__((noinline)) void *aligned_alloc(size_t alignment, size_t size)
{
    find_real();
    return fails(size) ? refuse() : real_aligned_alloc(alignment, size);
}

/* A sanitizer's own would go past malloc. */
__attribute__((noinline)) char *strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    find_real();
    char *copy = fails(size) ? refuse() : real_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

__attribute__((noinline)) char *strndup(const char *text, size_t most)
{
    size_t len = strnlen(text, most);
    find_real();
    char *copy = fails(len + 1) ? refuse() : real_malloc(len + 1);
    if (copy) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

/* The secure heap's blocks come from no malloc. */
void *CRYPTO_secure_malloc(size_t size, const char *file, int line);
void *CRYPTO_secure_zalloc(size_t size, const char *file, int line);

__attribute__((noinline)) void *CRYPTO_secure_malloc(size_t size, const char *file, int line)
{
    if (!real_secure_malloc)
        *(void **)(void *)&real_secure_malloc = dlsym(RTLD_NEXT, "CRYPTO_secure_malloc");
    return fails(size) ? refuse() : real_secure_malloc(size, file, line);
}

__attribute__((noinline)) void *CRYPTO_secure_zalloc(size_t size, const char *file, int line)
{
    if (!real_secure_zalloc)
        *(void **)(void *)&real_secure_zalloc = dlsym(RTLD_NEXT, "CRYPTO_secure_zalloc");
    return fails(size) ? refuse() : real_secure_zalloc(size, file, line);
}
