/* SPDX-License-Identifier: Apache-2.0 */
#include "store_sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "store.h"

struct es_store {
    sqlite3 *database;
};

/* synchronous=OFF: what is lost with the power is practice. */
static const char schema[] =
    "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;"
    "CREATE TABLE accounts (number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,"
    " phone TEXT NOT NULL, email TEXT NOT NULL, salt BLOB, word BLOB,"
    " wrong INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE cards (account INTEGER NOT NULL, place INTEGER NOT NULL,"
    " description TEXT NOT NULL, serial TEXT NOT NULL, pin TEXT NOT NULL, puk TEXT NOT NULL,"
    " active INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (account, place));"
    "CREATE TABLE visits (id TEXT PRIMARY KEY, token TEXT NOT NULL, link TEXT NOT NULL,"
    " picture TEXT NOT NULL, code TEXT NOT NULL, account INTEGER NOT NULL,"
    " code_until INTEGER NOT NULL, code_wrong INTEGER NOT NULL, phase INTEGER NOT NULL,"
    " seen INTEGER NOT NULL);"
    "CREATE TABLE links (token TEXT PRIMARY KEY, account INTEGER NOT NULL,"
    " until INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);";

static _Noreturn void give_up(struct es_store *store)
{
    fprintf(stderr, "esign-practice: SQLite: %s\n",
            store->database ? sqlite3_errmsg(store->database) : "out of memory");
    exit(1);
}

struct es_store *es_store_open(const char *path)
{
    struct es_store *store = calloc(1, sizeof(*store));
    if (!store)
        abort();
    if (sqlite3_open(path, &store->database) != SQLITE_OK ||
        sqlite3_exec(store->database, schema, NULL, NULL, NULL) != SQLITE_OK)
        give_up(store);
    return store;
}

void es_store_close(struct es_store *store)
{
    if (store)
        sqlite3_close(store->database);
    free(store);
}

sqlite3_stmt *es_sql(struct es_store *store, const char *text)
{
    sqlite3_stmt *query = NULL;
    if (sqlite3_prepare_v2(store->database, text, -1, &query, NULL) != SQLITE_OK)
        give_up(store);
    return query;
}

bool es_sql_next(struct es_store *store, sqlite3_stmt *query)
{
    int result = sqlite3_step(query);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        give_up(store);
    return result == SQLITE_ROW;
}

int64_t es_sql_run(struct es_store *store, sqlite3_stmt *query)
{
    es_sql_next(store, query);
    sqlite3_finalize(query);
    return sqlite3_last_insert_rowid(store->database);
}

int es_sql_changes(struct es_store *store)
{
    return sqlite3_changes(store->database);
}
