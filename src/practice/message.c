/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "random.h"

/* Never the portal's own address: nobody may take this mail for one of Kamu SM. */
#define FROM    "alistirma@practice.example.org"
#define SUBJECT "[ALIŞTIRMA] KAMU SM Güvenlik Sözcüğü Hatırlatma"

enum { LINE_MAX_CHARS = 76, WORD_BYTES = 36, SMTP_SECONDS = 5 };

static bool add_base64(struct es_buf *out, const char *bytes, size_t len)
{
    unsigned char line[LINE_MAX_CHARS + 4];
    int got = EVP_EncodeBlock(line, (const unsigned char *)bytes, (int)len);
    return es_buf_add(out, line, (size_t)got);
}

/* Encoded words (RFC 2047), none of them breaking a character in two. */
static bool add_subject(struct es_buf *out, const char *subject)
{
    if (!es_buf_add_str(out, "Subject:"))
        return false;
    for (size_t left = strlen(subject); left;) {
        size_t len = left < WORD_BYTES ? left : WORD_BYTES;
        while (len < left && (subject[len] & 0xC0) == 0x80)
            len--;
        if (!es_buf_add_str(out, " =?UTF-8?B?") || !add_base64(out, subject, len) ||
            !es_buf_add_str(out, "?=\r\n"))
            return false;
        subject += len;
        left -= len;
    }
    return true;
}

static bool add_base64_lines(struct es_buf *out, const char *text)
{
    enum { LINE_BYTES = LINE_MAX_CHARS / 4 * 3 };
    for (size_t left = strlen(text); left;) {
        size_t len = left < LINE_BYTES ? left : LINE_BYTES;
        if (!add_base64(out, text, len) || !es_buf_add_str(out, "\r\n"))
            return false;
        text += len;
        left -= len;
    }
    return true;
}

/* Quoted-printable (RFC 2045, 6.7); LF becomes CR LF. */
static bool add_quoted(struct es_buf *out, const char *text)
{
    size_t column = 0;
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool at_end = text[1] == '\n' || !text[1];
        bool plain = (c > 32 && c < 127 && c != '=') || ((c == ' ' || c == '\t') && !at_end);
        if (c == '\n') {
            column = 0;
            if (!es_buf_add_str(out, "\r\n"))
                return false;
            continue;
        }
        if (column + (plain ? 1 : 3) > LINE_MAX_CHARS - 1) {
            column = 0;
            if (!es_buf_add_str(out, "=\r\n"))
                return false;
        }
        column += plain ? 1 : 3;
        if (plain ? !es_buf_add_char(out, (char)c) : !es_buf_printf(out, "=%02X", c))
            return false;
    }
    return es_buf_add_str(out, "\r\n");
}

static bool add_part(struct es_buf *out, const struct es_markup *markup, const char *type,
                     const char *text)
{
    es_auto(buf) bytes = {0};
    if (markup->turkish_bytes ? !es_markup_encode(text, &bytes) : !es_buf_add_str(&bytes, text))
        return false;
    return es_buf_printf(out,
                         "Content-Type: text/%s; charset=%s\r\n"
                         "Content-Transfer-Encoding: %s\r\n\r\n",
                         type, markup->turkish_bytes ? "ISO-8859-9" : "UTF-8",
                         markup->mail_base64 ? "base64" : "quoted-printable") &&
           (markup->mail_base64 ? add_base64_lines(out, es_buf_str(&bytes))
                                : add_quoted(out, es_buf_str(&bytes)));
}

static bool add_header(struct es_buf *out, const char *to, const char *boundary)
{
    char date[64], id[25];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", &utc);
    es_random_hex(id, sizeof(id) - 1);
    return es_buf_printf(out,
                         "Date: %s\r\n"
                         "From: =?UTF-8?B?QUxJxZ5USVJNQQ==?= <" FROM ">\r\n"
                         "To: <%s>\r\n"
                         "Message-ID: <%s@practice.example.org>\r\n",
                         date, to, id) &&
           add_subject(out, SUBJECT) &&
           es_buf_printf(out,
                         "MIME-Version: 1.0\r\n"
                         "Content-Type: multipart/alternative; boundary=\"%s\"\r\n"
                         "Auto-Submitted: auto-generated\r\n\r\n",
                         boundary);
}

bool es_message_make(const struct es_markup *markup, const char *to, const char *text,
                     const char *html, struct es_buf *out)
{
    char boundary[25];
    es_random_hex(boundary, sizeof(boundary) - 1);
    return add_header(out, to, boundary) && es_buf_printf(out, "--%s\r\n", boundary) &&
           add_part(out, markup, "plain", text) && es_buf_printf(out, "--%s\r\n", boundary) &&
           add_part(out, markup, "html", html) && es_buf_printf(out, "--%s--\r\n", boundary);
}

struct reader {
    const struct es_buf *message;
    size_t at;
};

static size_t read_some(char *out, size_t size, size_t count, void *context)
{
    struct reader *reader = context;
    size_t left = reader->message->len - reader->at, take = size * count;
    take = take < left ? take : left;
    memcpy(out, reader->message->data + reader->at, take);
    reader->at += take;
    return take;
}

bool es_message_send(const char *smtp, const char *to, const struct es_buf *message, char *why,
                     size_t why_size)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return false;
    char url[256], recipient[160];
    snprintf(url, sizeof(url), "smtp://%s/practice.example.org", smtp);
    snprintf(recipient, sizeof(recipient), "<%s>", to);
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    struct reader reader = {message, 0};
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SMTP_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "<" FROM ">");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_some);
    curl_easy_setopt(curl, CURLOPT_READDATA, &reader);
    CURLcode result = curl_easy_perform(curl);
    snprintf(why, why_size, "%s", curl_easy_strerror(result));
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return result == CURLE_OK;
}
