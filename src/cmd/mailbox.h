/* SPDX-License-Identifier: Apache-2.0 */
/* The reset message where mail is kept, for every command that needs its link. */
#ifndef ESIGN_CMD_MAILBOX_H
#define ESIGN_CMD_MAILBOX_H

#include "journey.h"

/* Rows for a command's table: --imap, --maildir, and what belongs to them. */
#define MAILBOX_OPTIONS                                                                            \
    {OPT_IMAP, "imap", ARG_REQUIRED, "URL", N_("find the message there: imaps://USER@HOST/")},     \
        {OPT_MAIL_PASSWORD_FILE, "mail-password-file", ARG_REQUIRED, "FILE",                       \
         N_("file with the mail account's password")},                                             \
        {OPT_MAIL_CACERT, "mail-cacert", ARG_REQUIRED, "FILE",                                     \
         N_("trust only these CAs for the mail server")},                                          \
        {OPT_MAILDIR, "maildir", ARG_REQUIRED, "DIR", N_("find the message in this Maildir")},     \
    {                                                                                              \
        OPT_MAIL_WAIT, "mail-wait", ARG_REQUIRED, "SECONDS",                                       \
            N_("wait so long for the message (default 300)")                                       \
    }

/* Whether the options name one. */
bool mailbox_is_given(const struct es_run *run);

/* The same, or the configuration file names one and nothing says otherwise where the link is. */
bool mailbox_is_set(const struct es_run *run);

/* ES_USAGE for what cannot be right, before anything is asked or opened. */
es_status mailbox_check(const struct es_run *run, struct es_error *err) ES_MUST_CHECK;

/* Takes out what names a mailbox or belongs to one, the configuration file's as well. */
void mailbox_leave_out(struct opt_values *options);

/* How many seconds ago the session's person asked for the message; false: that is not known. */
bool mailbox_asked(struct es_client *client, int64_t *seconds);

/* Kinds of answers that it will need, as bits. */
unsigned mailbox_needs(const struct es_run *run);

/* Asks for the password, looks for the newest genuine message since the last request (or of the
 * last day, where that is not known) and waits for it; the session's lock is given back meanwhile.
 * The message's link, which the client may follow, goes to `link`. ES_MAIL_NOT_FOUND. */
es_status mailbox_link(struct es_run *run, struct es_client *client, struct es_buf *link,
                       struct es_error *err) ES_MUST_CHECK;

#endif
