/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a profile, and asking it simple things. What words mean is in meaning.c. */
#include "profile_internal.h"

#include "builtin.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include <errno.h>
#include <string.h>

enum { PROFILE_MAX = 256 << 10 };

static void drop(struct profile_source *source)
{
    json_decref(source->data);
    source->data = NULL;
}

static es_status parse(struct profile_source *source, struct es_error *err)
{
    struct es_json_error where;
    source->data = es_json_read(source->bytes, source->len, &where);
    if (!source->data)
        return es_fail_with(err, ES_PROFILE_INVALID, _("profile '%s', line %d: %s"), source->shown,
                            where.line, where.message);
    return es_profile_check(source, err);
}

static const struct es_builtin_profile *find_builtin(const char *name)
{
    const struct es_builtin_profile *at = es_builtin_profiles;
    while (at->name && strcmp(at->name, name) != 0)
        at++;
    return at->name ? at : NULL;
}

bool es_profile_is_builtin(const char *name)
{
    return find_builtin(name) != NULL;
}

static bool is_path(const char *name)
{
    size_t len = strlen(name);
    return strchr(name, '/') || (len > 5 && !strcmp(name + len - 5, ".json"));
}

/* What the file says of an answer comes before what the base says: the first row that holds
 * decides. Other rows and words are added behind. */
static bool join_lists(json_t *base, const char *key, json_t *old, json_t *more)
{
    if (strcmp(key, "messages") != 0)
        return json_array_extend(old, more) == 0;
    json_t *joined = json_array();
    bool ok = joined && json_array_extend(joined, more) == 0 && json_array_extend(joined, old) == 0;
    if (ok)
        return json_object_set_new(base, key, joined) == 0;
    json_decref(joined);
    return false;
}

/* Lists are added to, objects merged, everything else replaced. "origins" is replaced as well:
 * another portal must not inherit the hosts of the one whose words it borrows. */
static bool merge(json_t *base, json_t *more)
{
    const char *key;
    json_t *value;
    json_object_foreach(more, key, value)
    {
        json_t *old = json_object_get(base, key);
        bool ok = true;
        if (json_is_object(old) && json_is_object(value))
            ok = merge(old, value);
        else if (json_is_array(old) && json_is_array(value) && strcmp(key, "origins"))
            ok = join_lists(base, key, old, value);
        else
            ok = json_object_set(base, key, value) == 0;
        if (!ok)
            return false;
    }
    return true;
}

/* The source's data become the whole: what it extends, with its own merged into it. base is what
 * it extends by itself, NULL where it extends nothing. */
static es_status extend(struct profile_source *source, const json_t *base, json_t **out,
                        struct es_error *err)
{
    json_t *whole = base ? json_deep_copy(base) : json_incref(source->data);
    if (!whole || (base && !merge(whole, source->data))) {
        json_decref(whole);
        return es_fail(err, ES_INTERNAL);
    }
    es_status status = es_profile_check_names(source, base, whole, err);
    if (status)
        json_decref(whole);
    else
        *out = whole;
    return status;
}

static es_status read_source(struct profile_source *source, json_t **out, struct es_error *err);

static es_status read_builtin(const char *name, json_t **out, struct es_error *err)
{
    const struct es_builtin_profile *found = find_builtin(name);
    if (found) {
        struct profile_source source = {name, (const char *)found->bytes, found->len, NULL};
        return read_source(&source, out, err);
    }
    es_status status =
        es_fail_with(err, ES_PROFILE_INVALID, _("there is no built-in profile '%s'"), name);
    es_hint(err, _("A profile of your own is given as a file: --profile ./FILE.json"));
    return status;
}

static es_status read_source(struct profile_source *source, json_t **out, struct es_error *err)
{
    json_t *base = NULL;
    es_status status = parse(source, err);
    const char *base_name = json_string_value(json_object_get(source->data, "extends"));
    if (!status && base_name)
        status = read_builtin(base_name, &base, err);
    if (!status)
        status = extend(source, base, out, err);
    json_decref(base);
    drop(source);
    return status;
}

