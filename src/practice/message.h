/* SPDX-License-Identifier: Apache-2.0 */
/* The reset mail as a real message (RFC 5322, MIME), and its way to an SMTP server. */
#ifndef ESIGN_PRACTICE_MESSAGE_H
#define ESIGN_PRACTICE_MESSAGE_H

#include "esign/buf.h"
#include "markup.h"

/* Appends a multipart/alternative message, lines ended by CR LF. text and html are UTF-8. */
bool es_message_make(const struct es_markup *markup, const char *to, const char *text,
                     const char *html, struct es_buf *out) ES_MUST_CHECK;

/* Gives the message to HOST:PORT. False with the reason in why. */
bool es_message_send(const char *smtp, const char *to, const struct es_buf *message, char *why,
                     size_t why_size) ES_MUST_CHECK;

#endif
