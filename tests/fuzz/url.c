/* SPDX-License-Identifier: Apache-2.0 */
/* Two lines: a base and a reference; the base is taken by itself as well. */
#include "esign/url.h"
#include "fuzz.h"

#include <arpa/inet.h>

static void claim_offsets(const struct es_url *url)
{
    const char *text = es_buf_str(&url->text);
    size_t len = url->text.len;
    claim("the parts stand in their order",
          url->path <= url->query && url->query <= url->fragment && url->fragment <= len);
    claim("a URL is no longer than a URL may be", len <= ES_URL_MAX);
    claim("a path begins with a slash", text[url->path] == '/');
    claim("a query begins with its mark", url->query == url->fragment || text[url->query] == '?');
    claim("a fragment begins with its mark", url->fragment == len || text[url->fragment] == '#');
    claim("has_query tells of a query", url->has_query == (url->fragment > url->query + 1));
}

static void claim_plain(const struct es_url *url)
{
    for (size_t i = 0; i < url->text.len; i++)
        claim("a URL is printable ASCII", url->text.data[i] > ' ' && url->text.data[i] < 0x7f);
    claim("a port is a port", url->port >= 0 && url->port <= 65535);
    claim("a host has no upper case, '@' or slash",
          *url->host && !strpbrk(url->host, "ABCDEFGHIJKLMNOPQRSTUVWXYZ@/\\?# %"));
}

static void claim_same_again(const struct es_url *url)
{
    es_auto(url) again = {0};
    claim("what was serialised parses", es_url_parse(es_buf_str(&url->text), NULL, &again));
    claim("it serialises as it was", fuzz_same(&again.text, &url->text));
    claim("it is the same origin", es_url_same_origin(url, &again));
    claim("its parts are where they were",
          again.path == url->path && again.query == url->query && again.fragment == url->fragment);
    es_auto(url) itself = {0};
    claim("an empty reference is the page itself", es_url_parse("", url, &itself));
    claim("without its fragment", itself.text.len == url->fragment);
}

static void claim_shown(const struct es_url *url)
{
    es_auto(buf) origin = {0}, shown = {0};
    claim("a web URL has an origin", es_url_origin(url, &origin));
    claim("a URL can be shown", es_url_shown(es_buf_str(&url->text), &shown));
    claim("what is shown begins with the origin",
          strncmp(es_buf_str(&shown), es_buf_str(&origin), origin.len) == 0);
    const char *mark = strpbrk(es_buf_str(&shown) + origin.len, "?#;");
    claim("a query, fragment or parameter is never shown", !mark || strcmp(mark, "?…") == 0);
}

/* 127.0.0.0/8 as the C library reads it, ::1, and the one name. */
static void claim_loopback(const char *host)
{
    struct in_addr address;
    bool number = inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
    claim("this machine is called by its numbers or its name",
          es_url_is_loopback(host) ==
              (number || strcmp(host, "[::1]") == 0 || strcmp(host, "localhost") == 0));
}

static void look_at(const struct es_url *url)
{
    if (!es_url_is_web(url)) {
        claim("another scheme is no more than its name",
              url->text.len > 0 && url->text.data[url->text.len - 1] == ':');
        return;
    }
    claim_offsets(url);
    claim_plain(url);
    claim_same_again(url);
    claim_shown(url);
    claim_loopback(url->host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *base_text = fuzz_line(&data, &size), *text = fuzz_text(data, size);
    es_auto(url) base = {0}, url = {0};
    es_auto(buf) shown = {0};
    bool has_base = es_url_parse(base_text, NULL, &base);
    if (has_base)
        look_at(&base);
    if (es_url_parse(text, has_base ? &base : NULL, &url))
        look_at(&url);
    if (!es_url_shown(text, &shown))
        claim("only a huge name cannot be shown", strlen(text) > ES_BUF_DEFAULT_MAX / 2);
    free(base_text);
    free(text);
    return 0;
}
