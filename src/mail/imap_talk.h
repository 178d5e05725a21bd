/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation with an IMAP server: commands and what comes of them. Inside src/mail. */
#ifndef ESIGN_MAIL_IMAP_TALK_H
#define ESIGN_MAIL_IMAP_TALK_H

#include "esign/mailbox.h"
#include "imap_read.h"

enum {
    ES_IMAP_ANSWER_MAX = 1 << 20,                   /* bytes of all that one command brings */
    ES_IMAP_MESSAGE_MAX = ES_MAIL_MAX + (64 << 10), /* of one that brings a message */
};

struct es_imap_talk {
    struct es_mail_line line;
    char host[256];
    int64_t milliseconds; /* for each command */
    int64_t end;          /* for all until then; a moment of es_moment_ms */
    bool special_use;     /* what the server can */
    bool busy;            /* it said no to the last command for a reason that passes by itself */
    /* its own */
    bool plain, login, token; /* ways to log in; `token`: one that needs a browser */
    struct es_buf alert;      /* what it wants the person to read (RFC 3501, 7.1: ALERT) */
    int64_t deadline;         /* of the command that is going on */
    struct es_buf in;         /* secret: what came */
    size_t heard;             /* of it */
    size_t left;              /* bytes that this command may still bring */
    unsigned tags;
    char tag[16];
};

/* From the greeting to what the server can. */
es_status es_imap_log_in(struct es_imap_talk *talk, const char *user, const struct es_buf *password,
                         struct es_error *err) ES_MUST_CHECK;

/* What a command does with each of the server's data; false: memory is out. */
typedef bool (*es_imap_taker)(void *result, const char *response, size_t len);

/* A command without secrets, in one line; all that it brings has `most` bytes. take may be NULL.
 * *said is one of ES_IMAP_OK, NO, BAD. */
es_status es_imap_command(struct es_imap_talk *talk, const char *text, size_t most,
                          es_imap_taker take, void *result, enum es_imap_said *said,
                          struct es_error *err) ES_MUST_CHECK;

/* ES_UNREACHABLE, saying so. */
es_status es_imap_cannot_be_read(const struct es_imap_talk *talk, struct es_error *err);

/* ES_UNREACHABLE, to be tried again later. */
es_status es_imap_is_busy(const struct es_imap_talk *talk, struct es_error *err);

/* Has the hint say that a person may save the message themselves; `status` again. */
es_status es_imap_save_it(struct es_error *err, es_status status);

/* Says good-bye, and frees. */
void es_imap_log_out(struct es_imap_talk *talk);

#endif
