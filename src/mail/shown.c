/* SPDX-License-Identifier: Apache-2.0 */
/* What a link shows, held against where it leads. The text is es_text_plain's: a byte that is not
 * ASCII is of a letter of some script. */
#include "link.h"

#include "esign/secret.h"
#include "esign/text.h"
#include "esign/url.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <string.h>
#include <strings.h>

/* Own classes: the C library's depend on the locale. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Of a host's name, as people may read one. */
static bool is_name_char(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* An address as it stands in a text. */
struct shown {
    const char *start;
    size_t len;
    bool bare; /* it begins with the host */
    bool mail; /* the host of a mail's address */
};

/* ---- names ---- */

/* A letter that no Turkish word has: not ASCII, no mark upon a letter, no dotless i. */
static bool has_foreign_letter(const char *label, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)label[i], next = (unsigned char)label[i + 1];
        bool mark = (c == 0xCC && next >= 0x80) || (c == 0xCD && next <= 0xAF);
        if (c < 0x80)
            continue;
        if (!mark && !(c == 0xC4 && next == 0xB1))
            return true;
        i++;
    }
    return false;
}

/* A top-level name: of the registry, or one that is only written in examples and at home. */
static bool is_top_level(const char *label, size_t len)
{
    static const char *const reserved[] = {"example", "test",     "invalid", "localhost",
                                           "local",   "internal", "onion",   "lan"};
    char name[64];
    if (len < 2 || len >= sizeof name)
        return false;
    if (has_foreign_letter(label, len))
        return true;
    for (size_t i = 0; i < len; i++) {
        if (!is_letter(label[i]) && !is_digit(label[i]) && label[i] != '-')
            return false;
        name[i] = is_letter(label[i]) ? (char)(label[i] | 0x20) : label[i];
    }
    name[len] = '\0';
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(name, reserved[i]) == 0)
            return true;
    return strncmp(name, "xn--", 4) == 0 ||
           psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

static bool is_number_address(const char *text, size_t len)
{
    char copy[INET_ADDRSTRLEN];
    struct in_addr address;
    if (len >= sizeof copy)
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return inet_pton(AF_INET, copy, &address) == 1;
}

/* "olur.Ve": the end of a sentence without a blank behind it, where the next word happens to be a
 * country's name. */
static bool is_end_of_sentence(const char *host, const char *last, const char *end)
{
    bool two = !memchr(host, '.', (size_t)(last - 1 - host));
    char before = last[-2];
    return two && end - last == 2 && *last >= 'A' && *last <= 'Z' && last[1] >= 'a' &&
           (before < 'A' || before > 'Z') && !is_digit(before);
}

/* Whether a person takes host, whose parts are joined by single dots, for a host. */
static bool is_host(const char *host, size_t len, bool path)
{
    const char *dot = memrchr(host, '.', len), *end = host + len;
    if (!dot || dot == host)
        return false;
    const char *last = dot + 1;
    size_t last_len = (size_t)(end - last);
    if (strncasecmp(host, "www.", 4) == 0 || is_number_address(host, len))
        return true;
    if (path && last_len > 1 && is_letter(*last))
        return true;
    return is_top_level(last, last_len) && !is_end_of_sentence(host, last, end);
}

/* ---- addresses in a text ---- */

static bool ends_address(char c)
{
    return (unsigned char)c <= ' ' || strchr("<>\"{}|^`", c);
}

static size_t address_length(const char *start)
{
    size_t len = 0;
    while (!ends_address(start[len]))
        len++;
    return len;
}

/* "scheme:/…" at text, of whatever scheme: the colon, or NULL. */
static const char *scheme_end(const char *text)
{
    const char *at = text;
    while (is_letter(*at) || is_digit(*at))
        at++;
    if (at == text || *at != ':' || (at[1] != '/' && at[1] != '\\'))
        return NULL;
    const char *host = at + 1 + strspn(at + 1, "/\\");
    return is_name_char(*host) || *host == '[' || *host == '.' ? at : NULL;
}

/* "[2001:db8::1]" */
static size_t brackets(const char *text)
{
    size_t len = strspn(text + 1, "0123456789abcdefABCDEF:.%");
    const char *colon = memchr(text + 1, ':', len);
    bool closed = text[len + 1] == ']';
    return closed && colon && memchr(colon + 1, ':', (size_t)(text + 1 + len - colon - 1)) ? len + 2
                                                                                           : 0;
}

/* Parts of a name joined by single dots. */
static size_t name_length(const char *text)
{
    size_t len = 0;
    while (is_name_char(text[len]) || (len && text[len] == '.' && is_name_char(text[len + 1])))
        len++;
    return len;
}

