/* SPDX-License-Identifier: Apache-2.0 */
#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault_show.h"
#include "random.h"
#include "request_log.h"

enum {
    POST_BYTES_MAX = 64 << 10,
    POST_CHUNK = 4096,
    CONNECTIONS_MAX = 64,
    IDLE_SECONDS = 120,
};

static const char cookie_name[] = "JSESSIONID";

struct es_server {
    struct MHD_Daemon *daemon;
    struct es_practice *practice;
    struct es_request_log log;
    pthread_mutex_t lock; /* one turn at a time; never held while waiting */
    atomic_bool stopping;
    int port;
};

/* A request while it comes in. */
struct exchange {
    struct es_server *server;
    struct MHD_PostProcessor *post;
    json_t *fields;
    json_t *query;
    size_t received;
    bool refused; /* the body is too long or no form */
};

/* --- coming in --------------------------------------------------------------------------- */

static void add_value(struct exchange *exchange, const char *name, const char *bytes, size_t len)
{
    es_auto(buf) value = {.max = POST_BYTES_MAX};
    const char *before = json_string_value(json_object_get(exchange->fields, name));
    bool ok = !before || es_buf_add_str(&value, before);
    ok = ok &&
         (exchange->server->practice->markup->turkish_bytes ? es_markup_decode(bytes, len, &value)
                                                            : es_buf_add(&value, bytes, len));
    /* What is not UTF-8 makes no JSON string and counts as missing. */
    if (ok)
        json_object_set_new(exchange->fields, name, json_string(es_buf_str(&value)));
}

static enum MHD_Result take_value(void *context, enum MHD_ValueKind kind, const char *key,
                                  const char *filename, const char *type, const char *encoding,
                                  const char *data, uint64_t offset, size_t size)
{
    (void)kind, (void)filename, (void)type, (void)encoding, (void)offset;
    struct exchange *exchange = context;
    if (key)
        add_value(exchange, es_markup_field(key), data, size);
    return MHD_YES;
}

static enum MHD_Result take_query(void *context, enum MHD_ValueKind kind, const char *key,
                                  const char *value)
{
    (void)kind;
    json_object_set_new(context, key, json_string(value ? value : ""));
    return MHD_YES;
}

static void take_body(struct exchange *exchange, const char *bytes, size_t len)
{
    exchange->received += len;
    if (exchange->received > POST_BYTES_MAX || !exchange->post ||
        MHD_post_process(exchange->post, bytes, len) == MHD_NO)
        exchange->refused = true;
}

static struct exchange *begin(struct es_server *server, struct MHD_Connection *connection,
                              const char *method)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (!exchange)
        return NULL;
    exchange->server = server;
    exchange->fields = json_object();
    exchange->query = json_object();
    if (!strcmp(method, "POST"))
        exchange->post = MHD_create_post_processor(connection, POST_CHUNK, take_value, exchange);
    return exchange;
}

static void end(void *context, struct MHD_Connection *connection, void **state,
                enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    struct exchange *exchange = *state;
    if (!exchange)
        return;
    if (exchange->post)
        MHD_destroy_post_processor(exchange->post);
    json_decref(exchange->fields);
    json_decref(exchange->query);
    free(exchange);
    *state = NULL;
}

/* --- going out --------------------------------------------------------------------------- */

static void tell_cookie(const struct es_turn *turn, const char *value)
{
    if (!es_folder_append(&turn->practice->folder, "cookies.txt", value))
        perror("esign-practice: cookies.txt");
}

/* Such as load balancers set, and one that is to outlast the visit. */
static void add_lasting_cookie(struct MHD_Response *response, const struct es_turn *turn)
{
    char value[ES_TOKEN_CHARS + 1], text[200];
    es_random_hex(value, ES_TOKEN_CHARS);
    snprintf(text, sizeof(text), "YOL=%s; Path=/; Secure; Max-Age=86400", value);
    MHD_add_response_header(response, "Set-Cookie", text);
    tell_cookie(turn, turn->visit.id);
    tell_cookie(turn, value);
}

static void add_headers(struct MHD_Response *response, const struct es_turn *turn)
{
    /* No Strict-Transport-Security: it would bind the browser's other servers on localhost. */
    static const char *const fixed[][2] = {
        {"Cache-Control", "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
        {"X-Practice", "ALISTIRMA; this is not Kamu SM"},
    };
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        MHD_add_response_header(response, fixed[i][0], fixed[i][1]);
    char text[400];
    snprintf(text, sizeof(text),
             "default-src 'none'; style-src 'nonce-%s'; img-src 'self'; form-action 'self'; "
             "base-uri 'none'; frame-ancestors 'none'",
             turn->nonce);
    MHD_add_response_header(response, "Content-Security-Policy", text);
    MHD_add_response_header(response, "Content-Type", turn->type);
    if (turn->location[0])
        MHD_add_response_header(response, "Location", turn->location);
    if (turn->new_cookie) {
        snprintf(text, sizeof(text), "%s=%s; Path=/; Secure; HttpOnly; SameSite=Lax", cookie_name,
                 turn->visit.id);
        MHD_add_response_header(response, "Set-Cookie", text);
    }
    if (turn->new_cookie && turn->practice->options->tell_cookies)
        add_lasting_cookie(response, turn);
}

static enum MHD_Result send_turn(struct MHD_Connection *connection, const struct es_turn *turn,
                                 const struct es_fault *fault)
{
    struct MHD_Response *response =
        fault && fault->kind == ES_FAULT_CUT
            ? es_fault_cut_response(&turn->body)
            : MHD_create_response_from_buffer(turn->body.len, (void *)es_buf_str(&turn->body),
                                              MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    add_headers(response, turn);
    enum MHD_Result result = MHD_queue_response(connection, turn->status, response);
    MHD_destroy_response(response);
    return result;
}

/* --- one turn ---------------------------------------------------------------------------- */

/* A foreign name that leads to this address (DNS rebinding) gets nothing. */
static bool known_host(const struct es_server *server, struct MHD_Connection *connection)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "practice.example.org"};
    const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
    for (size_t i = 0; host && i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        char known[64];
        snprintf(known, sizeof(known), "%s:%d", hosts[i], server->port);
        if (!strcmp(host, known) || !strcmp(host, hosts[i]))
            return true;
    }
    return false;
}

