/* SPDX-License-Identifier: Apache-2.0 */
/* Pages behind the menu that nobody has described: activate, certs and update-info share these. */
#ifndef ESIGN_CMD_BEHIND_H
#define ESIGN_CMD_BEHIND_H

#include "esign/by_hand.h"
#include "esign/confirm.h"
#include "journey.h"

/* Opens the session, goes to the menu where the current page is another one, and finds its item;
 * *menu becomes a copy of it. ES_LOGIN_NEEDED; ES_NOT_FOUND where the menu has none. */
es_status behind_find(struct es_run *run, const char *action, struct es_client **client,
                      struct es_target *item, struct es_page **menu,
                      struct es_error *err) ES_MUST_CHECK;

/* Where nothing on the current page leads back to the menu, the menu is what is kept. */
es_status behind_leave(struct es_client *client, struct es_page **menu,
                       struct es_error *err) ES_MUST_CHECK;

/* ES_SESSION_EXPIRED where the current page, which came after `before`, is none for those who are
 * logged in. */
es_status behind_check_inside(struct es_client *client, const struct es_page *before,
                              struct es_error *err) ES_MUST_CHECK;

/* Presses or follows the item, which by itself changes nothing, and keeps what came. Of a page that
 * shows a PIN only the way to it is kept: ES_PAGE_UNKNOWN. */
es_status behind_go(struct es_client *client, struct es_target item,
                    struct es_error *err) ES_MUST_CHECK;

/* The words of something to press or follow, made safe. */
bool behind_words(const struct es_view *view, struct es_target target,
                  struct es_buf *out) ES_MUST_CHECK;

/* A person can be shown what it is about, and asked. */
bool behind_can_ask(const struct es_run *run);

/* Appends all that the page shows as `esign page` does, broken for the person's terminal. */
bool behind_add_page(const struct es_view *view, struct es_buf *out) ES_MUST_CHECK;

/* What the page is called: its first heading, else its title; made safe, "" for none. */
bool behind_title(const struct es_view *view, struct es_buf *out) ES_MUST_CHECK;

/* Appends the beginning of a sentence that names the page. */
bool behind_add_place(const struct es_view *view, struct es_buf *out) ES_MUST_CHECK;

/* The words of a field, and what stands in it now, made safe. The latter is the person's own, and
 * goes to their terminal alone. */
bool behind_add_label(const struct es_view *view, uint32_t control,
                      struct es_buf *out) ES_MUST_CHECK;
bool behind_add_now(const struct es_view *view, uint32_t control, struct es_buf *out) ES_MUST_CHECK;

/* Appends what is sent with a button as it stands in the fields that the person sees. */
bool behind_add_sent(const struct es_view *view, struct es_target target,
                     struct es_buf *out) ES_MUST_CHECK;

/* Asks in the terminal, with the lock given back meanwhile. ES_INPUT_NEEDED where it was not agreed
 * to, which says that `words` were not pressed. */
es_status behind_ask(struct es_run *run, struct es_client *client, const char *prompt,
                     const char *words, struct es_error *err) ES_MUST_CHECK;

/* Presses or follows it, once, and keeps the page that came. ES_OK: outcome tells what it says. The
 * words of a page that shows a PIN are not told; where they do not agree, that is the failure, and
 * only the way to it is kept: its links, or the page *menu, which led to it (taken over). */
es_status behind_press(struct es_run *run, struct es_client *client, const struct es_by_hand *step,
                       struct es_page **menu, struct es_outcome *outcome,
                       struct es_error *err) ES_MUST_CHECK;

/* What the words of the page say, as a failure; ES_OK where they agree. After a no the menu is
 * kept, where nothing on the page leads back to it. */
es_status behind_verdict(struct es_client *client, struct es_page **menu,
                         const struct es_outcome *outcome, struct es_error *err) ES_MUST_CHECK;

/* The page is the person's to go on from: kept, with the one sentence that they need. */
es_status behind_hand_over(struct es_client *client, struct es_error *err) ES_MUST_CHECK;

/* What a page that speaks of revoking, suspending or deleting may lead to. */
const char *behind_consequence(void);

#endif
