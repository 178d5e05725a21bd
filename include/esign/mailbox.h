/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reset message where mail is kept: on an IMAP server (RFC 3501) or in a Maildir. Nothing there
 * is changed: no message is marked, moved or renamed.
 *
 * A message is taken that is genuine by es_mail_genuine and not older than the request for it; of
 * several the newest. Sender and subject are no proof, they only tell which messages to look at:
 * what protects is the rule for the link.
 */
#ifndef ESIGN_MAILBOX_H
#define ESIGN_MAILBOX_H

#include "esign/mail.h"

#include <stdint.h>

enum {
    ES_MAILBOX_AT_ONCE = 20,   /* messages that are picked out at once: the newest */
    ES_MAILBOX_USER_MAX = 256, /* bytes, the NUL included */
    ES_MAILBOX_FOLDER_MAX = 256,
};

struct es_mailbox_wanted { /* borrowed */
    struct es_mail_signs signs;
    int64_t since; /* seconds since 1970; nothing older */
    es_mail_allowed allowed;
    void *user;
};

/* How a look ended, besides its status. */
struct es_mailbox_found {
    bool found;
    size_t refused; /* messages of this sender and subject whose link was not taken, so far */
    size_t unread;  /* messages whose reading broke off: what they are is not known */
    bool no_junk;   /* the server does not tell which folder is for junk, and none was named */
};

struct es_mailbox;

/* ---- IMAP ---- */

struct es_imap_address {
    char user[ES_MAILBOX_USER_MAX];
    char host[256];                     /* as in es_url */
    char folder[ES_MAILBOX_FOLDER_MAX]; /* to be looked at too, as a person names it; "": none */
    struct es_buf at;                   /* "https://host:port/", for es_line_open */
};
void es_imap_address_free(struct es_imap_address *address);

/* imaps://USER@HOST[:PORT][/[FOLDER]], with %40 and the like. ES_USAGE for anything else: without
 * TLS, with a password in it. */
es_status es_imap_address_parse(const char *text, struct es_imap_address *out,
                                struct es_error *err) ES_MUST_CHECK;

/* A folder's name as IMAP writes it (RFC 3501, 5.1.3: modified UTF-7). False where it is no UTF-8,
 * or memory is out. */
bool es_imap_folder_name(const char *name, struct es_buf *out) ES_MUST_CHECK;

/* The secure line to the server; borrowed. `deadline`: a moment of es_moment_ms. */
struct es_mail_line {
    void *user;
    es_status (*send)(void *user, const char *bytes, size_t len, int64_t deadline,
                      struct es_error *err);
    es_status (*receive)(void *user, char *bytes, size_t size, int64_t deadline, size_t *len,
                         struct es_error *err);
};

/* Logs in, over a line on which nothing has been said yet; the password is sent once and not kept.
 * `seconds` is for each command, and twice that for all of it. ES_MAIL_LOGIN_REFUSED;
 * ES_UNREACHABLE, ES_TIMED_OUT, ES_TOO_LARGE as the line has them, or where the server says what
 * cannot be read. */
es_status es_mailbox_open_imap(const struct es_mail_line *line,
                               const struct es_imap_address *address, const struct es_buf *password,
                               long seconds, struct es_mailbox **out,
                               struct es_error *err) ES_MUST_CHECK;

/* ---- Maildir ---- */

/* ES_USAGE where the folder has neither new nor cur, or cannot be read. */
es_status es_mailbox_open_maildir(const char *path, struct es_mailbox **out,
                                  struct es_error *err) ES_MUST_CHECK;

/* ---- both ---- */

/* Looks once: in the inbox, in the folder that the address names and, where the server tells which
 * it is, the folder for junk; in new and cur. The link of the newest genuine message goes to `link`
 * (secret), however many newer ones there are that are none, up to 4000 (a server is asked for 200
 * of each folder). What was looked at and not taken is not looked at again. ES_MAIL_NOT_FOUND where
 * there is no inbox at all, or no such folder; ES_TIMED_OUT at the moment `deadline` (of
 * es_moment_ms), a message that is being read then aside. */
es_status es_mailbox_look(struct es_mailbox *mailbox, const struct es_mailbox_wanted *wanted,
                          int64_t deadline, struct es_buf *link, struct es_mailbox_found *found,
                          struct es_error *err) ES_MUST_CHECK;

/* Says good-bye, without waiting for an answer. */
void es_mailbox_free(struct es_mailbox **mailbox);

#endif
