/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a profile has the shape that its readers rely on: the rest of the house takes a row for
 * a row and a word for a word without looking again. docs/schema/profile.json says the same. */
#include "profile_check.h"

#include "esign/i18n.h"
#include <string.h>

struct member {
    const char *key;
    check_value *fits;
    bool needed;
};

/* ---- lists ---- */

static es_status check_list(struct check *check, const json_t *value, check_value *item,
                            const char *otherwise)
{
    if (!json_is_array(value))
        return es_profile_check_wrong(check, otherwise);
    if (json_array_size(value) == 0)
        return es_profile_check_wrong(check, _("is empty"));
    es_status status = ES_OK;
    for (size_t i = 0; !status && i < json_array_size(value); i++)
        status = es_profile_check_child(check, NULL, i, json_array_get(value, i), item);
    return status;
}

static es_status are_texts(struct check *check, const json_t *value, check_value *item)
{
    return check_list(check, value, item, _("is not a list of texts"));
}

#define LIST_OF(items, item)                                                                       \
    static es_status items(struct check *check, const json_t *value)                               \
    {                                                                                              \
        return are_texts(check, value, item);                                                      \
    }

LIST_OF(are_words, es_profile_is_word)
LIST_OF(are_stems, es_profile_is_stem)
LIST_OF(are_stems_or_lists, es_profile_is_stem_or_list)
LIST_OF(are_clauses, es_profile_is_clause)
LIST_OF(are_origins, es_profile_is_origin)
LIST_OF(are_screens, es_profile_is_screen)
LIST_OF(are_answers, es_profile_is_answer)
LIST_OF(are_labels, es_profile_is_label)
LIST_OF(are_actions, es_profile_is_action)
LIST_OF(are_asides, es_profile_is_aside)

/* ---- objects ---- */

/* Any object may hold a comment. */
static check_value *find_fits(const struct member *members, const char *key)
{
    while (members->key && strcmp(members->key, key) != 0)
        members++;
    if (members->key)
        return members->fits;
    return strcmp(key, "comment") ? NULL : es_profile_is_text;
}

static es_status is_unknown(struct check *check, const json_t *value)
{
    (void)value;
    return es_profile_check_wrong(check, _("is not a key that is known here"));
}

static es_status is_missing(struct check *check, const json_t *value)
{
    (void)value;
    return es_profile_check_wrong(check, _("is missing"));
}

static es_status check_members(struct check *check, const json_t *object,
                               const struct member *members)
{
    if (!json_is_object(object))
        return es_profile_check_wrong(check, _("is not an object"));
    es_status status = ES_OK;
    size_t child = 0;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        check_value *fits = find_fits(members, key);
        status = es_profile_check_child(check, key, child++, value, fits ? fits : is_unknown);
        if (status)
            return status;
    }
    for (; !status && members->key; members++) {
        if (members->needed && !json_object_get(object, members->key))
            status = es_profile_check_child(check, members->key, child, NULL, is_missing);
    }
    return status;
}

static es_status check_rows(struct check *check, const json_t *value, check_value *row)
{
    return check_list(check, value, row, _("is not a list of rows"));
}

#define ROWS_OF(rows, row)                                                                         \
    static es_status rows(struct check *check, const json_t *value)                                \
    {                                                                                              \
        return check_rows(check, value, row);                                                      \
    }

static es_status is_explanation(struct check *check, const json_t *row)
{
    static const struct member members[] = {{"host", es_profile_is_text, false},
                                            {"actions", are_actions, false},
                                            {"tr", es_profile_is_text, true},
                                            {"en", es_profile_is_text, true},
                                            {NULL, NULL, false}};
    es_status status = check_members(check, row, members);
    if (status || json_object_get(row, "host") || json_object_get(row, "actions"))
        return status;
    return es_profile_check_wrong(check, _("has neither \"host\" nor \"actions\""));
}

static es_status is_refinement(struct check *check, const json_t *row)
{
    static const struct member members[] = {{"from", es_profile_is_aside, false},
                                            {"to", es_profile_is_aside, false},
                                            {"any", are_stems, true},
                                            {NULL, NULL, false}};
    es_status status = check_members(check, row, members);
    if (status || json_object_get(row, "from") || json_object_get(row, "to"))
        return status;
    return es_profile_check_wrong(check, _("has neither \"from\" nor \"to\""));
}

