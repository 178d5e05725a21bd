/* SPDX-License-Identifier: Apache-2.0 */
#include "accounts.h"

#include <stdio.h>

#include "esign/file.h"
#include "esign/i18n.h"

enum { FILE_BYTES_MAX = 256 << 10 };

/* Invented: the first number only passes the checksum, the second is a passport number. */
static const char built_in[] =
    "{\"accounts\":["
    "{\"id\":\"10000000146\",\"word\":\"Deneme123\",\"phone\":\"5401234525\","
    "\"email\":\"ogrenci@example.org\",\"cards\":["
    "{\"description\":\"Nitelikli Elektronik Sertifika Kartı\",\"serial\":\"ALS-1000200030\","
    "\"pin\":\"482913\",\"puk\":\"70516284\"}]},"
    "{\"id\":\"U12345678\",\"word\":\"Pasaport123\",\"phone\":\"5501234547\","
    "\"email\":\"guest@example.org\",\"cards\":["
    "{\"description\":\"Nitelikli Elektronik Sertifika Kartı\",\"serial\":\"ALS-2000300040\","
    "\"pin\":\"159375\",\"puk\":\"35790246\"}]}]}";

static void add_cards(json_t *accounts, int cards)
{
    json_t *list =
        json_object_get(json_array_get(json_object_get(accounts, "accounts"), 0), "cards");
    for (int i = 2; i <= cards; i++) {
        char description[64], serial[32], pin[16], puk[16];
        snprintf(description, sizeof(description), "Yedek Kart %d", i - 1);
        snprintf(serial, sizeof(serial), "ALS-100020003%d", i - 1);
        snprintf(pin, sizeof(pin), "%06d", 482913 + 1111 * (i - 1));
        snprintf(puk, sizeof(puk), "%08d", 70516284 + 111111 * (i - 1));
        json_array_append_new(list, json_pack("{ss ss ss ss}", "description", description, "serial",
                                              serial, "pin", pin, "puk", puk));
    }
}

json_t *es_accounts_read(const char *file, int cards)
{
    json_error_t error;
    if (!file) {
        json_t *accounts = json_loads(built_in, 0, &error);
        add_cards(accounts, cards);
        return accounts;
    }
    es_auto(buf) text = ES_BUF_SECRET;
    if (!es_file_read(file, FILE_BYTES_MAX, &text)) {
        fprintf(stderr, _("esign-practice: cannot read '%s'\n"), file);
        return NULL;
    }
    json_t *accounts = json_loadb(es_buf_str(&text), text.len, 0, &error);
    if (!accounts)
        fprintf(stderr, _("esign-practice: '%s' is not JSON (line %d)\n"), file, error.line);
    return accounts;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

bool es_accounts_store(const json_t *accounts, struct es_store *store)
{
    const json_t *list = json_object_get(accounts, "accounts"), *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        struct es_account account = {0};
        snprintf(account.id, sizeof(account.id), "%s", text_of(one, "id"));
        snprintf(account.phone, sizeof(account.phone), "%s", text_of(one, "phone"));
        snprintf(account.email, sizeof(account.email), "%s", text_of(one, "email"));
        if (!account.id[0] || !account.phone[0] || !account.email[0] || !text_of(one, "word")[0]) {
            fprintf(stderr, _("esign-practice: account %zu needs id, word, phone and email\n"),
                    i + 1);
            return false;
        }
        es_store_account_add(store, &account, text_of(one, "word"), json_object_get(one, "cards"));
    }
    if (!json_array_size(list)) {
        fprintf(stderr, _("esign-practice: there are no accounts\n"));
        return false;
    }
    return true;
}

void es_accounts_print(const json_t *accounts)
{
    size_t i, j;
    const json_t *one, *card;
    printf("%s\n", _("accounts (all invented):"));
    json_array_foreach(json_object_get(accounts, "accounts"), i, one)
    {
        printf(_("  Kimlik No %s, Güvenlik Sözcüğü %s\n"), text_of(one, "id"),
               text_of(one, "word"));
        json_array_foreach(json_object_get(one, "cards"), j, card)
            printf(_("    card %s: PIN %s, PUK %s\n"), text_of(card, "serial"),
                   text_of(card, "pin"), text_of(card, "puk"));
    }
}
