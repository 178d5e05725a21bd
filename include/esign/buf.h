/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer with a hard maximum. Always NUL-terminated once it holds anything
 * (the NUL is not counted in len), so text can be passed on as it is.
 *
 * A secret buffer lives in OpenSSL's secure heap (locked, not dumped) as long as that has
 * room, else on the ordinary heap; either way it is wiped when it grows and when it is freed.
 */
#ifndef ESIGN_BUF_H
#define ESIGN_BUF_H

#include "esign/error.h"

struct es_buf {
    char *data; /* NULL while empty */
    size_t len;
    size_t cap;
    size_t max;  /* bytes; 0 means ES_BUF_DEFAULT_MAX */
    bool secret; /* set before the first byte, or with ES_BUF_SECRET */
};

enum { ES_BUF_DEFAULT_MAX = 4 << 20 };

#define ES_BUF_SECRET                                                                              \
    (struct es_buf)                                                                                \
    {                                                                                              \
        .secret = true                                                                             \
    }

/* Each returns false, and leaves the buffer as it was, when the maximum would be passed or
 * memory is out. */
bool es_buf_add(struct es_buf *buf, const void *bytes, size_t len) ES_MUST_CHECK;
bool es_buf_add_str(struct es_buf *buf, const char *text) ES_MUST_CHECK;
bool es_buf_add_char(struct es_buf *buf, char c) ES_MUST_CHECK;
bool es_buf_printf(struct es_buf *buf, const char *format, ...) ES_PRINTF(2, 3) ES_MUST_CHECK;

/* The text, "" while empty. Borrowed until the next change. */
const char *es_buf_str(const struct es_buf *buf);

/* Wipes and empties, keeping the memory. */
void es_buf_clear(struct es_buf *buf);

/* Wipes and frees; safe on a zeroed buffer and twice. */
void es_buf_free(struct es_buf *buf);

#endif
