/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message is read in a cage: GMime recurses on some headers ("To: a:a:a:…") until the stack ends,
 * and whatever a message does to it must end as ES_LINK_REFUSED. The cage hands back the error and
 * the link. The libraries are loaded by the child as well: where memory is short, GLib ends the
 * process, or goes round for ever, as soon as it is loaded.
 */
#include "link.h"

#include "esign/cage.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <string.h>

enum { MILLISECONDS = 15000, MEMORY = 256 << 20 };

struct task { /* in the cage */
    const char *bytes;
    size_t len;
    const struct es_mail_signs *signs; /* NULL: any will do */
    es_mail_allowed allowed;
    void *user;
};

struct answer { /* all of it; a link is at most ES_URL_MAX bytes */
    struct es_error err;
    es_status status;
    char link[ES_URL_MAX + 1];
};

static void end_for_memory(void)
{
    es_cage_leave(ES_CAGE_NO_MEMORY);
}

static bool prepare(void *arg)
{
    static struct es_mail_signs copy; /* the child's own; it lives until the child ends */
    struct task *task = arg;
    es_status status = es_message_load(NULL);
    if (status == ES_LIBRARY_UNUSABLE)
        es_cage_leave(ES_CAGE_NO_LIBRARY);
    if (status)
        return false;
    es_message_start(end_for_memory);
    task->bytes = es_heap_copy(task->bytes, task->len);
    if (task->signs) {
        copy.from = es_heap_text(task->signs->from);
        copy.subject = es_heap_text(task->signs->subject);
        task->signs = &copy;
    }
    return task->bytes && (!task->signs || (copy.from && copy.subject));
}

static void read_message(void *arg, struct es_cage_answer *out)
{
    static struct answer answer; /* the child's own; it lives until the child ends */
    const struct task *task = arg;
    unsigned refusals = es_heap_refusals();
    es_auto(buf) link = ES_BUF_SECRET;
    answer.err = ES_ERROR_INIT;
    bool fits = !task->signs || es_message_has_signs(task->bytes, task->len, task->signs);
    answer.status = !fits ? ES_MAIL_NOT_FOUND
                          : es_message_link(task->bytes, task->len, task->allowed, task->user,
                                            &link, &answer.err);
    if (es_heap_refusals() != refusals) /* what fits may have been passed over */
        end_for_memory();
    if (link.len < sizeof answer.link)
        memcpy(answer.link, es_buf_str(&link), link.len);
    out->bytes = &answer;
    out->len = sizeof answer;
}

static es_status refuse(struct es_error *err)
{
    return es_fail_with(err, ES_LINK_REFUSED, _("the message cannot be read"));
}

/* The cage may be in a stranger's hands: its answer is taken apart with care, and the link is
 * judged once more. */
static es_status take_answer(struct answer *answer, const struct task *task, struct es_buf *link,
                             struct es_error *err)
{
    answer->err.message[ES_MESSAGE_MAX - 1] = '\0';
    answer->link[ES_URL_MAX] = '\0';
    if (answer->status == ES_LINK_REFUSED)
        return es_fail_with(err, ES_LINK_REFUSED, "%s", answer->err.message);
    if (answer->status == ES_MAIL_NOT_FOUND && task->signs)
        return es_fail(err, ES_MAIL_NOT_FOUND);
    if (answer->status != ES_OK) /* its memory was out */
        return refuse(err);
    return es_mail_check_link(answer->link, task->allowed, task->user, link, err);
}

/* Why there is no answer. The libraries are asked for here only where the child was refused them: a
 * file that is missing, or too old, is told by its name. */
static es_status tell_end(enum es_cage_end end, const struct es_cage_answer *answer, bool *unread,
                          struct es_error *err)
{
    es_status status = end == ES_CAGE_NO_LIBRARY ? es_message_load(err) : ES_OK;
    *unread = answer->begun;
    if (status)
        return status;
    return answer->begun && end != ES_CAGE_NO_MEMORY && end != ES_CAGE_NO_CHILD
               ? refuse(err)
               : es_fail(err, ES_NO_RESOURCES);
}

es_status es_mail_genuine(const char *bytes, size_t len, const struct es_mail_signs *signs,
                          es_mail_allowed allowed, void *user, struct es_buf *link, bool *unread,
                          struct es_error *err)
{
    es_buf_clear(link);
    *unread = false;
    const struct es_cage cage = {.memory = MEMORY,
                                 .milliseconds = MILLISECONDS,
                                 .answer_max = sizeof(struct answer),
                                 .prepare = prepare,
                                 .work = read_message};
    struct task task = {bytes, len, signs, allowed, user}, copy = task;
    struct es_cage_answer answer;
    enum es_cage_end end = es_cage_run(&cage, &copy, &answer);
    es_status status = end == ES_CAGE_ANSWERED && answer.len == sizeof(struct answer)
                           ? take_answer(answer.bytes, &task, link, err)
                           : tell_end(end, &answer, unread, err);
    es_heap_free(answer.bytes);
    return status;
}

es_status es_mail_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                       struct es_buf *link, struct es_error *err)
{
    bool unread;
    return es_mail_genuine(bytes, len, NULL, allowed, user, link, &unread, err);
}
