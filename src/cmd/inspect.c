/* SPDX-License-Identifier: Apache-2.0 */
/* What esign sees on a page. Values never; no cookies are sent. */
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include "journey.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct opt_row options[] = {{OPT_NONE, NULL, ARG_NONE, NULL, NULL}};

enum { PARSE_MS = 10000 };

static bool is_address(const char *operand)
{
    return !strncasecmp(operand, "https://", 8) || !strncasecmp(operand, "http://", 7);
}

static es_status page_from_file(const char *path, struct es_page **page, struct es_error *err)
{
    es_auto(buf) bytes = {0};
    if (!es_file_read(path, ES_PAGE_SOURCE_MAX, &bytes))
        return errno == EFBIG ? es_fail(err, ES_TOO_LARGE) : es_file_not_read(path, errno, err);
    struct es_page_source source = {
        .bytes = es_buf_str(&bytes), .len = bytes.len, .content_type = NULL, .url = ""};
    return es_page_make(&source, PARSE_MS, page, err);
}

static es_status describe(struct es_run *run, const struct es_profile *profile,
                          const struct es_page *page, struct es_error *err)
{
    es_auto(view) *view = NULL;
    es_status status = es_view_make(profile, page, &view, err);
    if (status)
        return status;
    json_t *seen = es_describe(view);
    if (!seen)
        return es_fail(err, ES_INTERNAL);
    json_object_update(run->data, seen);
    json_decref(seen);
    return ES_OK;
}

static es_status inspect_address(struct es_run *run, struct es_error *err)
{
    es_auto(client) *client = NULL;
    es_auto(page) *page = NULL;
    es_status status = journey_open_apart(run, run->operands[0], &client, err);
    if (!status)
        status = es_client_peek(client, run->operands[0], &page, err);
    return status ? status : describe(run, es_client_profile(client), page, err);
}

static es_status inspect_file(struct es_run *run, struct es_error *err)
{
    es_auto(profile) *profile = NULL;
    es_auto(page) *page = NULL;
    const char *name = run->options->value[OPT_PROFILE];
    es_status status = es_profile_load(name ? name : "kamusm", &profile, err);
    if (status)
        return settings_blame(run->options, OPT_PROFILE, status, err);
    if (!status)
        status = page_from_file(run->operands[0], &page, err);
    return status ? status : describe(run, profile, page, err);
}

static es_status run_inspect(struct es_run *run, struct es_error *err)
{
    if (!run->n_operands)
        return es_fail_with(err, ES_USAGE,
                            _("name a file, an https address, or - for standard "
                              "input"));
    return is_address(run->operands[0]) ? inspect_address(run, err) : inspect_file(run, err);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "-";
}

static void show_field(const json_t *field, FILE *out)
{
    fprintf(out, "    %s  %-11s", _("field "), text_of(field, "kind"));
    es_auto(buf) line = {0};
    if (es_buf_printf(&line, "%s (%s, %s%s)", text_of(field, "label"), text_of(field, "found_by"),
                      text_of(field, "type"),
                      json_is_true(json_object_get(field, "required")) ? _(", required") : ""))
        es_print_foreign(line.data, 23, out);
}

static void show_form(const json_t *form, FILE *out)
{
    size_t i;
    json_t *item;
    fprintf(out, "  %s %s %s\n", _("form"), text_of(form, "method"), text_of(form, "action"));
    json_array_foreach(json_object_get(form, "fields"), i, item)
    {
        show_field(item, out);
    }
    json_array_foreach(json_object_get(form, "buttons"), i, item)
    {
        fprintf(out, "    %s  %-11s", _("button"), text_of(item, "kind"));
        es_print_foreign(text_of(item, "label"), 23, out);
    }
}

static void show_list(const struct es_run *run, const char *key, const char *label, FILE *out)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(run->data, key), i, item)
    {
        es_print_pair(label, json_string_value(item), 10, out);
    }
}

static bool add_words(const json_t *words, struct es_buf *out)
{
    size_t i;
    json_t *item;
    bool ok = true;
    json_array_foreach((json_t *)words, i, item)
    {
        ok = ok && (i == 0 || es_buf_add_str(out, ", ")) &&
             es_buf_add_str(out, json_string_value(item));
    }
    return ok;
}

/* "login: has Kimlik No, Resimdeki Yazı; lacks Güvenlik Sözcüğü" */
static void show_nearly(const struct es_run *run, FILE *out)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(run->data, "nearly"), i, item)
    {
        es_auto(buf) has = {0}, lacks = {0}, line = {0};
        if (add_words(json_object_get(item, "has"), &has) &&
            add_words(json_object_get(item, "lacks"), &lacks) &&
            es_buf_printf(&line, _("%s: has %s; lacks %s"), text_of(item, "screen"),
                          es_buf_str(&has), lacks.len ? es_buf_str(&lacks) : "-"))
            es_print_pair(_("Nearly"), line.data, 10, out);
    }
}

static void show_inspect(const struct es_run *run, FILE *out)
{
    es_print_pair(_("Screen"), text_of(run->data, "screen"), 10, out);
    es_print_pair(_("Title"), text_of(run->data, "title"), 10, out);
    es_print_pair(_("Address"), text_of(run->data, "url"), 10, out);
    es_print_pair(_("Charset"), text_of(run->data, "charset"), 10, out);
    show_list(run, "headings", _("Heading"), out);
    show_list(run, "messages", _("Message"), out);
    show_nearly(run, out);
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(run->data, "forms"), i, item)
    {
        show_form(item, out);
    }
    json_array_foreach(json_object_get(run->data, "links"), i, item)
    {
        fprintf(out, "  %s  %-20s", _("link"), text_of(item, "kind"));
        es_print_foreign(text_of(item, "label"), 30, out);
    }
}

const struct es_command cmd_inspect = {
    .name = "inspect",
    .summary = N_("show what esign sees on a page"),
    .operands = "FILE|URL|-",
    .operands_max = 1,
    .options = options,
    .shape = "{\"url\":null,\"charset\":null,\"title\":null,\"screen\":null,\"headings\":[],"
             "\"forms\":[],\"links\":[],\"messages\":[],\"missing\":[],\"nearly\":[]}",
    .run = run_inspect,
    .show = show_inspect,
};
