/* SPDX-License-Identifier: Apache-2.0 */
/* From what was seen to a status, a word for scripts and a sentence for people. */
#include "esign/i18n.h"
#include "esign/text.h"
#include "pcsc.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char SERVICE_SOCKET[] = "/run/pcscd/pcscd.comm";

const char *es_reader_state_name(enum es_reader_state state)
{
    static const char *const NAMES[] = {
        [ES_READER_PRESENT] = "present", [ES_READER_HELD] = "in_use",     [ES_READER_MUTE] = "mute",
        [ES_READER_EMPTY] = "empty",     [ES_READER_UNKNOWN] = "unknown",
    };
    return (unsigned)state < sizeof NAMES / sizeof NAMES[0] ? NAMES[state] : "unknown";
}

const char *es_card_cause(const struct es_readers *readers, const struct es_error *err)
{
    if (readers->cause)
        return readers->cause;
    return err && err->status == ES_PCSC_HUNG ? "service_hung" : NULL;
}

/* libpcsclite tells "no service" whatever the reason; a connect of our own tells it apart. */
int es_service_probe(void)
{
    const char *path = secure_getenv("PCSCLITE_CSOCK_NAME");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path)
        path = SERVICE_SOCKET;
    if (strlen(path) >= sizeof address.sun_path)
        return ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int failed = connect(fd, (const struct sockaddr *)&address, sizeof address) ? errno : 0;
    close(fd);
    return failed;
}

static es_status judge_service(struct es_readers *readers, struct es_error *err)
{
    switch (es_service_probe()) {
    case ENOENT:
    case ENOTDIR:
        readers->cause = "service_not_running";
        return es_fail_with(err, ES_PCSC_ABSENT, _("the smart card service is not running"));
    case ECONNREFUSED:
        readers->cause = "socket_stale";
        return es_fail_with(err, ES_PCSC_ABSENT,
                            _("the smart card service has ended and left its socket behind"));
    case EACCES:
    case EPERM:
        readers->cause = "socket_refused";
        return es_fail(err, ES_PCSC_DENIED);
    case EAGAIN: /* nobody takes connections any more: its queue is full */
        readers->cause = "service_hung";
        return es_fail(err, ES_PCSC_HUNG);
    default: /* it closes the connection on us, or has come just now */
        readers->cause = "service_not_running";
        return es_fail(err, ES_PCSC_ABSENT);
    }
}

static es_status judge_no_reader(const char *match, size_t n_seen, struct es_readers *readers,
                                 struct es_error *err)
{
    readers->cause = "no_reader";
    if (!match || n_seen == 0)
        return es_fail(err, ES_NO_READER);
    es_auto(buf) shown = {0};
    if (!es_text_safe(match, ES_READER_NAME_MAX, &shown))
        return es_fail(err, ES_NO_READER);
    (void)es_fail_with(err, ES_NO_READER, _("no card reader's name holds '%s'"),
                       es_buf_str(&shown));
    es_hint(err, "%s", _("See the readers' names with: esign card-check"));
    return ES_NO_READER;
}

static es_status judge_state(enum es_reader_state best, struct es_readers *readers,
                             struct es_error *err)
{
    static const struct {
        const char *cause;
        es_status status;
    } BY_STATE[] = {
        [ES_READER_PRESENT] = {"present", ES_OK},
        [ES_READER_HELD] = {"exclusive", ES_READER_IN_USE},
        [ES_READER_MUTE] = {"mute", ES_CARD_MUTE},
        [ES_READER_EMPTY] = {"empty", ES_NO_CARD},
        [ES_READER_UNKNOWN] = {"reader_lost", ES_READER_LOST},
    };
    readers->cause = BY_STATE[best].cause;
    if (best == ES_READER_PRESENT) {
        if (err)
            err->status = ES_OK;
        return ES_OK;
    }
    return es_fail(err, BY_STATE[best].status);
}

static es_status judge_readers(const char *match, size_t n_seen, struct es_readers *readers,
                               struct es_error *err)
{
    if (readers->n == 0)
        return judge_no_reader(match, n_seen, readers, err);
    enum es_reader_state best = ES_READER_UNKNOWN;
    for (size_t i = 0; i < readers->n; i++)
        if (readers->reader[i].state < best)
            best = readers->reader[i].state;
    return judge_state(best, readers, err);
}

es_status es_card_judge_lost(struct es_readers *readers, struct es_error *err)
{
    return judge_state(ES_READER_UNKNOWN, readers, err);
}

es_status es_card_judge(enum es_answer answer, const char *match, size_t n_seen,
                        struct es_readers *readers, struct es_error *err)
{
    switch (answer) {
    case ES_ANSWER_READERS:
        return judge_readers(match, n_seen, readers, err);
    case ES_ANSWER_NONE:
        return judge_service(readers, err);
    case ES_ANSWER_DENIED:
        readers->cause = "service_refused";
        return es_fail(err, ES_PCSC_DENIED);
    case ES_ANSWER_HUNG:
        readers->cause = "service_hung";
        return es_fail(err, ES_PCSC_HUNG);
    case ES_ANSWER_LOST:
        return es_card_judge_lost(readers, err);
    case ES_ANSWER_NO_ROOM:
        return es_fail(err, ES_NO_RESOURCES);
    case ES_ANSWER_INTERNAL:
        break;
    }
    return es_fail(err, ES_INTERNAL);
}
