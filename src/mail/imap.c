/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IMAP server's inbox. All that is ever said to it is CAPABILITY, AUTHENTICATE or LOGIN, LIST,
 * EXAMINE, UID SEARCH, UID FETCH (of UID, RFC822.SIZE, INTERNALDATE and BODY.PEEK[]), and LOGOUT:
 * none of these changes anything (RFC 3501, 6.3.2: a folder that is examined is read-only, and its
 * messages stay \Recent).
 */
#include "imap_talk.h"
#include "mailbox_internal.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/moment.h"
#include "esign/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME_BYTES_MAX = 1000, DAY = 86400 };

enum folder { INBOX, JUNK, NAMED, N_FOLDERS };

struct imap {
    struct es_mailbox mailbox;
    struct es_imap_talk talk;
    struct es_buf name[N_FOLDERS]; /* as they are sent; empty: none */
    const char *named;             /* as the person wrote it; borrowed */
    int selected;                  /* -1: none */
};

/* ---- folders ---- */

static bool take_junk(void *result, const char *response, size_t len)
{
    struct imap *imap = result;
    es_auto(buf) name = {.max = NAME_BYTES_MAX};
    struct es_buf *junk = &imap->name[JUNK];
    if (junk->len == 0 && es_imap_junk(response, len, &name) &&
        !es_imap_quote(name.data, name.len, junk))
        es_buf_clear(junk); /* of such a name nobody can speak: without it, then */
    return true;
}

/* Without it, or where the server refuses to tell, the inbox is looked at alone. */
static es_status find_junk(struct imap *imap, struct es_error *err)
{
    enum es_imap_said said;
    return imap->talk.special_use ? es_imap_command(&imap->talk, "LIST (SPECIAL-USE) \"\" \"*\"",
                                                    ES_IMAP_ANSWER_MAX, take_junk, imap, &said, err)
                                  : ES_OK;
}

/* The inbox, and what the address names, unless it is the inbox or the folder for junk. */
static bool name_folders(struct imap *imap, const char *named)
{
    es_auto(buf) name = {0};
    struct es_buf *out = &imap->name[NAMED];
    imap->named = named;
    if (!es_buf_add_str(&imap->name[INBOX], "INBOX"))
        return false;
    if (!*named || !strcasecmp(named, "INBOX"))
        return true;
    return es_imap_folder_name(named, &name) && es_imap_quote(name.data, name.len, out);
}

static void settle_folders(struct imap *imap)
{
    if (!strcmp(es_buf_str(&imap->name[NAMED]), es_buf_str(&imap->name[JUNK])))
        es_buf_clear(&imap->name[NAMED]);
    imap->mailbox.no_junk = imap->name[JUNK].len == 0 && imap->name[NAMED].len == 0;
}

/* *there: it can be looked at. */
static es_status examine(struct imap *imap, enum folder folder, bool *there, struct es_error *err)
{
    es_auto(buf) text = {0};
    enum es_imap_said said;
    if (!es_buf_printf(&text, "EXAMINE %s", es_buf_str(&imap->name[folder])))
        return es_fail_memory(err);
    es_status status =
        es_imap_command(&imap->talk, text.data, ES_IMAP_ANSWER_MAX, NULL, NULL, &said, err);
    *there = !status && said == ES_IMAP_OK;
    imap->selected = *there ? (int)folder : -1;
    return status;
}

/* ---- looking ---- */

struct candidate {
    uint32_t uid;
    enum folder folder;
    int64_t date;
};

struct looking {
    const struct es_mailbox *mailbox;
    const struct es_mailbox_wanted *wanted;
    enum folder folder;
    struct es_imap_numbers numbers;
    struct candidate one[ES_MAILBOX_AT_ONCE]; /* the newest first */
    size_t n;
};

static uint64_t number_of(enum folder folder, uint32_t uid)
{
    return (uint64_t)folder << 32 | uid;
}

static bool take_numbers(void *result, const char *response, size_t len)
{
    struct looking *looking = result;
    es_imap_search(response, len, &looking->numbers);
    return true;
}

/* Of one second the one that came last, as far as that can be told. */
static bool is_later(const struct candidate *a, const struct candidate *b)
{
    return a->date != b->date ? a->date > b->date : a->folder == b->folder && a->uid > b->uid;
}

