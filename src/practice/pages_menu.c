/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "pages.h"

void es_pages_menu(struct es_turn *turn)
{
    es_turn_show(turn, "menu", NULL);
}

static void activate(struct es_turn *turn)
{
    bool some = es_store_cards_activate(turn->practice->store, turn->visit.account);
    es_turn_say(turn, "Kullanıma Aç",
                some ? "Sertifikanız başarıyla kullanıma açılmıştır."
                     : "Sertifikanız zaten kullanıma açıktır.",
                false);
}

void es_pages_menu_press(struct es_turn *turn)
{
    static const char *const buttons[] = {"kullanima_ac", "iptal_aski", "bilgiler", "sertifikalar",
                                          "pin_puk",      "kilit",      "cikis",    NULL};
    static const char *const paths[] = {"",         "/iptal-aski",  "/bilgiler", "/sertifikalar",
                                        "/pin-puk", "/kilit-cozme", "/cikis"};
    const char *button = es_turn_button(turn, buttons);
    for (int i = 0; buttons[i]; i++) {
        if (strcmp(buttons[i], button))
            continue;
        if (i == 0)
            activate(turn);
        else
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

static void add_row(json_t *rows, const char *name, const char *value)
{
    json_array_append_new(rows, json_pack("{ss ss}", "name", name, "value", value));
}

void es_pages_list(struct es_turn *turn)
{
    json_t *cards = es_store_cards(turn->practice->store, turn->visit.account);
    json_t *sections = json_array();
    size_t i;
    const json_t *card;
    json_array_foreach(cards, i, card)
    {
        json_t *rows = json_array();
        add_row(rows, "Kart Seri Numarası", json_string_value(json_object_get(card, "serial")));
        add_row(rows, "Durum",
                json_is_true(json_object_get(card, "active")) ? "Kullanımda"
                                                              : "Kullanıma açılmamış");
        json_array_append_new(sections, json_pack("{so so}", "heading",
                                                  json_copy(json_object_get(card, "description")),
                                                  "rows", rows));
    }
    json_decref(cards);
    es_turn_show(turn, "message",
                 json_pack("{ss so}", "title", "Sertifika Listeleme", "sections", sections));
}

void es_pages_details(struct es_turn *turn)
{
    struct es_account account;
    if (!es_store_account_get(turn->practice->store, turn->visit.account, &account)) {
        es_turn_ended(turn);
        return;
    }
    char phone[32], email[160];
    const char *at = strchr(account.email, '@');
    es_pages_mask_phone(account.phone, phone, sizeof(phone));
    snprintf(email, sizeof(email), "%.1s•••%s", account.email, at ? at : "");
    json_t *rows = json_array();
    add_row(rows, "Cep Telefonu", phone);
    add_row(rows, "E-posta", email);
    es_turn_show(turn, "message",
                 json_pack("{ss ss s[{ss so}]}", "title", "Bilgileri Güncelle", "notice",
                           "Bilgileriniz alıştırma portalında değiştirilemez.", "sections",
                           "heading", "Kayıtlı Bilgileriniz", "rows", rows));
}

void es_pages_suspend(struct es_turn *turn)
{
    es_turn_say(turn, "Sertifikamı İptal Et / Askıya Al",
                "Alıştırma portalında sertifika iptal edilmez ve askıya alınmaz. Gerçek bir "
                "sertifikanın iptali geri alınamaz.",
                false);
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
