/* SPDX-License-Identifier: Apache-2.0 */
/* The practice portal's folder: what it leaves for the person and for tests. */
#ifndef ESIGN_PRACTICE_FOLDER_H
#define ESIGN_PRACTICE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

enum { ES_FOLDER_PATH_MAX = 4096 };

struct es_folder_of {
    char path[ES_FOLDER_PATH_MAX - 64]; /* absolute */
};

/* Makes the folder, its outbox and sms folders (0700) where they are missing, and removes what an
 * earlier run left of our own single files (never a mail or an SMS). */
bool es_folder_prepare(struct es_folder_of *folder, const char *path);

/* "DIR/name" into out. */
void es_folder_path(const struct es_folder_of *folder, const char *name, char *out, size_t size);

/* Writes the next "DIR/kind/NNN.suffix" whole; its path into out (ES_FOLDER_PATH_MAX bytes). */
bool es_folder_put(const struct es_folder_of *folder, const char *kind, const char *suffix,
                   const char *bytes, size_t len, char *out);

/* Writes "DIR/name" whole (a reader sees the old or the new one), 0600. */
bool es_folder_write(const struct es_folder_of *folder, const char *name, const char *bytes,
                     size_t len);

/* Appends a line to "DIR/name". */
bool es_folder_append(const struct es_folder_of *folder, const char *name, const char *line);

void es_folder_remove(const struct es_folder_of *folder, const char *name);

#endif
