/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message to its readable parts, through GMime, which the rest of the house never sees.
 * The buffers handed to GMime and taken from it are ours and wiped; its own are not.
 */
#include "link.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/page.h"
#include "esign/secret.h"
#include "esign/text.h"

#define G_DISABLE_CAST_CHECKS /* each would be one more function to look up */
#include <glib.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    HEADER_MAX = 256 << 10, /* bytes of the message's header */
    PARTS_MAX = 256,
    DEPTH_MAX = 32,
    /* GMime's parser recurses and makes an object of each part: these bound it beforehand. */
    TYPE_LINES_MAX = 512,
    BOUNDARY_LINES_MAX = 20000,
};

struct walk {
    struct es_candidates *candidates;
    bool html; /* this round looks at text/html, else at text/plain */
    bool beside_html;
    size_t n_html;
    size_t parts;
    es_status status;
    struct es_error *err;
};

static es_status refuse(struct es_error *err, const char *message)
{
    return es_fail_with(err, ES_LINK_REFUSED, "%s", message);
}

/* A GByteArray whose bytes are wiped before they are freed. */
static void free_bytes(GByteArray **bytes)
{
    if (!*bytes)
        return;
    es_wipe((*bytes)->data, (*bytes)->len);
    g_byte_array_free(*bytes, TRUE);
    *bytes = NULL;
}
#define AUTO_BYTES __attribute__((cleanup(free_bytes))) GByteArray

static GMimeStream *stream_of(GByteArray *bytes)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    return stream;
}

static bool is_attachment(GMimeObject *object)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    return disposition && g_mime_content_disposition_is_attachment(disposition);
}

static bool is_base64_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
           c == '/' || c == '=';
}

/* Base64 comes in groups of four; a group that is not whole means that the end is missing. */
static bool is_cut_base64(GMimePart *part)
{
    if (g_mime_part_get_content_encoding(part) != GMIME_CONTENT_ENCODING_BASE64)
        return false;
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!stream)
        return true;
    size_t digits = 0;
    char chunk[4096];
    ssize_t n;
    g_mime_stream_reset(stream);
    while ((n = g_mime_stream_read(stream, chunk, sizeof chunk)) > 0)
        for (ssize_t i = 0; i < n; i++)
            digits += is_base64_digit(chunk[i]);
    g_mime_stream_reset(stream);
    es_wipe(chunk, sizeof chunk);
    return digits % 4 != 0;
}

/* The part's bytes, transfer encoding undone; from `charset` to UTF-8 where it is not NULL. */
static GByteArray *decode_part(GMimePart *part, const char *charset)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return bytes;
    GMimeStream *out = stream_of(bytes);
    GMimeFilter *filter = charset ? g_mime_filter_charset_new(charset, "utf-8") : NULL;
    if (filter) {
        GMimeStream *filtered = g_mime_stream_filter_new(out);
        g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), filter);
        g_object_unref(filter);
        g_object_unref(out);
        out = filtered;
    }
    g_mime_data_wrapper_write_to_stream(content, out);
    g_mime_stream_flush(out);
    g_object_unref(out);
    return bytes;
}

/* To be converted here. UTF-7 is not: no reader does so any more, and what only a converted text
 * shows is a trick. */
static bool is_for_gmime(const char *name, enum es_charset *charset)
{
    return name && !es_charset_find(name, strlen(name), charset) && !strcasestr(name, "utf-7") &&
           !strcasestr(name, "utf7");
}

/* What stands there as text. Mail readers make links of such addresses too. It is read as one, for
 * an address may have been broken into two lines. */
static bool add_text_of(struct walk *walk, const struct es_page *page, bool doubtful)
{
    es_auto(buf) text = {.secret = true, .max = ES_PAGE_MAX};
    const struct es_block *blocks = es_page_blocks(page);
    for (uint32_t i = 0; i < page->blocks.n; i++)
        if (blocks[i].doubtful == doubtful &&
            (!es_buf_add_str(&text, es_page_str(page, blocks[i].text)) ||
             !es_buf_add_char(&text, '\n')))
            return false;
    return es_candidates_add_text(walk->candidates, es_buf_str(&text),
                                  doubtful ? ES_SIGHT_DOUBTFUL : ES_SIGHT_PLAIN);
}

static bool add_links_of(struct walk *walk, const struct es_page *page)
{
    const struct es_link *links = es_page_links(page);
    for (uint32_t i = 0; i < page->links.n; i++)
        if (!links[i].unseen &&
            !es_candidates_add(walk->candidates, es_page_str(page, links[i].href),
                               es_page_str(page, links[i].shown),
                               links[i].doubtful ? ES_SIGHT_DOUBTFUL : ES_SIGHT_PLAIN))
            return false;
    return true;
}

