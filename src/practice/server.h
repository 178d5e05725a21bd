/* SPDX-License-Identifier: Apache-2.0 */
/* HTTPS on loopback, over libmicrohttpd. */
#ifndef ESIGN_PRACTICE_SERVER_H
#define ESIGN_PRACTICE_SERVER_H

#include "tls.h"
#include "turn.h"

struct es_server;

/* Listens on 127.0.0.1 and fills in practice->origin. NULL where it cannot. Borrows both until
 * es_server_stop. */
struct es_server *es_server_start(struct es_practice *practice, const struct es_tls *tls);

/* Ends what is being answered and stops. */
void es_server_stop(struct es_server *server);

#endif
