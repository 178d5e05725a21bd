/* SPDX-License-Identifier: Apache-2.0 */
/* Every word of card.h has a sentence and a remedy, in both languages. That each state gets its
 * word is tested in tests/card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/card.h"
#include "esign/i18n.h"
#include <string.h>

static const char *const WORDS[] = {
    "shared",
    "akis_or_identity",
    "not_akis",
    "atr_garbled",
    "exclusive",
    "mute",
    "unpowered",
    "empty",
    "card_pulled",
    "reader_lost",
    "no_reader",
    "no_such_reader",
    "library_missing",
    "library_crashed",
    "service_not_installed",
    "service_not_running",
    "socket_stale",
    "service_nonsense",
    "service_hung",
    "socket_refused",
    "service_refused",
};
enum { N_WORDS = sizeof WORDS / sizeof *WORDS };

static void assert_told(const char *language, const char *texts[N_WORDS])
{
    es_i18n_init(language);
    for (size_t i = 0; i < N_WORDS; i++) {
        texts[i] = es_card_cause_text(WORDS[i]);
        const char *remedy = es_card_cause_remedy(WORDS[i]);
        if (!texts[i] || !*texts[i] || !remedy || !*remedy)
            fail_msg("%s of %s says nothing", WORDS[i], language);
        assert_int_not_equal(texts[i][strlen(texts[i]) - 1], '.');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(texts[i], texts[k]);
    }
}

static void each_word_has_a_sentence_of_its_own_in_both_languages(void **state)
{
    const char *english[N_WORDS], *turkish[N_WORDS];
    assert_told("en", english);
    assert_told("tr", turkish);
    for (size_t i = 0; i < N_WORDS; i++)
        assert_string_not_equal(english[i], turkish[i]);
}

static void of_a_plain_card_there_is_nothing_to_say(void **state)
{
    assert_null(es_card_cause_text("present"));
    assert_null(es_card_cause_remedy("present"));
    assert_null(es_card_cause_text("no word"));
    assert_null(es_card_cause_remedy(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_has_a_sentence_of_its_own_in_both_languages),
        cmocka_unit_test(of_a_plain_card_there_is_nothing_to_say),
    };
    return cmocka_run_group_tests_name("causes", tests, NULL, NULL);
}
