/* SPDX-License-Identifier: Apache-2.0 */
/* Last words for a person who ends the program by a signal, such as Ctrl-C. */
#ifndef ESIGN_FAREWELL_H
#define ESIGN_FAREWELL_H

/* From now on SIGINT, SIGTERM and SIGQUIT write these lines to standard error, where that is the
 * terminal in whose foreground the program is, and do their work then. What else wants to put the
 * terminal right before the end does so first. A signal that is ignored stays ignored. The text
 * (translated, safe for a terminal, short: 400 bytes at most) is copied; NULL: no more words. */
void es_farewell(const char *text);

#endif
