/* SPDX-License-Identifier: Apache-2.0 */
/* Which charset a page is in: its BOM, its header, its first bytes (HTML Standard, "prescan a
 * byte stream to determine its encoding"). */
#include "esign/charset.h"

#include "esign/text.h"
#include <string.h>

enum { PRESCAN_MAX = 1024 };

struct text { /* bytes still to read */
    const char *at, *end;
};

struct piece { /* bytes inside the source */
    const char *at;
    size_t len;
};

struct attribute {
    struct piece name, value;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Begins with the words (in lower case), capitals not counting. */
static bool begins(struct text in, const char *words)
{
    for (; *words; words++, in.at++) {
        if (in.at == in.end || lower(*in.at) != *words)
            return false;
    }
    return true;
}

static bool is(struct piece piece, const char *words)
{
    return piece.len == strlen(words) &&
           begins((struct text){piece.at, piece.at + piece.len}, words);
}

static void skip_blanks(struct text *in)
{
    while (in->at < in->end && is_blank(*in->at))
        in->at++;
}

/* Moves to the words; false, at the end, where they do not come. */
static bool seek(struct text *in, const char *words)
{
    while (in->at < in->end && !begins(*in, words))
        in->at++;
    return in->at < in->end;
}

/* ---- a header's value ---- */

/* A quoted parameter's value; a backslash takes the next character as it is. No label has one
 * in it, so a value with one simply names no charset. */
static struct piece quoted_value(struct text *in)
{
    struct piece value = {++in->at, 0};
    while (in->at < in->end && *in->at != '"')
        in->at += *in->at == '\\' && in->end - in->at > 1 ? 2 : 1;
    value.len = (size_t)(in->at - value.at);
    if (in->at < in->end)
        in->at++;
    return value;
}

static bool header_charset(const char *content_type, enum es_charset *charset)
{
    struct text in = {content_type, content_type + strlen(content_type)};
    while (seek(&in, ";")) {
        in.at++;
        skip_blanks(&in);
        struct piece name = {in.at, 0}, value = {0};
        while (in.at < in.end && *in.at != '=' && *in.at != ';')
            in.at++;
        name.len = (size_t)(in.at - name.at);
        if (in.at == in.end || *in.at == ';')
            continue;
        in.at++;
        if (in.at < in.end && *in.at == '"') {
            value = quoted_value(&in);
        } else {
            value.at = in.at;
            while (in.at < in.end && *in.at != ';')
                in.at++;
            value.len = (size_t)(in.at - value.at);
        }
        if (is(name, "charset")) /* the first one counts, known or not */
            return es_charset_find(value.at, value.len, charset);
    }
    return false;
}

/* ---- the first bytes of a page ---- */

/* The standard's "get an attribute". False at the end of the tag or of the bytes. */
static bool next_attribute(struct text *in, struct attribute *out)
{
    *out = (struct attribute){0};
    while (in->at < in->end && (is_blank(*in->at) || *in->at == '/'))
        in->at++;
    if (in->at == in->end || *in->at == '>')
        return false;
    out->name.at = in->at;
    while (in->at < in->end && !is_blank(*in->at) && *in->at != '/' && *in->at != '>' &&
           !(*in->at == '=' && in->at > out->name.at))
        in->at++;
    out->name.len = (size_t)(in->at - out->name.at);
    skip_blanks(in);
    if (in->at == in->end || *in->at != '=')
        return in->at < in->end;
    in->at++;
    skip_blanks(in);
    if (in->at == in->end)
        return false;
    char quote = *in->at == '"' || *in->at == '\'' ? *in->at++ : '\0';
    out->value.at = in->at;
    while (in->at < in->end && (quote ? *in->at != quote : !is_blank(*in->at) && *in->at != '>'))
        in->at++;
    out->value.len = (size_t)(in->at - out->value.at);
    if (in->at == in->end)
        return false;
    in->at += quote != '\0';
    return true;
}

/* The standard's "extracting a character encoding from a meta element". */
static bool charset_in_content(struct piece content, enum es_charset *charset)
{
    if (!content.len)
        return false; /* there may be no attribute at all */
    struct text in = {content.at, content.at + content.len};
    while (seek(&in, "charset")) {
        in.at += strlen("charset");
        skip_blanks(&in);
        if (in.at == in.end || *in.at != '=')
            continue;
        in.at++;
        skip_blanks(&in);
        if (in.at == in.end)
            return false;
        char quote = *in.at == '"' || *in.at == '\'' ? *in.at++ : '\0';
        const char *start = in.at;
        while (in.at < in.end && (quote ? *in.at != quote : !is_blank(*in.at) && *in.at != ';'))
            in.at++;
        if (quote && in.at == in.end)
            return false;
        return es_charset_find(start, (size_t)(in.at - start), charset);
    }
    return false;
}

/* What a meta element's attributes come to; the first of each name counts. */
struct meta {
    bool seen_charset, seen_pragma, seen_content;
    bool got_pragma, needs_pragma;
    bool tried, found; /* a charset was named; it is one we know */
    enum es_charset charset;
};

static void read_meta_attribute(struct meta *meta, const struct attribute *attribute)
{
    if (is(attribute->name, "http-equiv") && !meta->seen_pragma) {
        meta->seen_pragma = true;
        meta->got_pragma = is(attribute->value, "content-type");
    } else if (is(attribute->name, "content") && !meta->seen_content) {
        meta->seen_content = true;
        enum es_charset charset;
        if (!meta->tried && charset_in_content(attribute->value, &charset)) {
            meta->tried = meta->found = meta->needs_pragma = true;
            meta->charset = charset;
        }
    } else if (is(attribute->name, "charset") && !meta->seen_charset) {
        meta->seen_charset = meta->tried = true;
        meta->needs_pragma = false;
        meta->found = es_charset_find(attribute->value.at, attribute->value.len, &meta->charset);
    }
}

static enum es_charset as_said_in_ascii(enum es_charset charset)
{
    return charset == ES_UTF_16LE || charset == ES_UTF_16BE ? ES_UTF_8 : charset;
}

/* in stands after "<meta". */
static bool meta_charset(struct text *in, enum es_charset *charset)
{
    struct meta meta = {0};
    struct attribute attribute;
    while (next_attribute(in, &attribute))
        read_meta_attribute(&meta, &attribute);
    if (in->at == in->end || !meta.found || (meta.needs_pragma && !meta.got_pragma))
        return false;
    *charset = as_said_in_ascii(meta.charset);
    return true;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool begins_a_tag(struct text in)
{
    in.at++;
    if (in.at < in.end && *in.at == '/')
        in.at++;
    return in.at < in.end && is_letter(*in.at);
}

/* Past a tag other than meta, whose attributes may hold a '>' in quotes. */
static void skip_tag(struct text *in)
{
    struct attribute attribute;
    while (in->at < in->end && !is_blank(*in->at) && *in->at != '>')
        in->at++;
    while (next_attribute(in, &attribute))
        ;
}

static bool prescan(struct text in, enum es_charset *charset)
{
    for (; seek(&in, "<"); in.at += in.at < in.end) {
        bool meta =
            begins(in, "<meta") && in.end - in.at > 5 && (is_blank(in.at[5]) || in.at[5] == '/');
        if (begins(in, "<!--")) {
            in.at += 2; /* "<!-->" is a whole comment */
            (void)seek(&in, "-->");
            in.at += in.at < in.end ? 2 : 0;
        } else if (meta) {
            in.at += 5;
            if (meta_charset(&in, charset))
                return true;
        } else if (begins_a_tag(in)) {
            skip_tag(&in);
        } else if (begins(in, "<!") || begins(in, "</") || begins(in, "<?")) {
            (void)seek(&in, ">");
        }
    }
    return false;
}

/* <?xml version="1.0" encoding="…"?>, looked at last ("get an XML encoding"). */
static bool xml_charset(struct text in, enum es_charset *charset)
{
    struct text declaration = in, rest = in;
    if ((size_t)(in.end - in.at) < 5 || memcmp(in.at, "<?xml", 5) != 0 || !seek(&rest, ">"))
        return false;
    declaration.end = rest.at;
    if (!seek(&declaration, "encoding"))
        return false;
    declaration.at += strlen("encoding");
    skip_blanks(&declaration);
    if (declaration.at == declaration.end || *declaration.at++ != '=')
        return false;
    skip_blanks(&declaration);
    if (declaration.at == declaration.end || (*declaration.at != '"' && *declaration.at != '\''))
        return false;
    char quote[2] = {*declaration.at++, '\0'};
    const char *start = declaration.at;
    if (!seek(&declaration, quote) ||
        !es_charset_find(start, (size_t)(declaration.at - start), charset))
        return false;
    *charset = as_said_in_ascii(*charset);
    return true;
}

static bool bom_charset(const char *bytes, size_t len, enum es_charset *charset)
{
    bool utf8 = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    bool big = len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0;
    bool little = len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0;
    *charset = utf8 ? ES_UTF_8 : big ? ES_UTF_16BE : ES_UTF_16LE;
    return utf8 || big || little;
}

/* Letters beyond ASCII that read as UTF-8 are never that by chance in windows-1254. */
static bool is_plainly_utf8(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)bytes[i] >= 0x80)
            return es_text_is_utf8(bytes, len);
    }
    return false;
}

enum es_charset es_charset_detect(const char *bytes, size_t len, const char *content_type)
{
    enum es_charset charset;
    struct text start = {bytes, bytes + (len < PRESCAN_MAX ? len : PRESCAN_MAX)};
    if (bom_charset(bytes, len, &charset) ||
        (content_type && header_charset(content_type, &charset)) || prescan(start, &charset) ||
        xml_charset(start, &charset))
        return charset;
    return is_plainly_utf8(bytes, len) ? ES_UTF_8 : ES_WINDOWS_1254;
}
