/* SPDX-License-Identifier: Apache-2.0 */
#include "url_internal.h"

#include <arpa/inet.h>
#include <string.h>

enum { IPV6_PIECES = 8 };

int url_default_port(const char *scheme)
{
    if (strcmp(scheme, "https") == 0)
        return 443;
    return strcmp(scheme, "http") == 0 ? 80 : -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The standard's "ends in a number": such a host is an IPv4 address or nothing. */
static bool ends_in_a_number(const char *host)
{
    size_t len = strlen(host);
    len -= len > 0 && host[len - 1] == '.';
    size_t start = len;
    while (start > 0 && host[start - 1] != '.')
        start--;
    const char *label = host + start;
    size_t n = len - start;
    if (n >= 2 && label[0] == '0' && label[1] == 'x')
        return strspn(label + 2, "0123456789abcdef") >= n - 2;
    return n > 0 && strspn(label, "0123456789") >= n;
}

static bool parse_name(const char *text, size_t len, struct es_url *url)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '.')
            return false;
        url->host[i] = is_letter(c) ? (char)(c | 0x20) : c;
    }
    url->host[len] = '\0';
    /* A browser would read 0x7f.1 and 2130706433 as 127.0.0.1. Nobody who means well writes
     * that, so only four plain decimal numbers are an address here. */
    struct in_addr address;
    return !ends_in_a_number(url->host) || inet_pton(AF_INET, url->host, &address) == 1;
}

/* The first of the longest runs of two or more zero pieces, which is written "::". */
static int longest_zero_run(const unsigned *pieces, int *length)
{
    int best = -1;
    *length = 1;
    for (int i = 0, run = 0; i < IPV6_PIECES; i++) {
        run = pieces[i] == 0 ? run + 1 : 0;
        if (run > *length) {
            *length = run;
            best = i - run + 1;
        }
    }
    return best;
}

/* Not inet_ntop, which writes some addresses with dots. */
static bool write_ipv6(const unsigned char *bytes, struct es_buf *out)
{
    unsigned pieces[IPV6_PIECES];
    for (int i = 0; i < IPV6_PIECES; i++)
        pieces[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
    int run_length, run = longest_zero_run(pieces, &run_length);
    bool ok = es_buf_add_char(out, '[');
    for (int i = 0; ok && i < IPV6_PIECES; i++) {
        if (i == run) {
            ok = es_buf_add_str(out, i == 0 ? "::" : ":");
            i += run_length - 1;
            continue;
        }
        ok = es_buf_printf(out, "%x%s", pieces[i], i < IPV6_PIECES - 1 ? ":" : "");
    }
    return ok && es_buf_add_char(out, ']');
}

static bool parse_ipv6(const char *text, size_t len, struct es_url *url)
{
    char inside[INET6_ADDRSTRLEN + 1];
    struct in6_addr address;
    if (len < 2 || text[len - 1] != ']' || len - 2 >= sizeof inside)
        return false;
    memcpy(inside, text + 1, len - 2);
    inside[len - 2] = '\0';
    if (inet_pton(AF_INET6, inside, &address) != 1)
        return false;
    es_auto(buf) written = {0};
    if (!write_ipv6(address.s6_addr, &written))
        return false;
    memcpy(url->host, written.data, written.len + 1);
    return true;
}

bool url_parse_host(const char *text, size_t len, struct es_url *url)
{
    if (len == 0 || len >= sizeof url->host)
        return false;
    return text[0] == '[' ? parse_ipv6(text, len, url) : parse_name(text, len, url);
}

bool es_url_is_loopback(const char *host)
{
    struct in_addr address; /* "127.1.." is a name, and may be anybody's */
    return !strcmp(host, "localhost") || !strcmp(host, "[::1]") ||
           (inet_pton(AF_INET, host, &address) == 1 &&
            ntohl(address.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET);
}
