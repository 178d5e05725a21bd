/* SPDX-License-Identifier: Apache-2.0 */
/* The cards on a page. */
#ifndef ESIGN_CARDS_TESTING_H
#define ESIGN_CARDS_TESTING_H

#include "view_testing.h"

#include "esign/cards.h"

/* Each card as "description,serial,pin,puk", "-" for what is not there; the screen's name before
 * them where it is not the PIN page. */
static inline const char *cards_on(const char *html)
{
    static const char *const keys[] = {"description", "serial", "pin", "puk"};
    static char text[512];
    see(html);
    json_t *cards = es_cards_read(view), *card;
    size_t i;
    text[0] = '\0';
    if (json_array_size(cards) && !view->match[ES_SCREEN_PIN].fits)
        snprintf(text, sizeof text, "not the PIN page: ");
    json_array_foreach(cards, i, card)
    {
        for (size_t k = 0; k < 4; k++) {
            const char *value = json_string_value(json_object_get(card, keys[k]));
            size_t len = strlen(text);
            snprintf(text + len, sizeof text - len, "%s%s",
                     k   ? ","
                     : i ? ";"
                         : "",
                     value ? value : "-");
        }
    }
    json_decref(cards);
    return text;
}

#endif
