/* SPDX-License-Identifier: Apache-2.0 */
/* A person's own profile: loaded as from a file, and asked what its own words mean. */
#include "esign/profile.h"
#include "esign/url.h"
#include "esign/view.h"
#include "memfile.h"
#include "profile_check.h"

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

/* A name is one of those that are built in, or a file; neither is there. */
static void claim_named(const uint8_t *data, size_t size)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *profile = NULL, *none = NULL;
    char *name = fuzz_text(data, size);
    name[strcspn(name, "/.")] = '\0'; /* no file of this machine is meant */
    es_status status = es_profile_load(name, &profile, &err);
    claim("a profile is built in, or there is none",
          status == (es_profile_is_builtin(name) ? ES_OK : ES_PROFILE_INVALID));
    claim("where no file is, none is read",
          es_profile_load("/nonexistent/profile.json", &none, &err) == ES_PROFILE_INVALID);
    claim("what is wrong is said", err.message[0]);
    free(name);
}

/* What is explained of a host or an action: the first row that names it. */
static void claim_explained(const struct es_profile *profile)
{
    size_t i, k;
    json_t *row, *action;
    json_array_foreach(es_profile_get(profile, "explained"), i, row)
    {
        const char *host = json_string_value(json_object_get(row, "host"));
        claim("a host that has a row is explained",
              !host || es_profile_explain_host(profile, host));
        json_array_foreach(json_object_get(row, "actions"), k, action)
        {
            claim("an action that has a row is explained",
                  es_profile_explain_action(profile, json_string_value(action)));
        }
    }
    claim("what has no row is not",
          !es_profile_explain_host(profile, "no host") && !es_profile_explain_action(profile, ""));
}

/* Where it lets go, and how often. */
static void claim_origins(const struct es_profile *profile)
{
    size_t i;
    json_t *origin;
    json_array_foreach(es_profile_get(profile, "origins"), i, origin)
    {
        es_auto(url) url = {0};
        claim("an origin is an address", es_url_parse(json_string_value(origin), NULL, &url));
        claim("that is allowed",
              es_profile_allows_origin(profile, &url) && es_profile_has_host(profile, url.host));
        int seconds = es_profile_forgot_every(profile, url.host);
        claim("a distance is a day at most", seconds >= 0 && seconds <= ES_PROFILE_WAIT_MAX);
    }
    es_auto(url) other = {0};
    claim("another place parses", es_url_parse("http://[1::2]:3/", NULL, &other));
    claim("and is not allowed", !es_profile_allows_origin(profile, &other));
    claim("nor known", !es_profile_has_host(profile, "no host"));
    bool waits = es_profile_forgot_every(profile, "localhost") > 0;
    claim("only a practice portal waits at this machine",
          !waits || json_is_true(es_profile_get(profile, "practice")));
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
    claim_named(data, size);
    claim("a profile is loaded, or it is invalid", status == ES_OK || status == ES_PROFILE_INVALID);
    claim("what is wrong is said", status == ES_OK || err.message[0]);
    if (status != ES_OK)
        return 0;
    claim("it has a name and a start", es_profile_name(profile) && es_profile_start(profile));
    for (enum es_words_group group = 0; group < ES_WORDS_GROUPS; group++)
        claim_words(profile, group);
    claim_explained(profile);
    claim_origins(profile);
    look_at_a_page(profile);
    return 0;
}
