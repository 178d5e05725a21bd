/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind the menu: bringing into use, the list of certificates, details, revoking. The
 * real portal's pages are not known: all of these are invented. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pages.h"

/* ---- bringing into use ---- */

static bool all_active(const json_t *cards)
{
    size_t i;
    const json_t *card;
    json_array_foreach((json_t *)cards, i, card)
    {
        if (!json_is_true(json_object_get(card, "active")))
            return false;
    }
    return true;
}

static void say_already(struct es_turn *turn)
{
    es_turn_say(turn, "Kullanıma Aç", "Sertifikanız zaten kullanıma açıktır.", false);
}

void es_pages_activate(struct es_turn *turn)
{
    json_t *cards = es_store_cards(turn->practice->store, turn->visit.account);
    bool active = all_active(cards);
    json_decref(cards);
    if (active) {
        say_already(turn);
        return;
    }
    es_turn_show(
        turn, "form",
        json_pack("{ss ss ss s[ss]}", "title", "Kullanıma Aç", "action", "/kullanima-ac", "button",
                  "Kullanıma Aç", "texts",
                  "Kartınız elinizdeyse ve üzerindeki bilgiler size aitse sertifikanızı kullanıma "
                  "açabilirsiniz.",
                  "Kullanıma açılan sertifika ile atılan imza, elle atılan imza ile aynı hukuki "
                  "sonucu doğurur. Kart ve PIN başkasına verilmemelidir."));
}

void es_pages_activate_press(struct es_turn *turn)
{
    if (es_store_cards_activate(turn->practice->store, turn->visit.account))
        es_turn_say(turn, "Kullanıma Aç", "Sertifikanız başarıyla kullanıma açılmıştır.", false);
    else
        say_already(turn);
}

/* ---- the list ---- */

static int this_year(void)
{
    time_t now = time(NULL);
    struct tm parts;
    return gmtime_r(&now, &parts) ? parts.tm_year + 1900 : 2026;
}

/* Three years from the first of March on. */
static void add_certificate(json_t *list, const char *card, const char *state, int year)
{
    char serial[40], begins[16], ends[16];
    size_t len = strlen(card);
    snprintf(serial, sizeof(serial), "00A1 5C%02d 77E0 %s", year % 100,
             len > 4 ? card + len - 4 : card);
    snprintf(begins, sizeof(begins), "01.03.%04d", year % 10000);
    snprintf(ends, sizeof(ends), "01.03.%04d", (year + 3) % 10000);
    json_array_append_new(
        list, json_pack("{si ss ss ss ss ss ss}", "number", (int)json_array_size(list) + 1, "kind",
                        "Nitelikli Elektronik Sertifika", "serial", serial, "card", card, "state",
                        state, "begins", begins, "ends", ends));
}

/* Each card's, and the one that the card before it had. */
void es_pages_list(struct es_turn *turn)
{
    json_t *cards = es_store_cards(turn->practice->store, turn->visit.account);
    json_t *list = json_array();
    int year = this_year();
    size_t i;
    const json_t *card;
    json_array_foreach(cards, i, card)
    {
        bool active = json_is_true(json_object_get(card, "active"));
        const char *serial = json_string_value(json_object_get(card, "serial"));
        add_certificate(list, serial, active ? "Kullanımda" : "Kullanıma açılmamış", year - 1);
    }
    add_certificate(list, "ALS-1000100007", "Süresi dolmuş", year - 4);
    json_decref(cards);
    es_turn_show(turn, "list",
                 json_pack("{ss so}", "title", "Sertifika Listeleme", "certificates", list));
}

/* ---- details ---- */

enum { MOST = 100 };

/* As they stand in the form: what is sent back so is not changed. */
struct shown {
    char phone[32], email[160];
};

