/* SPDX-License-Identifier: Apache-2.0 */
/* URL Standard, "basic URL parser": the states of http and https. */
#include "esign/url.h"

#include "esign/text.h"
#include "url_internal.h"

#include <string.h>

/* Percent-encode sets: what joins controls, blanks and all that is not ASCII. */
#define QUERY_SET     "\"#<>'"
#define FRAGMENT_SET  "\"<>`"
#define PATH_SET      "\"#<>?^`{}"
#define USER_INFO_SET PATH_SET "/:;=@[\\]|"

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void cut(struct es_buf *text, size_t len)
{
    text->len = len;
    text->data[len] = '\0';
}

static bool add_encoded(struct es_buf *out, const char *text, size_t len, const char *set)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool plain = c > ' ' && c < 0x7F && !strchr(set, c);
        if (!(plain ? es_buf_add_char(out, (char)c) : es_buf_printf(out, "%%%02X", c)))
            return false;
    }
    return true;
}

/* The reference without blanks around it and tabs and line ends inside. */
static bool clean(const char *reference, struct es_buf *out)
{
    size_t len = strlen(reference);
    if (len > ES_URL_MAX || !es_text_is_utf8(reference, len))
        return false;
    while (len > 0 && (unsigned char)reference[len - 1] <= ' ')
        len--;
    size_t start = 0;
    while (start < len && (unsigned char)reference[start] <= ' ')
        start++;
    for (size_t i = start; i < len; i++) {
        char c = reference[i];
        if (c != '\t' && c != '\n' && c != '\r' && !es_buf_add_char(out, c))
            return false;
    }
    return true;
}

/* Bytes of the scheme and its colon, 0 where there is none. */
static size_t scheme_length(const char *text)
{
    if (!is_letter(text[0]))
        return 0;
    size_t n = 1;
    while (is_letter(text[n]) || is_digit(text[n]) || (text[n] && strchr("+-.", text[n])))
        n++;
    return text[n] == ':' ? n + 1 : 0;
}

static void set_scheme(struct es_url *url, const char *text, size_t len)
{
    size_t n = len < sizeof url->scheme ? len : sizeof url->scheme - 1;
    for (size_t i = 0; i < n; i++)
        url->scheme[i] = is_letter(text[i]) ? (char)(text[i] | 0x20) : text[i];
    url->scheme[n] = '\0';
}

/* ---- authority ---- */

static bool add_user_info(struct es_url *url, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);
    size_t user = colon ? (size_t)(colon - text) : len;
    size_t password = colon ? len - user - 1 : 0;
    if (user + password == 0)
        return true;
    return add_encoded(&url->text, text, user, USER_INFO_SET) &&
           (password == 0 || (es_buf_add_char(&url->text, ':') &&
                              add_encoded(&url->text, colon + 1, password, USER_INFO_SET))) &&
           es_buf_add_char(&url->text, '@');
}

static bool parse_port(const char *text, size_t len, struct es_url *url)
{
    int port = 0;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i]))
            return false;
        port = 10 * port + (text[i] - '0');
        if (port > 65535)
            return false;
    }
    url->port = len > 0 ? port : url_default_port(url->scheme);
    return true;
}

/* The colon that begins the port, or the end. */
static const char *host_end(const char *host, const char *end)
{
    bool inside = false; /* brackets, where colons belong to the address */
    for (; host < end && (*host != ':' || inside); host++)
        inside = *host == '[' || (inside && *host != ']');
    return host;
}

/* user:password@host:port in at..end: its serialisation goes to the text. */
static bool parse_authority(const char *at, const char *end, struct es_url *url)
{
    const char *host = memrchr(at, '@', (size_t)(end - at));
    if (!es_buf_printf(&url->text, "%s://", url->scheme))
        return false;
    if (host) {
        url->user_info = true;
        if (!add_user_info(url, at, (size_t)(host - at)))
            return false;
    }
    host = host ? host + 1 : at;
    const char *colon = host_end(host, end), *port = colon < end ? colon + 1 : end;
    if (!url_parse_host(host, (size_t)(colon - host), url) ||
        !parse_port(port, (size_t)(end - port), url))
        return false;
    return es_buf_add_str(&url->text, url->host) && (url->port == url_default_port(url->scheme) ||
                                                     es_buf_printf(&url->text, ":%d", url->port));
}

static bool inherit_authority(const struct es_url *base, struct es_url *url)
{
    memcpy(url->host, base->host, sizeof url->host);
    url->port = base->port;
    url->user_info = base->user_info;
    return es_buf_add(&url->text, base->text.data, base->path);
}

/* ---- path, query, fragment ---- */

/* "." and "%2e" at *at are one dot each; how many dots the whole segment is, 0 for others. */
static int dots(const char *segment, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len; n++) {
        bool coded = len - i >= 3 && segment[i] == '%' && segment[i + 1] == '2' &&
                     (segment[i + 2] | 0x20) == 'e';
        if (!coded && segment[i] != '.')
            return 0;
        i += coded ? 3 : 1;
    }
    return n;
}

