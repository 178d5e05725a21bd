/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/buf.h"
#include "esign/heap.h"
#include "esign/secret.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char *allocate(size_t size, bool secret)
{
    return secret ? es_heap_secret(size) : es_heap_get(size);
}

static size_t limit(const struct es_buf *buf)
{
    return buf->max ? buf->max : ES_BUF_DEFAULT_MAX;
}

/* Makes room for `more` bytes and the NUL. */
static bool reserve(struct es_buf *buf, size_t more)
{
    if (more > limit(buf) || buf->len > limit(buf) - more)
        return false;
    size_t need = buf->len + more + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap : 64;
    while (cap < need)
        cap *= 2;
    char *data = allocate(cap, buf->secret);
    if (!data)
        return false;
    if (buf->data)
        memcpy(data, buf->data, buf->len);
    data[buf->len] = '\0';
    es_heap_free(buf->data);
    buf->data = data;
    buf->cap = cap;
    return true;
}

bool es_buf_add(struct es_buf *buf, const void *bytes, size_t len)
{
    if (!reserve(buf, len))
        return false;
    if (len)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
    return true;
}

bool es_buf_add_str(struct es_buf *buf, const char *text)
{
    return es_buf_add(buf, text, strlen(text));
}

bool es_buf_add_char(struct es_buf *buf, char c)
{
    return es_buf_add(buf, &c, 1);
}

bool es_buf_printf(struct es_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0 || !reserve(buf, (size_t)len))
        return false;
    va_start(args, format);
    vsnprintf(buf->data + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
    return true;
}

const char *es_buf_str(const struct es_buf *buf)
{
    return buf->data ? buf->data : "";
}

void es_buf_clear(struct es_buf *buf)
{
    if (buf->data)
        es_wipe(buf->data, buf->cap);
    buf->len = 0;
}

void es_buf_free(struct es_buf *buf)
{
    es_heap_free(buf->data);
    buf->data = NULL;
    buf->len = buf->cap = 0;
}
