/* SPDX-License-Identifier: Apache-2.0 */
/* An answer's bytes as they come in, within their limits. */
#include "web.h"

#include <string.h>

enum { HEADERS_MAX = 64 << 10 };

size_t es_web_take_header(char *bytes, size_t size, size_t n, void *user)
{
    struct es_web_transfer *transfer = user;
    size_t len = size * n;
    transfer->header_bytes += len;
    if (transfer->header_bytes > HEADERS_MAX) {
        transfer->too_large = true;
        return 0;
    }
    if (len >= 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        transfer->headers_end = false;
    } else if (len && (bytes[0] == '\r' || bytes[0] == '\n')) {
        transfer->headers_end = true;
    }
    return len;
}

/* Counted here, after decompression: libcurl's own limit knows the Content-Length alone. */
size_t es_web_take_body(char *bytes, size_t size, size_t n, void *user)
{
    struct es_web_transfer *transfer = user;
    struct es_buf *body = &transfer->answer->body;
    size_t len = size * n;
    if (len > transfer->http->body_max - body->len) {
        transfer->too_large = true;
        return 0;
    }
    if (!es_buf_add(body, bytes, len)) {
        transfer->no_memory = true;
        return 0;
    }
    return len;
}
