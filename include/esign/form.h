/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filling in and submitting a form, to the HTML Standard: "constructing the entry list",
 * "form submission algorithm", "application/x-www-form-urlencoded serializer" and
 * "multipart/form-data encoding algorithm". Pure functions over a page.
 */
#ifndef ESIGN_FORM_H
#define ESIGN_FORM_H

#include "esign/page.h"

struct es_fill { /* the value a person typed into a control */
    uint32_t control;
    const char *value; /* UTF-8, borrowed. Of a checkbox or a radio button: "" is unchecked, all
                          else checked, which unchecks the others of a radio button's group; of a
                          select: the text of one of its options that may be chosen */
};

struct es_request {
    bool post;
    char content_type[128]; /* of the body; "" for GET */
    struct es_buf url;      /* absolute, without a fragment; secret, for a GET form carries the
                               answers in it */
    struct es_buf body;     /* secret */
};

/* The request a browser would send when a person has filled in `fills` and pressed `submitter`
 * (a control's index; ES_NONE: submitted without a button). The form's owner decides which
 * controls take part. An image button sends name.x=0 and name.y=0; a file field sends that no
 * file was chosen; dirname says "ltr". Known differences are named in docs/ORACLE.md.
 * ES_PAGE_UNKNOWN where the action does not resolve to an http or https URL; ES_NEEDS_BROWSER
 * where the submitter is disabled (a script would enable it) or closes a dialog, which sends
 * nothing; ES_TOO_LARGE where the encoded entry list passes 4 MiB, an address with it
 * ES_URL_MAX, or the page has more than 10,000 controls; ES_INTERNAL where an index is out of range
 * or belongs elsewhere. Whatever out held is forgotten; free it after use. */
es_status es_form_request(const struct es_page *page, uint32_t form, uint32_t submitter,
                          const struct es_fill *fills, size_t n_fills, struct es_request *out,
                          struct es_error *err) ES_MUST_CHECK;

/* The request of following a reference (a link's href, an image's src, a refresh) on the page:
 * a GET of it resolved against the page's base, without its fragment. ES_PAGE_UNKNOWN where it is
 * no http or https URL. */
es_status es_link_request(const struct es_page *page, const char *reference, struct es_request *out,
                          struct es_error *err) ES_MUST_CHECK;

void es_request_free(struct es_request *request);

#endif
