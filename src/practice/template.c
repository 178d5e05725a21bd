/* SPDX-License-Identifier: Apache-2.0 */
#include "template.h"

#include <stdio.h>
#include <string.h>

#include "embedded.h"

enum { NAME_MAX_BYTES = 64, DEPTH_MAX = 16 };

struct scope {
    const json_t *value;
    const struct scope *outer;
};

struct pass {
    const char *folder;
    struct es_buf *out;
    int depth;
};

struct tag {
    char kind; /* '#', '^', '/', '>', '{' or 0 */
    char name[NAME_MAX_BYTES];
    const char *after;
};

static const char *render(struct pass *pass, const char *at, const struct scope *scope,
                          const char *until, bool show);

static const struct es_embedded *find_file(const char *folder, const char *file)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, file);
    for (const struct es_embedded *row = es_embedded; row->name; row++)
        if (!strcmp(row->name, path))
            return row;
    return NULL;
}

bool es_template_exists(const char *folder, const char *file)
{
    return find_file(folder, file);
}

static const json_t *look_up(const struct scope *scope, const char *name)
{
    if (!strcmp(name, "."))
        return scope->value;
    for (; scope; scope = scope->outer) {
        const json_t *value = json_object_get(scope->value, name);
        if (value)
            return value;
    }
    return NULL;
}

static bool is_empty(const json_t *value)
{
    return !value || json_is_null(value) || json_is_false(value) ||
           (json_is_array(value) && !json_array_size(value)) ||
           (json_is_string(value) && !json_string_length(value));
}

static bool add_escaped(struct es_buf *out, const char *text)
{
    for (; *text; text++) {
        const char *entity = *text == '&'    ? "&amp;"
                             : *text == '<'  ? "&lt;"
                             : *text == '>'  ? "&gt;"
                             : *text == '"'  ? "&quot;"
                             : *text == '\'' ? "&#39;"
                                             : NULL;
        if (entity ? !es_buf_add_str(out, entity) : !es_buf_add_char(out, *text))
            return false;
    }
    return true;
}

static bool add_value(struct es_buf *out, const json_t *value, bool escape)
{
    if (json_is_integer(value))
        return es_buf_printf(out, "%lld", (long long)json_integer_value(value));
    if (!json_is_string(value))
        return true;
    const char *text = json_string_value(value);
    return escape ? add_escaped(out, text) : es_buf_add_str(out, text);
}

/* at stands just after "{{". */
static bool read_tag(const char *at, struct tag *tag)
{
    *tag = (struct tag){0};
    if (*at && strchr("#^/>{", *at))
        tag->kind = *at++;
    const char *close = tag->kind == '{' ? "}}}" : "}}";
    const char *end = strstr(at, close);
    if (!end || (size_t)(end - at) >= sizeof(tag->name))
        return false;
    memcpy(tag->name, at, (size_t)(end - at));
    tag->after = end + strlen(close);
    return true;
}

static const char *render_section(struct pass *pass, const struct tag *tag,
                                  const struct scope *scope, bool show)
{
    const json_t *value = look_up(scope, tag->name);
    if (tag->kind == '^')
        return render(pass, tag->after, scope, tag->name, show && is_empty(value));
    if (!show || is_empty(value))
        return render(pass, tag->after, scope, tag->name, false);
    if (!json_is_array(value)) {
        struct scope inner = {value, scope};
        return render(pass, tag->after, &inner, tag->name, true);
    }
    const char *end = NULL;
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct scope inner = {json_array_get(value, i), scope};
        end = render(pass, tag->after, &inner, tag->name, true);
        if (!end)
            return NULL;
    }
    return end;
}

static bool render_file(struct pass *pass, const char *file, const struct scope *scope)
{
    const struct es_embedded *found = find_file(pass->folder, file);
    if (!found || pass->depth >= DEPTH_MAX)
        return false;
    pass->depth++;
    bool ok = render(pass, found->text, scope, NULL, true);
    pass->depth--;
    return ok;
}

static const char *render_tag(struct pass *pass, const struct tag *tag, const struct scope *scope,
                              bool show)
{
    if (tag->kind == '#' || tag->kind == '^')
        return render_section(pass, tag, scope, show);
    if (!show)
        return tag->after;
    bool ok = tag->kind == '>' ? render_file(pass, tag->name, scope)
                               : add_value(pass->out, look_up(scope, tag->name), tag->kind != '{');
    return ok ? tag->after : NULL;
}

/* Renders up to {{/until}} (or the end of the text where until is NULL); returns what follows
 * it, NULL where the template is malformed or too long. */
static const char *render(struct pass *pass, const char *at, const struct scope *scope,
                          const char *until, bool show)
{
    for (;;) {
        const char *open = strstr(at, "{{");
        size_t len = open ? (size_t)(open - at) : strlen(at);
        if (show && !es_buf_add(pass->out, at, len))
            return NULL;
        if (!open)
            return until ? NULL : at + len;
        struct tag tag;
        if (!read_tag(open + 2, &tag))
            return NULL;
        if (tag.kind == '/')
            return until && !strcmp(tag.name, until) ? tag.after : NULL;
        at = render_tag(pass, &tag, scope, show);
        if (!at)
            return NULL;
    }
}

bool es_template_render(const char *folder, const char *file, const json_t *values,
                        struct es_buf *out)
{
    struct pass pass = {folder, out, 0};
    struct scope scope = {values, NULL};
    return render_file(&pass, file, &scope);
}
