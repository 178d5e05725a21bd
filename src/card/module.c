/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side: it finds the module, starts itself anew to load it, listens until the time is
 * over, and says what went wrong. The module is never in this process.
 */
#include "esign/module.h"
#include "esign/child.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/moment.h"
#include "esign/text.h"
#include "module_talk.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the card maker's installers put it. */
static const char *const MAKERS[] = {
    "/usr/lib/libakisp11.so",   "/usr/local/lib/libakisp11.so",
    "/usr/lib64/libakisp11.so", "/usr/lib/x86_64-linux-gnu/libakisp11.so",
    "/opt/Akia/libakisp11.so",
};

static const char CHILD_NAME[] = "esign-module"; /* its argv[0] */

enum {
    NOT_STARTED = 126, /* the child's exit status where esign could not be started anew */
    GRACE_MS = 1000,
    RECORDS_MAX = ES_MODULE_TOKENS_MAX * (1 + ES_MODULE_CERTIFICATES_MAX),
    DEADLINES = 3, /* that one child may have, one after the other */
};

/* ---------------------------------------------------------------- finding it */

static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static es_status find_named(const char *named, struct es_buf *path, struct es_error *err)
{
    char whole[PATH_MAX];
    if (realpath(named, whole) && is_file(whole))
        return es_buf_add_str(path, whole) ? ES_OK : es_fail_memory(err);
    es_auto(buf) shown = {0};
    if (!es_text_safe(named, ES_MODULE_TEXT_MAX, &shown))
        return es_fail_memory(err);
    return es_fail_with(err, ES_MODULE_ABSENT, _("there is no file '%s'"), es_buf_str(&shown));
}

es_status es_module_find(const char *named, struct es_buf *path, struct es_error *err)
{
    if (named)
        return find_named(named, path, err);
    for (size_t i = 0; i < sizeof MAKERS / sizeof *MAKERS; i++)
        if (is_file(MAKERS[i]))
            return es_buf_add_str(path, MAKERS[i]) ? ES_OK : es_fail_memory(err);
    return es_fail(err, ES_MODULE_ABSENT);
}

/* ---------------------------------------------------------------- the child */

bool es_module_is_child(int argc, char *const *argv)
{
    return argc == 1 && strcmp(argv[0], CHILD_NAME) == 0;
}

/* Started anew, so that nothing of ours is in the module's reach, and it finds its libraries as it
 * expects them. In a session of its own it has no terminal to ask in. */
static _Noreturn void become_module(pid_t parent, int socket_end)
{
    char *argv[] = {(char *)CHILD_NAME, NULL};
    if (es_child_settle(parent, socket_end)) {
        setsid();
        execve("/proc/self/exe", argv, environ);
    }
    _exit(NOT_STARTED);
}

static bool start(struct talk *talk)
{
    int ends[2];
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return false;
    talk->deadline = es_moment_ms() + talk->milliseconds;
    talk->child = es_child_fork();
    if (talk->child == 0)
        become_module(parent, ends[1]);
    close(ends[1]);
    talk->fd = ends[0];
    if (talk->child > 0)
        return true;
    close(ends[0]);
    talk->child = 0;
    return false;
}

es_status es_talk_begin(struct talk *talk, enum talk_deed deed, uint64_t slot, struct es_error *err)
{
    struct talk_order order = {.magic = TALK_MAGIC,
                               .deed = deed,
                               .slot = slot,
                               .seconds = (uint32_t)talk->milliseconds / 1000 * DEADLINES + 1};
    size_t len = strlen(talk->path);
    if (len >= sizeof order.path)
        return es_fail(err, ES_MODULE_ABSENT);
    memcpy(order.path, talk->path, len);
    if (!start(talk))
        return es_fail(err, ES_NO_RESOURCES);
    (void)!es_talk_say(talk, &order, sizeof order); /* one that is dead is heard of later */
    return ES_OK;
}

/* ---------------------------------------------------------------- talking */

