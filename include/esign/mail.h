/* SPDX-License-Identifier: Apache-2.0 */
/* A saved reset message to its one link. Bytes in, value out; the message is taken apart in a
 * cage (esign/cage.h). */
#ifndef ESIGN_MAIL_H
#define ESIGN_MAIL_H

#include "esign/buf.h"

enum { ES_MAIL_MAX = 4 << 20 }; /* bytes of a message; a larger one is ES_LINK_REFUSED */

/* Whether a link (absolute URL) is on an allowed origin of the portal. Asked in the cage too: it
 * makes no system call, and needs nothing of the secure heap. */
typedef bool (*es_mail_allowed)(const char *url, void *user);

/* Finds the message's one link to the portal and puts it, serialised, into `link` (secret).
 *
 * The message is RFC 5322 with MIME; every transfer encoding and charset GMime knows. Candidates
 * are https links with a query, without user-info, on an allowed origin, from the text/html part
 * (through es_page_parse; what a person does not see there is no link), its links and the addresses
 * in its text, or, where the message has no HTML part, from its text/plain parts. Links elsewhere,
 * without a query, or to images are passed over. Two that are the same URL, fragments aside, are
 * one. What a person may not see (es_link.doubtful), and what stands in a text/plain part beside
 * HTML, is not taken; but where it is another than the one that is, there are two. An address of
 * which the end is missing (in the next line, behind dots) is not taken either; it is no other
 * than one that begins with it. Attachments and nested messages (message/rfc822) are not looked
 * into, nor is an HTML part that is an attachment.
 *
 * A link whose visible text (its buttons' too) holds an address other than the one it leads to
 * ("www." aside), where either of the two is the portal's, is the mark of a forged message: then
 * all of it is refused. An address is scheme:/…, a number, or a dotted name that begins with "www."
 * or ends in a top-level name, in letters of any script. One that is shown is the portal's by its
 * host, whatever the scheme, the port or a user's name. One that shows the portal's host and the
 * beginning of its path is no other; one with another query is; one for mail to any host of the
 * portal is none.
 *
 * ES_LINK_REFUSED where there is none or more than one, and for what is no readable message
 * (empty, too large, binary, without a header, cut, too many parts); the message says which. */
es_status es_mail_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                       struct es_buf *link, struct es_error *err) ES_MUST_CHECK;

struct es_mail_signs {   /* by which a reset message is known; no proof that it is one */
    const char *from;    /* the sender's address, capitals aside; the name beside it may be any */
    const char *subject; /* capitals, blanks and punctuation aside (es_text_fold) */
};

/* The same, where the message has these signs; else ES_MAIL_NOT_FOUND: it has one sender, one From
 * and one Subject. *unread: it could not be told, for its reading broke off (ES_LINK_REFUSED: what
 * is in it, as far as is known; ES_NO_RESOURCES: memory). ES_NO_RESOURCES and ES_LIBRARY_UNUSABLE
 * where its reading was not begun. */
es_status es_mail_genuine(const char *bytes, size_t len, const struct es_mail_signs *signs,
                          es_mail_allowed allowed, void *user, struct es_buf *link, bool *unread,
                          struct es_error *err) ES_MUST_CHECK;

/* The same test for a link given by itself (pasted, or from a file). Blanks and line ends around
 * it are dropped; one inside it is refused. */
es_status es_mail_check_link(const char *text, es_mail_allowed allowed, void *user,
                             struct es_buf *link, struct es_error *err) ES_MUST_CHECK;

#endif
