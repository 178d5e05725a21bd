/* SPDX-License-Identifier: Apache-2.0 */
#include "postback.h"

#include <string.h>
#include <strings.h>

enum { ARGUMENT_MAX = 512 };

struct postback {
    struct es_buf target, argument;
};

static void postback_free(struct postback *postback)
{
    es_buf_free(&postback->target);
    es_buf_free(&postback->argument);
}

static const char *skip(const char *at, const char *what)
{
    at += strspn(at, " ");
    return strncmp(at, what, strlen(what)) ? NULL : at + strlen(what);
}

/* A string in single or double quotes; one with an escape is not plain. */
static const char *take_string(const char *at, struct es_buf *out)
{
    at += strspn(at, " ");
    char quote = *at;
    if (quote != '\'' && quote != '"')
        return NULL;
    const char *end = strchr(at + 1, quote);
    size_t len = end ? (size_t)(end - at - 1) : 0;
    out->max = ARGUMENT_MAX;
    if (!end || memchr(at + 1, '\\', len) || !es_buf_add(out, at + 1, len))
        return NULL;
    return end + 1;
}

static bool parse(const char *href, struct postback *out)
{
    static const char scheme[] = "javascript:";
    if (strncasecmp(href, scheme, sizeof(scheme) - 1))
        return false;
    const char *at = skip(href + sizeof(scheme) - 1, "__doPostBack");
    at = at ? skip(at, "(") : NULL;
    at = at ? take_string(at, &out->target) : NULL;
    at = at ? skip(at, ",") : NULL;
    at = at ? take_string(at, &out->argument) : NULL;
    at = at ? skip(at, ")") : NULL;
    return at && at[strspn(at, "; ")] == '\0';
}

/* The hidden field of this name; in `form`, where that is not ES_NONE. */
static uint32_t find_field(const struct es_page *page, const char *name, uint32_t form)
{
    const struct es_control *controls = es_page_controls(page);
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (controls[i].type == ES_CONTROL_HIDDEN && controls[i].form != ES_NONE &&
            (form == ES_NONE || controls[i].form == form) &&
            !strcmp(es_page_str(page, controls[i].name), name))
            return i;
    }
    return ES_NONE;
}

static bool find_fields(const struct es_page *page, uint32_t *target, uint32_t *argument)
{
    *target = find_field(page, "__EVENTTARGET", ES_NONE);
    if (*target == ES_NONE)
        return false;
    *argument = find_field(page, "__EVENTARGUMENT", es_page_controls(page)[*target].form);
    return *argument != ES_NONE;
}

uint32_t es_postback_form(const struct es_page *page, const char *href)
{
    __attribute__((cleanup(postback_free))) struct postback postback = {0};
    uint32_t target, argument;
    return parse(href, &postback) && find_fields(page, &target, &argument)
               ? es_page_controls(page)[target].form
               : ES_NONE;
}

bool es_postback_is(const struct es_page *page, const char *href)
{
    return es_postback_form(page, href) != ES_NONE;
}

es_status es_postback_request(const struct es_page *page, const char *href, struct es_request *out,
                              struct es_error *err)
{
    __attribute__((cleanup(postback_free))) struct postback postback = {0};
    uint32_t target, argument;
    if (!parse(href, &postback) || !find_fields(page, &target, &argument))
        return es_fail(err, ES_NEEDS_BROWSER);
    struct es_fill fills[] = {
        {target, es_buf_str(&postback.target)},
        {argument, es_buf_str(&postback.argument)},
    };
    uint32_t form = es_page_controls(page)[target].form;
    return es_form_request(page, form, ES_NONE, fills, sizeof(fills) / sizeof(fills[0]), out, err);
}
