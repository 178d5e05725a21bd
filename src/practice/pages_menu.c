/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "pages.h"

void es_pages_menu(struct es_turn *turn)
{
    es_turn_show(turn, "menu", NULL);
}

void es_pages_menu_press(struct es_turn *turn)
{
    static const char *const buttons[] = {"kullanima_ac", "iptal_aski", "bilgiler", "sertifikalar",
                                          "pin_puk",      "kilit",      "cikis",    NULL};
    static const char *const paths[] = {"/kullanima-ac", "/iptal-aski", "/bilgiler",
                                        "/sertifikalar", "/pin-puk",    "/kilit-cozme",
                                        "/cikis"};
    const char *button = es_turn_button(turn, buttons);
    for (int i = 0; buttons[i]; i++) {
        if (strcmp(buttons[i], button))
            continue;
        es_turn_go(turn, paths[i]);
        return;
    }
}

void es_pages_pin(struct es_turn *turn)
{
    es_turn_show(
        turn, "pin",
        json_pack("{so}", "cards", es_store_cards(turn->practice->store, turn->visit.account)));
}

void es_pages_unlock(struct es_turn *turn)
{
    es_turn_say(turn, "Kilit Çözme",
                "Kilitlenen kartın kilidi, kart okuyucuda PUK ile ve kart yönetim yazılımında "
                "çözülür. PUK da sınırlı sayıda denenebilir.",
                false);
}

void es_pages_leave(struct es_turn *turn)
{
    es_turn_new_visit(turn, ES_PHASE_STRANGER, 0);
    es_turn_show(
        turn, "message",
        json_pack("{ss ss sb}", "title", "Çıkış", "notice", "Güvenli çıkış yaptınız.", "again", 1));
}
