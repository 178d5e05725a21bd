/* SPDX-License-Identifier: Apache-2.0 */
/* What words on a page mean to a profile. */
#include "esign/heap.h"
#include "profile_internal.h"

#include <string.h>

static const char *const group_names[ES_WORDS_GROUPS] = {
    [ES_WORDS_FIELDS] = "fields",
    [ES_WORDS_ACTIONS] = "actions",
    [ES_WORDS_LABELS] = "labels",
    [ES_WORDS_CERTIFICATES] = "certificates",
};

static size_t count_words(const json_t *group)
{
    size_t n = 0;
    const char *kind;
    json_t *list;
    json_object_foreach((json_t *)group, kind, list)
    {
        n += json_array_size(list);
    }
    return n;
}

static bool take_group(struct profile_words *words, const json_t *group)
{
    words->word = es_heap_zeroed(count_words(group) + 1, sizeof(*words->word));
    if (!words->word)
        return false;
    const char *kind;
    json_t *list;
    json_object_foreach((json_t *)group, kind, list)
    {
        size_t i;
        json_t *text;
        json_array_foreach(list, i, text)
        {
            struct profile_word *word = &words->word[words->n];
            word->kind = kind;
            if (!es_text_key_make(json_string_value(text), &word->key))
                return false;
            words->n++;
        }
    }
    return true;
}

static bool take_said(struct es_profile *profile)
{
    static const char *const lists[] = {"conditions", "rules", "clears", "requests"};
    const json_t *sentences = json_object_get(profile->data, "sentences");
    const json_t *named = json_object_get(profile->data, "stems");
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof(lists) / sizeof(lists[0]); i++)
        ok = es_stem_set_add(&profile->said, json_object_get(sentences, lists[i]), named);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(profile->data, "messages"), i, row)
    {
        ok =
            ok && es_stem_set_add(&profile->said_if_not_denied, json_object_get(row, "any"), named);
    }
    return ok && es_stem_set_sort(&profile->said) && es_stem_set_sort(&profile->said_if_not_denied);
}

es_status es_profile_take_words(struct es_profile *profile, struct es_error *err)
{
    if (!take_said(profile))
        return es_fail(err, ES_INTERNAL);
    for (size_t i = 0; i < ES_WORDS_GROUPS; i++) {
        if (!take_group(&profile->words[i], json_object_get(profile->data, group_names[i])))
            return es_fail(err, ES_INTERNAL);
    }
    return ES_OK;
}

void es_profile_drop_words(struct es_profile *profile)
{
    es_stem_set_free(&profile->said);
    es_stem_set_free(&profile->said_if_not_denied);
    for (size_t i = 0; i < ES_WORDS_GROUPS; i++) {
        for (size_t j = 0; j < profile->words[i].n; j++)
            es_text_key_free(&profile->words[i].word[j].key);
        es_heap_free(profile->words[i].word);
    }
}

const char *es_profile_kind(const struct es_profile *profile, enum es_words_group group,
                            const char *name)
{
    const struct profile_words *words = &profile->words[group];
    for (size_t i = 0; i < words->n; i++) {
        if (!strcmp(words->word[i].kind, name))
            return words->word[i].kind;
    }
    return NULL;
}

/* A row is for the group that its kinds are of. One that has no "from" is for words that mean
 * nothing yet; one that has no "to" takes their meaning away. */
static bool refines(const struct es_profile *profile, const json_t *row, enum es_words_group group,
                    const struct es_meaning *meaning, const char **to)
{
    const char *from = json_string_value(json_object_get(row, "from"));
    const char *name = json_string_value(json_object_get(row, "to"));
    *to = name ? es_profile_kind(profile, group, name) : NULL;
    if (name && !*to)
        return false;
    return from ? meaning->kind && !strcmp(from, meaning->kind) : !meaning->kind;
}

/* "Güvenlik sözcüğünüzü bir kez daha tekrarlayın" begins like the word itself; what follows
 * makes it another kind. The profile's "refine" rows say which words do that. */
static void refine(const struct es_profile *profile, const struct es_text_key *seen,
                   enum es_words_group group, struct es_meaning *meaning)
{
    if (group >= ES_WORDS_LABELS || meaning->fit >= ES_FIT_EQUAL_MARKS)
        return; /* words that stand in the profile as they are mean what it says */
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(profile->data, "refine"), i, row)
    {
        const char *to = NULL;
        if (!refines(profile, row, group, meaning, &to) ||
            !es_stems_in_key(json_object_get(row, "any"), seen))
            continue;
        if (!meaning->kind)
            meaning->fit = ES_FIT_AFFIX_MARKS;
        meaning->kind = to;
        meaning->tie = false;
        if (!to) { /* nothing else is made of it */
            meaning->fit = ES_FIT_NONE;
            return;
        }
    }
}

struct es_meaning es_profile_meaning(const struct es_profile *profile, enum es_words_group group,
                                     const char *words)
{
    struct es_meaning best = {0};
    es_auto(text_key) seen = {0};
    if (!es_text_key_make(words, &seen))
        return best;
    /* "PIN / PUK Bilgisi Nedir?" leads to words about it, not to it. */
    if (group == ES_WORDS_ACTIONS &&
        es_stems_in_key(json_object_get(profile->data, "mentions"), &seen))
        return best;
    const struct profile_words *known = &profile->words[group];
    size_t best_len = 0;
    for (size_t i = 0; i < known->n; i++) {
        const struct profile_word *word = &known->word[i];
        enum es_fit fit = es_text_key_fit(&seen, &word->key);
        size_t len = word->key.marks.len;
        if (fit == ES_FIT_NONE || fit < best.fit || (fit == best.fit && len < best_len))
            continue;
        bool same_rank = fit == best.fit && len == best_len;
        best.tie = same_rank && (best.tie || best.kind != word->kind);
        best.kind = word->kind;
        best.fit = fit;
        best_len = len;
    }
    refine(profile, &seen, group, &best);
    return best;
}
