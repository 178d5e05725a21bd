/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a profile has the shape that its readers rely on: the rest of the house takes a row for
 * a row and a word for a word without looking again. The words' meaning is not judged here. */
#include "profile_internal.h"

#include "esign/i18n.h"
#include "esign/session.h"
#include "esign/view.h"
#include <string.h>

es_status es_profile_wrong_key(const char *shown, const char *key, struct es_error *err)
{
    return es_fail_with(err, ES_PROFILE_INVALID, _("profile '%s': \"%s\" is missing or wrong"),
                        shown, key);
}

static bool all_strings(const json_t *list)
{
    size_t i;
    json_t *value;
    json_array_foreach((json_t *)list, i, value)
    {
        if (!json_is_string(value))
            return false;
    }
    return json_is_array(list);
}

static bool is_words(const json_t *group)
{
    const char *kind;
    json_t *words;
    json_object_foreach((json_t *)group, kind, words)
    {
        if (!all_strings(words))
            return false;
    }
    return json_is_object(group);
}

/* The keys of a row that hold one string; every other one holds a list of strings. */
struct row_shape {
    const char *strings[4], *needed[4]; /* end with NULL */
};

static bool is_in(const char *key, const char *const *keys)
{
    while (*keys && strcmp(*keys, key))
        keys++;
    return *keys != NULL;
}

static bool is_row(const json_t *row, const struct row_shape *shape)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)row, key, value)
    {
        if (is_in(key, shape->strings) ? !json_is_string(value) : !all_strings(value))
            return false;
    }
    for (const char *const *needed = shape->needed; *needed; needed++) {
        if (!json_object_get(row, *needed))
            return false;
    }
    return json_is_object(row);
}

static bool are_rows(const json_t *list, const struct row_shape *shape)
{
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row)
    {
        if (!is_row(row, shape))
            return false;
    }
    return json_is_array(list);
}

static bool is_refine(const json_t *value)
{
    return are_rows(value, &(struct row_shape){{"from", "to"}, {"to", "any"}});
}

static bool is_explained(const json_t *value)
{
    return are_rows(value, &(struct row_shape){{"host", "tr", "en"}, {"tr", "en"}});
}

/* A misspelt name would be passed over in silence, and a screen never be found. */
static bool names_a_screen(const json_t *row, const char *key)
{
    return es_screen_find(json_string_value(json_object_get(row, key))) != ES_SCREEN_NONE;
}

static bool is_screens(const json_t *value)
{
    bool ok = are_rows(value, &(struct row_shape){{"name"}, {"name"}});
    for (size_t i = 0; ok && i < json_array_size(value); i++)
        ok = names_a_screen(json_array_get(value, i), "name");
    return ok;
}

static bool is_steps(const json_t *value)
{
    bool ok = are_rows(value, &(struct row_shape){{"at", "to"}, {"at", "to", "follow"}});
    for (size_t i = 0; ok && i < json_array_size(value); i++)
        ok = names_a_screen(json_array_get(value, i), "at") &&
             names_a_screen(json_array_get(value, i), "to");
    return ok;
}

static bool is_messages(const json_t *value)
{
    bool ok = are_rows(value, &(struct row_shape){{"code", "after"}, {"code", "any"}});
    for (size_t i = 0; ok && i < json_array_size(value); i++) {
        es_status status;
        const json_t *row = json_array_get(value, i);
        ok = es_error_find(json_string_value(json_object_get(row, "code")), &status);
    }
    return ok;
}

static bool is_between(const json_t *value)
{
    const json_t *consent = json_object_get(value, "consent");
    return all_strings(json_object_get(value, "follow")) && (!consent || all_strings(consent));
}

/* It is kept with a session, and compared. */
static bool is_name(const json_t *value)
{
    size_t len = json_string_length(value);
    return len > 0 && len < sizeof(((struct es_session *)0)->profile);
}

static bool is_string(const json_t *value)
{
    return json_is_string(value);
}

static const struct {
    const char *key;
    bool (*fits)(const json_t *value);
    bool needed;
} shapes[] = {
    {"name", is_name, true},
    {"start", is_string, true},
    {"origins", all_strings, true},
    {"fields", is_words, true},
    {"actions", is_words, true},
    {"labels", is_words, true},
    {"screens", is_screens, true},
    {"steps", is_steps, true},
    {"messages", is_messages, true},
    {"refine", is_refine, false},
    {"masked", is_words, false},
    {"explained", is_explained, false},
    {"asides", all_strings, false},
    {"mentions", all_strings, false},
    {"between", is_between, false},
    {"advice", all_strings, false},
    {"maintenance", all_strings, false},
};

es_status es_profile_check(const json_t *data, const char *shown, struct es_error *err)
{
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        const json_t *value = json_object_get(data, shapes[i].key);
        if (value ? !shapes[i].fits(value) : shapes[i].needed)
            return es_profile_wrong_key(shown, shapes[i].key, err);
    }
    return ES_OK;
}
