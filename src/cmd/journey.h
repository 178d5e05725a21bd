/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands that speak to the portal share. */
#ifndef ESIGN_CMD_JOURNEY_H
#define ESIGN_CMD_JOURNEY_H

#include "cmd.h"
#include "esign/client.h"

/* --session's, or "default". */
const char *journey_session_name(const struct es_run *run);

/* --timeout's, or 30. */
es_status journey_timeout(const struct es_run *run, long *seconds,
                          struct es_error *err) ES_MUST_CHECK;

/* The client as the global options want it. */
es_status journey_open(struct es_run *run, struct es_client **out,
                       struct es_error *err) ES_MUST_CHECK;

/* A client without a session, of which nothing is kept: to look at one address (allowed to go there
 * where the address is on loopback or on a host of the profile), or, NULL, at the portal that the
 * options name. */
es_status journey_open_apart(struct es_run *run, const char *address, struct es_client **out,
                             struct es_error *err) ES_MUST_CHECK;

/* Sets a key of run->data; a NULL or empty text becomes null. */
void journey_set(struct es_run *run, const char *key, const char *text);
void journey_set_bool(struct es_run *run, const char *key, bool value);

/* Asks, with the session's lock given back meanwhile. client may be NULL. */
es_status journey_ask(struct es_run *run, struct es_client *client, enum es_kind kind,
                      const char *prompt, const char *picture, struct es_buf *answer,
                      struct es_error *err) ES_MUST_CHECK;

/* The same of what is good for a while only. */
es_status journey_ask_in_time(struct es_run *run, struct es_client *client, enum es_kind kind,
                              const struct es_tty_time *time, struct es_buf *answer,
                              struct es_error *err) ES_MUST_CHECK;

/* What the portal has decided stands, whether or not the record of wrong words could be told of it:
 * that it could not is said, and its count stays too high. */
void journey_learned(es_status status, struct es_error *err);

/* Turns a classed answer into the command's failure: message, hint, the portal's own words. An
 * answer page that is not understood is ES_OUTCOME_UNKNOWN; `same_screen` tells that the portal
 * shows its form again, which is a "no" in any words. */
es_status journey_refused(const struct es_outcome *outcome, bool same_screen,
                          struct es_error *err) ES_MUST_CHECK;

/* The answer to a login leads inside: the word was accepted. */
bool journey_accepted(const struct es_view *view, es_status said);

/* Keeps the current page; of one that shows a PIN nothing but its links. Where that is a menu whose
 * way on is a button, it is kept with its numbers starred. */
es_status journey_keep(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* Ends a run that stopped at a page it does not know (status 8, or 9 where the page came back for
 * an answer): the page is kept as journey_keep does, so that the person can look at it and go on by
 * hand. Returns `status`, or why it could not be kept. */
es_status journey_hand_over(struct es_client *client, es_status status,
                            struct es_error *err) ES_MUST_CHECK;

/* The same where PIN and PUK were to come, so that it may show them in words that nobody knows:
 * only the way back is kept. */
es_status journey_hand_over_secrets(struct es_client *client, es_status status,
                                    struct es_page **before, struct es_error *err) ES_MUST_CHECK;

/* Of a page of secrets nothing but its links is kept; where none of them leads back, the page
 * `before` (taken over; *before may be NULL), which led to it. */
es_status journey_keep_way_back(struct es_client *client, struct es_page **before,
                                struct es_error *err) ES_MUST_CHECK;

/* Values meant for a screen are not left on it: without a terminal of its own to show them and
 * clear them again, nothing is fetched (ES_INPUT_NEEDED). */
es_status journey_check_screen(const struct opt_values *given, struct es_error *err) ES_MUST_CHECK;

enum { PICTURE_PATH_MAX = 4096 };

/* Writes a picture to --captcha-out or into the runtime folder, shows it in the terminal where
 * somebody can be asked there, and tells where it is. */
es_status picture_save(const struct es_run *run, const struct es_buf *bytes,
                       char path[PICTURE_PATH_MAX], struct es_error *err) ES_MUST_CHECK;

/* The screens with a picture: login and forgot-word. */
struct picture_step {
    const char *command; /* whose picture waits for its answer */
    enum es_screen screen;
    unsigned needs;              /* kinds of answers, bits */
    char path[PICTURE_PATH_MAX]; /* of the picture */
};

/* Comes to the screen: with the page whose picture waits when its answer is given, else with a
 * new portal session. */
es_status picture_arrive(struct es_run *run, struct es_client *client, struct picture_step *step,
                         struct es_error *err) ES_MUST_CHECK;

/* Fetches, saves and shows the picture where it is new, and checks that all answers can be had;
 * where not, keeps the session and stops with ES_INPUT_NEEDED. */
es_status picture_prepare(struct es_run *run, struct es_client *client, struct picture_step *step,
                          struct es_error *err) ES_MUST_CHECK;

/* Ends a run in which an answer could not be had: the page is kept for the next one, and the hint
 * says how it goes on. err holds what is missing. */
es_status picture_stop(struct es_client *client, const struct picture_step *step,
                       struct es_error *err) ES_MUST_CHECK;

/* The picture's answer was sent: it waits no longer, and its file goes where it is ours. */
void picture_spent(struct es_run *run, struct es_client *client);

/* Removes what lies in the runtime folder of the session's pictures. */
void picture_forget(const struct es_run *run);

/* Ends a run whose answer was sent and not accepted: a session kept only for it is forgotten. */
void picture_failed(struct es_run *run, struct es_client *client);

/* The same where the page that came back is not known (ES_OUTCOME_UNKNOWN): it is kept, and the
 * keyed hash of whose answer it was with it, so that the steps by hand that follow can clear the
 * count of `id` at `host`. */
es_status picture_unknown(struct es_run *run, struct es_client *client, const char *id,
                          const char *host, struct es_error *err) ES_MUST_CHECK;

#endif
