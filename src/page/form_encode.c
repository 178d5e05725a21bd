/* SPDX-License-Identifier: Apache-2.0 */
/* The three encodings of an entry list. */
#include "form_internal.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

enum { BOUNDARY_BYTES = 16 };

bool form_encode_begin(struct form_encoder *encoder)
{
    unsigned char random[BOUNDARY_BYTES];
    if (encoder->enctype != FORM_MULTIPART)
        return true;
    if (RAND_bytes(random, sizeof random) != 1)
        return false;
    int at = snprintf(encoder->boundary, sizeof encoder->boundary, "----esign");
    for (size_t i = 0; i < sizeof random; i++, at += 2)
        (void)snprintf(encoder->boundary + at, sizeof encoder->boundary - (size_t)at, "%02x",
                       random[i]);
    return true;
}

/* Each line end, whichever it is, as CR LF; then in the form's charset. */
static bool encode_text(const struct form_encoder *encoder, const char *text, struct es_buf *out)
{
    for (;;) {
        size_t line = strcspn(text, "\r\n");
        if (!es_charset_encode(encoder->charset, text, line, out))
            return false;
        text += line;
        if (!*text)
            return true;
        text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
        if (!es_buf_add_str(out, "\r\n"))
            return false;
    }
}

/* ---- application/x-www-form-urlencoded ---- */

static bool is_kept(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
           c == '-' || c == '.' || c == '_';
}

static bool add_urlencoded(const struct form_encoder *encoder, const char *text)
{
    es_auto(buf) bytes = ES_BUF_SECRET;
    if (!encode_text(encoder, text, &bytes))
        return false;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.data[i];
        bool ok = is_kept(c) ? es_buf_add_char(encoder->out, c)
                  : c == ' ' ? es_buf_add_char(encoder->out, '+')
                             : es_buf_printf(encoder->out, "%%%02X", (unsigned char)c);
        if (!ok)
            return false;
    }
    return true;
}

static bool urlencoded_entry(const struct form_encoder *encoder, const char *name,
                             const char *value)
{
    return (encoder->entries == 0 || es_buf_add_char(encoder->out, '&')) &&
           add_urlencoded(encoder, name) && es_buf_add_char(encoder->out, '=') &&
           add_urlencoded(encoder, value);
}

/* ---- multipart/form-data ---- */

/* A name between quotes: a quote or line end in it must not end the header. */
static bool add_quoted(const struct form_encoder *encoder, const char *name)
{
    es_auto(buf) bytes = ES_BUF_SECRET;
    if (!encode_text(encoder, name, &bytes))
        return false;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.data[i];
        bool ok = c == '"' || c == '\r' || c == '\n'
                      ? es_buf_printf(encoder->out, "%%%02X", (unsigned char)c)
                      : es_buf_add_char(encoder->out, c);
        if (!ok)
            return false;
    }
    return true;
}

static bool multipart_entry(const struct form_encoder *encoder, const char *name, const char *value,
                            bool file)
{
    const char *no_file = "; filename=\"\"\r\nContent-Type: application/octet-stream";
    return es_buf_printf(encoder->out, "--%s\r\nContent-Disposition: form-data; name=\"",
                         encoder->boundary) &&
           add_quoted(encoder, name) && es_buf_add_char(encoder->out, '"') &&
           (!file || es_buf_add_str(encoder->out, no_file)) &&
           es_buf_add_str(encoder->out, "\r\n\r\n") &&
           (file || encode_text(encoder, value, encoder->out)) &&
           es_buf_add_str(encoder->out, "\r\n");
}

/* ---- text/plain ---- */

static bool plain_entry(const struct form_encoder *encoder, const char *name, const char *value)
{
    return encode_text(encoder, name, encoder->out) && es_buf_add_char(encoder->out, '=') &&
           encode_text(encoder, value, encoder->out) && es_buf_add_str(encoder->out, "\r\n");
}

bool form_encode_entry(struct form_encoder *encoder, const char *name, const char *value, bool file)
{
    bool ok = false;
    switch (encoder->enctype) {
    case FORM_URLENCODED:
        ok = urlencoded_entry(encoder, name, value);
        break;
    case FORM_MULTIPART:
        ok = multipart_entry(encoder, name, value, file);
        break;
    case FORM_PLAIN:
        ok = plain_entry(encoder, name, value);
        break;
    }
    encoder->entries++;
    return ok;
}

bool form_encode_end(struct form_encoder *encoder)
{
    return encoder->enctype != FORM_MULTIPART ||
           es_buf_printf(encoder->out, "--%s--\r\n", encoder->boundary);
}