static es_status add_html(struct walk *walk, GMimePart *part, const char *charset)
{
    enum es_charset known;
    bool convert = is_for_gmime(charset, &known);
    AUTO_BYTES *bytes = decode_part(part, convert ? charset : NULL);
    char type[128] = "text/html";
    if (charset)
        snprintf(type, sizeof type, "text/html; charset=%s", convert ? "utf-8" : charset);
    struct es_page_source source = {.bytes = (const char *)bytes->data,
                                    .len = bytes->len,
                                    .content_type = type,
                                    .url = "",
                                    .mail = true};
    if (bytes->len == 0)
        return ES_OK;
    es_auto(page) *page = NULL;
    es_status status = es_page_parse(&source, &page, walk->err);
    if (status == ES_TOO_LARGE)
        return refuse(walk->err, _("the message's HTML part is too large"));
    if (status == ES_PAGE_UNKNOWN)
        return refuse(walk->err, _("the message's HTML part cannot be read"));
    if (status != ES_OK)
        return status;
    bool ok =
        add_links_of(walk, page) && add_text_of(walk, page, false) && add_text_of(walk, page, true);
    return ok ? ES_OK : es_fail(walk->err, ES_INTERNAL);
}

static bool has_parameter(GMimePart *part, const char *name, const char *value)
{
    const char *seen = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name);
    return seen && strcasecmp(seen, value) == 0;
}

static es_status add_plain(struct walk *walk, GMimePart *part, const char *charset)
{
    enum es_charset known = ES_UTF_8; /* addresses are ASCII: any charset that holds it will do */
    bool convert = is_for_gmime(charset, &known);
    AUTO_BYTES *bytes = decode_part(part, convert ? charset : NULL);
    es_auto(buf) text = {.secret = true, .max = 3 * ES_MAIL_MAX};
    es_auto(buf) joined = {.secret = true, .max = 4 * ES_MAIL_MAX};
    if (bytes->len == 0)
        return ES_OK;
    if (!es_charset_decode(known, (const char *)bytes->data, bytes->len, &text))
        return es_fail(walk->err, ES_INTERNAL);
    bool flowed = has_parameter(part, "format", "flowed");
    if (flowed && !es_text_unflow(es_buf_str(&text), has_parameter(part, "delsp", "yes"), &joined))
        return es_fail(walk->err, ES_INTERNAL);
    /* Beside HTML a text is another's words for the same, or more of it: what is taken stands in
     * the HTML, but here may stand another. */
    enum es_sight sight = walk->beside_html ? ES_SIGHT_DOUBTFUL : ES_SIGHT_PLAIN;
    return es_candidates_add_text(walk->candidates, es_buf_str(flowed ? &joined : &text), sight)
               ? ES_OK
               : es_fail(walk->err, ES_INTERNAL);
}

static es_status look_at_part(struct walk *walk, GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    bool html = g_mime_content_type_is_type(type, "text", "html");
    if (is_attachment(GMIME_OBJECT(part)) || html != walk->html ||
        (!html && !g_mime_content_type_is_type(type, "text", "plain")))
        return ES_OK;
    walk->n_html += html;
    if (is_cut_base64(part))
        return refuse(walk->err, _("the message is cut short"));
    const char *charset = g_mime_content_type_get_parameter(type, "charset");
    return html ? add_html(walk, part, charset) : add_plain(walk, part, charset);
}

/* The depth is bounded, so this may recurse. Nested messages are passed over. */
static es_status look_at(struct walk *walk, GMimeObject *object, int depth)
{
    if (depth > DEPTH_MAX || ++walk->parts > PARTS_MAX)
        return refuse(walk->err, _("the message has too many parts"));
    if (GMIME_IS_PART(object))
        return look_at_part(walk, GMIME_PART(object));
    if (!GMIME_IS_MULTIPART(object))
        return ES_OK;
    GMimeMultipart *parts = GMIME_MULTIPART(object);
    es_status status = ES_OK;
    for (int i = 0; i < g_mime_multipart_get_count(parts) && status == ES_OK; i++)
        status = look_at(walk, g_mime_multipart_get_part(parts, i), depth + 1);
    return status;
}

static es_status look_at_message(GMimeMessage *message, struct es_candidates *candidates,
                                 struct es_error *err)
{
    GMimeObject *body = g_mime_message_get_mime_part(message);
    struct walk walk = {.candidates = candidates, .html = true, .err = err};
    es_status status = body ? look_at(&walk, body, 0) : ES_OK;
    if (status != ES_OK || !body)
        return status;
    walk = (struct walk){.candidates = candidates, .beside_html = walk.n_html > 0, .err = err};
    return look_at(&walk, body, 0);
}

/* "Name: …", as the first line of a header must be (RFC 5322, 3.6.8). */
static bool starts_with_field(const char *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != ':')
        i++;
    return i > 0 && i < len && bytes[i] == ':';
}

static size_t header_length(const char *bytes, size_t len)
{
    const char *lf = memmem(bytes, len, "\n\n", 2);
    const char *crlf = memmem(bytes, len, "\n\r\n", 3);
    if (!lf || (crlf && crlf < lf))
        lf = crlf;
    return lf ? (size_t)(lf - bytes) : len;
}

