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

static const char *next_url(const char *known)
{
    return known + strlen(known) + 1;
}

static bool is_known(const struct es_candidates *candidates, enum es_sight sight, const char *url)
{
    const char *known = es_buf_str(&candidates->urls);
    for (size_t i = 0; i < candidates->n; i++, known = next_url(known))
        if (*known == (char)sight && strcmp(known + 1, url) == 0)
            return true;
    return false;
}

static bool keep(struct es_candidates *candidates, enum es_sight sight, const struct es_buf *url)
{
    if (candidates->n == DISTINCT_MAX || is_known(candidates, sight, es_buf_str(url)))
        return true;
    candidates->urls.secret = true;
    if (!es_buf_add_char(&candidates->urls, (char)sight) ||
        !es_buf_add(&candidates->urls, url->data, url->len + 1)) /* with its NUL */
        return false;
    candidates->n++;
    return true;
}

bool es_candidates_add(struct es_candidates *candidates, const char *href, const char *text,
                       enum es_sight sight)
{
    bool contradicts = false;
    if (!es_link_contradicts(candidates, href, text, &contradicts))
        return false;
    candidates->contradicts = candidates->contradicts || contradicts;
    es_auto(buf) url = ES_BUF_SECRET;
    enum es_verdict verdict = es_link_judge(href, candidates->allowed, candidates->user, &url);
    if (sight == ES_SIGHT_CUT && (verdict == ES_LINK_FITS || verdict == ES_LINK_NO_QUERY))
        candidates->cut = true;
    if (verdict == ES_LINK_FITS)
        return keep(candidates, sight, &url);
    candidates->others++;
    return true;
}

/* The one that is plainly seen; NULL where there is none, or another. */
static const char *the_one(const struct es_candidates *candidates, size_t *plain, size_t *different)
{
    const char *known = es_buf_str(&candidates->urls), *one = NULL;
    *plain = *different = 0;
    for (size_t i = 0; i < candidates->n; i++, known = next_url(known))
        if (*known == ES_SIGHT_PLAIN && (*plain)++ == 0)
            one = known + 1;
    known = es_buf_str(&candidates->urls);
    for (size_t i = 0; one && i < candidates->n; i++, known = next_url(known)) {
        bool cut = *known == ES_SIGHT_CUT;
        *different +=
            cut ? strncmp(known + 1, one, strlen(known + 1)) != 0 : strcmp(known + 1, one) != 0;
    }
    return *different == 0 && candidates->n < DISTINCT_MAX ? one : NULL;
}

static es_status refuse_hidden(const struct es_candidates *candidates, struct es_error *err)
{
    if (candidates->cut)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("the address in the message is broken: copy all of it into one line "
                              "of a file and give that with --link-file"));
    if (candidates->n > 0)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("the message's link to the portal is not where its reader sees it"));
    if (candidates->others > 0)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("none of the %zu links in the message is a reset link of the portal"),
                            candidates->others);
    return es_fail_with(err, ES_LINK_REFUSED, _("there is no link in the message"));
}

es_status es_candidates_decide(const struct es_candidates *candidates, struct es_buf *link,
                               struct es_error *err)
{
    size_t plain, different;
    const char *one = the_one(candidates, &plain, &different);
    if (candidates->contradicts)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("a link in the message shows one address and leads to another"));
    if (plain == 0)
        return refuse_hidden(candidates, err);
    if (!one && different == 0) /* only so many were kept */
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("the message holds too many different links to the portal"));
    if (!one)
        return es_fail_with(err, ES_LINK_REFUSED,
                            _("the message holds %zu different links to the portal"),
                            1 + different);
    return es_buf_add_str(link, one) ? ES_OK : es_fail(err, ES_INTERNAL);
}

void es_candidates_free(struct es_candidates *candidates)
{
    es_buf_free(&candidates->urls);
    candidates->n = 0;
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
