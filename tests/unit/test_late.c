/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that are loaded when they are needed: what comes of one that is missing, too old, or
 * called too early. In children where the end of the process is what is looked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/late.h"
#include <dlfcn.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS(CALL)                                                                                \
    CALL(const char *, jansson_version_str, (void), ())                                            \
    CALL(int, jansson_version_cmp, (int major, int minor, int micro), (major, minor, micro))
ES_LATE_LIBRARY("libjansson.so.4", "libjansson4", CALLS)

/* What the forwarder of that name would be. */
static const char *version_of_late(void)
{
    return ES_LATE_CALL(jansson_version_str)();
}

static int refused_loads, loads;
static bool no_memory;

void *__real_dlopen(const char *file, int flags);
void *__wrap_dlopen(const char *file, int flags);
void *__wrap_dlopen(const char *file, int flags)
{
    loads++;
    if (refused_loads > 0 && refused_loads--)
        return NULL;
    return __real_dlopen(file, flags);
}

void *__real_es_heap_get(size_t size);
void *__wrap_es_heap_get(size_t size);
void *__wrap_es_heap_get(size_t size)
{
    return no_memory ? NULL : __real_es_heap_get(size);
}

/* A library of that name with these functions, which is not open yet. */
static void *found[2][4096 / sizeof(void *)] __attribute__((aligned(4096)));
static struct es_late made(const char *file, const char *const *names, size_t n)
{
    static size_t next;
    next = (next + 1) % 2;
    mprotect(found[next], sizeof found[next], PROT_READ | PROT_WRITE);
    memset(found[next], 0, sizeof found[next]);
    return (struct es_late){file, "libexample1", names, n, found[next], sizeof found[next]};
}

static const char *const VERSION[] = {"jansson_version_str", "jansson_version_cmp"};
static const char *const TOO_NEW[] = {"jansson_version_str", "jansson_of_tomorrow"};

static int signal_of(void (*deed)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL); /* cmocka and the sanitizers would tell of it */
        signal(SIGSEGV, SIG_DFL);
        deed();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void call_version(void)
{
    (void)version_of_late();
}

static void a_function_that_is_called_before_its_library_is_open_ends_the_program(void **state)
{
    assert_null(late.call.jansson_version_str);
    assert_int_equal(signal_of(call_version), SIGABRT);
}

static void a_library_that_is_open_is_called_and_loaded_once(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    assert_int_equal(es_late_open(&library, &err), ES_OK);
    assert_string_equal(version_of_late(), jansson_version_str());
    loads = 0;
    assert_int_equal(es_late_open(&library, &err), ES_OK);
    assert_int_equal(loads, 0);
}

static void write_over_a_call(void)
{
    *(void *volatile *)&late.all[0] = NULL;
}

static void what_was_found_cannot_be_written_over(void **state)
{
    assert_int_equal(es_late_open(&library, NULL), ES_OK);
    assert_int_equal(signal_of(write_over_a_call), SIGSEGV);
}

static void a_library_that_is_missing_is_told_with_what_to_install(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_late missing = made("libesign-missing.so.1", VERSION, 2);
    assert_int_equal(es_late_open(&missing, &err), ES_LIBRARY_UNUSABLE);
    assert_non_null(strstr(err.message, "libesign-missing.so.1"));
    assert_non_null(strstr(err.hint, "apt install libexample1"));
    missing.package = "";
    assert_int_equal(es_late_open(&missing, &err), ES_LIBRARY_UNUSABLE);
    assert_non_null(strstr(err.hint, "libesign-missing.so.1"));
    assert_int_equal(es_late_open(&missing, NULL), ES_LIBRARY_UNUSABLE);
}

static void a_library_that_lacks_a_function_is_told_and_not_half_open(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_late old = made("libjansson.so.4", TOO_NEW, 2);
    assert_int_equal(es_late_open(&old, &err), ES_LIBRARY_UNUSABLE);
    assert_non_null(strstr(err.message, "jansson_of_tomorrow"));
    assert_null(old.calls[0]);
    assert_int_equal(es_late_open(&old, &err), ES_LIBRARY_UNUSABLE);
}

static void a_want_of_memory_is_no_missing_library(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_late short_of_memory = made("libjansson.so.4", VERSION, 2);
    refused_loads = 2;
    no_memory = true;
    es_status status = es_late_open(&short_of_memory, &err);
    no_memory = false;
    assert_int_equal(status, ES_NO_RESOURCES);
    refused_loads = 1; /* one that did not last */
    assert_int_equal(es_late_open(&short_of_memory, &err), ES_OK);
}

static void without_descriptors_nothing_is_loaded(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_late some = made("libjansson.so.4", VERSION, 2);
    struct rlimit before, none;
    getrlimit(RLIMIT_NOFILE, &before);
    none = (struct rlimit){3, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    es_status status = es_late_open(&some, &err);
    setrlimit(RLIMIT_NOFILE, &before);
    assert_int_equal(status, ES_NO_RESOURCES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_that_is_called_before_its_library_is_open_ends_the_program),
        cmocka_unit_test(a_library_that_is_open_is_called_and_loaded_once),
        cmocka_unit_test(what_was_found_cannot_be_written_over),
        cmocka_unit_test(a_library_that_is_missing_is_told_with_what_to_install),
        cmocka_unit_test(a_library_that_lacks_a_function_is_told_and_not_half_open),
        cmocka_unit_test(a_want_of_memory_is_no_missing_library),
        cmocka_unit_test(without_descriptors_nothing_is_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
