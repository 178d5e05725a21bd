/* SPDX-License-Identifier: Apache-2.0 */
/* How many tries the portal says are left. */
#include "page_testing.h"

#include "esign/client.h"

static struct es_profile *profile;

static int load(void **state)
{
    return es_profile_load("kamusm", &profile, NULL) ? -1 : 0;
}

static int unload(void **state)
{
    es_profile_free(&profile);
    return 0;
}

struct said {
    const char *text;
    int left;
};

static void check(const struct said *rows, size_t n)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        char html[512];
        snprintf(html, sizeof html, "<p>%s</p>", rows[i].text);
        es_auto(page) *before = page_of("<p>3 hatalı denemede hesabınız bloke olur.</p>");
        es_auto(page) *after = page_of(html);
        int left = es_tries_left(profile, before, after);
        if (left != rows[i].left)
            print_error("'%s' leaves %d, not %d\n", rows[i].text, left, rows[i].left);
        wrong += left != rows[i].left;
    }
    assert_int_equal(wrong, 0);
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static void a_number_beside_its_words_is_what_is_left(void **state)
{
    static const struct said rows[] = {
        {"Güvenlik sözcüğü hatalı. Kalan deneme hakkınız: 2", 2},
        {"Güvenlik sözcüğü yanlış. 1 deneme hakkınız kaldı.", 1},
        {"Kalan deneme sayısı: 1", 1},
        {"KALAN HAK: 1", 1},
        {"Kalan hakkınız: 0", 0},
        {"Hesabınızın bloke olmasına 1 deneme kaldı.", 1},
        {"You have 2 attempts left.", 2},
        {"1 attempt remaining", 1},
        {"3 denemeden 1'ini kullandın, 2 deneme kaldı", 2},
        {"Bir hatalı girişten sonra hesabınız bloke edilecektir.", 1},
        {"Wrong security word. 1 try left.", 1},
        {"Please try again, 2 tries left", 2},
    };
    CHECK(rows);
}

static void so_is_one_in_words(void **state)
{
    static const struct said rows[] = {
        {"Güvenlik sözcüğü hatalı, bir deneme hakkınız kaldı.", 1},
        {"İki hakkınız kaldı.", 2},
        {"Son hakkınız!", 1},
        {"Son deneme hakkınız!", 1},
        {"Hesap blokesi için son 1 deneme.", 1},
        {"Deneme hakkınız kalmadı.", 0},
        {"This is your last attempt.", 1},
    };
    CHECK(rows);
}

static void what_is_spent_is_taken_from_three(void **state)
{
    static const struct said rows[] = {
        {"Hatalı deneme sayınız: 2/3", 1},
        {"Hatalı deneme sayınız: 2", 1},
        {"Hatalı giriş denemesi: 1", 2},
        {"Failed attempts: 2", 1},
    };
    CHECK(rows);
}

static void other_numbers_say_nothing_of_it(void **state)
{
    static const struct said rows[] = {
        {"Güvenlik sözcüğü hatalı.", -1},
        {"3 hatalı denemede hesabınız bloke olur.", -1}, /* stood there before */
        {"Çağrı merkezi: 0262 648 18 18", -1},
        {"Şifre yanlış!3 hatalı denemede hesabınız bloke olur.", -1},
        {"Please try again in 2 minutes.", -1},
        {"Kod 2 dakika geçerlidir.", -1},
        {"Haklarınız ve yükümlülükleriniz 5070 sayılı kanundadır.", -1},
    };
    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_beside_its_words_is_what_is_left),
        cmocka_unit_test(so_is_one_in_words),
        cmocka_unit_test(what_is_spent_is_taken_from_three),
        cmocka_unit_test(other_numbers_say_nothing_of_it),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
