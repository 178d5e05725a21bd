/* SPDX-License-Identifier: Apache-2.0 */
#include "mailbox_internal.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/moment.h"

bool es_mailbox_knows(const struct es_mailbox *mailbox, uint64_t message)
{
    size_t n = mailbox->n_known < ES_MAILBOX_KNOWN_MAX ? mailbox->n_known : ES_MAILBOX_KNOWN_MAX;
    for (size_t i = 0; i < n; i++)
        if (mailbox->known[i] == message)
            return true;
    return false;
}

void es_mailbox_pass_over(struct es_mailbox *mailbox, uint64_t message)
{
    mailbox->known[mailbox->n_known++ % ES_MAILBOX_KNOWN_MAX] = message;
}

es_status es_mailbox_too_late(struct es_error *err)
{
    es_fail_with(err, ES_TIMED_OUT, "%s", _("the mail could not be looked through in time"));
    es_hint(err, _("Save the message in your mail program and give it with: "
                   "esign reset-word --mail FILE"));
    return ES_TIMED_OUT;
}

es_status es_mailbox_judge(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                           uint64_t message, const char *bytes, size_t len, struct es_buf *link,
                           bool *found, struct es_error *err)
{
    struct es_error why = ES_ERROR_INIT;
    bool unread;
    if (es_moment_ms() >= mailbox->deadline)
        return es_mailbox_too_late(err);
    es_status status = es_mail_genuine(bytes, len, &wanted->signs, wanted->allowed, wanted->user,
                                       link, &unread, &why);
    *found = status == ES_OK;
    if (*found)
        return ES_OK;
    es_buf_clear(link);
    if (status != ES_MAIL_NOT_FOUND && status != ES_LINK_REFUSED && !unread) {
        if (err)
            *err = why;
        return status;
    }
    es_mailbox_pass_over(mailbox, message);
    mailbox->unread += unread;
    mailbox->refused += !unread && status == ES_LINK_REFUSED;
    if (status != ES_MAIL_NOT_FOUND)
        es_log(ES_LOG_VERBOSE, _("a message is passed over: %s"), why.message);
    return ES_OK;
}

es_status es_mailbox_look(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                          int64_t deadline, struct es_buf *link, struct es_mailbox_found *found,
                          struct es_error *err)
{
    *found = (struct es_mailbox_found){.found = false};
    es_buf_clear(link);
    es_status status = ES_OK;
    mailbox->deadline = deadline;
    mailbox->more = true;
    for (int i = 0; i < ES_MAILBOX_ROUNDS_MAX && mailbox->more && !found->found && !status; i++)
        status = mailbox->kind->look(mailbox, wanted, link, &found->found, err);
    found->refused = mailbox->refused;
    found->unread = mailbox->unread;
    found->no_junk = mailbox->no_junk;
    return status;
}

void es_mailbox_free(struct es_mailbox **mailbox)
{
    if (!*mailbox)
        return;
    (*mailbox)->kind->end(*mailbox);
    es_heap_free(*mailbox);
    *mailbox = NULL;
}