bool es_talk_say(struct talk *talk, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len) {
        ssize_t n = send(talk->fd, at, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        talk->hung_up = n <= 0;
        if (talk->hung_up)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* What is there already is heard after the deadline too: we may have been stopped in between. */
static bool hear(struct talk *talk, void *bytes, size_t len)
{
    char *at = bytes;
    while (len) {
        int64_t left = talk->deadline - es_moment_ms();
        struct pollfd wait = {.fd = talk->fd, .events = POLLIN};
        int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
        if (ready < 0 && errno == EINTR)
            continue;
        talk->late = ready == 0;
        ssize_t n = ready > 0 ? read(talk->fd, at, len) : 0;
        talk->hung_up = ready > 0 && n <= 0;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

bool es_talk_hear(struct talk *talk)
{
    es_heap_free(talk->bytes);
    talk->bytes = NULL;
    if (!hear(talk, &talk->header, sizeof talk->header))
        return false;
    size_t most = es_module_longest(talk->header.kind);
    talk->nonsense = talk->header.magic != TALK_MAGIC || talk->header.len > most ||
                     (talk->header.kind >= TALK_RESULT && talk->header.len != most);
    if (talk->nonsense)
        return false;
    talk->bytes = es_heap_get(talk->header.len);
    talk->no_memory = !talk->bytes;
    if (talk->no_memory)
        return false;
    if (hear(talk, talk->bytes, talk->header.len))
        return true;
    es_heap_free(talk->bytes);
    talk->bytes = NULL;
    return false;
}

bool es_talk_take(struct talk *talk, struct es_module_view *view)
{
    es_status status = es_module_take(view, talk->header.kind, talk->bytes, talk->header.len);
    talk->nonsense = status == ES_MODULE_FAILED;
    talk->no_memory = status == ES_NO_RESOURCES;
    return status == ES_OK;
}

/* ---------------------------------------------------------------- its end */

static es_status tell_stage(const char *path, const struct talk_result *end, struct es_error *err)
{
    static const char *const CALLS[STAGES] = {
        [STAGE_LOAD] = "dlopen",
        [STAGE_FUNCTIONS] = "C_GetFunctionList",
        [STAGE_INITIALISE] = "C_Initialize",
        [STAGE_SLOTS] = "C_GetSlotList",
        [STAGE_TOKEN] = "C_GetTokenInfo",
        [STAGE_SESSION] = "C_OpenSession",
        [STAGE_CERTIFICATES] = "C_FindObjects",
        [STAGE_LOGIN] = "C_Login",
        [STAGE_SET_PIN] = "C_SetPIN",
    };
    char why[sizeof end->why];
    es_auto(buf) safe = {0};
    memcpy(why, end->why, sizeof why);
    why[sizeof why - 1] = '\0';
    if (end->stage == STAGE_MEMORY)
        return es_fail(err, ES_NO_RESOURCES);
    if (end->stage == STAGE_LOAD && es_text_safe(why, sizeof why, &safe))
        return es_fail_with(err, ES_MODULE_FAILED, _("the module cannot be loaded: %s"),
                            es_buf_str(&safe));
    if (end->stage == STAGE_FUNCTIONS && !end->nonsense)
        return es_fail_with(err, ES_MODULE_FAILED, _("'%s' is no PKCS#11 module"), path);
    if (end->stage < STAGES && CALLS[end->stage] && !end->nonsense)
        return es_fail_with(err, ES_MODULE_FAILED, _("the module '%s' reports error 0x%llX (%s)"),
                            path, (unsigned long long)end->value, CALLS[end->stage]);
    return es_fail_with(err, ES_MODULE_FAILED, _("what the module '%s' answers makes no sense"),
                        path);
}

/* To take the card out, or to install another module, would be no remedy: the other program may be
 * signing. */
static es_status tell_shared(const struct talk *talk, struct es_error *err)
{
    es_status status = es_fail_with(err, ES_READER_IN_USE,
                                    _("another program uses the card, and the card's module did "
                                      "not answer in %d seconds"),
                                    talk->milliseconds / 1000);
    es_hint(err, "%s",
            _("Leave the card in. Wait until the other program has finished, or close it; then "
              "run this again."));
    return status;
}

/* It told no end of its own. */
static es_status tell_how(const struct talk *talk, const char *path, int status,
                          struct es_error *err)
{
    if (talk->no_memory)
        return es_fail_memory(err);
    if (talk->late && talk->shared)
        return tell_shared(talk, err);
    if (talk->late)
        return es_fail_with(err, ES_MODULE_FAILED,
                            _("the module '%s' did not answer in %d seconds"), path,
                            talk->milliseconds / 1000);
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (talk->nonsense || (killed && !talk->ended)) /* it went on, mute */
        return es_fail_with(err, ES_MODULE_FAILED, _("what the module '%s' answers makes no sense"),
                            path);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        return es_fail(err, ES_NO_RESOURCES);
    if (WIFSIGNALED(status))
        return es_fail_with(err, ES_MODULE_FAILED, _("the module '%s' crashed (signal %d)"), path,
                            WTERMSIG(status));
    return es_fail_with(err, ES_MODULE_FAILED,
                        _("the module '%s' ended the process it was loaded in"), path);
}

/* It has told all: what it does from here on changes nothing, but it may let go of the card. */
static void let_it_end(struct talk *talk)
{
    struct pollfd wait = {.fd = talk->fd, .events = POLLIN};
    (void)poll(&wait, 1, GRACE_MS);
}

/* It says nothing any more: because it is about to end, or so that nobody hears it. */
static bool ends_by_itself(pid_t child)
{
    struct pollfd wait = {.fd = pidfd_open(child, 0), .events = POLLIN};
    if (wait.fd < 0)
        return false;
    bool ended = poll(&wait, 1, GRACE_MS) > 0;
    close(wait.fd);
    return ended;
}

/* With all that it started, as far as that stayed in its session. */
static int bury(struct talk *talk)
{
    kill(-talk->child, SIGKILL);
    int status = es_child_end(talk->child);
    close(talk->fd);
    es_heap_free(talk->bytes);
    talk->bytes = NULL;
    talk->child = 0;
    return status;
}

es_status es_talk_end(struct talk *talk, const struct talk_result *end, struct es_error *err)
{
    if (!talk->child)
        return ES_OK;
    es_auto(buf) path = {0};
    if (talk->bytes && talk->header.kind == TALK_END)
        let_it_end(talk);
    else if (talk->hung_up)
        talk->ended = ends_by_itself(talk->child);
    int status = bury(talk);
    if (end && end->stage == STAGE_DONE && !talk->nonsense)
        return ES_OK;
    if (!es_text_safe(talk->path, ES_MODULE_TEXT_MAX, &path))
        return es_fail_memory(err);
    return end ? tell_stage(es_buf_str(&path), end, err)
               : tell_how(talk, es_buf_str(&path), status, err);
}

/* ---------------------------------------------------------------- looking */

/* True where the end was told. */
static bool hear_all(struct talk *talk, struct es_module_view *view, struct talk_result *end)
{
    for (size_t n = 0; es_talk_hear(talk); n++) {
        if (talk->header.kind == TALK_END) {
            memcpy(end, talk->bytes, sizeof *end);
            return true;
        }
        if (!es_talk_take(talk, view))
            return false;
        if (n == RECORDS_MAX) { /* it could go on without end, past the deadline as well */
            talk->nonsense = true;
            return false;
        }
    }
    return false;
}

es_status es_module_look(const char *path, bool certificates, bool shared,
                         struct es_module_view **out, struct es_error *err)
{
    struct talk talk = {.path = path, .milliseconds = ES_MODULE_LOOK_MS, .shared = shared};
    struct talk_result end;
    *out = es_heap_zeroed(1, sizeof **out);
    if (!*out)
        return es_fail_memory(err);
    es_status status =
        es_talk_begin(&talk, certificates ? DEED_LOOK_AT_CERTIFICATES : DEED_LOOK, 0, err);
    if (status)
        return status;
    bool told = hear_all(&talk, *out, &end);
    return es_talk_end(&talk, told ? &end : NULL, err);
}
