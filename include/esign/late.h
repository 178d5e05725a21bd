/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that are loaded when they are needed, for to be loaded is most of what a short command
 * takes. One file of a layer describes one library, and has functions of the library's own names
 * that lead to it; the layer's other files use the library's headers as ever:
 *
 *     #define CALLS(CALL) CALL(const psl_ctx_t *, psl_builtin, (void), ())
 *     ES_LATE_LIBRARY(ESIGN_LATE_PSL, ESIGN_LATE_PSL_PACKAGE, CALLS)
 *     CALLS(ES_LATE_FORWARD)
 *
 * Where the two names come from: esign_late in CMakeLists.txt. The functions are hidden, or the
 * library's own calls of itself could lead to them.
 */
#ifndef ESIGN_LATE_H
#define ESIGN_LATE_H

#include "esign/error.h"

struct es_late {
    const char *file;         /* as the loader knows it */
    const char *package;      /* Debian's; "" where that was not known when this was built */
    const char *const *names; /* of its functions that we call */
    size_t n;
    void **calls; /* n of them; NULL as long as it is not open */
    size_t size;  /* bytes: they have pages of their own */
};

/* Loads it and looks up every one of its functions, once a process; it stays until the end. Before
 * a child locks itself in that is to use it. ES_LIBRARY_UNUSABLE, with what to install;
 * ES_NO_RESOURCES. err may be NULL. */
es_status es_late_open(const struct es_late *library, struct es_error *err) ES_MUST_CHECK;

/* One that is called before its library is open is a mistake of ours: the program ends at once. */
_Noreturn void es_late_is_not_open(void);

/* The largest page that the linker counts with. */
#ifdef __x86_64__
#define ES_LATE_PAGE 4096
#else
#define ES_LATE_PAGE 65536
#endif

#define ES_LATE_MEMBER(type, name, parameters, arguments) __typeof__(&name) name;
#define ES_LATE_NAME(type, name, parameters, arguments)   #name,

/* `late.call.NAME` is the library's function, `library` what es_late_open takes. */
#define ES_LATE_LIBRARY(soname, debian, CALLS)                                                     \
    static const char *const late_names[] = {CALLS(ES_LATE_NAME)};                                 \
    static union {                                                                                 \
        struct {                                                                                   \
            CALLS(ES_LATE_MEMBER)                                                                  \
        } call;                                                                                    \
        void *all[sizeof late_names / sizeof *late_names];                                         \
        char pages[ES_LATE_PAGE];                                                                  \
    } late __attribute__((aligned(ES_LATE_PAGE)));                                                 \
    _Static_assert(sizeof late.call == sizeof late.all && sizeof late == ES_LATE_PAGE, "");        \
    static const struct es_late library = {                                                        \
        soname, debian, late_names, sizeof late.all / sizeof *late.all, late.all, sizeof late};

#define ES_LATE_CALL(name)                                                                         \
    (late.call.name ? late.call.name : (es_late_is_not_open(), late.call.name))

#define ES_LATE_FORWARD(type, name, parameters, arguments)                                         \
    __attribute__((visibility("hidden"))) type name parameters                                     \
    {                                                                                              \
        return ES_LATE_CALL(name) arguments;                                                       \
    }

#endif
