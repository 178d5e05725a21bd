/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "store_sql.h"

enum { SALT_BYTES = 16, HASH_BYTES = 32, HASH_ROUNDS = 10000 };

static void set_text(char *out, size_t size, sqlite3_stmt *query, int column)
{
    const unsigned char *text = sqlite3_column_text(query, column);
    snprintf(out, size, "%s", text ? (const char *)text : "");
}

/* --- accounts ---------------------------------------------------------------------------- */

static void hash_word(const char *word, const unsigned char *salt, unsigned char *hash)
{
    if (!PKCS5_PBKDF2_HMAC(word, (int)strlen(word), salt, SALT_BYTES, HASH_ROUNDS, EVP_sha256(),
                           HASH_BYTES, hash))
        abort();
}

void es_store_word_set(struct es_store *store, int64_t account, const char *word)
{
    unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
    if (RAND_bytes(salt, sizeof(salt)) != 1)
        abort();
    hash_word(word, salt, hash);
    sqlite3_stmt *query = es_sql(store, "UPDATE accounts SET salt=?1, word=?2 WHERE number=?3");
    sqlite3_bind_blob(query, 1, salt, sizeof(salt), SQLITE_TRANSIENT);
    sqlite3_bind_blob(query, 2, hash, sizeof(hash), SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 3, account);
    es_sql_run(store, query);
}

bool es_store_word_fits(struct es_store *store, int64_t account, const char *word)
{
    sqlite3_stmt *query = es_sql(store, "SELECT salt, word FROM accounts WHERE number=?1");
    sqlite3_bind_int64(query, 1, account);
    bool fits = false;
    if (es_sql_next(store, query) && sqlite3_column_bytes(query, 0) == SALT_BYTES &&
        sqlite3_column_bytes(query, 1) == HASH_BYTES) {
        unsigned char hash[HASH_BYTES];
        hash_word(word, sqlite3_column_blob(query, 0), hash);
        fits = !CRYPTO_memcmp(hash, sqlite3_column_blob(query, 1), HASH_BYTES);
    }
    sqlite3_finalize(query);
    return fits;
}

