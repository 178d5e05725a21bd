/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What esign would send from a page on its way to a goal, for mutations.py: no network, no
 * session, answers that can be told apart.
 *
 * On stdin, one after the other: the line of the goal (a screen), of the page's URL, of its
 * Content-Type, of its length in bytes, the bytes. On stdout a line of JSON for each page:
 * {"at":"goal"|"way"|null,"code","request":{"post","url","type","body"}|null,"picture","cards"}
 */
#include "../../src/portal/client_internal.h"
#include "esign/cards.h"
#include "esign/form.h"
#include "esign/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

static const char *const answers[ES_KIND_COUNT] = {
    [ES_KIND_ID] = "10000000146",        [ES_KIND_CAPTCHA] = "CAPTCHA", [ES_KIND_WORD] = "WORD",
    [ES_KIND_WORD_AGAIN] = "WORD_AGAIN", [ES_KIND_CODE] = "CODE",
};

/* What a command that wants this screen has to give. */
static bool is_given(enum es_screen goal, enum es_kind kind)
{
    switch (goal) {
    case ES_SCREEN_LOGIN:
        return kind == ES_KIND_ID || kind == ES_KIND_CAPTCHA || kind == ES_KIND_WORD;
    case ES_SCREEN_FORGOT:
        return kind == ES_KIND_ID || kind == ES_KIND_CAPTCHA;
    case ES_SCREEN_RESET:
        return kind == ES_KIND_WORD || kind == ES_KIND_WORD_AGAIN;
    case ES_SCREEN_CODE:
        return kind == ES_KIND_CODE;
    default:
        return false;
    }
}

static json_t *bytes_of(const struct es_buf *buf)
{
    json_t *text = json_array();
    for (size_t i = 0; i < buf->len; i++)
        json_array_append_new(text, json_integer((unsigned char)buf->data[i]));
    return text;
}

static json_t *request_json(const struct es_request *request)
{
    return json_pack("{s:b,s:s,s:s,s:o}", "post", (int)request->post, "url",
                     es_buf_str(&request->url), "type", request->content_type, "body",
                     bytes_of(&request->body));
}

/* As es_client_answer and sms-verify have it: the screen fits, its fields are filled in. */
static es_status at_goal(const struct es_view *view, enum es_screen goal, json_t *out)
{
    const struct es_match *match = &view->match[goal];
    struct es_fill fills[ES_KIND_COUNT];
    size_t n = 0;
    for (enum es_kind kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (match->field[kind] != ES_NONE && is_given(goal, kind))
            fills[n++] = (struct es_fill){match->field[kind], answers[kind]};
    }
    json_object_set_new(out, "at", json_string("goal"));
    if (goal == ES_SCREEN_PIN)
        json_object_set_new(out, "cards", es_cards_read(view));
    if (is_given(goal, ES_KIND_CAPTCHA) && match->picture_ambiguous)
        return ES_PAGE_AMBIGUOUS;
    if (match->picture != ES_NONE) {
        const struct es_image *images = es_page_images(view->page);
        const char *src = es_page_str(view->page, images[match->picture].src);
        json_object_set_new(out, "picture", json_string(src));
    }
    if (match->button.kind == ES_TARGET_NONE)
        return ES_OK;
    es_auto(request) request = {0};
    struct es_error ignored = ES_ERROR_INIT;
    es_status status =
        es_client_request_of(view->page, match->button, fills, n, &request, &ignored);
    if (!status)
        json_object_set_new(out, "request", request_json(&request));
    return status;
}

static enum es_screen screen_at(const json_t *row, const char *key)
{
    return es_screen_find(json_string_value(json_object_get(row, key)));
}

static bool leads(const json_t *steps, enum es_screen from, enum es_screen goal, int hops)
{
    bool found = from == goal;
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)steps, i, row)
    {
        found = found || (hops > 0 && screen_at(row, "at") == from &&
                          leads(steps, screen_at(row, "to"), goal, hops - 1));
    }
    return found;
}

static es_status find_way(const struct es_view *view, const json_t *row, struct es_target *target)
{
    es_status worst = ES_PAGE_UNKNOWN;
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(row, "follow"), i, name)
    {
        struct es_error ignored = ES_ERROR_INIT;
        es_status status = es_view_action(view, json_string_value(name), target, &ignored);
        if (status == ES_OK || status == ES_PAGE_AMBIGUOUS)
            return status;
        if (status == ES_NEEDS_BROWSER)
            worst = status;
    }
    return worst;
}

/* As es_client_walk goes: the step that is nearest to the goal. */
static es_status on_the_way(const struct es_view *view, enum es_screen goal, json_t *out)
{
    const json_t *steps = es_profile_get(view->profile, "steps");
    es_status worst = ES_PAGE_UNKNOWN;
    for (int hops = 0; hops < ES_SCREEN_COUNT; hops++) {
        size_t i;
        json_t *row;
        json_array_foreach((json_t *)steps, i, row)
        {
            enum es_screen to = screen_at(row, "to");
            struct es_target target;
            if (!view->match[screen_at(row, "at")].fits || !leads(steps, to, goal, hops) ||
                (hops > 0 && leads(steps, to, goal, hops - 1)))
                continue;
            es_status status = find_way(view, row, &target);
            es_auto(request) request = {0};
            struct es_error ignored = ES_ERROR_INIT;
            if (!status)
                status = es_client_request_of(view->page, target, NULL, 0, &request, &ignored);
            if (!status) {
                json_object_set_new(out, "at", json_string("way"));
                json_object_set_new(out, "request", request_json(&request));
                return ES_OK;
            }
            if (worst == ES_PAGE_UNKNOWN)
                worst = status;
        }
    }
    return worst == ES_PAGE_UNKNOWN ? view->match[goal].status : worst;
}

static void look(const struct es_profile *profile, const char *goal_name,
                 const struct es_page_source *source)
{
    es_auto(page) *page = NULL;
    es_auto(view) *view = NULL;
    struct es_error err = ES_ERROR_INIT;
    json_t *out = json_pack("{s:n,s:n,s:n,s:n}", "at", "request", "picture", "cards");
    enum es_screen goal = es_screen_find(goal_name);
    es_status status = es_page_parse(source, &page, &err);
    if (!status)
        status = es_view_make(profile, page, &view, &err);
    if (!status)
        status = view->match[goal].fits ? at_goal(view, goal, out) : on_the_way(view, goal, out);
    json_object_set_new(out, "code", json_string(es_error_info(status)->code));
    json_dumpf(out, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(out);
}

/* Without its line end. False: there is none. */
static bool read_line(char line[LINE_MAX_BYTES])
{
    if (!fgets(line, LINE_MAX_BYTES, stdin))
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

int main(void)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_profile *profile = NULL;
    char goal[LINE_MAX_BYTES], url[LINE_MAX_BYTES], type[LINE_MAX_BYTES], length[LINE_MAX_BYTES];
    if (es_profile_load("kamusm", &profile, &err))
        return 1;
    while (read_line(goal) && read_line(url) && read_line(type) && read_line(length)) {
        size_t len = (size_t)strtoul(length, NULL, 10);
        char *bytes = len <= ES_PAGE_SOURCE_MAX ? malloc(len + 1) : NULL;
        if (!bytes || fread(bytes, 1, len, stdin) != len) {
            free(bytes);
            break;
        }
        look(profile, goal,
             &(struct es_page_source){bytes, len, type[0] ? type : NULL, url, false});
        free(bytes);
    }
    es_profile_free(&profile);
    return 0;
}
