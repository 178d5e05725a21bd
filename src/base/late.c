/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/late.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/means.h"
#include "esign/sanitizer.h"
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A want of memory looks like a library that is missing: so it is tried twice, and whether there is
 * memory is tried as well. */
static void *load(const struct es_late *library)
{
    void *loaded = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    return loaded ? loaded : dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
}

/* Of the loader, as compilers call it; no header has it, and some machines have another one. */
struct thread_place {
    unsigned long module, offset;
};
void *__tls_get_addr(struct thread_place *place) __attribute__((weak));

static int make_thread_data(struct dl_phdr_info *info, size_t size, void *arg)
{
    (void)size, (void)arg;
    struct thread_place place = {info->dlpi_tls_modid, 0};
    /* The sanitizer guesses from its address how large such a block is, and reads beyond it. */
    if (__tls_get_addr && place.module && !info->dlpi_tls_data && !ES_ADDRESS_SANITIZER)
        (void)__tls_get_addr(&place);
    return 0;
}

/* What of a library is each thread's own, the loader makes when it is first touched, and ends the
 * process where there is no memory for it then. So it is made now, while there is: at the end of a
 * run, or after an answer was sent, would be too late. */
static bool settle(void)
{
    enum { MUCH = 64 << 10 };
    void *some = es_heap_get(MUCH);
    es_heap_free(some);
    if (some)
        dl_iterate_phdr(make_thread_data, NULL);
    return some != NULL;
}

static es_status fail_to_load(const struct es_late *library, struct es_error *err)
{
    const char *why = dlerror();
    void *some = es_heap_get(1);
    es_heap_free(some);
    if (!some)
        return es_fail_memory(err);
    es_log(ES_LOG_VERBOSE, "%s", why ? why : library->file);
    return es_fail_with(err, ES_LIBRARY_UNUSABLE, _("the library %s cannot be loaded"),
                        library->file);
}

static es_status find_calls(const struct es_late *library, void *loaded, struct es_error *err)
{
    for (size_t i = 0; i < library->n; i++) {
        library->calls[i] = dlsym(loaded, library->names[i]);
        if (!library->calls[i])
            return es_fail_with(err, ES_LIBRARY_UNUSABLE,
                                _("the library %s is too old: it has no %s"), library->file,
                                library->names[i]);
    }
    return ES_OK;
}

/* From then on they lead nowhere else, whatever is written to where it should not be. */
static es_status keep_calls(const struct es_late *library, struct es_error *err)
{
    bool kept = settle() && mprotect(library->calls, library->size, PROT_READ) == 0;
    return kept ? ES_OK : es_fail(err, ES_NO_RESOURCES);
}

static void tell_what_to_install(const struct es_late *library, struct es_error *err)
{
    if (*library->package)
        es_hint(err, _("Install it: sudo apt install %s"), library->package);
    else
        es_hint(err, _("Install the package that %s comes in."), library->file);
}

es_status es_late_open(const struct es_late *library, struct es_error *err)
{
    if (library->calls[0])
        return ES_OK;
    if (!es_means_to_load())
        return es_fail(err, ES_NO_RESOURCES);
    void *loaded = load(library);
    es_status status = loaded ? find_calls(library, loaded, err) : fail_to_load(library, err);
    if (!status)
        status = keep_calls(library, err);
    if (status)
        memset(library->calls, 0, library->n * sizeof *library->calls);
    if (status == ES_LIBRARY_UNUSABLE)
        tell_what_to_install(library, err);
    return status;
}

void es_late_is_not_open(void)
{
    abort();
}
