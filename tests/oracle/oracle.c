/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What esign makes of documents: their controls with owner and words, and the request of each
 * form by each of its submitters. For oracle.mjs, which holds it against a browser.
 *
 * On stdin, one after the other: the line of the document's URL, the line of its Content-Type,
 * the line of its length in bytes, the bytes. On stdout a line of JSON for each document.
 */
#include "esign/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

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

static void print_request(const struct es_page *page, uint32_t form, uint32_t submitter)
{
    struct es_request request = {0};
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_form_request(page, form, submitter, NULL, 0, &request, &err);
    printf("{\"form\":%u,\"submitter\":", form);
    print_index(submitter);
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

/* ---- documents ---- */

static bool read_line(char line[LINE_MAX_BYTES])
{
    if (!fgets(line, LINE_MAX_BYTES, stdin))
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

static bool answer(const char *url, const char *content_type, const char *bytes, size_t len)
{
    const struct es_page_source source = {bytes, len, content_type, url};
    struct es_error err = ES_ERROR_INIT;
    es_auto(page) *page = NULL;
    es_status status = es_page_parse(&source, &page, &err);
    if (status == ES_OK)
        print_page(page);
    else
        printf("{\"code\":\"%s\"}\n", es_error_info(status)->code);
    return fflush(stdout) == 0;
}

static bool answer_next(const char *url)
{
    char content_type[LINE_MAX_BYTES], length[LINE_MAX_BYTES];
    if (!read_line(content_type) || !read_line(length))
        return false;
    size_t len = strtoul(length, NULL, 10);
    char *bytes = len <= ES_PAGE_SOURCE_MAX ? malloc(len + 1) : NULL;
    bool ok = bytes && fread(bytes, 1, len, stdin) == len && answer(url, content_type, bytes, len);
    free(bytes);
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