/* A row that asks for nothing would take every page for its screen. */
static es_status is_screen_row(struct check *check, const json_t *row)
{
    static const struct member members[] = {{"name", es_profile_is_screen, true},
                                            {"headings", are_words, false},
                                            {"heading_needed", es_profile_is_switch, false},
                                            {"fields", are_answers, false},
                                            {"without_fields", are_answers, false},
                                            {"without_screens", are_screens, false},
                                            {"buttons", are_actions, false},
                                            {"actions", are_actions, false},
                                            {"some_actions", are_actions, false},
                                            {"labels", are_labels, false},
                                            {"texts", are_stems, false},
                                            {NULL, NULL, false}};
    static const char *const asks[] = {"fields",       "buttons", "actions",
                                       "some_actions", "labels",  "texts"};
    es_status status = check_members(check, row, members);
    for (size_t i = 0; !status && i < sizeof(asks) / sizeof(asks[0]); i++) {
        if (json_object_get(row, asks[i]))
            return ES_OK;
    }
    return status ? status
                  : es_profile_check_wrong(check, _("says nothing that must be on the screen"));
}

static es_status is_step(struct check *check, const json_t *row)
{
    static const struct member members[] = {{"at", es_profile_is_screen, true},
                                            {"to", es_profile_is_screen, true},
                                            {"follow", are_actions, true},
                                            {NULL, NULL, false}};
    return check_members(check, row, members);
}

static es_status is_message(struct check *check, const json_t *row)
{
    static const struct member members[] = {
        {"code", es_profile_is_code, true},         {"after", es_profile_is_sent, false},
        {"not_after", es_profile_is_sent, false},   {"even_in", are_clauses, false},
        {"about", are_stems_or_lists, false},       {"only", are_stems_or_lists, false},
        {"elsewhere", es_profile_is_switch, false}, {"any", are_stems_or_lists, true},
        {"not", are_stems_or_lists, false},         {NULL, NULL, false}};
    return check_members(check, row, members);
}

ROWS_OF(are_explanations, is_explanation)
ROWS_OF(are_refinements, is_refinement)
ROWS_OF(are_screen_rows, is_screen_row)
ROWS_OF(are_steps, is_step)
ROWS_OF(are_messages, is_message)

