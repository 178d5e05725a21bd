/* SPDX-License-Identifier: Apache-2.0 */
#include "settings_parse.h"
#include "esign/i18n.h"
#include "esign/text.h"

#include <string.h>

struct reader {
    const char *at, *end;
    size_t line;
    struct settings_line setting;
    struct es_buf value;
    struct es_error *err;
};

static es_status wrong(const struct reader *reader, const char *why)
{
    return es_fail_with(reader->err, ES_CONFIG_INVALID, "%s", why);
}

static bool at_end(const struct reader *reader)
{
    return reader->at == reader->end;
}

static char peek(const struct reader *reader)
{
    return at_end(reader) ? '\n' : *reader->at;
}

static void skip_blanks(struct reader *reader)
{
    while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\r')
        reader->at++;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_of_name(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}

/* In small letters, for case does not count; false where it is too long. */
static bool take_name(struct reader *reader, char name[SETTINGS_NAME_MAX + 1])
{
    size_t len = 0;
    for (; is_of_name(peek(reader)); reader->at++) {
        char c = *reader->at;
        if (len < SETTINGS_NAME_MAX)
            name[len] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        len++;
    }
    name[len < SETTINGS_NAME_MAX ? len : SETTINGS_NAME_MAX] = '\0';
    return len <= SETTINGS_NAME_MAX;
}

static es_status take_section(struct reader *reader)
{
    reader->at++;
    skip_blanks(reader);
    bool fits = take_name(reader, reader->setting.section);
    skip_blanks(reader);
    if (!fits || !*reader->setting.section || peek(reader) != ']')
        return wrong(reader, _("a section is written as [name]"));
    reader->at++;
    return ES_OK;
}

/* What stands behind a backslash; '\0': nothing that may. */
static char escaped(char c)
{
    return c == '"' || c == '\\' ? c : '\0';
}

/* One letter behind a backslash, or a line's end, which goes on in the next line. */
static es_status take_escape(struct reader *reader)
{
    reader->at++;
    if (peek(reader) == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n')
        reader->at++;
    if (!at_end(reader) && *reader->at == '\n') {
        reader->at++;
        reader->line++;
        return ES_OK;
    }
    char c = at_end(reader) ? '\0' : escaped(*reader->at);
    if (!c)
        return wrong(reader, _("a backslash stands before a quotation mark or a backslash only"));
    reader->at++;
    return es_buf_add_char(&reader->value, c) ? ES_OK : wrong(reader, _("the value is too long"));
}

/* Blanks at its end do not count, where no quotation mark holds them. */
static es_status take_value(struct reader *reader)
{
    bool quoted = false;
    size_t kept = 0; /* the value up to its last letter that is no loose blank */
    es_buf_clear(&reader->value);
    skip_blanks(reader);
    while (peek(reader) != '\n' && (quoted || !strchr("#;", *reader->at) || !*reader->at)) {
        char c = *reader->at;
        es_status status = ES_OK;
        if (c == '\\') {
            status = take_escape(reader);
        } else {
            reader->at++;
            if (c == '"')
                quoted = !quoted;
            else if (!es_buf_add_char(&reader->value, c))
                status = wrong(reader, _("the value is too long"));
        }
        if (status)
            return status;
        if (quoted || !strchr(" \t\r", c) || !c)
            kept = reader->value.len;
    }
    if (quoted)
        return wrong(reader, _("a quotation mark is missing"));
    if (reader->value.data) {
        reader->value.len = kept;
        reader->value.data[kept] = '\0';
    }
    return ES_OK;
}

static bool is_plain(const struct es_buf *value)
{
    for (size_t i = 0; i < value->len; i++)
        if ((unsigned char)value->data[i] < ' ' || value->data[i] == 0x7F)
            return false;
    return es_text_is_utf8(es_buf_str(value), value->len);
}

static es_status take_setting(struct reader *reader, settings_take take, void *user)
{
    reader->setting.line = reader->line;
    bool fits = take_name(reader, reader->setting.name);
    skip_blanks(reader);
    char next = peek(reader);
    reader->setting.bare = next != '=';
    es_buf_clear(&reader->value);
    if (!fits || (next != '=' && next != '\n' && next != '#' && next != ';'))
        return wrong(reader, _("a setting is written as: name = value"));
    es_status status = ES_OK;
    if (next == '=') {
        reader->at++;
        status = take_value(reader);
    }
    if (!status && !is_plain(&reader->value))
        status = wrong(reader, _("the value is not plain UTF-8 text"));
    reader->setting.value = es_buf_str(&reader->value);
    return status ? status : take(&reader->setting, user, reader->err);
}

static void skip_comment(struct reader *reader)
{
    while (peek(reader) != '\n')
        reader->at++;
}

static es_status take_part(struct reader *reader, settings_take take, void *user)
{
    char c = peek(reader);
    if (c == '\n') {
        reader->at += !at_end(reader);
        reader->line++;
        return ES_OK;
    }
    if (c == '#' || c == ';') {
        skip_comment(reader);
        return ES_OK;
    }
    if (c == '[')
        return take_section(reader);
    if (is_letter(c))
        return take_setting(reader, take, user);
    return wrong(reader, _("a setting is written as: name = value"));
}

es_status settings_parse(const char *text, size_t len, settings_take take, void *user, size_t *at,
                         struct es_error *err)
{
    static const char MARK[] = "\xEF\xBB\xBF"; /* of UTF-8, as some editors leave it */
    struct reader reader = {
        .at = text, .end = text + len, .line = 1, .value.max = SETTINGS_VALUE_MAX, .err = err};
    if (len >= 3 && !memcmp(text, MARK, 3))
        reader.at += 3;
    es_status status = ES_OK;
    for (skip_blanks(&reader); !status && !at_end(&reader); skip_blanks(&reader))
        status = take_part(&reader, take, user);
    *at = reader.line;
    es_buf_free(&reader.value);
    return status;
}
