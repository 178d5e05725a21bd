/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/profile.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct es_profile *kamusm;

static int load(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    return es_profile_load("kamusm", &kamusm, &err) == ES_OK ? 0 : -1;
}

static int drop(void **state)
{
    es_profile_free(&kamusm);
    return 0;
}

static const char *meaning(enum es_words_group group, const char *words)
{
    struct es_meaning found = es_profile_meaning(kamusm, group, words);
    return found.kind && !found.tie ? found.kind : "";
}

static void assert_field(const char *words, const char *kind)
{
    assert_string_equal(meaning(ES_WORDS_FIELDS, words), kind);
}

static void assert_action(const char *words, const char *kind)
{
    assert_string_equal(meaning(ES_WORDS_ACTIONS, words), kind);
}

static void every_spelling_of_the_identity_number_means_it(void **state)
{
    assert_field("Kimlik No", "id");
    assert_field("T.C. No :", "id");
    assert_field("TC KIMLIK NO", "id");
    assert_field("T.C Kimlik Numaranız", "id");
    assert_field("* T.C. Kimlik Numarası ya da Pasaport Numarası", "id");
}

static void every_spelling_of_the_pictures_text_means_it(void **state)
{
    assert_field("Resimdeki Yazı", "captcha");
    assert_field("RESIMDEKI YAZIYI GIRINIZ", "captcha");
    assert_field("Resimdeki Metni Giriniz", "captcha");
    assert_field("Güvenlik Kodu", "captcha");
    assert_field("Doğrulama Kodu", "captcha");
}

static void every_spelling_of_the_word_means_it(void **state)
{
    assert_field("Güvenlik Sözcüğü", "word");
    assert_field("Güvenlik Sözcüğünüzü giriniz", "word");
    assert_field("GUVENLI SOZCUGUNUZ", "word");
    assert_field("Yeni Güvenlik Sözcüğü", "word");
}

static void the_word_again_is_told_from_the_word(void **state)
{
    assert_field("Güvenlik Sözcüğü Tekrarı", "word_again");
    assert_field("Güvenlik Sözcüğü (Tekrar)", "word_again");
    assert_field("Güvenlik sözcüğünüzü bir kez daha tekrarlayınız", "word_again");
}

static void the_sms_code_is_told_from_the_pictures_code(void **state)
{
    assert_field("SMS Onay Kodu", "code");
    assert_field("Onay Kodunuz", "code");
    assert_field("SMS Doğrulama Kodu", "code");
}

static void words_of_something_else_mean_nothing(void **state)
{
    assert_field("Doğum tarihi", "");
    assert_field("Notlar", "");
    assert_field("", "");
}

static void the_ways_to_log_in_are_told_apart(void **state)
{
    assert_action("Giriş", "login");
    assert_action("Şifreli Giriş", "password_login");
    assert_action("E-IMZALI GIRIS", "signature_login");
    assert_action("E-Devlet ile Giriş", "edevlet_login");
}

static void the_pin_page_is_known_under_all_its_names(void **state)
{
    assert_action("PIN/PUK Bilgisi", "pin_puk");
    assert_action("Pin / Puk Bilgisi", "pin_puk");
    assert_action("PIN ve PUK Bilgileri", "pin_puk");
    assert_action("PIN / PUK İşlemleri", "pin_puk");
}

static void english_words_mean_the_same(void **state)
{
    assert_field("Passport Number:", "id");
    assert_field("Text in the picture", "captcha");
    assert_field("Your Security Word", "word");
    assert_field("Security Word (Again)", "word_again");
    assert_field("Current Security Word", "old_word");
    assert_field("SMS Confirmation Code", "code");
    assert_action("Sign in", "login");
    assert_action("Sign out", "exit");
    assert_action("PIN and PUK Information", "pin_puk");
    assert_action("Unlock", "unlock");
}

static bool allowed(const char *text)
{
    es_auto(url) url = {0};
    return es_url_parse(text, NULL, &url) && es_profile_allows_origin(kamusm, &url);
}

static void only_the_portals_own_origins_are_allowed(void **state)
{
    assert_true(allowed("https://www.kamusm.gov.tr/x"));
    assert_true(allowed("https://nesbireysel.kamusm.gov.tr/nb.go?a=1"));
    assert_false(allowed("http://www.kamusm.gov.tr/"));
    assert_false(allowed("https://www.kamusm.gov.tr:8443/"));
    assert_false(allowed("https://onlineislemler.kamusm.gov.tr/"));
    assert_false(allowed("https://www.kamusm.gov.tr.example.org/"));
}

static void the_newer_portal_is_explained(void **state)
{
    assert_non_null(es_profile_explain_host(kamusm, "onlineislemler.kamusm.gov.tr"));
    assert_null(es_profile_explain_host(kamusm, "www.kamusm.gov.tr"));
}

/* Loads a profile from a file with this text. */
static es_status load_text(const char *text, struct es_profile **out, struct es_error *err)
{
    char path[] = "/tmp/esign-profile-XXXXXX.json";
    int fd = mkstemps(path, 5);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    es_status status = es_profile_load(path, out, err);
    unlink(path);
    return status;
}