/* An address that begins at `at`; *taken is what to step over where there is none. */
static bool address_at(const char *text, const char *at, struct shown *out, size_t *taken)
{
    *out = (struct shown){.start = at, .mail = at > text && at[-1] == '@'};
    *taken = 1;
    if (scheme_end(at)) {
        out->len = address_length(at);
        return true;
    }
    size_t host = *at == '[' ? brackets(at) : name_length(at);
    if (!host)
        return false;
    *taken = host;
    out->bare = true;
    bool more = at[host] && strchr("/:?#", at[host]);
    bool path = more && strchr("/:", at[host]) && is_name_char(at[host + 1]);
    if (at[host] == '@' || (*at != '[' && !is_host(at, host, path)))
        return false;
    out->len = more ? address_length(at) : host;
    return true;
}

/* ---- where it leads ---- */

static const char *without_www(const char *host)
{
    return strncmp(host, "www.", 4) == 0 ? host + 4 : host;
}

static bool same_place(const struct es_url *a, const struct es_url *b)
{
    bool same_port = strcmp(a->scheme, b->scheme) != 0 || a->port == b->port;
    return same_port && strcmp(without_www(a->host), without_www(b->host)) == 0;
}

/* What is shown behind the host is all of what it leads to, or its beginning: up to the question
 * mark, or further where dots say that there is more. */
static bool same_rest(const struct es_url *shown, bool cut, const struct es_url *leads)
{
    const char *a = shown->text.data + shown->path, *b = leads->text.data + leads->path;
    size_t a_len = shown->fragment - shown->path, b_len = leads->fragment - leads->path;
    if (a_len > b_len || strncmp(a, b, a_len) != 0)
        return a_len <= 1;
    size_t marks = b_len;
    while (marks > a_len && es_is_closing_mark(b[marks - 1]))
        marks--;
    return cut || !shown->has_query || marks == a_len;
}

static bool parse_shown(const struct shown *shown, struct es_url *url, bool *cut)
{
    es_auto(buf) text = ES_BUF_SECRET;
    size_t len = shown->len;
    while (len && es_is_closing_mark(shown->start[len - 1]) &&
           !(shown->start[len - 1] == ']' && memchr(shown->start, '[', len)))
        len--;
    *cut = shown->len - len >= 2 && strncmp(shown->start + len, "..", 2) == 0;
    return (!shown->bare || es_buf_add_str(&text, "https://")) &&
           es_buf_add(&text, shown->start, len) && es_url_parse(es_buf_str(&text), NULL, url);
}

static bool is_allowed(const struct es_candidates *candidates, const char *host, int port)
{
    static const char *const www[] = {"", "www."};
    for (size_t i = 0; i < sizeof www / sizeof *www; i++) {
        es_auto(buf) url = ES_BUF_SECRET;
        if (es_buf_printf(&url, "https://%s%s:%d/", www[i], host, port) &&
            candidates->allowed(es_buf_str(&url), candidates->user))
            return true;
    }
    return false;
}

/* Whether a person takes it for the portal's: by its host, whatever stands around that. */
static bool shows_ours(const struct es_candidates *candidates, const struct es_url *url)
{
    const char *host = without_www(url->host);
    bool usual = url->port == 80 || url->port == 443;
    return is_allowed(candidates, host, 443) || (!usual && is_allowed(candidates, host, url->port));
}

/* One address that the link shows. `ours`: it leads to the portal; `exactly`: to a reset link. */
static bool is_false(const struct es_candidates *candidates, const struct shown *shown,
                     const struct es_url *leads, bool ours, bool exactly)
{
    es_auto(url) url = {.text = ES_BUF_SECRET};
    bool cut = false;
    if (!parse_shown(shown, &url, &cut) || !es_url_is_web(&url))
        return ours; /* a browser, or a person, may well know a place that is none here */
    if (!ours)
        return !shown->mail && !(leads && same_place(&url, leads)) && shows_ours(candidates, &url);
    if (shown->mail && shows_ours(candidates, &url))
        return false; /* whom to write to */
    return !same_place(&url, leads) || url.user_info || (exactly && !same_rest(&url, cut, leads));
}

bool es_link_contradicts(const struct es_candidates *candidates, const char *href, const char *text,
                         bool *contradicts)
{
    es_auto(buf) plain = ES_BUF_SECRET;
    es_auto(url) leads = {.text = ES_BUF_SECRET};
    es_auto(buf) ignored = ES_BUF_SECRET;
    *contradicts = false;
    bool parsed = es_url_parse(href, NULL, &leads), web = parsed && es_url_is_web(&leads);
    if (!*text || (parsed ? !web : strncasecmp(href, "http", 4) != 0))
        return true;
    if (!es_text_plain(text, &plain))
        return false;
    bool ours = web && candidates->allowed(es_buf_str(&leads.text), candidates->user);
    bool exactly = ours && es_link_judge(href, candidates->allowed, candidates->user, &ignored) ==
                               ES_LINK_FITS;
    for (const char *start = es_buf_str(&plain), *at = start; *at && !*contradicts;) {
        struct shown shown;
        size_t taken;
        bool found = address_at(start, at, &shown, &taken);
        if (found)
            *contradicts = is_false(candidates, &shown, web ? &leads : NULL, ours, exactly);
        at += found && shown.len ? shown.len : taken;
    }
    return true;
}
