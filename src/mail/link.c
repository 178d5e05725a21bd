/* SPDX-License-Identifier: Apache-2.0 */
/* Which link of a message is the portal's: the rule of mail.h. */
#include "link.h"

#include "esign/i18n.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <string.h>
#include <strings.h>

/* Two are too many; this bounds the work on a message made of links. */
enum { DISTINCT_MAX = 100 };

/* Own classes: the C library's depend on the locale. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_host_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static bool is_picture(const struct es_url *url)
{
    static const char *const endings[] = {".png", ".gif",  ".jpg", ".jpeg",
                                          ".svg", ".webp", ".bmp", ".ico"};
    const char *end = url->text.data + url->query;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t len = strlen(endings[i]);
        if (url->query - url->path >= len && strncasecmp(end - len, endings[i], len) == 0)
            return true;
    }
    return false;
}

static enum es_verdict judge(const struct es_url *url, es_mail_allowed allowed, void *user)
{
    if (!es_url_is_web(url) || strcmp(url->scheme, "https") != 0)
        return ES_LINK_NOT_HTTPS;
    if (url->user_info)
        return ES_LINK_USER_INFO;
    if (!allowed(es_buf_str(&url->text), user))
        return ES_LINK_ELSEWHERE;
    if (!url->has_query)
        return ES_LINK_NO_QUERY;
    return is_picture(url) ? ES_LINK_PICTURE : ES_LINK_FITS;
}

enum es_verdict es_link_judge(const char *href, es_mail_allowed allowed, void *user,
                              struct es_buf *out)
{
    es_auto(url) url = {.text = ES_BUF_SECRET};
    if (!es_url_parse(href, NULL, &url))
        return ES_LINK_NO_ADDRESS;
    enum es_verdict verdict = judge(&url, allowed, user);
    if (verdict == ES_LINK_FITS && !es_buf_add(out, url.text.data, url.fragment))
        return ES_LINK_NO_ADDRESS;
    return verdict;
}

/* The address in a link's visible text: the first http(s):// in it, or a text that is nothing
 * but a host name (and a path). False where there is none. */
static bool shown_address(const char *text, struct es_url *url)
{
    es_auto(buf) shown = ES_BUF_SECRET;
    const char *start = strcasestr(text, "http");
    while (start && strncasecmp(start, "http://", 7) != 0 && strncasecmp(start, "https://", 8) != 0)
        start = strcasestr(start + 1, "http");
    if (start) {
        size_t len = strcspn(start, " <>\"'()[]");
        return es_buf_add(&shown, start, len) && es_url_parse(es_buf_str(&shown), NULL, url);
    }
    size_t host = 0, last_dot = 0;
    while (is_host_char(text[host])) {
        if (text[host] == '.')
            last_dot = host;
        host++;
    }
    bool ended = strchr("/:?", text[host]) && !strchr(text, ' '); /* the NUL is found too */
    bool named = last_dot > 0 && host - last_dot > 2 && is_letter(text[last_dot + 1]);
    return ended && named && es_buf_add_str(&shown, "https://") && es_buf_add_str(&shown, text) &&
           es_url_parse(es_buf_str(&shown), NULL, url);
}

static const char *without_www(const char *host)
{
    return strncmp(host, "www.", 4) == 0 ? host + 4 : host;
}

/* The sign of a forged message: the text shows one address and the link leads to another, where
 * one of the two is the portal's. */
static bool contradicts(const struct es_candidates *candidates, const char *href, const char *text)
{
    es_auto(url) leads = {.text = ES_BUF_SECRET};
    es_auto(url) shown = {.text = ES_BUF_SECRET};
    if (!shown_address(text, &shown) || !es_url_is_web(&shown))
        return false;
    /* A browser may well know a way to a host that is none here, as in other letters. */
    if (!es_url_parse(href, NULL, &leads))
        return strncasecmp(href, "http", 4) == 0 &&
               candidates->allowed(es_buf_str(&shown.text), candidates->user);
    if (!es_url_is_web(&leads))
        return false;
    bool same_host = strcmp(without_www(shown.host), without_www(leads.host)) == 0;
    bool same_port = strcmp(shown.scheme, leads.scheme) != 0 || shown.port == leads.port;
    if (same_host && same_port)
        return false;
    return candidates->allowed(es_buf_str(&leads.text), candidates->user) ||
           candidates->allowed(es_buf_str(&shown.text), candidates->user);
}