static void drop_last_segment(struct es_url *url)
{
    size_t len = url->text.len;
    if (len == url->path)
        return;
    do
        len--;
    while (len > url->path && url->text.data[len] != '/');
    cut(&url->text, len);
}

/* Adds segments of a path to those that are there. at stands after the slash that begins the
 * first of them. */
static bool add_path(const char *at, const char *end, struct es_url *url)
{
    for (bool more = true; more; at++) {
        const char *start = at;
        while (at < end && !is_slash(*at))
            at++;
        more = at < end;
        size_t len = (size_t)(at - start);
        int n = dots(start, len);
        if (n == 2)
            drop_last_segment(url);
        if (n == 1 || n == 2) {
            if (!more && !es_buf_add_char(&url->text, '/'))
                return false;
        } else if (!es_buf_add_char(&url->text, '/') ||
                   !add_encoded(&url->text, start, len, PATH_SET)) {
            return false;
        }
    }
    return true;
}

/* at stands at '?', '#' or the end; the path, and a query where it is inherited, are there. */
static bool add_query_and_fragment(const char *at, struct es_url *url)
{
    if (*at == '?') {
        size_t len = strcspn(at + 1, "#");
        url->query = url->text.len;
        if (!es_buf_add_char(&url->text, '?') || !add_encoded(&url->text, at + 1, len, QUERY_SET))
            return false;
        at += 1 + len;
    }
    url->fragment = url->text.len;
    url->has_query = url->fragment > url->query + 1;
    return *at != '#' || (es_buf_add_char(&url->text, '#') &&
                          add_encoded(&url->text, at + 1, strlen(at + 1), FRAGMENT_SET));
}

/* The path that begins at `at` (a first slash is not needed), and what follows it. */
static bool finish(const char *at, struct es_url *url)
{
    const char *end = at + strcspn(at, "?#");
    at += at < end && is_slash(*at);
    if (!add_path(at, end, url))
        return false;
    url->query = url->text.len;
    return add_query_and_fragment(end, url);
}

/* ---- the two ways in ---- */

/* at stands at the slashes before the authority, however many there are. */
static bool parse_absolute(const char *at, struct es_url *url)
{
    while (is_slash(*at))
        at++;
    const char *end = at + strcspn(at, "/\\?#");
    if (!parse_authority(at, end, url))
        return false;
    url->path = url->text.len;
    return finish(end, url);
}

static bool parse_relative(const char *at, const struct es_url *base, struct es_url *url)
{
    memcpy(url->scheme, base->scheme, sizeof url->scheme);
    if (is_slash(at[0]) && is_slash(at[1]))
        return parse_absolute(at, url);
    if (!inherit_authority(base, url))
        return false;
    url->path = url->text.len;
    if (is_slash(at[0]))
        return finish(at, url);
    size_t kept = at[0] == '\0' || at[0] == '#' ? base->fragment : base->query;
    if (!es_buf_add(&url->text, base->text.data + base->path, kept - base->path))
        return false;
    if (at[0] && at[0] != '?' && at[0] != '#') {
        drop_last_segment(url);
        return finish(at, url);
    }
    url->query = base->query; /* the same offset, for all before it is the same */
    return add_query_and_fragment(at, url);
}

static bool parse(const char *at, const struct es_url *base, struct es_url *url)
{
    size_t scheme = scheme_length(at);
    if (base && !es_url_is_web(base))
        base = NULL;
    if (scheme == 0)
        return base && parse_relative(at, base, url);
    set_scheme(url, at, scheme - 1);
    at += scheme;
    if (url_default_port(url->scheme) < 0) {
        url->port = -1;
        if (!es_buf_printf(&url->text, "%s:", url->scheme))
            return false;
        url->path = url->query = url->fragment = url->text.len;
        return true;
    }
    /* "http:page" is relative to an http page: the standard keeps this old habit. */
    bool relative = base && strcmp(base->scheme, url->scheme) == 0 && strncmp(at, "//", 2) != 0;
    return relative ? parse_relative(at, base, url) : parse_absolute(at, url);
}

bool es_url_parse(const char *reference, const struct es_url *base, struct es_url *out)
{
    /* Addresses carry tokens of sessions and, in a GET form, answers. */
    *out = (struct es_url){.port = -1, .text = {.max = ES_URL_MAX, .secret = true}};
    es_auto(buf) cleaned = ES_BUF_SECRET;
    if (clean(reference, &cleaned) && parse(es_buf_str(&cleaned), base, out))
        return true;
    es_url_free(out);
    return false;
}

void es_url_free(struct es_url *url)
{
    es_buf_free(&url->text);
    *url = (struct es_url){.port = -1};
}
