/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The portal client: a session, the current page, and the walk over screens. It keeps the rules
 * of where requests may go (https, the profile's origins or --start's alone) and of one answer,
 * one POST. It neither prints nor asks.
 *
 * Every function that goes to a new page makes it the current one only when it was read whole;
 * on failure the current page stays. Nothing is written to the session's file before
 * es_client_keep.
 */
#ifndef ESIGN_CLIENT_H
#define ESIGN_CLIENT_H

#include "esign/session.h"
#include "esign/view.h"

struct es_client_options { /* borrowed for the client's lifetime */
    const char *profile;   /* name or file */
    const char *start;     /* NULL: the profile's (or the kept session's) */
    const char *ca_file, *proxy;
    const char *session; /* NULL: none is opened, nothing can be kept */
    long timeout_seconds;
    bool *sent; /* set when a request with an effect may have gone out; may be NULL */
    void (*busy)(bool begins); /* called around each request; may be NULL */
};

struct es_client;

/* Loads the profile and opens the session, whose lock is held from then on. ES_USAGE for a
 * --start that is neither loopback nor a host of the profile. No network. */
es_status es_client_open(const struct es_client_options *options, struct es_client **out,
                         struct es_error *err) ES_MUST_CHECK;
void es_client_free(struct es_client **client);

const struct es_profile *es_client_profile(const struct es_client *client);
struct es_session *es_client_session(struct es_client *client);
/* A kept session was found, of this profile and start. */
bool es_client_has_session(const struct es_client *client);
/* May this URL be asked for? */
bool es_client_allows(const char *url, void *client);

/* The current page, seen with the profile's eyes. ES_LOGIN_NEEDED where there is none. */
es_status es_client_view(struct es_client *client, const struct es_view **out,
                         struct es_error *err) ES_MUST_CHECK;

