/* SPDX-License-Identifier: Apache-2.0 */
/* The locale that messages come by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/i18n.h"
#include <locale.h>
#include <string.h>

/* gettext translates nothing where the locale is C, and newer ones nothing where it is C.UTF-8. */
static void the_messages_locale_is_one_that_every_gettext_translates_in(void **state)
{
    es_i18n_init("tr");
    const char *name = setlocale(LC_MESSAGES, NULL);
    assert_string_not_equal(name, "C");
    assert_int_not_equal(strncmp(name, "C.", 2), 0);
}

static void no_other_locale_is_set(void **state)
{
    es_i18n_init("tr");
    assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
    assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_messages_locale_is_one_that_every_gettext_translates_in),
        cmocka_unit_test(no_other_locale_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