static void add_card(struct es_store *store, int64_t account, size_t place, const json_t *card)
{
    static const char *const keys[] = {"description", "serial", "pin", "puk"};
    sqlite3_stmt *query = es_sql(store, "INSERT INTO cards (account, place, description, serial, "
                                        "pin, puk) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    sqlite3_bind_int64(query, 1, account);
    sqlite3_bind_int64(query, 2, (sqlite3_int64)place);
    for (int i = 0; i < 4; i++) {
        const char *value = json_string_value(json_object_get(card, keys[i]));
        sqlite3_bind_text(query, 3 + i, value ? value : "", -1, SQLITE_TRANSIENT);
    }
    es_sql_run(store, query);
}

void es_store_account_add(struct es_store *store, struct es_account *account, const char *word,
                          const json_t *cards)
{
    sqlite3_stmt *query =
        es_sql(store, "INSERT INTO accounts (id, phone, email) VALUES (?1, ?2, ?3)");
    sqlite3_bind_text(query, 1, account->id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 2, account->phone, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 3, account->email, -1, SQLITE_TRANSIENT);
    account->number = es_sql_run(store, query);
    es_store_word_set(store, account->number, word);
    for (size_t i = 0; i < json_array_size(cards); i++)
        add_card(store, account->number, i + 1, json_array_get(cards, i));
}

static bool take_account(struct es_store *store, sqlite3_stmt *query, struct es_account *out)
{
    bool found = es_sql_next(store, query);
    *out = (struct es_account){0};
    if (found) {
        out->number = sqlite3_column_int64(query, 0);
        set_text(out->id, sizeof(out->id), query, 1);
        set_text(out->phone, sizeof(out->phone), query, 2);
        set_text(out->email, sizeof(out->email), query, 3);
        out->wrong = sqlite3_column_int(query, 4);
        out->blocked = sqlite3_column_int(query, 5);
    }
    sqlite3_finalize(query);
    return found;
}

bool es_store_account_find(struct es_store *store, const char *id, struct es_account *out)
{
    sqlite3_stmt *query =
        es_sql(store, "SELECT number, id, phone, email, wrong, blocked FROM accounts "
                      "WHERE id=?1 COLLATE NOCASE");
    sqlite3_bind_text(query, 1, id, -1, SQLITE_TRANSIENT);
    return take_account(store, query, out);
}

bool es_store_account_get(struct es_store *store, int64_t number, struct es_account *out)
{
    sqlite3_stmt *query = es_sql(store, "SELECT number, id, phone, email, wrong, blocked "
                                        "FROM accounts WHERE number=?1");
    sqlite3_bind_int64(query, 1, number);
    return take_account(store, query, out);
}

void es_store_account_save(struct es_store *store, const struct es_account *account)
{
    sqlite3_stmt *query = es_sql(store, "UPDATE accounts SET wrong=?1, blocked=?2 WHERE number=?3");
    sqlite3_bind_int(query, 1, account->wrong);
    sqlite3_bind_int(query, 2, account->blocked);
    sqlite3_bind_int64(query, 3, account->number);
    es_sql_run(store, query);
}

void es_store_account_contact(struct es_store *store, const struct es_account *account)
{
    sqlite3_stmt *query = es_sql(store, "UPDATE accounts SET phone=?1, email=?2 WHERE number=?3");
    sqlite3_bind_text(query, 1, account->phone, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 2, account->email, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 3, account->number);
    es_sql_run(store, query);
}

json_t *es_store_cards(struct es_store *store, int64_t account)
{
    json_t *cards = json_array();
    sqlite3_stmt *query = es_sql(store, "SELECT place, description, serial, pin, puk, active "
                                        "FROM cards WHERE account=?1 ORDER BY place");
    sqlite3_bind_int64(query, 1, account);
    while (es_sql_next(store, query)) {
        char text[4][128];
        for (int i = 0; i < 4; i++)
            set_text(text[i], sizeof(text[i]), query, i + 1);
        json_array_append_new(cards, json_pack("{si ss ss ss ss sb}", "number",
                                               sqlite3_column_int(query, 0), "description", text[0],
                                               "serial", text[1], "pin", text[2], "puk", text[3],
                                               "active", sqlite3_column_int(query, 5)));
    }
    sqlite3_finalize(query);
    return cards;
}

bool es_store_cards_activate(struct es_store *store, int64_t account)
{
    sqlite3_stmt *query = es_sql(store, "UPDATE cards SET active=1 WHERE account=?1 AND active=0");
    sqlite3_bind_int64(query, 1, account);
    es_sql_run(store, query);
    return es_sql_changes(store) > 0;
}

/* --- visits ------------------------------------------------------------------------------ */

bool es_store_visit_load(struct es_store *store, const char *id, int64_t idle_ms,
                         struct es_visit *out)
{
    *out = (struct es_visit){.phase = ES_PHASE_STRANGER};
    sqlite3_stmt *query = es_sql(store, "SELECT id, token, link, picture, code, account, "
                                        "code_until, code_wrong, phase FROM visits "
                                        "WHERE id=?1 AND seen>=?2");
    sqlite3_bind_text(query, 1, id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 2, es_clock_ms() - idle_ms);
    bool found = es_sql_next(store, query);
    if (found) {
        set_text(out->id, sizeof(out->id), query, 0);
        set_text(out->token, sizeof(out->token), query, 1);
        set_text(out->link, sizeof(out->link), query, 2);
        set_text(out->picture, sizeof(out->picture), query, 3);
        set_text(out->code, sizeof(out->code), query, 4);
        out->account = sqlite3_column_int64(query, 5);
        out->code_until = sqlite3_column_int64(query, 6);
        out->code_wrong = sqlite3_column_int(query, 7);
        out->phase = sqlite3_column_int(query, 8);
    }
    sqlite3_finalize(query);
    return found;
}

void es_store_visit_save(struct es_store *store, const struct es_visit *visit)
{
    sqlite3_stmt *query =
        es_sql(store, "INSERT OR REPLACE INTO visits (id, token, link, picture, code, account, "
                      "code_until, code_wrong, phase, seen) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    sqlite3_bind_text(query, 1, visit->id, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 2, visit->token, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 3, visit->link, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 4, visit->picture, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(query, 5, visit->code, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 6, visit->account);
    sqlite3_bind_int64(query, 7, visit->code_until);
    sqlite3_bind_int(query, 8, visit->code_wrong);
    sqlite3_bind_int(query, 9, visit->phase);
    sqlite3_bind_int64(query, 10, es_clock_ms());
    es_sql_run(store, query);
}

void es_store_visit_drop(struct es_store *store, const char *id)
{
    sqlite3_stmt *query = es_sql(store, "DELETE FROM visits WHERE id=?1");
    sqlite3_bind_text(query, 1, id, -1, SQLITE_TRANSIENT);
    es_sql_run(store, query);
}

/* --- mailed links ------------------------------------------------------------------------ */

void es_store_link_add(struct es_store *store, const char *token, int64_t account, int64_t until)
{
    sqlite3_stmt *query =
        es_sql(store, "INSERT INTO links (token, account, until) VALUES (?1, ?2, ?3)");
    sqlite3_bind_text(query, 1, token, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 2, account);
    sqlite3_bind_int64(query, 3, until);
    es_sql_run(store, query);
}

int64_t es_store_link_account(struct es_store *store, const char *token)
{
    sqlite3_stmt *query =
        es_sql(store, "SELECT account FROM links WHERE token=?1 AND used=0 AND until>?2");
    sqlite3_bind_text(query, 1, token, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(query, 2, es_clock_ms());
    int64_t account = es_sql_next(store, query) ? sqlite3_column_int64(query, 0) : 0;
    sqlite3_finalize(query);
    return account;
}

void es_store_link_use(struct es_store *store, const char *token)
{
    sqlite3_stmt *query = es_sql(store, "UPDATE links SET used=1 WHERE token=?1");
    sqlite3_bind_text(query, 1, token, -1, SQLITE_TRANSIENT);
    es_sql_run(store, query);
}