/* Throws cookies and page away and gets the portal's first page. */
es_status es_client_begin(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* Opens the mailed link, once, with new cookies. */
es_status es_client_open_link(struct es_client *client, const char *link,
                              struct es_error *err) ES_MUST_CHECK;

/* Gets a page without cookies and without making it the current one (inspect). */
es_status es_client_peek(struct es_client *client, const char *url, struct es_page **out,
                         struct es_error *err) ES_MUST_CHECK;

/* Goes from the current page to a screen by the profile's steps. ES_PAGE_UNKNOWN and
 * ES_PAGE_AMBIGUOUS leave a redacted report and name it in the hint. */
es_status es_client_walk(struct es_client *client, enum es_screen goal,
                         struct es_error *err) ES_MUST_CHECK;

/* Whether the current page is that screen or offers a step towards it, by the same rules, without
 * taking it and without a report. ES_PORTAL_DOWN where the page is an apology. */
es_status es_client_can_walk(struct es_client *client, enum es_screen goal,
                             struct es_error *err) ES_MUST_CHECK;

/* Presses or follows one thing on the current page. With has_effect (an SMS is sent) it is
 * done once, and *sent and ES_OUTCOME_UNKNOWN mean what they mean in http.h. */
es_status es_client_act(struct es_client *client, struct es_target target, bool has_effect,
                        bool *sent, struct es_error *err) ES_MUST_CHECK;

/* What a person had done on a page behind the menu, for the words that answer it: bits beside those
 * of the kinds of answers. */
enum es_deed {
    ES_DEED_ACTIVATE = 1 << ES_KIND_COUNT,
    ES_DEED_UPDATE_INFO = 1 << (ES_KIND_COUNT + 1),
};

struct es_answers {
    const char *value[ES_KIND_COUNT]; /* NULL: not given */
    int64_t send_before; /* es_moment_up: from then on they are not sent; 0: any time will do */
};

struct es_outcome {
    bool sent;        /* a byte of the answer may have reached the portal */
    es_status status; /* what the portal's words say: ES_OK (it agreed in words), an error of
                         the contract, ES_PAGE_UNKNOWN (no words known), or ES_OUTCOME_UNKNOWN:
                         they contradict each other, or came with an HTTP error */
    char text[ES_PORTAL_MESSAGE_MAX]; /* those words, made safe; "" */
    int tries_left; /* wrong words that the portal says are left; -1: it does not */
};

/* The host that a screen's form sends to: where wrong words are counted. */
es_status es_client_receiver(struct es_client *client, enum es_screen screen, char host[256],
                             struct es_error *err) ES_MUST_CHECK;

/* ES_ANSWER_INVALID where the current screen's field for this kind takes no such answer: it is too
 * long or too short. ES_OK too where there is no such field. Sends nothing. */
es_status es_client_takes(struct es_client *client, enum es_kind kind, const char *answer,
                          struct es_error *err) ES_MUST_CHECK;

/* Fills in the form of the current page, which must be this screen, and submits it once. ES_OK:
 * an answer page came back (now current) and was classed. */
es_status es_client_answer(struct es_client *client, enum es_screen screen,
                           const struct es_answers *answers, struct es_outcome *outcome,
                           struct es_error *err) ES_MUST_CHECK;

/* Fetches the picture of this screen's form, once, in the same session. */
es_status es_client_picture(struct es_client *client, enum es_screen screen, struct es_buf *bytes,
                            struct es_error *err) ES_MUST_CHECK;

/* Fetches any image of the current page. */
es_status es_client_image(struct es_client *client, uint32_t image, struct es_buf *bytes,
                          struct es_error *err) ES_MUST_CHECK;

/* Writes the session. */
es_status es_client_keep(struct es_client *client, struct es_error *err) ES_MUST_CHECK;
/* The same for a page of secrets: nothing of it but its links is kept; or, where its buttons are
 * needed, the page with every number starred that may be a PIN. */
es_status es_client_keep_links(struct es_client *client, struct es_error *err) ES_MUST_CHECK;
es_status es_client_keep_starred(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* A copy of the current page, the caller's; and one that is made the current page again, taken over
 * and written. */
es_status es_client_copy_page(struct es_client *client, struct es_page **out,
                              struct es_error *err) ES_MUST_CHECK;
es_status es_client_keep_page(struct es_client *client, struct es_page **page,
                              struct es_error *err) ES_MUST_CHECK;

/* Around a question to a person: the lock is given back and taken again. */
void es_client_pause(struct es_client *client);
es_status es_client_resume(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* Writes a report of the current page (words and names, no values) and puts its path into the
 * hint. Returns `status`, so that it can end a function. */
es_status es_client_report(struct es_client *client, es_status status,
                           struct es_error *err) ES_MUST_CHECK;

/* The same, as ES_PAGE_UNKNOWN, where a form wants something else first: the control of
 * es_match.asks, which the message names. */
es_status es_client_asks_more(struct es_client *client, uint32_t control,
                              struct es_error *err) ES_MUST_CHECK;

enum { ES_CLASSIFY_ANY = -1 }; /* as `sent`: nobody knows */

/* What the portal's words on `after` that were not on `before` (NULL: all of them) say, `sent`
 * being the kinds of answers given and deeds done (bits). The words go to text. As
 * es_outcome.status. What stands in a footer or a menu is no ES_OK, and after a deed nothing but
 * what speaks of it. */
es_status es_classify(const struct es_profile *profile, const struct es_page *before,
                      const struct es_page *after, unsigned sent, char text[ES_PORTAL_MESSAGE_MAX]);

/* How many more wrong words `after` says, in lines that are not on `before`, the portal takes; -1
 * where it says nothing of it. By the profile's "tries". */
int es_tries_left(const struct es_profile *profile, const struct es_page *before,
                  const struct es_page *after);

/* What esign sees on a page, for inspect and reports: names and words, never a value, a query or
 * a token. NULL when memory is out. */
json_t *es_describe(const struct es_view *view);

#endif