static size_t lines_that_start_with(const char *bytes, size_t len, const char *start)
{
    size_t n = 0, start_len = strlen(start);
    const char *end = bytes + len;
    for (const char *line = bytes; line && line < end;) {
        if ((size_t)(end - line) >= start_len && strncasecmp(line, start, start_len) == 0)
            n++;
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    return n;
}

/* What may stand before the header of a saved message: a byte order mark, mbox's "From " line. */
static size_t before_header(const char *bytes, size_t len)
{
    size_t at = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    if (len - at >= 5 && memcmp(bytes + at, "From ", 5) == 0) {
        const char *end = memchr(bytes + at, '\n', len - at);
        at = end ? (size_t)(end + 1 - bytes) : len;
    }
    return at;
}

static es_status check_outside(const char *bytes, size_t len, struct es_error *err)
{
    if (len == 0)
        return refuse(err, _("the message is empty"));
    if (len > ES_MAIL_MAX)
        return es_fail_with(err, ES_LINK_REFUSED, _("the message is larger than %d MiB"),
                            ES_MAIL_MAX >> 20);
    if (memchr(bytes, '\0', len))
        return refuse(err, _("this is not a saved e-mail message: it holds binary data"));
    size_t start = before_header(bytes, len);
    if (!starts_with_field(bytes + start, len - start))
        return refuse(err, _("this is not a saved e-mail message: it does not start with a "
                             "header"));
    if (header_length(bytes + start, len - start) > HEADER_MAX)
        return refuse(err, _("the message's header is too long"));
    if (lines_that_start_with(bytes, len, "content-type") > TYPE_LINES_MAX ||
        lines_that_start_with(bytes, len, "--") > BOUNDARY_LINES_MAX)
        return refuse(err, _("the message has too many parts"));
    return ES_OK;
}

es_status es_message_load(struct es_error *err)
{
    es_status status = es_gmime_load(err);
    return status ? status : es_psl_load(err);
}

static GMimeMessage *parse(GByteArray *bytes)
{
    es_message_start(NULL);
    GMimeStream *stream = stream_of(bytes);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, FALSE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

static bool is_from(GMimeMessage *message, const char *address)
{
    InternetAddressList *senders = g_mime_message_get_from(message);
    InternetAddress *sender = senders && internet_address_list_length(senders) == 1
                                  ? internet_address_list_get_address(senders, 0)
                                  : NULL;
    if (!sender || !INTERNET_ADDRESS_IS_MAILBOX(sender))
        return false;
    const char *seen = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(sender));
    return seen && strcasecmp(seen, address) == 0;
}

/* Two of them are two messages to two readers. The header alone is looked at: what a body says of
 * its sender is nothing. */
bool es_message_has_signs(const char *bytes, size_t len, const struct es_mail_signs *signs)
{
    if (check_outside(bytes, len, NULL) != ES_OK || es_message_load(NULL) != ES_OK)
        return false;
    size_t start = before_header(bytes, len);
    size_t header = header_length(bytes + start, len - start);
    if (lines_that_start_with(bytes + start, header, "from:") != 1 ||
        lines_that_start_with(bytes + start, header, "subject:") != 1)
        return false;
    AUTO_BYTES *copy = g_byte_array_new();
    g_byte_array_append(copy, (const guint8 *)bytes + start, (guint)header);
    g_byte_array_append(copy, (const guint8 *)"\r\n\r\n", 4);
    GMimeMessage *message = parse(copy);
    if (!message)
        return false;
    const char *subject = g_mime_message_get_subject(message);
    bool has = is_from(message, signs->from) && subject &&
               es_text_fit(subject, signs->subject) == ES_FIT_EQUAL;
    g_object_unref(message);
    return has;
}

es_status es_message_link(const char *bytes, size_t len, es_mail_allowed allowed, void *user,
                          struct es_buf *link, struct es_error *err)
{
    unsigned refusals = es_heap_refusals();
    es_buf_clear(link);
    es_status status = check_outside(bytes, len, err);
    if (status != ES_OK)
        return status;
    status = es_message_load(err);
    if (status != ES_OK)
        return status;
    size_t start = before_header(bytes, len);
    AUTO_BYTES *copy = g_byte_array_new();
    g_byte_array_append(copy, (const guint8 *)bytes + start, (guint)(len - start));
    GMimeMessage *message = parse(copy);
    if (!message)
        return refuse(err, _("this is not a saved e-mail message"));
    es_auto(candidates) candidates = {.allowed = allowed, .user = user, .urls = ES_BUF_SECRET};
    status = look_at_message(message, &candidates, err);
    g_object_unref(message);
    if (status != ES_OK)
        return status;
    if (es_heap_refusals() != refusals) /* another link may have been passed over */
        return es_fail(err, ES_INTERNAL);
    return es_candidates_decide(&candidates, link, err);
}