static bool is_known(const struct es_candidates *candidates, const char *url)
{
    const char *known = es_buf_str(&candidates->urls);
    for (size_t i = 0; i < candidates->distinct; i++, known += strlen(known) + 1)
        if (strcmp(known, url) == 0)
            return true;
    return false;
}

bool es_candidates_add(struct es_candidates *candidates, const char *href, const char *text)
{
    if (contradicts(candidates, href, text))
        candidates->contradicts = true;
    es_auto(buf) url = ES_BUF_SECRET;
    if (es_link_judge(href, candidates->allowed, candidates->user, &url) != ES_LINK_FITS) {
        candidates->others++;
        return true;
    }
    if (candidates->distinct == DISTINCT_MAX || is_known(candidates, es_buf_str(&url)))
        return true;
    candidates->urls.secret = true;
    if (!es_buf_add(&candidates->urls, url.data, url.len + 1)) /* with its NUL */
        return false;
    candidates->distinct++;
    return true;
}

es_status es_candidates_decide(const struct es_candidates *candidates, struct es_buf *link,
                               struct es_error *err)
{
    if (candidates->contradicts)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("a link in the message shows one address and leads to another"));
    if (candidates->distinct == 0 && candidates->others > 0)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("none of the %zu links in the message is a reset link of the portal"),
                            candidates->others);
    if (candidates->distinct == 0)
        return es_fail_with(err, ES_LINK_REFUSED, _("there is no link in the message"));
    if (candidates->distinct > 1)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("the message holds %zu different links to the portal"),
                            candidates->distinct);
    return es_buf_add_str(link, es_buf_str(&candidates->urls)) ? ES_OK : es_fail(err, ES_INTERNAL);
}

void es_candidates_free(struct es_candidates *candidates)
{
    es_buf_free(&candidates->urls);
    candidates->distinct = 0;
}

static es_status refuse(enum es_verdict verdict, struct es_error *err)
{
    static const char *const messages[] = {
        [ES_LINK_NO_ADDRESS] = N_("this is not a web address"),
        [ES_LINK_NOT_HTTPS] = N_("the link is not an https link"),
        [ES_LINK_USER_INFO] = N_("the link has a user name in it, as forged links do"),
        [ES_LINK_ELSEWHERE] = N_("the link does not lead to the portal"),
        [ES_LINK_NO_QUERY] = N_("the link is not complete: its last part, after '?', is missing"),
        [ES_LINK_PICTURE] = N_("the link leads to a picture"),
    };
    return es_fail_with(err, ES_LINK_REFUSED, "%s", _(messages[verdict]));
}

es_status es_mail_check_link(const char *text, es_mail_allowed allowed, void *user,
                             struct es_buf *link, struct es_error *err)
{
    static const char blanks[] = " \t\r\n";
    es_buf_clear(link);
    text += strspn(text, blanks);
    size_t len = strlen(text);
    while (len > 0 && strchr(blanks, text[len - 1]))
        len--;
    /* The URL parser would drop these: a link that was cut or joined must not pass. */
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
            return es_fail_with(err, ES_LINK_REFUSED,
                                _("the link has a blank or a line break "
                                  "in it"));
    es_auto(buf) trimmed = ES_BUF_SECRET;
    trimmed.max = ES_URL_MAX;
    if (!es_buf_add(&trimmed, text, len))
        return refuse(ES_LINK_NO_ADDRESS, err);
    enum es_verdict verdict = es_link_judge(es_buf_str(&trimmed), allowed, user, link);
    return verdict == ES_LINK_FITS ? ES_OK : refuse(verdict, err);
}
