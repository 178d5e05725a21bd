/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: torture_cage calls [NUMBERS]       each system call tried in a cage, in each way of
 * calling torture_cage page|mail|picture FILE…   each file read as esign reads it; for strace
 *
 * "calls" prints for each: ABI, number, name, arguments, and what became of the child: killed,
 * ended (by itself), answered VALUE (what the call gave back), or alive.
 */
#include "esign/cage.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/mail.h"
#include "esign/page.h"
#include "esign/picture.h"
#include "esign/secret.h"
#include "picture_decode.h"
#include <linux/futex.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NUMBERS = 600, PATIENCE = 10000, MEMORY = 32 << 20 };

/* ---- calls ---- */

enum abi { NATIVE, X32, I386 };
static const char *const abi_names[] = {"native", "x32", "i386"};

struct attempt {
    enum abi abi;
    long number;
    const char *what;
    long arguments[6];
};

#if defined(__x86_64__)
static long call_i386(const struct attempt *attempt)
{
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(attempt->number), "b"(attempt->arguments[0]), "c"(attempt->arguments[1]),
                       "d"(attempt->arguments[2]), "S"(attempt->arguments[3]),
                       "D"(attempt->arguments[4])
                     : "memory", "r8", "r9", "r10", "r11");
    return result;
}
#else
static long call_i386(const struct attempt *attempt)
{
    (void)attempt;
    abort();
}
#endif

static void call(void *arg, struct es_cage_answer *answer)
{
    const struct attempt *attempt = arg;
    const long *with = attempt->arguments;
    long number = attempt->number + (attempt->abi == X32 ? 0x40000000 : 0);
    static long result;
    result = attempt->abi == I386
                 ? call_i386(attempt)
                 : syscall(number, with[0], with[1], with[2], with[3], with[4], with[5]);
    answer->bytes = &result;
    answer->len = sizeof result;
}

static void print_attempt(const struct attempt *attempt)
{
    uint32_t arch = attempt->abi == I386 ? SCMP_ARCH_X86 : SCMP_ARCH_NATIVE;
    char *name = seccomp_syscall_resolve_num_arch(arch, (int)attempt->number);
    printf("%s %ld %s %s ", abi_names[attempt->abi], attempt->number, name ? name : "-",
           attempt->what);
    free(name);
}

static void try(struct attempt attempt)
{
    const struct es_cage cage = {
        .memory = MEMORY, .milliseconds = PATIENCE, .answer_max = 64, .work = call};
    struct es_cage_answer answer;
    enum es_cage_end end = es_cage_run(&cage, &attempt, &answer);
    print_attempt(&attempt);
    if (end == ES_CAGE_ANSWERED && answer.len == sizeof(long))
        printf("answered %ld\n", *(long *)answer.bytes);
    else if (end == ES_CAGE_DIED && answer.signal)
        printf("killed\n");
    else
        puts(end == ES_CAGE_DIED ? "ended" : end == ES_CAGE_NO_CHILD ? "unborn" : "alive");
    es_heap_free(answer.bytes);
}

static void try_number(enum abi abi, long number)
{
    try((struct attempt){abi, number, "zeros", {0}});
    try((struct attempt){abi, number, "ones", {-1, -1, -1, -1, -1, -1}});
}

/* Those of which only a part is allowed, with all that decides. */
static void try_arguments(void)
{
    for (int protection = 0; protection < 16; protection++) {
        const char *what = protection & PROT_EXEC ? "code" : "data";
        try((struct attempt){NATIVE,
                             SCMP_SYS(mmap),
                             what,
                             {0, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0}});
    }
    static int word;
    for (int operation = 0; operation < 16; operation++)
        for (int private = 0; private < 2; private ++) {
            long which = operation + (private ? FUTEX_PRIVATE_FLAG : 0);
            const char *what = which == FUTEX_WAKE_PRIVATE ? "wake" : "other";
            try((struct attempt){NATIVE, SCMP_SYS(futex), what, {(long)&word, which, 1}});
        }
}

static int try_all(long numbers)
{
    for (long number = 0; number < numbers; number++) {
        try_number(NATIVE, number);
#if defined(__x86_64__)
        try_number(X32, number);
        try_number(I386, number);
#endif
    }
    try_arguments();
    return 0;
}

/* ---- files ---- */

static bool anywhere(const char *url, void *user)
{
    (void)url, (void)user;
    return true;
}

static void read_as(const char *what, const struct es_buf *bytes)
{
    struct es_error err = ES_ERROR_INIT;
    es_status status = ES_OK;
    if (!strcmp(what, "page")) {
        es_auto(page) *page = NULL;
        struct es_page_source source = {es_buf_str(bytes), bytes->len, NULL, "", false};
        status = es_page_make(&source, PATIENCE, &page, &err);
    } else if (!strcmp(what, "mail")) {
        es_auto(buf) link = ES_BUF_SECRET;
        status = es_mail_link(es_buf_str(bytes), bytes->len, anywhere, NULL, &link, &err);
    } else {
        struct es_pixels pixels;
        status = es_pixels_decode(es_buf_str(bytes), bytes->len, &pixels) ? ES_OK : ES_NOT_FOUND;
        es_pixels_free(&pixels);
    }
    puts(status ? es_error_info(status)->code : "ok");
}

static int read_files(const char *what, char **files)
{
    for (; *files; files++) {
        es_auto(buf) bytes = {0};
        if (!es_file_read(*files, ES_BUF_DEFAULT_MAX, &bytes)) {
            perror(*files);
            return 1;
        }
        read_as(what, &bytes);
    }
    return 0;
}

int main(int n, char **arguments)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    (void)!es_secret_init();
    if (n > 1 && !strcmp(arguments[1], "calls"))
        return try_all(n > 2 ? atol(arguments[2]) : NUMBERS);
    return n > 1 ? read_files(arguments[1], arguments + 2) : 2;
}
