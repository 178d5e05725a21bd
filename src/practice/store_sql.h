/* SPDX-License-Identifier: Apache-2.0 */
/* The database under the store: a failure ends the process with SQLite's own words. */
#ifndef ESIGN_PRACTICE_STORE_SQL_H
#define ESIGN_PRACTICE_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct es_store;

sqlite3_stmt *es_sql(struct es_store *store, const char *text);

/* True while there is a row. */
bool es_sql_next(struct es_store *store, sqlite3_stmt *query);

/* Runs and finalizes; returns the last inserted row's number. */
int64_t es_sql_run(struct es_store *store, sqlite3_stmt *query);

/* Rows that the last es_sql_run changed. */
int es_sql_changes(struct es_store *store);

#endif
