/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files: bounded reads, atomic private writes, and the folders esign may use.
 */
#ifndef ESIGN_FILE_H
#define ESIGN_FILE_H

#include "esign/buf.h"
#include "esign/error.h"

/* Reads a whole file, "-" being standard input, up to max bytes. A FIFO or /dev/fd/N works.
 * On failure errno tells (EFBIG: larger than max) and out is empty. */
bool es_file_read(const char *path, size_t max, struct es_buf *out) ES_MUST_CHECK;

/* Reads the first line of path ("-" is standard input) without its line end (LF or CR LF),
 * taking from the descriptor no byte after it. errno as above; a file without any byte gives
 * an empty out and true. */
bool es_file_read_line(const char *path, size_t max, struct es_buf *out) ES_MUST_CHECK;

/* As es_file_read, for a file that esign itself wrote: a regular one (else errno EINVAL, ELOOP)
 * of this user's that has none of the refused permission bits (else EPERM). Never waits. */
bool es_file_read_own(const char *path, unsigned refused, size_t max,
                      struct es_buf *out) ES_MUST_CHECK;

/* As es_file_read, for a file that the user, or the administrator, wrote by hand, at the end of
 * links too: a regular one of either that nobody else may write (else errno EINVAL, EPERM). Never
 * waits. */
bool es_file_read_by_hand(const char *path, size_t max, struct es_buf *out) ES_MUST_CHECK;

enum { ES_FILE_WRITABLE = 022, ES_FILE_READABLE = 077 }; /* by others; to be refused */

/* Writes all of it, going on after a signal. False with errno. */
bool es_file_put(int fd, const void *bytes, size_t len) ES_MUST_CHECK;

/* Writes a private file (0600) so that a reader sees the old or the new content whole: a
 * temporary file in the same folder, fsync, rename, fsync of the folder. What a killed run left
 * of it goes with the next writing. Refuses to replace anything but a regular file (EINVAL). */
bool es_file_write(const char *path, const void *bytes, size_t len) ES_MUST_CHECK;

/* Removes a file that es_file_write made, and what a killed run left beside it. False, with
 * errno, where the file is not removed. */
bool es_file_remove(const char *path);

/* What errno means for a person who looks at a file or folder of esign's. */
const char *es_file_reason(int number);

/* And what to do, where that is not the same for all: a disk that is full or damaged, no more
 * descriptors. Leaves the error's hint as it is otherwise. */
void es_file_hint(struct es_error *err, int number);

/* The system has no means to open or read more now: descriptors, memory. */
bool es_file_is_shortage(int number);

/* Tells of a file or folder that a person named: ES_USAGE, or ES_NO_RESOURCES for a shortage. */
es_status es_file_not_read(const char *path, int number, struct es_error *err);

enum es_folder {
    ES_FOLDER_STATE,   /* lasts: $XDG_STATE_HOME/esign or ~/.local/state/esign */
    ES_FOLDER_RUNTIME, /* gone at log-out: $XDG_RUNTIME_DIR/esign, else /run/user/UID/esign,
                          else /tmp/esign-UID (ours and 0700, or refused) */
};

/* Appends the folder's path to out, making it (0700) where it is missing. Refuses a folder of
 * another owner or that others may write (errno EPERM), a symbolic link (ELOOP) and what is no
 * folder (ENOTDIR). out tells then which folder was meant. */
bool es_folder_open(enum es_folder folder, struct es_buf *out) ES_MUST_CHECK;

/* The same without making anything: errno ENOENT where it is missing. */
bool es_folder_find(enum es_folder folder, struct es_buf *out) ES_MUST_CHECK;

/* Appends the path of the folder that people's settings lie in, $XDG_CONFIG_HOME/esign or
 * ~/.config/esign, without looking at it. False where nothing tells where it is. */
bool es_folder_of_settings(struct es_buf *out) ES_MUST_CHECK;

/* The user's home; NULL where nothing tells it. */
const char *es_folder_home(void);

#endif
