/* SPDX-License-Identifier: Apache-2.0 */
/* imaps://USER@HOST[:PORT]/ (RFC 5092), as a person types it. */
#include "esign/i18n.h"
#include "esign/mailbox.h"
#include "esign/text.h"
#include "esign/url.h"

#include <string.h>
#include <strings.h>

enum { IMAPS_PORT = 993 };

static es_status fail(const char *message, struct es_error *err)
{
    es_status status = es_fail_with(err, ES_USAGE, "%s", message);
    es_hint(err, _("Write it like this: --imap imaps://deniz%%40example.org@imap.example.org/"));
    return status;
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;
    return at && ((c >= '0' && c <= '9') || (c | 0x20) >= 'a') ? (int)(at - digits) : -1;
}

static bool take_user(const char *text, size_t len, char user[ES_MAILBOX_USER_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++, n++) {
        int high = text[i] == '%' && i + 2 < len ? hex(text[i + 1]) : -1;
        int low = high >= 0 ? hex(text[i + 2]) : -1;
        char c = low >= 0 ? (char)(high * 16 + low) : text[i];
        if (n + 1 == ES_MAILBOX_USER_MAX || (unsigned char)c < ' ' || c == 0x7f ||
            (text[i] == '%' && low < 0))
            return false;
        user[n] = c;
        i += low >= 0 ? 2 : 0;
    }
    user[n] = '\0';
    return n > 0 && es_text_is_utf8(user, n);
}

/* "host", "host:port", "[::1]:port"; what else an https address may have is not looked for. */
static bool take_host(const char *text, size_t len, struct es_imap_address *out)
{
    es_auto(url) url = {0};
    es_auto(buf) address = {0};
    const char *colon = memrchr(text, ':', len);
    bool has_port = colon && !memchr(colon, ']', len - (size_t)(colon - text));
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] <= ' ' || strchr("?#@\\/%", text[i]))
            return false;
    if (len == 0 || (has_port && (size_t)(colon + 1 - text) == len) ||
        !es_buf_printf(&address, "https://%.*s", (int)len, text) ||
        (!has_port && !es_buf_printf(&address, ":%d", IMAPS_PORT)) ||
        !es_url_parse(es_buf_str(&address), NULL, &url) || !es_url_is_web(&url))
        return false;
    memcpy(out->host, url.host, sizeof(out->host));
    es_buf_clear(&out->at);
    return es_buf_add_str(&out->at, es_buf_str(&url.text));
}

es_status es_imap_address_parse(const char *text, struct es_imap_address *out, struct es_error *err)
{
    static const char SCHEME[] = "imaps://";
    *out = (struct es_imap_address){.user = ""};
    if (strncasecmp(text, "imap://", 7) == 0)
        return fail(_("without TLS no password is sent: the address has to begin with imaps://"),
                    err);
    if (strncasecmp(text, SCHEME, sizeof SCHEME - 1) != 0)
        return fail(_("the mail server's address has to begin with imaps://"), err);
    text += sizeof SCHEME - 1;
    size_t len = strlen(text);
    const char *at = memrchr(text, '@', len);
    if (!at || at == text)
        return fail(_("the mail server's address names no user"), err);
    const char *host = at + 1;
    if (memchr(text, ':', (size_t)(at - text))) {
        fail(_("the mail server's address has a password in it"), err);
        es_hint(err, _("Other users of this computer may see it there. Leave it out: it is asked "
                       "for, or read with --mail-password-file FILE."));
        return ES_USAGE;
    }
    size_t host_len = strlen(host);
    host_len -= host_len > 0 && host[host_len - 1] == '/';
    if (!take_user(text, (size_t)(at - text), out->user))
        return fail(_("the user's name in the mail server's address cannot be read"), err);
    if (!take_host(host, host_len, out)) {
        es_imap_address_free(out);
        return fail(_("the host in the mail server's address cannot be read"), err);
    }
    return ES_OK;
}

void es_imap_address_free(struct es_imap_address *address)
{
    es_buf_free(&address->at);
}