static void keep(struct looking *looking, const struct candidate *candidate)
{
    size_t at = looking->n;
    for (size_t i = 0; i < looking->n; i++)
        if (looking->one[i].uid == candidate->uid && looking->one[i].folder == candidate->folder)
            return; /* told twice */
    while (at > 0 && is_later(candidate, &looking->one[at - 1]))
        at--;
    if (at == ES_MAILBOX_AT_ONCE)
        return;
    size_t last = looking->n < ES_MAILBOX_AT_ONCE ? looking->n++ : looking->n - 1;
    memmove(&looking->one[at + 1], &looking->one[at], (last - at) * sizeof(looking->one[0]));
    looking->one[at] = *candidate;
}

static bool take_about(void *result, const char *response, size_t len)
{
    struct looking *looking = result;
    struct es_imap_item item;
    if (!es_imap_fetch(response, len, &item) || !item.uid || !item.has_date || !item.has_size ||
        item.size > ES_MAIL_MAX || item.date < looking->wanted->since ||
        es_mailbox_knows(looking->mailbox, number_of(looking->folder, item.uid)))
        return true;
    keep(looking, &(struct candidate){item.uid, looking->folder, item.date});
    return true;
}

/* "UID SEARCH SINCE 22-Nov-2026 FROM …": the day is the server's, so the one before is asked for.
 */
static bool make_search(const struct es_mailbox_wanted *wanted, struct es_buf *out)
{
    const char *from = wanted->signs.from;
    return es_buf_add_str(out, "UID SEARCH SINCE ") && es_imap_day(wanted->since - DAY, out) &&
           es_buf_add_str(out, " FROM ") && es_imap_quote(from, strlen(from), out);
}

static bool make_fetch(const struct es_imap_numbers *numbers, struct es_buf *out)
{
    bool ok = es_buf_add_str(out, "UID FETCH ");
    for (size_t i = 0; ok && i < numbers->n; i++)
        ok = es_buf_printf(out, "%s%u", i ? "," : "", numbers->number[i]);
    return ok && es_buf_add_str(out, " (UID RFC822.SIZE INTERNALDATE)");
}

static es_status refuses_to_search(const struct imap *imap, struct es_error *err)
{
    if (imap->talk.busy)
        return es_imap_is_busy(&imap->talk, err);
    return es_imap_save_it(err, es_fail_with(err, ES_UNREACHABLE,
                                             _("%s refuses to search for the message"),
                                             imap->talk.host));
}

/* Where junk may not be searched, the inbox is looked at alone. */
static es_status look_through(struct imap *imap, struct looking *looking, struct es_error *err)
{
    es_auto(buf) search = {0};
    es_auto(buf) fetch = {0};
    enum es_imap_said said = ES_IMAP_NO;
    looking->numbers.n = 0;
    if (!make_search(looking->wanted, &search))
        return es_fail_memory(err);
    es_status status = es_imap_command(&imap->talk, search.data, ES_IMAP_ANSWER_MAX, take_numbers,
                                       looking, &said, err);
    if (!status && said != ES_IMAP_OK && looking->folder != JUNK)
        status = refuses_to_search(imap, err);
    if (status || looking->numbers.n == 0)
        return status;
    if (!make_fetch(&looking->numbers, &fetch))
        return es_fail_memory(err);
    return es_imap_command(&imap->talk, fetch.data, ES_IMAP_ANSWER_MAX, take_about, looking, &said,
                           err);
}

/* ---- reading ---- */

struct reading {
    const struct candidate *candidate;
    struct es_buf message; /* secret */
};

static bool take_message(void *result, const char *response, size_t len)
{
    struct reading *reading = result;
    struct es_imap_item item;
    if (!es_imap_fetch(response, len, &item) || !item.body || item.body_len > ES_MAIL_MAX ||
        item.uid != reading->candidate->uid || reading->message.len > 0)
        return true;
    return es_buf_add(&reading->message, item.body, item.body_len);
}

/* One that is gone meanwhile is none, and is not asked for again. */
static es_status read_one(struct imap *imap, const struct es_mailbox_wanted *wanted,
                          const struct candidate *candidate, struct es_buf *link, bool *found,
                          struct es_error *err)
{
    struct reading reading = {.candidate = candidate, .message = ES_BUF_SECRET};
    enum es_imap_said said;
    bool there = imap->selected == (int)candidate->folder;
    char text[64];
    es_status status = there ? ES_OK : examine(imap, candidate->folder, &there, err);
    if (status || !there)
        return status;
    snprintf(text, sizeof text, "UID FETCH %u (UID BODY.PEEK[])", candidate->uid);
    status =
        es_imap_command(&imap->talk, text, ES_IMAP_MESSAGE_MAX, take_message, &reading, &said, err);
    uint64_t number = number_of(candidate->folder, candidate->uid);
    if (!status && reading.message.len > 0)
        status = es_mailbox_judge(&imap->mailbox, wanted, number, reading.message.data,
                                  reading.message.len, link, found, err);
    else if (!status && said == ES_IMAP_OK)
        es_mailbox_pass_over(&imap->mailbox, number);
    es_buf_free(&reading.message);
    return status;
}