static void a_file_may_add_words_to_a_built_in_profile(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *own = NULL;
    assert_int_equal(
        load_text("{\"format\":1,\"extends\":\"kamusm\",\"fields\":{\"id\":[\"Numara\"]}}", &own,
                  &err),
        ES_OK);
    assert_string_equal(es_profile_meaning(own, ES_WORDS_FIELDS, "Numara").kind, "id");
    assert_string_equal(es_profile_meaning(own, ES_WORDS_FIELDS, "Kimlik No").kind, "id");
}

static void a_file_that_names_its_own_origins_loses_the_others(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    es_auto(profile) *own = NULL;
    es_auto(url) url = {0};
    assert_int_equal(load_text("{\"format\":1,\"extends\":\"kamusm\",\"name\":\"own\","
                               "\"origins\":[\"https://portal.example.org\"]}",
                               &own, &err),
                     ES_OK);
    assert_true(es_url_parse("https://www.kamusm.gov.tr/", NULL, &url));
    assert_false(es_profile_allows_origin(own, &url));
}

static void assert_invalid(const char *text)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_profile *own = NULL;
    assert_int_equal(load_text(text, &own, &err), ES_PROFILE_INVALID);
    assert_null(own);
}

static void a_profile_that_is_wrong_is_refused(void **state)
{
    assert_invalid("");
    assert_invalid("{");
    assert_invalid("{\"format\":2}");
    assert_invalid("{\"format\":1,\"name\":\"x\"}");
    assert_invalid("{\"format\":1,\"extends\":\"nobody\"}");
    assert_invalid("{\"format\":1,\"extends\":\"kamusm\",\"fields\":{\"id\":[1]}}");
    assert_invalid("{\"format\":1,\"extends\":\"kamusm\",\"origins\":[\"http://example.org\"]}");
}

/* Extends the built-in profile by this. */
static void assert_invalid_with(const char *more)
{
    char text[512];
    snprintf(text, sizeof(text), "{\"format\":1,\"extends\":\"kamusm\",%s}", more);
    assert_invalid(text);
}

static void what_stands_where_a_row_or_a_word_belongs_is_refused(void **state)
{
    assert_invalid_with("\"screens\":[5]");
    assert_invalid_with("\"screens\":[{\"name\":\"menu\",\"actions\":[1]}]");
    assert_invalid_with("\"screens\":[{\"name\":\"menu\",\"buttons\":\"login\"}]");
    assert_invalid_with("\"screens\":[{\"name\":\"pin\",\"labels\":[null]}]");
    assert_invalid_with("\"screens\":[{\"name\":\"nowhere\"}]");
    assert_invalid_with("\"steps\":[{\"at\":\"home\",\"to\":\"login\",\"follow\":[{}]}]");
    assert_invalid_with("\"messages\":[{\"code\":\"unheard_of\",\"any\":[\"x\"]}]");
    assert_invalid_with("\"messages\":[{\"code\":\"wrong_word\",\"any\":[false]}]");
    assert_invalid_with("\"maintenance\":[1]");
    assert_invalid_with("\"refine\":[{\"from\":\"word\"}]");
    assert_invalid_with("\"explained\":{}");
}

static void a_name_too_long_to_be_kept_with_a_session_is_refused(void **state)
{
    assert_invalid_with("\"name\":\"0123456789012345678901234567890123456789"
                        "012345678901234567890123\"");
    assert_invalid_with("\"name\":\"\"");
}

static void a_mistake_is_named_by_its_line(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    struct es_profile *own = NULL;
    assert_int_equal(load_text("{\n\"format\":1,\n]", &own, &err), ES_PROFILE_INVALID);
    assert_non_null(strstr(err.message, "line 3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_of_the_identity_number_means_it),
        cmocka_unit_test(every_spelling_of_the_pictures_text_means_it),
        cmocka_unit_test(every_spelling_of_the_word_means_it),
        cmocka_unit_test(the_word_again_is_told_from_the_word),
        cmocka_unit_test(the_sms_code_is_told_from_the_pictures_code),
        cmocka_unit_test(words_of_something_else_mean_nothing),
        cmocka_unit_test(the_ways_to_log_in_are_told_apart),
        cmocka_unit_test(the_pin_page_is_known_under_all_its_names),
        cmocka_unit_test(english_words_mean_the_same),
        cmocka_unit_test(only_the_portals_own_origins_are_allowed),
        cmocka_unit_test(the_newer_portal_is_explained),
        cmocka_unit_test(a_file_may_add_words_to_a_built_in_profile),
        cmocka_unit_test(a_file_that_names_its_own_origins_loses_the_others),
        cmocka_unit_test(a_profile_that_is_wrong_is_refused),
        cmocka_unit_test(what_stands_where_a_row_or_a_word_belongs_is_refused),
        cmocka_unit_test(a_name_too_long_to_be_kept_with_a_session_is_refused),
        cmocka_unit_test(a_mistake_is_named_by_its_line),
    };
    return cmocka_run_group_tests(tests, load, drop);
}
