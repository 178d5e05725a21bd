/* SPDX-License-Identifier: Apache-2.0 */
/* What was asked, without any value: DIR/requests.log and DIR/counts.json. */
#ifndef ESIGN_PRACTICE_REQUEST_LOG_H
#define ESIGN_PRACTICE_REQUEST_LOG_H

#include <jansson.h>

#include "folder.h"

struct es_request_log {
    const struct es_folder_of *folder;
    json_t *counts; /* {"POST /giris": 2} */
};

/* Counts a request before it is answered, so that whoever has the answer sees the count. */
void es_request_log_count(struct es_request_log *log, const char *method, const char *path);

/* One line: time, method, path, status (0: closed unanswered). */
void es_request_log_line(struct es_request_log *log, const char *method, const char *path,
                         unsigned status);

#endif
