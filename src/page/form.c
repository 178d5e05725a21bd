/* SPDX-License-Identifier: Apache-2.0 */
/* HTML Standard, "form submission algorithm": where a form goes, and how. */
#include "esign/form.h"

#include "esign/i18n.h"
#include "esign/text.h"
#include "esign/url.h"
#include "form_internal.h"

#include <stdio.h>
#include <string.h>

enum {
    SHOWN_MAX = 120, /* characters of an address in a message */
    /* No form for people has so many; radio buttons are compared with one another. */
    CONTROLS_MAX = 10000,
};

/* What the submitter overrides of its form. */
struct submission {
    bool dialog;        /* it closes a dialog and sends nothing */
    const char *action; /* as written; "" is the page itself */
    bool post;
    enum form_enctype enctype;
};

void es_request_free(struct es_request *request)
{
    es_buf_free(&request->url);
    es_buf_free(&request->body);
    *request = (struct es_request){0};
}

/* ---- where to ---- */

/* Nobody can ask for an address that is longer than one may be. */
static struct es_request empty_request(void)
{
    return (struct es_request){.url = {.secret = true, .max = ES_URL_MAX}, .body = ES_BUF_SECRET};
}

static es_status fail_address(struct es_error *err, const char *address)
{
    es_auto(buf) shown = {0};
    es_auto(buf) safe = {0};
    if (!es_url_shown(address, &shown) || !es_text_safe(es_buf_str(&shown), SHOWN_MAX, &safe))
        return es_fail(err, ES_PAGE_UNKNOWN);
    return es_fail_with(err, ES_PAGE_UNKNOWN,
                        _("the page leads to an address that esign cannot follow: %s"),
                        es_buf_str(&safe));
}

/* One character of an address's query in the page's charset. */
static bool encode_character(enum es_charset charset, const char *utf8, size_t len,
                             struct es_buf *out)
{
    es_auto(buf) bytes = {0};
    if (!es_charset_encode(charset, utf8, len, &bytes))
        return false;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.data[i]; /* digits: of the &#N; that stands for what cannot be encoded */
        if (!(c >= '0' && c <= '9' ? es_buf_add_char(out, c)
                                   : es_buf_printf(out, "%%%02X", (unsigned char)c)))
            return false;
    }
    return true;
}

/* HTML Standard, "encoding-parsing a URL": the query that a page's address has is in the page's
 * charset. */
static bool encode_query(const struct es_page *page, const char *reference, struct es_buf *out)
{
    enum es_charset charset = (enum es_charset)page->charset;
    size_t path = strcspn(reference, "?#");
    const char *at = reference + path, *end = at + strcspn(at, "#");
    if (charset != ES_WINDOWS_1254 && charset != ES_WINDOWS_1252)
        return es_buf_add_str(out, reference);
    if (!es_buf_add(out, reference, path))
        return false;
    while (at < end) {
        size_t len = 1;
        while (at + len < end && ((unsigned char)at[len] & 0xC0) == 0x80)
            len++;
        if (!((unsigned char)*at < 0x80 ? es_buf_add_char(out, *at)
                                        : encode_character(charset, at, len, out)))
            return false;
        at += len;
    }
    return es_buf_add_str(out, end);
}

static es_status resolve(const struct es_page *page, const char *reference, const char *base,
                         struct es_url *url, struct es_error *err)
{
    es_auto(url) from = {0};
    es_auto(buf) encoded = {0};
    bool has_base = es_url_parse(base, NULL, &from);
    if (!encode_query(page, reference, &encoded))
        return es_fail(err, ES_TOO_LARGE);
    if (es_url_parse(es_buf_str(&encoded), has_base ? &from : NULL, url)) {
        if (es_url_is_web(url))
            return ES_OK;
        es_url_free(url);
    }
    return fail_address(err, reference);
}

es_status es_link_request(const struct es_page *page, const char *reference, struct es_request *out,
                          struct es_error *err)
{
    es_auto(url) url = {0};
    *out = empty_request();
    es_status status = resolve(page, reference, es_page_str(page, page->base), &url, err);
    if (status == ES_OK && !es_buf_add(&out->url, url.text.data, url.fragment))
        status = es_fail(err, ES_INTERNAL);
    return status;
}

/* ---- how ---- */

static struct submission submission_of(const struct es_page *page, const struct es_form *form,
                                       const struct es_control *submitter)
{
    struct submission how = {form->dialog != 0, es_page_str(page, form->action), form->post != 0,
                             (enum form_enctype)form->multipart};
    if (submitter && submitter->form_action)
        how.action = es_page_str(page, submitter->form_action);
    if (submitter && submitter->form_post >= 0) {
        how.post = submitter->form_post == 1;
        how.dialog = submitter->form_post == 2;
    }
    if (submitter && submitter->form_multipart >= 0)
        how.enctype = (enum form_enctype)submitter->form_multipart;
    return how;
}

