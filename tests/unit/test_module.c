/* SPDX-License-Identifier: Apache-2.0 */
/* What the child that loads a card's module told is put together: which reader a card is in, and
 * whether a module is for it. What modules do is tested in tests/card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/heap.h"
#include "module_talk.h"
#include <stdio.h>
#include <string.h>

static struct es_readers readers;

static void have_readers(const char *first, const char *second)
{
    readers = (struct es_readers){.n = second ? 2 : 1};
    snprintf(readers.reader[0].name, sizeof readers.reader[0].name, "%s", first);
    snprintf(readers.reader[1].name, sizeof readers.reader[1].name, "%s", second ? second : "");
    readers.reader[0].state = ES_READER_PRESENT;
    readers.reader[1].state = second ? ES_READER_EMPTY : ES_READER_PRESENT;
}

/* The reader of the only card, whose slot is described so. */
static int reader_of(const char *description)
{
    struct talk_token told = {.flags = 0};
    struct es_module_view *view = es_heap_zeroed(1, sizeof *view);
    size_t len = strlen(description);
    memset(told.reader, ' ', sizeof told.reader);
    memcpy(told.reader, description, len < sizeof told.reader ? len : sizeof told.reader);
    assert_int_equal(es_module_take(view, TALK_TOKEN, &told, sizeof told), ES_OK);
    int found = es_module_reader_of(view, 0, &readers);
    es_module_view_free(&view);
    return found;
}

static void a_card_is_in_the_reader_that_its_slot_is_named_after(void **state)
{
    have_readers("Reader A 00 00", "Reader B 01 00");
    assert_int_equal(reader_of("Reader A 00 00"), 0);
    assert_int_equal(reader_of("Reader B 01 00"), 1);
}

/* PKCS #11 has 64 bytes for it. */
static void a_description_that_was_cut_fits_the_one_reader_that_begins_so(void **state)
{
    static const char LONG[] =
        "Kart Okuyucu Firması Büyük Model 3000 Tuş Takımlı (0123456) [CCID] 00 00";
    have_readers(LONG, "Reader B 01 00");
    assert_true(sizeof LONG > 64);
    readers.reader[0].state = ES_READER_EMPTY; /* so that it is not the only one seated */
    assert_int_equal(reader_of(LONG), 0);
    readers.partial = true; /* another may begin so, too */
    assert_int_equal(reader_of(LONG), -1);
}

/* OpenSC says so with the last three of its bytes. */
static void a_description_may_end_in_dots_where_it_was_cut(void **state)
{
    have_readers("Kart Okuyucu Firması Büyük Model 3000 Tuş Takımlı (0123456) [CCID] 00 00",
                 "Reader B 01 00");
    readers.reader[0].state = ES_READER_EMPTY;
    assert_int_equal(reader_of("Kart Okuyucu Firması Büyük Model 3000 Tuş Takımlı (0123..."), 0);
    assert_int_equal(reader_of("Kart Okuyucu..."), -1);
}

static void a_description_that_was_cut_and_fits_two_readers_is_of_neither(void **state)
{
    static const char LONG[] =
        "Kart Okuyucu Firması Büyük Model 3000 Tuş Takımlı (0123456) [CCID] 00 00";
    static const char ALIKE[] =
        "Kart Okuyucu Firması Büyük Model 3000 Tuş Takımlı (0123456) [CCID] 01 00";
    have_readers(LONG, ALIKE);
    readers.reader[1].state = ES_READER_PRESENT;
    assert_int_equal(reader_of(LONG), -1);
}

static void a_description_that_is_not_cut_fits_no_longer_name(void **state)
{
    have_readers("Reader A 00 00", "Reader B 01 00");
    readers.reader[1].state = ES_READER_PRESENT;
    assert_int_equal(reader_of("Reader A"), -1);
}

static void a_slot_of_another_name_has_the_only_card_that_is_seated(void **state)
{
    have_readers("Reader A 00 00", "Reader B 01 00");
    assert_int_equal(reader_of("Some Slot"), 0);
    readers.reader[1].state = ES_READER_PRESENT;
    assert_int_equal(reader_of("Some Slot"), -1);
}

static void a_card_may_be_in_a_reader_that_was_left_out(void **state)
{
    have_readers("Reader B 01 00", NULL);
    assert_int_equal(reader_of("Reader A 00 00"), 0); /* there is no other */
    readers.partial = true;
    assert_int_equal(reader_of("Reader A 00 00"), -1);
    assert_int_equal(reader_of("Reader B 01 00"), 0);
}

static void the_makers_module_is_for_the_makers_cards_and_a_named_one_for_any(void **state)
{
    have_readers("Reader A 00 00", "Reader B 01 00");
    assert_true(es_module_is_for(&readers, true));
    assert_false(es_module_is_for(&readers, false));
    readers.reader[0].card.family = ES_CARD_AKIS;
    assert_true(es_module_is_for(&readers, false));
    readers.reader[0].state = ES_READER_HELD;
    assert_false(es_module_is_for(&readers, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_in_the_reader_that_its_slot_is_named_after),
        cmocka_unit_test(a_description_that_was_cut_fits_the_one_reader_that_begins_so),
        cmocka_unit_test(a_description_may_end_in_dots_where_it_was_cut),
        cmocka_unit_test(a_description_that_was_cut_and_fits_two_readers_is_of_neither),
        cmocka_unit_test(a_description_that_is_not_cut_fits_no_longer_name),
        cmocka_unit_test(a_slot_of_another_name_has_the_only_card_that_is_seated),
        cmocka_unit_test(a_card_may_be_in_a_reader_that_was_left_out),
        cmocka_unit_test(the_makers_module_is_for_the_makers_cards_and_a_named_one_for_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
