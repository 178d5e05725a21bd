/* SPDX-License-Identifier: Apache-2.0 */
/* URLs compared and shown. */
#include "url_internal.h"

#include <string.h>

/* Stands for what may not be shown. */
#define LEFT_OUT "?…"

bool es_url_is_web(const struct es_url *url)
{
    return url->host[0] != '\0' && url_default_port(url->scheme) > 0;
}

bool es_url_same_origin(const struct es_url *a, const struct es_url *b)
{
    return es_url_is_web(a) && es_url_is_web(b) && strcmp(a->scheme, b->scheme) == 0 &&
           strcmp(a->host, b->host) == 0 && a->port == b->port;
}

bool es_url_origin(const struct es_url *url, struct es_buf *out)
{
    if (!es_url_is_web(url))
        return false;
    if (url->port == url_default_port(url->scheme))
        return es_buf_printf(out, "%s://%s", url->scheme, url->host);
    return es_buf_printf(out, "%s://%s:%d", url->scheme, url->host, url->port);
}

/* Bytes of a ';' at `at`, however it is written; 0 where there is none. */
static size_t parameter_mark(const char *at, const char *end)
{
    if (*at == ';')
        return 1;
    return end - at >= 3 && at[0] == '%' && at[1] == '3' && (at[2] | 0x20) == 'b' ? 3 : 0;
}

/* A path without the parameters of its segments. */
static bool add_bare_path(const char *at, const char *end, bool *left_out, struct es_buf *out)
{
    while (at < end) {
        if (parameter_mark(at, end)) {
            *left_out = true;
            while (at < end && *at != '/')
                at++;
        } else if (!es_buf_add_char(out, *at++)) {
            return false;
        }
    }
    return true;
}

/* A file's name, or something broken, in which anything may stand. */
static bool add_unparsed(const char *text, struct es_buf *out)
{
    const char *end = text + strcspn(text, "?#");
    bool left_out = *end != '\0';
    if (memchr(text, '@', (size_t)(end - text)) || strstr(text, "://"))
        return es_buf_add_str(out, LEFT_OUT);
    return add_bare_path(text, end, &left_out, out) && (!left_out || es_buf_add_str(out, LEFT_OUT));
}

bool es_url_shown(const char *text, struct es_buf *out)
{
    es_auto(url) url;
    if (!es_url_parse(text, NULL, &url))
        return add_unparsed(text, out);
    if (!es_url_is_web(&url))
        return es_buf_add_str(out, url.text.data) && es_buf_add_str(out, LEFT_OUT);
    bool left_out = url.user_info || url.text.len > url.query;
    return es_url_origin(&url, out) &&
           add_bare_path(url.text.data + url.path, url.text.data + url.query, &left_out, out) &&
           (!left_out || es_buf_add_str(out, LEFT_OUT));
}