/* "Picking an encoding for the form", as browsers do it: where no label is known the page's own
 * (the standard has UTF-8 then), and commas part labels as in HTML 4. */
static enum es_charset charset_of(const struct es_page *page, const struct es_form *form)
{
    const char *labels = es_page_str(page, form->accept_charset), *blanks = ", \t\n\f\r";
    enum es_charset charset = (enum es_charset)page->charset;
    for (labels += strspn(labels, blanks); *labels; labels += strspn(labels, blanks)) {
        size_t len = strcspn(labels, blanks);
        if (es_charset_find(labels, len, &charset))
            break;
        labels += len;
    }
    return charset == ES_UTF_16LE || charset == ES_UTF_16BE ? ES_UTF_8 : charset;
}

static void set_content_type(const struct form_encoder *encoder, struct es_request *out)
{
    const char *types[] = {
        [FORM_URLENCODED] = "application/x-www-form-urlencoded",
        [FORM_MULTIPART] = "multipart/form-data; boundary=",
        [FORM_PLAIN] = "text/plain",
    };
    (void)snprintf(out->content_type, sizeof out->content_type, "%s%s", types[encoder->enctype],
                   encoder->boundary);
}

/* ---- the request ---- */

static bool can_be_filled(const struct es_page *page, const struct es_control *control,
                          const char *value)
{
    if (control->type == ES_CONTROL_SELECT)
        return form_option(page, control, value) != ES_NONE;
    return control->type <= ES_CONTROL_RADIO;
}

static bool indexes_fit(const struct es_page *page, uint32_t form, uint32_t submitter,
                        const struct es_fill *fills, size_t n_fills)
{
    const struct es_control *controls = es_page_controls(page);
    uint32_t n = page->controls.n;
    if (form >= page->forms.n)
        return false;
    if (submitter != ES_NONE && (submitter >= n || controls[submitter].form != form ||
                                 (controls[submitter].type != ES_CONTROL_SUBMIT &&
                                  controls[submitter].type != ES_CONTROL_IMAGE)))
        return false;
    for (size_t i = 0; i < n_fills; i++) {
        uint32_t at = fills[i].control;
        if (at >= n || controls[at].form != form || !fills[i].value ||
            !can_be_filled(page, &controls[at], fills[i].value))
            return false;
    }
    return true;
}

/* A GET form's entries take the place of the address's query; a POST form's are the body. */
static bool write_request(const struct es_page *page, uint32_t form, uint32_t submitter,
                          const struct es_fill *fills, size_t n_fills, const struct submission *how,
                          const struct es_url *url, struct es_request *out)
{
    struct form_encoder encoder = {
        .enctype = how->post ? how->enctype : FORM_URLENCODED,
        .charset = charset_of(page, &es_page_forms(page)[form]),
        .out = how->post ? &out->body : &out->url,
    };
    out->post = how->post;
    bool ok = es_buf_add(&out->url, url->text.data, how->post ? url->fragment : url->query) &&
              (how->post || es_buf_add_char(&out->url, '?')) && form_encode_begin(&encoder) &&
              form_add_entries(page, form, submitter, fills, n_fills, &encoder) &&
              form_encode_end(&encoder);
    if (ok && how->post)
        set_content_type(&encoder, out);
    return ok;
}

es_status es_form_request(const struct es_page *page, uint32_t form, uint32_t submitter,
                          const struct es_fill *fills, size_t n_fills, struct es_request *out,
                          struct es_error *err)
{
    *out = empty_request();
    if (!indexes_fit(page, form, submitter, fills, n_fills))
        return es_fail(err, ES_INTERNAL);
    if (page->controls.n > CONTROLS_MAX)
        return es_fail(err, ES_TOO_LARGE);
    const struct es_control *button =
        submitter == ES_NONE ? NULL : &es_page_controls(page)[submitter];
    if (button && (button->flags & ES_CONTROL_DISABLED))
        return es_fail(err, ES_NEEDS_BROWSER);

    struct submission how = submission_of(page, &es_page_forms(page)[form], button);
    if (how.dialog)
        return es_fail(err, ES_NEEDS_BROWSER);
    const char *itself = es_page_str(page, page->url);
    es_auto(url) url = {0};
    es_status status = *how.action
                           ? resolve(page, how.action, es_page_str(page, page->base), &url, err)
                           : resolve(page, itself, itself, &url, err);
    if (status != ES_OK)
        return status;
    if (write_request(page, form, submitter, fills, n_fills, &how, &url, out))
        return ES_OK;
    es_request_free(out);
    return es_fail_with(err, ES_TOO_LARGE, _("what the form would send is too large"));
}
