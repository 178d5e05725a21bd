/* SPDX-License-Identifier: Apache-2.0 */
/* The pages, by path. Each function answers one turn. */
#ifndef ESIGN_PRACTICE_PAGES_H
#define ESIGN_PRACTICE_PAGES_H

#include "turn.h"

/* Finds the row for method and path, checks token and phase, and answers. */
void es_pages_answer(struct es_turn *turn);

/* pages_entry.c: up to the right word, and the request for a new one */
void es_pages_home(struct es_turn *turn);
void es_pages_online(struct es_turn *turn);
void es_pages_certificates(struct es_turn *turn);
void es_pages_search(struct es_turn *turn);
void es_pages_newsletter(struct es_turn *turn);
void es_pages_english(struct es_turn *turn);
void es_pages_verify(struct es_turn *turn);
void es_pages_verify_press(struct es_turn *turn);
void es_pages_signature(struct es_turn *turn);
void es_pages_login(struct es_turn *turn);
void es_pages_login_press(struct es_turn *turn);
void es_pages_forgot(struct es_turn *turn);
void es_pages_forgot_press(struct es_turn *turn);
void es_pages_picture(struct es_turn *turn);

/* pages_word.c: from the mailed link to a new word */
void es_pages_link(struct es_turn *turn);
void es_pages_reset(struct es_turn *turn);
void es_pages_reset_press(struct es_turn *turn);
void es_pages_result(struct es_turn *turn);

/* Writes (and sends) the mail with a new link. */
bool es_pages_mail_link(struct es_turn *turn, const struct es_account *account);

/* pages_sms.c */
void es_pages_phone(struct es_turn *turn);
void es_pages_phone_press(struct es_turn *turn);
void es_pages_code(struct es_turn *turn);
void es_pages_code_press(struct es_turn *turn);

/* "54 ... 25" */
void es_pages_mask_phone(const char *phone, char *out, size_t size);

/* pages_menu.c */
void es_pages_menu(struct es_turn *turn);
void es_pages_menu_press(struct es_turn *turn);
void es_pages_pin(struct es_turn *turn);
void es_pages_unlock(struct es_turn *turn);
void es_pages_leave(struct es_turn *turn);

/* pages_acts.c */
void es_pages_activate(struct es_turn *turn);
void es_pages_activate_press(struct es_turn *turn);
void es_pages_list(struct es_turn *turn);
void es_pages_details(struct es_turn *turn);
void es_pages_details_press(struct es_turn *turn);
void es_pages_suspend(struct es_turn *turn);
void es_pages_suspend_press(struct es_turn *turn);

#endif
