/* SPDX-License-Identifier: Apache-2.0 */
/* Messages are written in English and translated by gettext (src/po). */
#ifndef ESIGN_I18N_H
#define ESIGN_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)  gettext(text)
#define N_(text) text

/* lang is "tr", "en" or NULL (from the locale). Works where no such locale is installed: only
 * LC_MESSAGES is ever set, so numbers and case in libraries stay as in the C locale. */
void es_i18n_init(const char *lang);

/* "tr" or "en": the language in force. */
const char *es_i18n_language(void);

/* Whether the environment's locale says that letters are shown as UTF-8. */
bool es_i18n_is_utf8(void);

#endif
