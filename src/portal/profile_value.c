/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and names of a profile: each is judged by itself, and what is wrong told with its line. */
#include "profile_check.h"

#include "esign/i18n.h"
#include "esign/session.h"
#include "esign/view.h"
#include <stdio.h>
#include <string.h>

static bool add_step(const struct profile_place *place, size_t i, struct es_buf *out)
{
    char index[32];
    snprintf(index, sizeof(index), "[%zu]", place->child[i]);
    if (!place->key[i])
        return es_buf_add_str(out, index);
    return (i == 0 || es_buf_add_char(out, '.')) && es_buf_add_str(out, place->key[i]);
}

es_status es_profile_wrong(const struct profile_source *source, const struct profile_place *place,
                           const char *wrong, struct es_error *err)
{
    enum { SHOWN_MAX = 120 };
    es_auto(buf) path = {0}, safe = {0};
    for (size_t i = 0; i < place->depth; i++) {
        if (!add_step(place, i, &path))
            return es_fail(err, ES_INTERNAL);
    }
    if (!es_text_safe(es_buf_str(&path), SHOWN_MAX, &safe))
        return es_fail(err, ES_INTERNAL);
    int line = es_profile_line(source->bytes, source->len, place);
    if (place->depth == 0)
        return es_fail_with(err, ES_PROFILE_INVALID, _("profile '%s', line %d: %s"), source->shown,
                            line, wrong);
    return es_fail_with(err, ES_PROFILE_INVALID, _("profile '%s', line %d: \"%s\" %s"),
                        source->shown, line, es_buf_str(&safe), wrong);
}

es_status es_profile_check_wrong(const struct check *check, const char *what)
{
    return es_profile_wrong(check->source, &check->place, what, check->err);
}

es_status es_profile_check_child(struct check *check, const char *key, size_t child,
                                 const json_t *value, check_value *fits)
{
    struct profile_place *place = &check->place;
    if (place->depth == PROFILE_DEPTH)
        return es_fail(check->err, ES_INTERNAL);
    place->child[place->depth] = child;
    place->key[place->depth] = key;
    place->depth++;
    es_status status = fits(check, value);
    place->depth--;
    return status;
}

/* ---- texts ---- */

es_status es_profile_is_text(struct check *check, const json_t *value)
{
    if (!json_is_string(value))
        return es_profile_check_wrong(check, _("is not a text"));
    return json_string_length(value) ? ES_OK : es_profile_check_wrong(check, _("is empty"));
}

es_status es_profile_is_switch(struct check *check, const json_t *value)
{
    return json_is_boolean(value) ? ES_OK
                                  : es_profile_check_wrong(check, _("is neither true nor false"));
}

es_status es_profile_is_wait(struct check *check, const json_t *value)
{
    json_int_t seconds = json_integer_value(value);
    return json_is_integer(value) && seconds >= 0 && seconds <= ES_PROFILE_WAIT_MAX
               ? ES_OK
               : es_profile_check_wrong(check, _("is no number of seconds from 0 to 86400"));
}

es_status es_profile_is_format(struct check *check, const json_t *value)
{
    return json_integer_value(value) == 1 ? ES_OK : es_profile_check_wrong(check, _("is not 1"));
}

/* It is kept with a session, and compared. */
es_status es_profile_is_name(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || json_string_length(value) < sizeof(((struct es_session *)0)->profile))
        return status;
    return es_profile_check_wrong(check, _("is too long"));
}

es_status es_profile_is_base(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || es_profile_is_builtin(json_string_value(value)))
        return status;
    return es_profile_check_wrong(check, _("is not the name of a built-in profile"));
}

static bool is_https(const char *text)
{
    es_auto(url) url = {0};
    return !strncmp(text, "https://", 8) && !strpbrk(text, " \t\r\n\\@") &&
           es_url_parse(text, NULL, &url) && !strcmp(url.scheme, "https");
}

es_status es_profile_is_start(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || is_https(json_string_value(value)))
        return status;
    return es_profile_check_wrong(check, _("is not an https address"));
}

es_status es_profile_is_origin(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    const char *text = json_string_value(value);
    if (status || (is_https(text) && !strpbrk(text + 8, "/?#")))
        return status;
    return es_profile_check_wrong(
        check, _("is not an origin: https://, a host, and nothing after it but a port"));
}

