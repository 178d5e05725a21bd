/* SPDX-License-Identifier: Apache-2.0 */
/* A saved message, taken apart in this process. */
#include "esign/mail.h"
#include "esign/url.h"
#include "fuzz.h"
#include "link.h"

/* The linker puts this in es_page_parse's place (--wrap), so that a known abort of the parser is no
 * find. */
es_status __real_es_page_parse(const struct es_page_source *source, struct es_page **out,
                               struct es_error *err);
es_status __wrap_es_page_parse(const struct es_page_source *source, struct es_page **out,
                               struct es_error *err);
es_status __wrap_es_page_parse(const struct es_page_source *source, struct es_page **out,
                               struct es_error *err)
{
    if (fuzz_parser_aborts((const uint8_t *)source->bytes, source->len))
        return es_fail(err, ES_PAGE_UNKNOWN);
    return __real_es_page_parse(source, out, err);
}

static bool is_ours(const char *url, void *user)
{
    (void)user;
    es_auto(url) parsed = {0};
    return es_url_parse(url, NULL, &parsed) && strcmp(parsed.scheme, "https") == 0 &&
           strcmp(parsed.host, "portal.example.org") == 0 && parsed.port == 443;
}

static void claim_link(const struct es_buf *link)
{
    es_auto(url) url = {0};
    es_auto(buf) again = {0};
    const char *text = es_buf_str(link);
    claim("a link that was found parses", es_url_parse(text, NULL, &url));
    claim("it is serialised", fuzz_same(&url.text, link));
    claim("it is https, at the portal, with a query and without a user's name",
          is_ours(text, NULL) && url.has_query && !url.user_info);
    claim("it would be taken when it is pasted",
          es_mail_check_link(text, is_ours, NULL, &again, NULL) == ES_OK);
    claim("as it is", fuzz_same(&again, link));
}

/* The signs of the messages in tests/mail, and those of another. */
static void claim_signs(const char *bytes, size_t size)
{
    const struct es_mail_signs signs = {"bilgilendirme@ornek.example.org",
                                        "Güvenlik Sözcüğü Hatırlatma"};
    const struct es_mail_signs other = {"okul@example.org", signs.subject};
    bool has = es_message_has_signs(bytes, size, &signs);
    claim("a message has one sender", !has || !es_message_has_signs(bytes, size, &other));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    es_auto(buf) link = ES_BUF_SECRET, pasted = ES_BUF_SECRET;
    const char *bytes = size ? (const char *)data : "";
    es_status status = es_message_link(bytes, size, is_ours, NULL, &link, NULL);
    claim("a message has its link, or is refused", status == ES_OK || status == ES_LINK_REFUSED);
    if (status == ES_OK)
        claim_link(&link);
    claim_signs(bytes, size);
    char *text = fuzz_text(data, size);
    status = es_mail_check_link(text, is_ours, NULL, &pasted, NULL);
    claim("a pasted link is taken, or refused", status == ES_OK || status == ES_LINK_REFUSED);
    if (status == ES_OK)
        claim_link(&pasted);
    free(text);
    return 0;
}