static es_status is_between(struct check *check, const json_t *value)
{
    static const struct member members[] = {
        {"follow", are_actions, false},  {"leads_on", are_stems, false},
        {"by_itself", are_stems, false}, {"waits", are_stems, false},
        {"announces", are_stems, false}, {"deeds", are_stems, false},
        {"no_deeds", are_stems, false},  {"agrees", are_stems, false},
        {"consent", are_stems, false},   {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_sentences(struct check *check, const json_t *value)
{
    static const struct member members[] = {{"conditions", are_stems, false},
                                            {"rules", are_stems, false},
                                            {"clears", are_stems, false},
                                            {"doubts", are_stems, false},
                                            {"requests", are_stems, false},
                                            {"turns", are_stems, false},
                                            {"denials_behind", are_stems, false},
                                            {"denials_before", are_stems, false},
                                            {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_tries(struct check *check, const json_t *value)
{
    static const struct member members[] = {
        {"of", are_stems, false},   {"last", are_stems, false},  {"spent", are_stems, false},
        {"left", are_stems, false}, {"none", are_stems, false},  {"one", are_stems, false},
        {"two", are_stems, false},  {"three", are_stems, false}, {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_mail(struct check *check, const json_t *value)
{
    static const struct member members[] = {{"from", es_profile_is_text, false},
                                            {"subject", es_profile_is_text, false},
                                            {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_of_labels(struct check *check, const json_t *value, check_value *list)
{
    static const char *const names[] = {"phone",  "remaining", "description",
                                        "serial", "pin",       "puk"};
    struct member members[sizeof(names) / sizeof(names[0]) + 1] = {0};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        members[i] = (struct member){names[i], list, false};
    return check_members(check, value, members);
}

static es_status is_labels(struct check *check, const json_t *value)
{
    return is_of_labels(check, value, are_words);
}

static es_status are_certificates(struct check *check, const json_t *value)
{
    static const struct member members[] = {
        {"kind", are_words, false},  {"serial", are_words, false}, {"card", are_words, false},
        {"state", are_words, false}, {"begins", are_words, false}, {"ends", are_words, false},
        {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_acts(struct check *check, const json_t *value)
{
    static const struct member members[] = {{"final", are_stems, false},
                                            {"way_back", are_words, false},
                                            {"more_pages", are_words, false},
                                            {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status are_code_pages(struct check *check, const json_t *value)
{
    static const struct member members[] = {
        {"any", are_stems, true}, {"not", are_stems, false}, {NULL, NULL, false}};
    return check_members(check, value, members);
}

static es_status is_masked(struct check *check, const json_t *value)
{
    return is_of_labels(check, value, are_stems);
}

/* ---- groups of words ---- */

static bool names(const json_t *value, const char *kind)
{
    if (json_is_string(value))
        return !strcmp(json_string_value(value), kind);
    const char *key;
    json_t *item;
    size_t i;
    json_object_foreach((json_t *)value, key, item)
    {
        if (names(item, kind))
            return true;
    }
    json_array_foreach((json_t *)value, i, item)
    {
        if (names(item, kind))
            return true;
    }
    return false;
}

/* A kind that neither the base nor a row has ever heard of is a typing mistake. */
static bool is_heard_of(const struct check *check, const char *group, const char *kind)
{
    static const char *const rows[] = {"asides", "refine",  "screens",
                                       "steps",  "between", "explained"};
    if (!check->base || json_object_get(json_object_get(check->base, group), kind))
        return true;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (names(json_object_get(check->source->data, rows[i]), kind))
            return true;
    }
    return false;
}

static es_status is_unheard_of(struct check *check, const json_t *value)
{
    (void)value;
    return es_profile_check_wrong(check, _("is a kind that no row names"));
}

/* Lists by name; of a group of the profile only kinds that are heard of. */
static es_status check_group(struct check *check, const json_t *value, const char *group,
                             check_value *list)
{
    if (!json_is_object(value))
        return es_profile_check_wrong(check, _("is not an object"));
    es_status status = ES_OK;
    size_t child = 0;
    const char *kind;
    json_t *item;
    json_object_foreach((json_t *)value, kind, item)
    {
        check_value *fits = !group || is_heard_of(check, group, kind) ? list : is_unheard_of;
        if (!strcmp(kind, "comment"))
            fits = es_profile_is_text;
        status = es_profile_check_child(check, kind, child++, item, fits);
        if (status)
            break;
    }
    return status;
}

static es_status is_lists(struct check *check, const json_t *value)
{
    return check_group(check, value, NULL, are_stems);
}

static es_status is_fields(struct check *check, const json_t *value)
{
    return check_group(check, value, "fields", are_words);
}

static es_status is_actions(struct check *check, const json_t *value)
{
    return check_group(check, value, "actions", are_words);
}

/* ---- the whole ---- */

static const struct member profile_members[] = {
    {"$schema", es_profile_is_text, false},
    {"format", es_profile_is_format, true},
    {"name", es_profile_is_name, false},
    {"title", es_profile_is_text, false},
    {"extends", es_profile_is_base, false},
    {"practice", es_profile_is_switch, false},
    {"forgot_every", es_profile_is_wait, false},
    {"start", es_profile_is_start, false},
    {"origins", are_origins, false},
    {"explained", are_explanations, false},
    {"fields", is_fields, false},
    {"actions", is_actions, false},
    {"labels", is_labels, false},
    {"certificates", are_certificates, false},
    {"acts", is_acts, false},
    {"screens", are_screen_rows, false},
    {"steps", are_steps, false},
    {"messages", are_messages, false},
    {"code_pages", are_code_pages, false},
    {"sentences", is_sentences, false},
    {"stems", is_lists, false},
    {"refine", are_refinements, false},
    {"masked", is_masked, false},
    {"asides", are_asides, false},
    {"mentions", are_stems, false},
    {"outdated", are_stems, false},
    {"between", is_between, false},
    {"tries", is_tries, false},
    {"advice", are_stems, false},
    {"secrets", are_stems, false},
    {"maintenance", are_stems, false},
    {"mail", is_mail, false},
    {NULL, NULL, false},
};

es_status es_profile_check(const struct profile_source *source, struct es_error *err)
{
    struct check check = {.source = source, .err = err};
    if (!json_is_object(source->data))
        return es_profile_check_wrong(&check, _("it is not an object"));
    return check_members(&check, source->data, profile_members);
}

es_status es_profile_check_names(const struct profile_source *source, const json_t *base,
                                 const json_t *merged, struct es_error *err)
{
    static const char *const needed[] = {"name",   "start",   "origins", "fields",  "actions",
                                         "labels", "screens", "steps",   "messages"};
    struct check check = {.source = source, .base = base, .merged = merged, .err = err};
    size_t end = json_object_size(source->data);
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (!json_object_get(merged, needed[i]))
            return es_profile_check_child(&check, needed[i], end, NULL, is_missing);
    }
    return check_members(&check, source->data, profile_members);
}