static bool load(struct es_turn *turn, struct es_account *account, struct shown *shown)
{
    if (!es_store_account_get(turn->practice->store, turn->visit.account, account))
        return false;
    const char *at = strchr(account->email, '@');
    es_pages_mask_phone(account->phone, shown->phone, sizeof(shown->phone));
    snprintf(shown->email, sizeof(shown->email), "%.1s•••%s", account->email, at ? at : "");
    return true;
}

static void show_details(struct es_turn *turn, const struct shown *shown, const char *error)
{
    json_t *values = json_pack(
        "{ss ss ss s[s] s[{ss ss ss si}{ss ss ss si}]}", "title", "Bilgileri Güncelle", "action",
        "/bilgiler", "button", "Kaydet", "texts",
        "Kayıtlı bilgilerinizin bir kısmı gizlenmiştir. Değiştirmek istemediğiniz bilgiyi olduğu "
        "gibi bırakınız.",
        "fields", "name", "eposta", "label", "E-posta", "value", shown->email, "most", MOST, "name",
        "cep", "label", "Cep Telefonu", "value", shown->phone, "most", MOST);
    if (error)
        json_object_set_new(values, "error", json_string(error));
    es_turn_show(turn, "form", values);
}

void es_pages_details(struct es_turn *turn)
{
    struct es_account account;
    struct shown shown;
    if (load(turn, &account, &shown))
        show_details(turn, &shown, NULL);
    else
        es_turn_ended(turn);
}

static const char *take_email(const char *sent, const struct shown *shown,
                              struct es_account *account)
{
    const char *at = strchr(sent, '@');
    if (!strcmp(sent, shown->email))
        return NULL;
    if (!at || at == sent || !strchr(at, '.') || strlen(sent) >= sizeof(account->email))
        return "E-posta adresi geçersizdir.";
    snprintf(account->email, sizeof(account->email), "%s", sent);
    return NULL;
}

static const char *take_phone(const char *sent, const struct shown *shown,
                              struct es_account *account)
{
    if (!strcmp(sent, shown->phone))
        return NULL;
    if (strlen(sent) != 10 || strspn(sent, "0123456789") != 10 || *sent != '5')
        return "Cep telefonu 5 ile başlayan 10 hane olmalıdır.";
    snprintf(account->phone, sizeof(account->phone), "%s", sent);
    return NULL;
}

void es_pages_details_press(struct es_turn *turn)
{
    struct es_account account;
    struct shown shown;
    if (!load(turn, &account, &shown)) {
        es_turn_ended(turn);
        return;
    }
    const char *error = take_email(es_turn_field(turn, "eposta"), &shown, &account);
    if (!error)
        error = take_phone(es_turn_field(turn, "cep"), &shown, &account);
    if (error) {
        show_details(turn, &shown, error);
        return;
    }
    es_store_account_contact(turn->practice->store, &account);
    es_turn_say(turn, "Bilgileri Güncelle", "Bilgileriniz başarıyla güncellenmiştir.", false);
}

/* ---- revoking and suspending ---- */

void es_pages_suspend(struct es_turn *turn)
{
    es_turn_show(turn, "form",
                 json_pack("{ss ss ss s[ss] s[{ss ss s[ss]}{ss ss s[sss]}]}", "title",
                           "Sertifikamı İptal Et / Askıya Al", "action", "/iptal-aski", "button",
                           "Gönder", "texts", "İptal edilen sertifika yeniden kullanıma açılamaz.",
                           "Alıştırma portalında sertifika iptal edilmez ve askıya alınmaz.",
                           "lists", "name", "yapilacak", "label", "İşlem", "options", "Askıya al",
                           "İptal et", "name", "gerekce", "label", "Gerekçe", "options",
                           "Kartım kayboldu", "Kartım çalındı", "Bilgilerim değişti"));
}

void es_pages_suspend_press(struct es_turn *turn)
{
    es_turn_say(turn, "Sertifikamı İptal Et / Askıya Al",
                "Alıştırma portalında sertifika iptal edilmez ve askıya alınmaz. Gerçek bir "
                "sertifikanın iptali geri alınamaz.",
                false);
}
