/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks into another process's memory, as root could.
 *
 *   memory scan PID NEEDLES          every place where one of the needles stands, a line each:
 *                                    its number, the address, the mapping, "secure" or "plain";
 *                                    then "looked BYTES"
 *   memory file PATH NEEDLES         the same for a file, a core dump
 *   memory hold SOCKET -- PROGRAM…   runs the program; tells "start PID" and, when it is about to
 *                                    end with all its memory still there, "exit PID" to the
 *                                    socket; goes on with a byte from there
 *
 * NEEDLES has a needle a line, in hexadecimal. "secure" is what is locked and left out of core
 * dumps: OpenSSL's secure heap.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NEEDLES_MAX = 8192, NEEDLE_MAX = 256, LINE_MAX_BYTES = 1024, CHUNK = 1 << 20 };

struct needle {
    size_t len;
    unsigned char bytes[NEEDLE_MAX];
    int next; /* with the same first two bytes, or -1 */
};

static struct needle needles[NEEDLES_MAX];
static int n_needles, first[1 << 16];

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static int key_of(const unsigned char *bytes)
{
    return bytes[0] << 8 | bytes[1];
}

static void add_needle(const char *hex)
{
    struct needle *it = &needles[n_needles];
    unsigned byte;
    while (it->len < NEEDLE_MAX && sscanf(hex + 2 * it->len, "%2x", &byte) == 1)
        it->bytes[it->len++] = (unsigned char)byte;
    if (it->len < 4 || it->len == NEEDLE_MAX) {
        fprintf(stderr, "needle %d is too short or too long\n", n_needles);
        exit(2);
    }
    it->next = first[key_of(it->bytes)];
    first[key_of(it->bytes)] = n_needles++;
}

static void read_needles(const char *path)
{
    char line[2 * NEEDLE_MAX + 2];
    FILE *in = fopen(path, "re");
    if (!in)
        fail(path);
    memset(first, -1, sizeof(first));
    while (n_needles < NEEDLES_MAX && fgets(line, sizeof(line), in))
        add_needle(line);
    fclose(in);
}

struct mapping {
    unsigned long start, end;
    bool readable, locked, undumped;
    char name[LINE_MAX_BYTES];
};

static void look_at(const struct mapping *mapping, const unsigned char *bytes, size_t len,
                    size_t fresh, unsigned long address)
{
    for (size_t i = 0; i < fresh && i + 2 <= len; i++) {
        for (int at = first[key_of(bytes + i)]; at >= 0; at = needles[at].next) {
            if (needles[at].len <= len - i &&
                !memcmp(bytes + i, needles[at].bytes, needles[at].len))
                printf("%d %lx %s %s\n", at, address + i,
                       mapping->locked && mapping->undumped ? "secure" : "plain",
                       mapping->name[0] ? mapping->name : "anonymous");
        }
    }
}

/* Chunks overlap, so that nothing is missed where one ends. */
static size_t scan_mapping(int mem, const struct mapping *mapping)
{
    static unsigned char bytes[CHUNK + NEEDLE_MAX];
    size_t looked = 0;
    for (unsigned long at = mapping->start; at < mapping->end; at += CHUNK) {
        size_t left = mapping->end - at, want = left < sizeof(bytes) ? left : sizeof(bytes);
        ssize_t n = pread(mem, bytes, want, (off_t)at);
        if (n <= 0)
            continue; /* [vvar] and the like cannot be read */
        size_t fresh = (size_t)n < CHUNK ? (size_t)n : CHUNK;
        look_at(mapping, bytes, (size_t)n, fresh, at);
        looked += fresh;
    }
    return looked;
}

static bool is_start(const char *line, struct mapping *mapping)
{
    char permissions[5];
    unsigned long start, end;
    int name = 0;
    if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %n", &start, &end, permissions, &name) != 3)
        return false;
    *mapping = (struct mapping){.start = start, .end = end, .readable = permissions[0] == 'r'};
    snprintf(mapping->name, sizeof(mapping->name), "%s", line + name);
    mapping->name[strcspn(mapping->name, "\n")] = '\0';
    return true;
}

static int scan(const char *pid, const char *needle_file)
{
    char path[64], line[LINE_MAX_BYTES];
    struct mapping mapping = {0};
    size_t looked = 0;
    read_needles(needle_file);
    snprintf(path, sizeof(path), "/proc/%s/mem", pid);
    int mem = open(path, O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof(path), "/proc/%s/smaps", pid);
    FILE *maps = mem < 0 ? NULL : fopen(path, "re");
    if (!maps)
        fail(path);
    while (fgets(line, sizeof(line), maps)) {
        if (is_start(line, &mapping) || strncmp(line, "VmFlags:", 8) != 0)
            continue;
        mapping.locked = strstr(line, " lo") != NULL; /* the flags come last */
        mapping.undumped = strstr(line, " dd") != NULL;
        if (mapping.readable)
            looked += scan_mapping(mem, &mapping);
    }
    printf("looked %zu\n", looked);
    return 0;
}

static int scan_file(const char *path, const char *needle_file)
{
    struct mapping whole = {.name = "file"};
    read_needles(needle_file);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);
    if (size < 0)
        fail(path);
    whole.end = (unsigned long)size;
    printf("looked %zu\n", scan_mapping(file, &whole));
    return 0;
}

/* ---- hold ---- */

static int connect_to(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (strlen(path) >= sizeof(name.sun_path))
        exit(2);
    memcpy(name.sun_path, path, strlen(path) + 1);
    if (fd < 0 || connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0)
        fail(path);
    return fd;
}

/* Waits for leave to go on. */
static void tell(int fd, const char *what, pid_t pid)
{
    char go;
    dprintf(fd, "%s %d\n", what, (int)pid);
    while (read(fd, &go, 1) < 0 && errno == EINTR)
        ;
}

static pid_t start(char **argv)
{
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(argv[0], argv);
        _exit(127);
    }
    return child;
}

static int end_like(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    signal(WTERMSIG(status), SIG_DFL);
    raise(WTERMSIG(status));
    return 128 + WTERMSIG(status);
}

/* What a terminal sends to the foreground is meant for the program, not for us. */
static void ignore_signals(void (*how)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGPIPE};
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        signal(signals[i], how);
}

static int hold(const char *socket_path, char **argv)
{
    int fd = connect_to(socket_path), status;
    pid_t child = start(argv);
    ignore_signals(SIG_IGN);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        fail("start");
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
    tell(fd, "start", child);
    ptrace(PTRACE_CONT, child, NULL, NULL);
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        int stop = WSTOPSIG(status), event = status >> 16;
        if (event == PTRACE_EVENT_EXIT)
            tell(fd, "exit", child);
        ptrace(PTRACE_CONT, child, NULL, event ? 0 : stop);
    }
    return end_like(status);
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "scan"))
        return scan(argv[2], argv[3]);
    if (argc == 4 && !strcmp(argv[1], "file"))
        return scan_file(argv[2], argv[3]);
    if (argc > 4 && !strcmp(argv[1], "hold") && !strcmp(argv[3], "--"))
        return hold(argv[2], argv + 4);
    fputs("usage: memory scan PID NEEDLES | memory hold SOCKET -- PROGRAM…\n", stderr);
    return 2;
}