/* A word without letters would fit nothing. */
es_status es_profile_is_word(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    es_auto(text_key) key = {0};
    if (status)
        return status;
    if (!es_text_key_make(json_string_value(value), &key))
        return es_fail(check->err, ES_INTERNAL);
    return key.marks.len ? ES_OK
                         : es_profile_check_wrong(check, _("has neither a letter nor a digit"));
}

static es_status is_one_of(struct check *check, const json_t *value, const char *const *names,
                           const char *otherwise)
{
    es_status status = es_profile_is_text(check, value);
    if (status)
        return status;
    while (*names && strcmp(*names, json_string_value(value)) != 0)
        names++;
    return *names ? ES_OK : es_profile_check_wrong(check, otherwise);
}

#define FOLDED "abcdefghijklmnopqrstuvwxyz0123456789"

static bool is_folded(const char *text, size_t len)
{
    return len && strspn(text, FOLDED " ") >= len && *text != ' ' && text[len - 1] != ' ' &&
           !memmem(text, len, "  ", 2);
}

/* Texts are folded before stems are looked for: one that is not folded would never be found. */
es_status es_profile_is_stem(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status)
        return status;
    const char *text = json_string_value(value);
    size_t len = strlen(text);
    bool end_alone = *text == '-', whole = !end_alone && text[len - 1] == '.';
    if (is_folded(text + end_alone, len - end_alone - whole))
        return ES_OK;
    return es_profile_check_wrong(
        check, _("has other characters than small letters a to z, digits and single "
                 "blanks between words"));
}

/* In messages, "@wrong" stands for the list of that name. */
es_status es_profile_is_stem_or_list(struct check *check, const json_t *value)
{
    const char *text = json_string_value(value);
    if (!text || *text != '@')
        return es_profile_is_stem(check, value);
    const json_t *lists = json_object_get(check->merged, "stems");
    if (!check->merged || json_object_get(lists, text + 1))
        return ES_OK;
    return es_profile_check_wrong(check, _("names no list of \"stems\""));
}

es_status es_profile_is_clause(struct check *check, const json_t *value)
{
    static const char *const kinds[] = {"conditions", "rules", "clears", NULL};
    return is_one_of(check, value, kinds, _("is not a list of \"sentences\" that voids a row"));
}

/* ---- names ---- */

/* A misspelt name would be passed over in silence, and a screen never be found. */
es_status es_profile_is_screen(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || es_screen_find(json_string_value(value)) != ES_SCREEN_NONE)
        return status;
    return es_profile_check_wrong(check, _("is not the name of a screen"));
}

es_status es_profile_is_code(struct check *check, const json_t *value)
{
    es_status found, status = es_profile_is_text(check, value);
    if (status || es_error_find(json_string_value(value), &found))
        return status;
    return es_profile_check_wrong(check, _("is not a code of esign"));
}

es_status es_profile_is_answer(struct check *check, const json_t *value)
{
    static const char *const kinds[] = {"id", "captcha", "word", "word_again", "code", NULL};
    return is_one_of(check, value, kinds, _("is not a kind of answer that is typed on a screen"));
}

es_status es_profile_is_sent(struct check *check, const json_t *value)
{
    static const char *const kinds[] = {"id",   "captcha",  "word",        "word_again", "code",
                                        "link", "activate", "update_info", NULL};
    return is_one_of(check, value, kinds, _("is not a kind of answer that a message follows"));
}

es_status es_profile_is_label(struct check *check, const json_t *value)
{
    static const char *const kinds[] = {"phone", "remaining", "description", "serial",
                                        "pin",   "puk",       NULL};
    return is_one_of(check, value, kinds, _("is not the name of a value that is read"));
}

static bool knows(const struct check *check, const char *group, const json_t *name)
{
    return !check->merged ||
           json_object_get(json_object_get(check->merged, group), json_string_value(name));
}

es_status es_profile_is_field(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || knows(check, "fields", value))
        return status;
    return es_profile_check_wrong(check, _("names a kind that has no words in \"fields\""));
}

es_status es_profile_is_action(struct check *check, const json_t *value)
{
    es_status status = es_profile_is_text(check, value);
    if (status || knows(check, "actions", value))
        return status;
    return es_profile_check_wrong(check, _("names a kind that has no words in \"actions\""));
}

es_status es_profile_is_aside(struct check *check, const json_t *value)
{
    return knows(check, "actions", value) ? es_profile_is_text(check, value)
                                          : es_profile_is_field(check, value);
}
