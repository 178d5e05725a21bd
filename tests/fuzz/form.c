/* SPDX-License-Identifier: Apache-2.0 */
/* A page's forms, filled in and submitted by each of their buttons. */
#include "esign/form.h"
#include "esign/url.h"
#include "fuzz.h"

/* Stands in no page by chance; each of its characters is kept by every charset. */
#define TYPED "Typed*Answer-0417"
#define LINES TYPED "\r\nand\nmore\r"

enum { REQUESTS_MAX = 64, FILLS_MAX = 16 };

static size_t count(const struct es_buf *in, const char *what)
{
    size_t n = 0;
    for (const char *at = es_buf_str(in); (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

static void claim_url(const struct es_request *request)
{
    es_auto(url) url = {0};
    const char *text = es_buf_str(&request->url);
    claim("a request's address parses", es_url_parse(text, NULL, &url));
    claim("a request goes to a web address", es_url_is_web(&url));
    claim("its address is serialised", fuzz_same(&url.text, &request->url));
    claim("it has no fragment", url.fragment == url.text.len);
}

static void claim_urlencoded(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        claim("an urlencoded body is plain", text[i] && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                               "abcdefghijklmnopqrstuvwxyz"
                                                               "0123456789*-._+%&=",
                                                               text[i]));
}

static void claim_body(const struct es_request *request)
{
    const char *type = request->content_type;
    if (!request->post) {
        claim("a GET has no body", request->body.len == 0 && !*type);
    } else if (strcmp(type, "application/x-www-form-urlencoded") == 0) {
        claim_urlencoded(es_buf_str(&request->body), request->body.len);
    } else if (strncmp(type, "multipart/form-data; boundary=", 30) == 0) {
        char end[160];
        int len = snprintf(end, sizeof end, "--%s--\r\n", type + 30);
        const char *body = es_buf_str(&request->body);
        claim("a multipart body ends with its boundary",
              request->body.len >= (size_t)len &&
                  strcmp(body + request->body.len - (size_t)len, end) == 0);
    } else {
        claim("the body's type is one of three", strncmp(type, "text/plain", 10) == 0);
    }
}

static bool is_typed(const struct es_control *control)
{
    return control->type == ES_CONTROL_TEXT || control->type == ES_CONTROL_PASSWORD ||
           control->type == ES_CONTROL_TEXTAREA;
}

/* What a person makes of a thing to choose: a box ticked or not, an option's text; NULL: it is left
 * as it is, as each third one is. */
static const char *chosen(const struct es_page *page, const struct es_control *control, uint32_t i)
{
    const struct es_option *options = es_control_options(page, control);
    bool asked = control->type == ES_CONTROL_SELECT;
    if (i % 3 == 2)
        return NULL;
    if (control->type == ES_CONTROL_CHECKBOX || control->type == ES_CONTROL_RADIO)
        return i & 1 ? "yes" : "";
    for (uint32_t n = 0; asked && n < control->options.n; n++) {
        if (!options[n].disabled)
            return es_page_str(page, options[n].text);
    }
    return NULL;
}

/* Fills the form's own fields; how many of them a browser sends. */
static size_t fill(const struct es_page *page, uint32_t form, struct es_fill *fills, size_t *sent)
{
    size_t n = 0;
    *sent = 0;
    for (uint32_t i = 0; i < page->controls.n && n < FILLS_MAX; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        const char *choice = chosen(page, control, i);
        if (control->form == form && choice)
            fills[n++] = (struct es_fill){i, choice};
        if (control->form != form || !is_typed(control))
            continue;
        fills[n++] = (struct es_fill){i, control->type == ES_CONTROL_TEXTAREA ? LINES : TYPED};
        bool named = *es_page_str(page, control->name) != '\0';
        bool out = control->flags & (ES_CONTROL_DISABLED | ES_CONTROL_IN_DATALIST);
        *sent += named && !out;
    }
    return n;
}

static bool page_says(const uint8_t *data, size_t size)
{
    return size >= 5 && memmem(data, size, "Typed", 5);
}

static void submit(const struct es_page *page, uint32_t form, uint32_t submitter, bool quoted)
{
    struct es_fill fills[FILLS_MAX];
    size_t sent, n = fill(page, form, fills, &sent);
    struct es_request request = {0};
    es_status status = es_form_request(page, form, submitter, fills, n, &request, NULL);
    claim("a form is submitted, or refused by name", status == ES_OK || status == ES_PAGE_UNKNOWN ||
                                                         status == ES_NEEDS_BROWSER ||
                                                         status == ES_TOO_LARGE);
    if (status == ES_OK) {
        claim_url(&request);
        claim_body(&request);
        size_t seen = count(&request.url, TYPED) + count(&request.body, TYPED);
        if (!quoted)
            claim("each answer is sent at most once", seen <= sent);
    }
    es_request_free(&request);
}

static void follow(const struct es_page *page, const char *reference)
{
    struct es_request request = {0};
    es_status status = es_link_request(page, reference, &request, NULL);
    claim("a link is followed, or unknown", status == ES_OK || status == ES_PAGE_UNKNOWN);
    if (status == ES_OK) {
        claim("a link is a GET", !request.post && request.body.len == 0);
        claim_url(&request);
    }
    es_request_free(&request);
}

/* What does not belong together is never sent. */
static void claim_refused(const struct es_page *page)
{
    uint32_t n = page->controls.n;
    const struct es_fill beyond = {n, TYPED};
    const uint32_t form[] = {page->forms.n, 0, 0}, button[] = {ES_NONE, n, ES_NONE};
    for (size_t i = page->forms.n ? 0 : 2; i < 3; i++) {
        struct es_request request = {0};
        claim("what is not on the page is refused",
              es_form_request(page, form[i], button[i], &beyond, i == 2, &request, NULL) ==
                  ES_INTERNAL);
        claim("and leaves nothing", request.url.len == 0 && request.body.len == 0);
        es_request_free(&request);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    if (!page)
        return 0;
    bool quoted = page_says(data, size);
    claim_refused(page);
    uint32_t most = 0;
    for (uint32_t i = 0; i < page->forms.n && most++ < REQUESTS_MAX; i++)
        submit(page, i, ES_NONE, quoted);
    for (uint32_t i = 0; i < page->controls.n && most < REQUESTS_MAX; i++) {
        const struct es_control *control = &es_page_controls(page)[i];
        bool submits = control->type == ES_CONTROL_SUBMIT || control->type == ES_CONTROL_IMAGE;
        if (!submits || control->form == ES_NONE)
            continue;
        submit(page, control->form, i, quoted);
        most++;
    }
    for (uint32_t i = 0; i < page->links.n && i < REQUESTS_MAX; i++)
        follow(page, es_page_str(page, es_page_links(page)[i].href));
    es_page_free(&page);
    return 0;
}