static void refuse(struct es_turn *turn, unsigned status, const char *why)
{
    turn->status = status;
    es_buf_clear(&turn->body);
    if (!es_buf_printf(&turn->body,
                       "<!DOCTYPE html><html lang=\"tr\"><title>ALIŞTIRMA</title>"
                       "<p>ALIŞTIRMA: %s</p></html>\n",
                       why))
        turn->status = 500;
    turn->type = "text/html; charset=utf-8";
}

static void take_turn(struct es_server *server, struct MHD_Connection *connection,
                      struct exchange *exchange, struct es_turn *turn, bool forget)
{
    const char *cookie = MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, cookie_name);
    int64_t idle = server->practice->options->idle_minutes * INT64_C(60000);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, take_query, exchange->query);
    turn->query = exchange->query;
    turn->fields = exchange->fields;
    turn->visit.phase = ES_PHASE_STRANGER;
    if (cookie && !forget)
        es_store_visit_load(server->practice->store, cookie, idle, &turn->visit);
    es_turn_answer(turn);
}

static enum MHD_Result answer(struct es_server *server, struct MHD_Connection *connection,
                              struct exchange *exchange, const char *method, const char *path)
{
    struct es_turn turn = {.practice = server->practice,
                           .post = !strcmp(method, "POST"),
                           .path = path,
                           .status = 200,
                           .type = server->practice->markup->content_type};
    const struct es_fault *fault = es_fault_take(&server->practice->options->faults, method, path);
    pthread_mutex_lock(&server->lock);
    es_request_log_count(&server->log, method, path);
    pthread_mutex_unlock(&server->lock);
    if (fault)
        es_fault_wait(fault, &server->stopping);

    pthread_mutex_lock(&server->lock);
    if (!known_host(server, connection))
        refuse(&turn, 421, "bu ad bu portalın değildir.");
    else if (!turn.post && strcmp(method, "GET") && strcmp(method, "HEAD"))
        refuse(&turn, 405, "bu yöntem kullanılmaz.");
    else if (turn.post && exchange->refused)
        refuse(&turn, 413, "gönderilen form okunamadı.");
    else if (!fault || !es_fault_replace(fault, &turn))
        take_turn(server, connection, exchange, &turn,
                  fault && fault->kind == ES_FAULT_FORGET_SESSION);
    if (fault)
        es_fault_spoil(fault, &turn);
    bool close_unanswered = fault && fault->kind == ES_FAULT_CLOSE_AFTER_POST;
    es_request_log_line(&server->log, method, path, close_unanswered ? 0 : turn.status);
    pthread_mutex_unlock(&server->lock);

    enum MHD_Result result = close_unanswered ? MHD_NO : send_turn(connection, &turn, fault);
    es_buf_free(&turn.body);
    return result;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_len, void **state)
{
    (void)version;
    if (!*state) {
        *state = begin(context, connection, method);
        return *state ? MHD_YES : MHD_NO;
    }
    if (*upload_len) {
        take_body(*state, upload, *upload_len);
        *upload_len = 0;
        return MHD_YES;
    }
    /* ";jsessionid=…" is for show: the cookie alone tells who it is. */
    char path[256];
    snprintf(path, sizeof(path), "%.*s", (int)strcspn(url, ";"), url);
    return answer(context, connection, *state, method, path);
}

/* --- start and stop ---------------------------------------------------------------------- */

static bool listen_on(struct es_server *server, const struct es_tls *tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server->practice->options->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    server->daemon =
        MHD_start_daemon(MHD_USE_TLS | MHD_USE_THREAD_PER_CONNECTION |
                             MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
                         0, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR, &address,
                         MHD_OPTION_HTTPS_MEM_KEY, es_buf_str(&tls->key), MHD_OPTION_HTTPS_MEM_CERT,
                         es_buf_str(&tls->chain), MHD_OPTION_NOTIFY_COMPLETED, end, NULL,
                         MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        server->daemon ? MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info)
        return false;
    server->port = info->port;
    snprintf(server->practice->origin, sizeof(server->practice->origin), "https://127.0.0.1:%d",
             server->port);
    return true;
}

struct es_server *es_server_start(struct es_practice *practice, const struct es_tls *tls)
{
    struct es_server *server = calloc(1, sizeof(*server));
    if (!server)
        return NULL;
    server->practice = practice;
    server->log = (struct es_request_log){&practice->folder, json_object()};
    pthread_mutex_init(&server->lock, NULL);
    if (!listen_on(server, tls)) {
        es_server_stop(server);
        return NULL;
    }
    return server;
}

void es_server_stop(struct es_server *server)
{
    if (!server)
        return;
    atomic_store(&server->stopping, true);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    pthread_mutex_destroy(&server->lock);
    json_decref(server->log.counts);
    free(server);
}
