/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What esign makes of documents: their controls with owner and words, and the request of each
 * form by each of its submitters. For oracle.mjs, which holds it against a browser.
 *
 * On stdin, one after the other: the line of the document's URL, the line of its Content-Type,
 * the line of how many edits follow, a line for each edit, the line of its length in bytes, the
 * bytes. On stdout a line of JSON for each document. An edit makes one control as the browser has
 * it, so that the rest of a request can be compared byte for byte:
 *
 *     value N TEXT    its value (percent-encoded)
 *     listed N        it is in no datalist
 *     dirname N       it has an empty dirname that is sent all the same
 *     undirected N    it has no dirname
 *     before N NAME   a hidden field of that name stands before it, with the value "ltr"
 *     method N M      its own method: 1 POST, 0 GET
 *     enctype N E     its own enctype, as in es_form
 */
#include "esign/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096, EDITS_MAX = 1000 };

/* ---- JSON ---- */

static void print_char(unsigned char c, bool escape_high)
{
    if (c < 0x20 || c == '"' || c == '\\' || (escape_high && c >= 0x7F))
        printf("\\u%04x", c);
    else
        putchar(c);
}

static void print_text(const char *utf8)
{
    putchar('"');
    for (; *utf8; utf8++)
        print_char((unsigned char)*utf8, false);
    putchar('"');
}

/* Each byte as the character of its number. */
static void print_bytes(const struct es_buf *bytes)
{
    putchar('"');
    for (size_t i = 0; i < bytes->len; i++)
        print_char((unsigned char)bytes->data[i], true);
    putchar('"');
}

static void print_index(uint32_t index)
{
    printf("%ld", index == ES_NONE ? -1L : (long)index);
}

/* ---- facts ---- */

static void print_control(const struct es_page *page, const struct es_control *control)
{
    const struct es_words *words = es_control_words(page, control);
    printf("{\"type\":");
    print_text(es_page_str(page, control->type_name));
    printf(",\"form\":");
    print_index(control->form);
    printf(",\"disabled\":%d,\"unseen\":%d,\"name\":", (control->flags & ES_CONTROL_DISABLED) != 0,
           (control->flags & ES_CONTROL_UNSEEN) != 0);
    print_text(es_page_str(page, control->name));
    printf(",\"words\":[");
    for (uint32_t i = 0; i < control->words.n; i++) {
        printf("%s[\"%s\",", i ? "," : "", es_found_by_name((enum es_found_by)words[i].by));
        print_text(es_page_str(page, words[i].text));
        putchar(']');
    }
    printf("]}");
}

/* Controls of edits are not counted. */
static uint32_t added_before(const struct es_page *page, uint32_t index)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < index; i++)
        n += es_page_controls(page)[i].order == ES_NONE;
    return n;
}

static void print_request(const struct es_page *page, uint32_t form, uint32_t submitter)
{
    struct es_request request = {0};
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_form_request(page, form, submitter, NULL, 0, &request, &err);
    printf("{\"form\":%u,\"submitter\":", form);
    print_index(submitter == ES_NONE ? ES_NONE : submitter - added_before(page, submitter));
    printf(",\"code\":\"%s\"", es_error_info(status)->code);
    if (status == ES_OK) {
        printf(",\"method\":\"%s\",\"type\":", request.post ? "POST" : "GET");
        print_text(request.content_type);
        printf(",\"url\":");
        print_bytes(&request.url);
        printf(",\"body\":");
        print_bytes(&request.body);
    }
    putchar('}');
    es_request_free(&request);
}

static void print_requests(const struct es_page *page)
{
    const struct es_control *controls = es_page_controls(page);
    const char *comma = "";
    for (uint32_t form = 0; form < page->forms.n; form++) {
        printf("%s", comma);
        print_request(page, form, ES_NONE);
        comma = ",";
        for (uint32_t i = 0; i < page->controls.n; i++) {
            uint32_t type = controls[i].type;
            if (controls[i].form != form || (type != ES_CONTROL_SUBMIT && type != ES_CONTROL_IMAGE))
                continue;
            putchar(',');
            print_request(page, form, i);
        }
    }
}

static void print_page(const struct es_page *page)
{
    printf("{\"forms\":%u,\"charset\":\"%s\",\"controls\":[", page->forms.n,
           es_charset_name((enum es_charset)page->charset));
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (i)
            putchar(',');
        print_control(page, &es_page_controls(page)[i]);
    }
    printf("],\"requests\":[");
    print_requests(page);
    printf("]}\n");
}

/* ---- edits ---- */

struct edit {
    char what[16];
    unsigned long control;
    char text[LINE_MAX_BYTES];
};

static bool read_line(char line[LINE_MAX_BYTES])
{
    if (!fgets(line, LINE_MAX_BYTES, stdin))
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static bool read_edit(struct edit *edit)
{
    char line[LINE_MAX_BYTES];
    *edit = (struct edit){0};
    return read_line(line) &&
           sscanf(line, "%15s %lu %4095s", edit->what, &edit->control, edit->text) >= 2;
}

/* %xx to bytes, in place. */
static void decode(char *text)
{
    char *out = text;
    for (; *text; text++) {
        unsigned byte;
        if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) {
            *out++ = (char)byte;
            text += 2;
        } else {
            *out++ = *text;
        }
    }
    *out = '\0';
}

