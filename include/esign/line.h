/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A secure line to a server that does not speak HTTP: TLS from its first byte on, by the rules of
 * http.h (the host's name and authority, the versions, nothing of the environment), and without a
 * proxy. Bytes go and come as they are.
 */
#ifndef ESIGN_LINE_H
#define ESIGN_LINE_H

#include "esign/error.h"

#include <stdint.h>

struct es_line;

/* Connects to the host and port of an https:// address; its path is not asked for. `ca_file`: trust
 * only these (NULL: the system's). ES_UNREACHABLE, ES_TIMED_OUT, ES_TLS_REFUSED, ES_USAGE (the CA
 * file), ES_NO_RESOURCES; nothing has been said then. */
es_status es_line_open(const char *address, const char *ca_file, long timeout_seconds,
                       struct es_line **out, struct es_error *err) ES_MUST_CHECK;
void es_line_free(struct es_line **line);

/* Sends all of it, or says what came between, until the moment `deadline` (of es_moment_ms). */
es_status es_line_send(struct es_line *line, const char *bytes, size_t len, int64_t deadline,
                       struct es_error *err) ES_MUST_CHECK;

/* Waits for at least one byte. ES_TIMED_OUT at the deadline; ES_UNREACHABLE where the other side
 * has closed. */
es_status es_line_receive(struct es_line *line, char *bytes, size_t size, int64_t deadline,
                          size_t *len, struct es_error *err) ES_MUST_CHECK;

#endif
