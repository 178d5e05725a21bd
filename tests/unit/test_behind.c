/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages behind the menu in the markups of frameworks, tests/behind/KIND-NAME.html. All are
 * invented, most of them before the code had seen any like them; the kind says what is right.
 */
#include "view_testing.h"

#include "esign/by_hand.h"
#include "esign/certificates.h"
#include "esign/confirm.h"

#include <glob.h>

#define FOLDER ESIGN_SOURCE "/tests/behind/"
#define TWO                                                                                        \
    "[{\"kind\":\"NES\",\"serial\":\"00A1 5C\",\"card_serial\":null,\"state\":\"Kullanımda\","    \
    "\"begins\":null,\"ends\":\"01.03.2028\"},"                                                    \
    "{\"kind\":\"NES\",\"serial\":\"00B2\",\"card_serial\":null,\"state\":\"Süresi dolmuş\","    \
    "\"begins\":null,\"ends\":\"01.03.2025\"}]"

static void see_file(const char *path)
{
    static char html[16384];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t len = fread(html, 1, sizeof(html) - 1, file);
    fclose(file);
    assert_true(len < sizeof(html) - 1);
    html[len] = '\0';
    see(html);
}

static bool lists_both(void)
{
    static char text[4096];
    json_t *list = es_certificates_read(view);
    assert_non_null(list);
    size_t len =
        json_dumpb(json_object_get(list, "certificates"), text, sizeof(text) - 1, JSON_COMPACT);
    json_decref(list);
    assert_true(len < sizeof(text));
    text[len] = '\0';
    return !strcmp(text, TWO);
}

static bool lists_none(void)
{
    json_t *list = es_certificates_read(view);
    bool none = json_array_size(json_object_get(list, "certificates")) == 0;
    json_decref(list);
    return none;
}

static bool is_confirmed(void)
{
    struct es_target target;
    return es_view_confirmation(view, NULL, &target);
}

static bool confirms_the_button(void)
{
    struct es_target target;
    return es_view_confirmation(view, NULL, &target) && target.kind == ES_TARGET_BUTTON &&
           !strcmp(es_by_hand_label(view->page, ES_THING_BUTTON, target.index), "Onayla");
}

static bool is_left_to_the_person(void)
{
    return !is_confirmed() && es_view_goes_on(view, NULL);
}

/* So that the sentence on what it would mean is said as well. */
static bool is_told_to_be_final(void)
{
    return !is_confirmed() && es_view_is_final(view);
}

static void all_of(const char *kind, bool (*is_right)(void), size_t least)
{
    char pattern[512], wrong[4096] = "";
    glob_t found;
    snprintf(pattern, sizeof(pattern), FOLDER "%s-*.html", kind);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= least);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        see_file(found.gl_pathv[i]);
        if (!is_right())
            snprintf(wrong + strlen(wrong), sizeof(wrong) - strlen(wrong), " %s",
                     strrchr(found.gl_pathv[i], '/') + 1);
    }
    globfree(&found);
    if (*wrong)
        fail_msg("wrong:%s", wrong);
}

static void certificates_are_listed_whatever_a_framework_makes_of_them(void **state)
{
    all_of("list", lists_both, 12);
}

static void what_is_no_list_for_certain_is_none(void **state)
{
    all_of("unlisted", lists_none, 4);
}

static void one_obvious_button_is_found_in_it(void **state)
{
    all_of("confirm", confirms_the_button, 5);
}

static void more_than_a_press_is_left_to_the_person(void **state)
{
    all_of("by-hand", is_left_to_the_person, 6);
}

static void what_cannot_be_taken_back_is_not_pressed_however_it_is_said(void **state)
{
    all_of("final", is_told_to_be_final, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(certificates_are_listed_whatever_a_framework_makes_of_them),
        SEEN(what_is_no_list_for_certain_is_none),
        SEEN(one_obvious_button_is_found_in_it),
        SEEN(more_than_a_press_is_left_to_the_person),
        SEEN(what_cannot_be_taken_back_is_not_pressed_however_it_is_said),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
