/* SPDX-License-Identifier: Apache-2.0 */
/* A person's own profile: loaded as from a file, and asked what its own words mean. */
#include "esign/profile.h"
#include "esign/view.h"
#include "memfile.h"

static const char *const groups[ES_WORDS_GROUPS] = {"fields", "actions", "labels"};

/* The name that opens the descriptor: it has a slash in it, so it is a path to a profile. */
static es_status load(const uint8_t *data, size_t size, struct es_profile **profile,
                      struct es_error *err)
{
    struct memfile file = memfile_of(data, size);
    es_status status = es_profile_load(file.path, profile, err);
    memfile_close(&file);
    return status;
}

static void claim_words(const struct es_profile *profile, enum es_words_group group)
{
    const char *kind;
    json_t *list, *word;
    size_t i;
    json_object_foreach((json_t *)es_profile_get(profile, groups[group]), kind, list)
    {
        if (json_array_size(list) > 0)
            claim("a kind with words is known", es_profile_kind(profile, group, kind));
        json_array_foreach(list, i, word)
        {
            const char *text = json_string_value(word);
            struct es_meaning meaning = es_profile_meaning(profile, group, text);
            es_auto(text_key) key = {0};
            claim("a profile's word has a key", es_text_key_make(text, &key));
            claim("a profile's word means something in it, where it has letters",
                  (meaning.kind != NULL) == (key.letters.len > 0));
            claim("the best fit is its own", !meaning.kind || meaning.fit == ES_FIT_EQUAL);
        }
    }
}

/* A page with a field and a button, seen with the profile's eyes. */
static void look_at_a_page(const struct es_profile *profile)
{
    static const char html[] = "<h1>Example</h1><form method=post action=go><label>T.C. Kimlik No"
                               "<input name=a></label><img src=p.png><p>Resimdeki yaz\xc4\xb1: "
                               "<input name=b><p>Cep telefonu: 0500 *** 00 00"
                               "<button>Giri\xc5\x9f</button></form><a href=x>PIN</a>";
    struct es_page *page =
        fuzz_page((const uint8_t *)html, sizeof html - 1, "text/html; charset=utf-8");
    struct es_view *view = NULL;
    claim("a page can be seen with any profile that was loaded",
          es_view_make(profile, page, &view, NULL) == ES_OK);
    claim("its screen is one of those there are", view->screen < ES_SCREEN_COUNT);
    es_view_free(&view);
    es_page_free(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *profile = NULL;
    es_status status = load(data, size, &profile, &err);
    claim("a profile is loaded, or it is invalid", status == ES_OK || status == ES_PROFILE_INVALID);
    claim("what is wrong is said", status == ES_OK || err.message[0]);
    if (status != ES_OK)
        return 0;
    claim("it has a name and a start", es_profile_name(profile) && es_profile_start(profile));
    for (enum es_words_group group = 0; group < ES_WORDS_GROUPS; group++)
        claim_words(profile, group);
    look_at_a_page(profile);
    return 0;
}
