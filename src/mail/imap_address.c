/* SPDX-License-Identifier: Apache-2.0 */
/* imaps://USER@HOST[:PORT]/FOLDER (RFC 5092), as a person types it. */
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

/* "deniz%40example.org" */
static bool unescape(const char *text, size_t len, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++, n++) {
        int high = text[i] == '%' && i + 2 < len ? es_text_hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? es_text_hex_digit(text[i + 2]) : -1;
        char c = low >= 0 ? (char)(high * 16 + low) : text[i];
        if (n + 1 == size || (unsigned char)c < ' ' || c == 0x7f || (text[i] == '%' && low < 0))
            return false;
        out[n] = c;
        i += low >= 0 ? 2 : 0;
    }
    out[n] = '\0';
    return n > 0 && es_text_is_utf8(out, n);
}

/* "/", "/Spam", "/Ar%C5%9Fiv/Kamu/" */
static bool take_folder(const char *text, struct es_imap_address *out)
{
    size_t len = strlen(text);
    text += len > 0;
    len -= len > 0;
    if (len > 1 && text[len - 1] == '/')
        len--;
    return len == 0 || (*text != '/' && !strpbrk(text, "?;#") &&
                        unescape(text, len, out->folder, sizeof(out->folder)));
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

static es_status has_password(struct es_error *err)
{
    fail(_("the mail server's address has a password in it"), err);
    es_hint(err, _("Other users of this computer may see it there. Leave it out: it is asked "
                   "for, or read with --mail-password-file FILE."));
    return ES_USAGE;
}

static es_status take_parts(const char *text, struct es_imap_address *out, struct es_error *err)
{
    size_t len = strcspn(text, "/"); /* of user and host */
    const char *at = memrchr(text, '@', len);
    if (!at || at == text)
        return fail(_("the mail server's address names no user"), err);
    if (memchr(text, ':', (size_t)(at - text)))
        return has_password(err);
    if (!unescape(text, (size_t)(at - text), out->user, sizeof(out->user)))
        return fail(_("the user's name in the mail server's address cannot be read"), err);
    if (!take_host(at + 1, len - (size_t)(at + 1 - text), out))
        return fail(_("the host in the mail server's address cannot be read"), err);
    if (!take_folder(text + len, out))
        return fail(_("the folder in the mail server's address cannot be read"), err);
    return ES_OK;
}

es_status es_imap_address_parse(const char *text, struct es_imap_address *out, struct es_error *err)
{
    static const char SCHEME[] = "imaps://";
    *out = (struct es_imap_address){.user = ""};
    if (strncasecmp(text, "imap://", 7) == 0) {
        fail(_("without TLS no password is sent: the address has to begin with imaps://"), err);
        es_hint(err,
                _("Write imaps:// instead, for port 993. STARTTLS, which begins without TLS on "
                  "port 143, is not used."));
        return ES_USAGE;
    }
    if (strncasecmp(text, SCHEME, sizeof SCHEME - 1) != 0)
        return fail(_("the mail server's address has to begin with imaps://"), err);
    es_status status = take_parts(text + sizeof SCHEME - 1, out, err);
    if (status)
        es_imap_address_free(out);
    return status;
}

/* ---- folders ---- */

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Bits that are not yet written, of UTF-16. */
struct shifted {
    uint32_t bits;
    unsigned n;
};

static bool add_unit(struct shifted *shifted, uint32_t unit, struct es_buf *out)
{
    bool ok = true;
    shifted->bits = shifted->bits << 16 | unit;
    for (shifted->n += 16; ok && shifted->n >= 6; shifted->n -= 6)
        ok = es_buf_add_char(out, BASE64[shifted->bits >> (shifted->n - 6) & 63]);
    return ok;
}

static bool end_shift(struct shifted *shifted, struct es_buf *out)
{
    unsigned n = shifted->n;
    bool ok = n == 0 || es_buf_add_char(out, BASE64[shifted->bits << (6 - n) & 63]);
    *shifted = (struct shifted){0, 0};
    return ok && es_buf_add_char(out, '-');
}

static uint32_t next_code(const unsigned char **at)
{
    const unsigned char *b = *at;
    unsigned more = b[0] < 0x80 ? 0 : b[0] < 0xE0 ? 1 : b[0] < 0xF0 ? 2 : 3;
    uint32_t code = more ? b[0] & (0x3FU >> more) : b[0];
    for (unsigned i = 1; i <= more; i++)
        code = code << 6 | (b[i] & 0x3FU);
    *at += more + 1;
    return code;
}

bool es_imap_folder_name(const char *name, struct es_buf *out)
{
    const unsigned char *at = (const unsigned char *)name;
    struct shifted shifted = {0, 0};
    bool ok = es_text_is_utf8(name, strlen(name)), shift = false;
    while (ok && *at) {
        uint32_t code = next_code(&at);
        bool plain = code >= ' ' && code < 0x7F;
        if (plain && shift)
            ok = end_shift(&shifted, out);
        else if (!plain && !shift)
            ok = es_buf_add_char(out, '&');
        shift = !plain;
        if (plain)
            ok = ok && es_buf_add_char(out, (char)code) &&
                 (code != '&' || es_buf_add_char(out, '-'));
        else if (code < 0x10000)
            ok = ok && add_unit(&shifted, code, out);
        else
            ok = ok && add_unit(&shifted, 0xD800 + ((code - 0x10000) >> 10), out) &&
                 add_unit(&shifted, 0xDC00 + ((code - 0x10000) & 0x3FF), out);
    }
    return ok && (!shift || end_shift(&shifted, out));
}

void es_imap_address_free(struct es_imap_address *address)
{
    es_buf_free(&address->at);
}