static es_status is_not_there(const struct imap *imap, enum folder folder, struct es_error *err)
{
    es_auto(buf) name = {0};
    if (imap->talk.busy && folder != JUNK)
        return es_imap_is_busy(&imap->talk, err);
    if (folder == INBOX) {
        es_fail_with(err, ES_MAIL_NOT_FOUND, _("%s has no inbox for this user"), imap->talk.host);
        es_hint(err, _("Check the user's name in --imap; or save the message to a file and give it "
                       "with --mail FILE."));
        return ES_MAIL_NOT_FOUND;
    }
    if (folder != NAMED)
        return ES_OK;
    if (!es_text_safe(imap->named, ES_MAILBOX_FOLDER_MAX, &name))
        return es_fail_memory(err);
    es_fail_with(err, ES_MAIL_NOT_FOUND, _("%s has no folder '%s'"), imap->talk.host,
                 es_buf_str(&name));
    es_hint(err, _("Write its name as the server has it. A folder inside another one is INBOX.Spam "
                   "with some servers, and INBOX/Spam with others."));
    return ES_MAIL_NOT_FOUND;
}

static es_status look_and_read(struct imap *imap, const struct es_mailbox_wanted *wanted,
                               struct es_buf *link, bool *found, struct es_error *err)
{
    struct looking looking = {.mailbox = &imap->mailbox, .wanted = wanted};
    es_status status = ES_OK;
    for (int folder = INBOX; folder < N_FOLDERS && !status; folder++) {
        bool there = false;
        looking.folder = (enum folder)folder;
        if (imap->name[folder].len == 0)
            continue;
        status = examine(imap, looking.folder, &there, err);
        if (!status)
            status =
                there ? look_through(imap, &looking, err) : is_not_there(imap, looking.folder, err);
    }
    imap->mailbox.more = looking.n == ES_MAILBOX_AT_ONCE;
    for (size_t i = 0; i < looking.n && !status && !*found; i++)
        status = read_one(imap, wanted, &looking.one[i], link, found, err);
    return status;
}

static es_status look(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                      struct es_buf *link, bool *found, struct es_error *err)
{
    struct imap *imap = (struct imap *)mailbox;
    imap->talk.end = mailbox->deadline;
    es_status status = look_and_read(imap, wanted, link, found, err);
    bool cut_short = imap->talk.deadline == imap->talk.end;
    return status == ES_TIMED_OUT && cut_short ? es_mailbox_too_late(err) : status;
}

/* ---- the mailbox ---- */

static void end(struct es_mailbox *mailbox)
{
    struct imap *imap = (struct imap *)mailbox;
    es_imap_log_out(&imap->talk);
    for (size_t i = 0; i < N_FOLDERS; i++)
        es_buf_free(&imap->name[i]);
}

static const struct es_mailbox_kind KIND = {look, end};

es_status es_mailbox_open_imap(const struct es_mail_line *line,
                               const struct es_imap_address *address, const struct es_buf *password,
                               long seconds, struct es_mailbox **out, struct es_error *err)
{
    struct imap *imap = es_heap_zeroed(1, sizeof(*imap));
    if (!imap)
        return es_fail_memory(err);
    es_auto(mailbox) *mailbox = &imap->mailbox;
    mailbox->kind = &KIND;
    imap->talk.line = *line;
    imap->talk.milliseconds = (int64_t)seconds * 1000;
    imap->talk.end = es_moment_ms() + 2 * imap->talk.milliseconds;
    imap->selected = -1;
    memcpy(imap->talk.host, address->host, sizeof(imap->talk.host));
    if (!name_folders(imap, address->folder))
        return es_fail_memory(err);
    es_status status = es_imap_log_in(&imap->talk, address->user, password, err);
    if (!status)
        status = find_junk(imap, err);
    if (status)
        return status;
    settle_folders(imap);
    *out = mailbox;
    mailbox = NULL;
    return ES_OK;
}