/* The page again, with a text at its end. */
static es_str add_text(struct es_page **page, const char *text)
{
    uint32_t at = (*page)->size, len = (uint32_t)strlen(text) + 1;
    struct es_page *more = realloc(*page, at + len);
    if (!more)
        abort();
    memcpy((char *)more + at, text, len);
    more->size += len;
    *page = more;
    return at;
}

/* Where the control of that number stands, those of edits not counted. */
static uint32_t place_of(const struct es_page *page, unsigned long number)
{
    uint32_t at = 0;
    for (; at < page->controls.n; at++)
        if (es_page_controls(page)[at].order != ES_NONE && number-- == 0)
            break;
    return at;
}

static struct es_control *control_at(struct es_page *page, uint32_t at)
{
    return (struct es_control *)(void *)((char *)page + page->controls.at) + at;
}

/* The controls again at the page's end, with one more. */
static void add_before(struct es_page **page, uint32_t at, es_str name)
{
    es_str value = add_text(page, "ltr");
    uint32_t n = (*page)->controls.n, from = ((*page)->size + 7) / 8 * 8;
    uint32_t size = from + (n + 1) * (uint32_t)sizeof(struct es_control);
    struct es_page *more = realloc(*page, size);
    if (!more)
        abort();
    struct es_control *old = control_at(more, 0);
    struct es_control *new = (struct es_control *)(void *)((char *)more + from);
    memcpy(new, old, at * sizeof *new);
    memcpy(new + at + 1, old + at, (n - at) * sizeof *new);
    new[at] = (struct es_control){.type = ES_CONTROL_HIDDEN,
                                  .form = old[at].form,
                                  .order = ES_NONE,
                                  .name = name,
                                  .value = value,
                                  .form_post = -1,
                                  .form_multipart = -1};
    more->size = size;
    more->controls = (struct es_span){from, n + 1};
    *page = more;
}

static bool apply(struct es_page **page, struct edit *edit)
{
    uint32_t at = place_of(*page, edit->control);
    if (at >= (*page)->controls.n)
        return false;
    decode(edit->text);
    es_str text = add_text(page, edit->text);
    struct es_control *control = control_at(*page, at);
    int number = atoi(edit->text);
    if (strcmp(edit->what, "before") == 0) {
        add_before(page, at, text);
        return true;
    }
    if (strcmp(edit->what, "value") == 0)
        control->value = text;
    else if (strcmp(edit->what, "listed") == 0)
        control->flags &= ~(uint32_t)ES_CONTROL_IN_DATALIST;
    else if (strcmp(edit->what, "dirname") == 0)
        control->dirname = text;
    else if (strcmp(edit->what, "undirected") == 0)
        control->dirname = 0;
    else if (strcmp(edit->what, "method") == 0)
        control->form_post = number;
    else if (strcmp(edit->what, "enctype") == 0)
        control->form_multipart = number;
    else
        return false;
    return true;
}

/* ---- documents ---- */

static bool read_edits(struct edit **edits, size_t *n)
{
    char line[LINE_MAX_BYTES];
    if (!read_line(line))
        return false;
    *n = strtoul(line, NULL, 10);
    *edits = *n < EDITS_MAX ? calloc(*n + 1, sizeof **edits) : NULL;
    for (size_t i = 0; *edits && i < *n; i++)
        if (!read_edit(&(*edits)[i]))
            return false;
    return *edits != NULL;
}

static bool answer(const struct es_page_source *source, struct edit *edits, size_t n_edits)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *page = NULL;
    es_status status = es_page_parse(source, &page, &err);
    for (size_t i = 0; status == ES_OK && i < n_edits; i++)
        if (!apply(&page, &edits[i]))
            return false;
    if (status == ES_OK)
        print_page(page);
    else
        printf("{\"code\":\"%s\"}\n", es_error_info(status)->code);
    return fflush(stdout) == 0;
}

static bool answer_next(const char *url)
{
    char content_type[LINE_MAX_BYTES], length[LINE_MAX_BYTES];
    struct edit *edits = NULL;
    size_t n_edits = 0;
    bool ok = read_line(content_type) && read_edits(&edits, &n_edits) && read_line(length);
    size_t len = ok ? strtoul(length, NULL, 10) : 0;
    char *bytes = ok && len <= ES_PAGE_SOURCE_MAX ? malloc(len + 1) : NULL;
    const struct es_page_source source = {bytes, len, content_type, url, false};
    ok = bytes && fread(bytes, 1, len, stdin) == len && answer(&source, edits, n_edits);
    free(bytes);
    free(edits);
    return ok;
}

int main(void)
{
    char url[LINE_MAX_BYTES];
    while (read_line(url)) {
        if (!answer_next(url)) {
            fprintf(stderr, "oracle: a document could not be read\n");
            return 1;
        }
    }
    return 0;
}