static es_status read_file(const char *path, json_t **out, struct es_error *err)
{
    es_auto(buf) text = {0};
    if (!es_file_read(path, PROFILE_MAX, &text))
        return es_fail_with(err, es_file_is_shortage(errno) ? ES_NO_RESOURCES : ES_PROFILE_INVALID,
                            _("profile '%s' cannot be read: %s"), path, strerror(errno));
    struct profile_source source = {path, es_buf_str(&text), text.len, NULL};
    return read_source(&source, out, err);
}

static es_status take_origins(struct es_profile *profile, struct es_error *err)
{
    const json_t *origins = json_object_get(profile->data, "origins");
    profile->n_origins = json_array_size(origins);
    profile->origins = es_heap_zeroed(profile->n_origins + 1, sizeof(*profile->origins));
    if (!profile->origins)
        return es_fail(err, ES_INTERNAL);
    for (size_t i = 0; i < profile->n_origins; i++) {
        const char *text = json_string_value(json_array_get(origins, i));
        if (!es_url_parse(text, NULL, &profile->origins[i]))
            return es_fail(err, ES_INTERNAL);
    }
    return ES_OK;
}

es_status es_profile_load(const char *name_or_file, struct es_profile **out, struct es_error *err)
{
    es_auto(profile) *profile = es_heap_zeroed(1, sizeof(*profile));
    if (!profile)
        return es_fail(err, ES_INTERNAL);
    es_status status = is_path(name_or_file) ? read_file(name_or_file, &profile->data, err)
                                             : read_builtin(name_or_file, &profile->data, err);
    if (!status)
        status = take_origins(profile, err);
    if (!status)
        status = es_profile_take_words(profile, err);
    if (status)
        return status;
    *out = profile;
    profile = NULL;
    return ES_OK;
}

void es_profile_free(struct es_profile **pointer)
{
    struct es_profile *profile = *pointer;
    if (!profile)
        return;
    for (size_t i = 0; profile->origins && i < profile->n_origins; i++)
        es_url_free(&profile->origins[i]);
    es_heap_free(profile->origins);
    es_profile_drop_words(profile);
    json_decref(profile->data);
    es_heap_free(profile);
    *pointer = NULL;
}

const char *es_profile_name(const struct es_profile *profile)
{
    return json_string_value(json_object_get(profile->data, "name"));
}

const char *es_profile_start(const struct es_profile *profile)
{
    return json_string_value(json_object_get(profile->data, "start"));
}

bool es_profile_allows_origin(const struct es_profile *profile, const struct es_url *url)
{
    for (size_t i = 0; i < profile->n_origins; i++) {
        if (es_url_same_origin(&profile->origins[i], url))
            return true;
    }
    return false;
}

bool es_profile_has_host(const struct es_profile *profile, const char *host)
{
    for (size_t i = 0; i < profile->n_origins; i++) {
        if (!strcmp(profile->origins[i].host, host))
            return true;
    }
    return false;
}

int es_profile_forgot_every(const struct es_profile *profile, const char *host)
{
    bool practice = json_is_true(json_object_get(profile->data, "practice"));
    json_int_t seconds = json_integer_value(json_object_get(profile->data, "forgot_every"));
    return practice || !es_url_is_loopback(host) ? (int)seconds : 0;
}

const char *es_profile_explain_host(const struct es_profile *profile, const char *host)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(profile->data, "explained"), i, row)
    {
        const char *known = json_string_value(json_object_get(row, "host"));
        if (known && !strcmp(known, host))
            return json_string_value(json_object_get(row, es_i18n_language()));
    }
    return NULL;
}

const char *es_profile_explain_action(const struct es_profile *profile, const char *action)
{
    size_t i, j;
    json_t *row, *known;
    json_array_foreach(json_object_get(profile->data, "explained"), i, row)
    {
        json_array_foreach(json_object_get(row, "actions"), j, known)
        {
            if (json_is_string(known) && !strcmp(json_string_value(known), action))
                return json_string_value(json_object_get(row, es_i18n_language()));
        }
    }
    return NULL;
}

const json_t *es_profile_get(const struct es_profile *profile, const char *key)
{
    return json_object_get(profile->data, key);
}
