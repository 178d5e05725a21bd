/* SPDX-License-Identifier: Apache-2.0 */
/* A first line, which is a label or a Content-Type, and the bytes of a page. */
#include "esign/charset.h"
#include "fuzz.h"

#define REPLACEMENT "\xef\xbf\xbd"

static void claim_back(enum es_charset charset, const char *bytes, size_t size,
                       const struct es_buf *text)
{
    es_auto(buf) back = {0}, again = {0};
    claim("what was decoded encodes",
          es_charset_encode(charset, es_buf_str(text), text->len, &back));
    bool whole = !memmem(es_buf_str(text), text->len, REPLACEMENT, 3);
    bool table = charset == ES_WINDOWS_1254 || charset == ES_WINDOWS_1252;
    if (table && whole)
        claim("bytes of a table come back as they were",
              back.len == size && (size == 0 || memcmp(back.data, bytes, size) == 0));
    if (!table)
        claim("UTF-8 stays as it is", fuzz_same(text, &back));
    if (table)
        claim("what was encoded decodes",
              es_charset_decode(charset, es_buf_str(&back), back.len, &again));
    if (table && whole)
        claim("decoded again it is the same", fuzz_same(text, &again));
}

static void claim_charset(enum es_charset charset, const char *bytes, size_t size)
{
    es_auto(buf) text = {0};
    claim("any bytes decode", es_charset_decode(charset, bytes, size, &text));
    claim("what was decoded is UTF-8", es_text_is_utf8(es_buf_str(&text), text.len));
    claim_back(charset, bytes, size, &text);
    enum es_charset found;
    const char *name = es_charset_name(charset);
    claim("a charset's name is a label", es_charset_find(name, strlen(name), &found));
    claim("and its own", found == charset);
}

/* UTF-8 that a person typed, in a charset that has only some of its letters. */
static void claim_form(enum es_charset charset, const char *bytes, size_t size)
{
    es_auto(buf) out = {0}, text = {0};
    if (!es_text_is_utf8(bytes, size))
        return;
    claim("any text encodes", es_charset_encode(charset, bytes, size, &out));
    claim("what a form sends decodes",
          es_charset_decode(charset, es_buf_str(&out), out.len, &text));
    claim("nothing was lost to a replacement",
          memmem(bytes, size, REPLACEMENT, 3) ||
              !memmem(es_buf_str(&text), text.len, REPLACEMENT, 3));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *type = fuzz_line(&data, &size);
    char *bytes = fuzz_text(data, size);
    enum es_charset found = ES_UTF_8;
    if (es_charset_find(type, strlen(type), &found))
        claim("a label finds one of the charsets", found <= ES_UTF_16BE);
    claim("one is detected", es_charset_detect(bytes, size, type) <= ES_UTF_16BE &&
                                 es_charset_detect(bytes, size, NULL) <= ES_UTF_16BE);
    for (enum es_charset charset = ES_UTF_8; charset <= ES_UTF_16BE; charset++)
        claim_charset(charset, bytes, size);
    claim_form(ES_UTF_8, bytes, size);
    claim_form(ES_WINDOWS_1254, bytes, size);
    claim_form(ES_WINDOWS_1252, bytes, size);
    free(type);
    free(bytes);
    return 0;
}
