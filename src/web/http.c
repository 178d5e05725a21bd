/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl, bent to our rules: one request, one answer. The only file that includes it for the
 * portal; redirects and second tries are in walk.c, its errors' words in reason.c. */
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/moment.h"
#include "reason.h"
#include "web.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOCATION_MAX = ES_URL_MAX, CONNECT_MS_MIN = 5000, DAY = 86400 };

/* The connection stands, TLS included, and the request's first byte goes next. libcurl comes
 * here again when a kept connection was closed unanswered and it would send the request anew:
 * that is refused, for whether to ask twice is walk.c's to decide. */
static int before_request(void *user, char *ip, char *local_ip, int port, int local_port)
{
    (void)ip, (void)local_ip, (void)port, (void)local_port;
    struct es_web_transfer *transfer = user;
    /* Nor does anything go out that was put together, by us or by libcurl, with too little memory.
     */
    if (transfer->answer->sent || es_heap_refusals()) {
        return CURL_PREREQFUNC_ABORT;
    }
    struct es_http *http = transfer->http;
    transfer->too_late = http->send_before && es_moment_up() >= http->send_before;
    if (transfer->too_late) {
        return CURL_PREREQFUNC_ABORT;
    }
    http->send_before = 0;
    transfer->answer->sent = true;
    http->notes.good_bye = false; /* one of an older connection may just have been seen */
    return CURL_PREREQFUNC_OK;
}

static CURLcode harden_tls(CURL *easy, void *context, void *user)
{
    (void)easy;
    struct es_http *http = user;
    const char *host = http->has_proxy ? NULL : http->host;
    http->notes.reached = ES_HTTP_CONNECTED;
    return es_web_harden_tls(context, host, &http->notes) ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (curl_easy_setopt(easy, option, value) != CURLE_OK) {                                   \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

/* libcurl does not tell why it got none. */
static curl_socket_t open_socket(void *user, curlsocktype type, struct curl_sockaddr *address)
{
    (void)type;
    return es_web_open_socket(user, address->family, address->socktype, address->protocol);
}

static bool set_trust(CURL *easy, struct es_http *http)
{
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    /* Each connection shows its certificate anew. And where memory ran out while a session was put
     * into libcurl's cache, the heap was seen damaged afterwards. */
    SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
    /* A bundle and a folder add up, so exactly one is set. The folder is read certificate by
     * certificate as needed: the bundle costs 17 ms a process. */
    SET(CURLOPT_CAINFO, NULL);
    SET(CURLOPT_CAPATH, http->has_ca ? NULL : ES_WEB_CA_FOLDER);
    if (http->has_ca) {
        /* Not by its name: of a file that it cannot open libcurl says that it holds nothing. */
        struct curl_blob blob = {(char *)es_buf_str(&http->ca), http->ca.len, CURL_BLOB_NOCOPY};
        SET(CURLOPT_CAINFO_BLOB, &blob);
    }
    SET(CURLOPT_SSL_CTX_FUNCTION, harden_tls);
    return true;
}

static bool set_proxy(CURL *easy, const char *proxy)
{
    SET(CURLOPT_PROXY, proxy ? proxy : ""); /* "": none, and the environment is not asked */
    SET(CURLOPT_NOPROXY, proxy ? "" : "*");
    SET(CURLOPT_PROXY_CAINFO, NULL);
    SET(CURLOPT_PROXY_CAPATH, ES_WEB_CA_FOLDER);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    return true;
}

static bool set_manners(CURL *easy, const char *user_agent)
{
    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    /* Packed pages are unpacked, but not asked for: libcurl does not see that one was cut. */
    SET(CURLOPT_ACCEPT_ENCODING, "identity");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_COOKIEFILE, ""); /* the cookie engine, in memory */
    SET(CURLOPT_USERAGENT, user_agent ? user_agent : "esign/" ESIGN_VERSION);
    SET(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    SET(CURLOPT_QUICK_EXIT, 1L); /* or a dumb name server holds a deadline of 1 s up to 5 s */
#endif
    SET(CURLOPT_WRITEFUNCTION, es_web_take_body);
    SET(CURLOPT_HEADERFUNCTION, es_web_take_header);
    SET(CURLOPT_PREREQFUNCTION, before_request);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    return true;
}

static es_status start_libcurl(struct es_error *err)
{
    es_web_drop_variables();
    es_web_start_tls();
    es_status status = es_web_load(err);
    if (status == ES_OK &&
        curl_global_init_mem(CURL_GLOBAL_DEFAULT, es_heap_get, es_heap_free, es_heap_resize,
                             es_heap_text, es_heap_zeroed) != CURLE_OK)
        status = es_fail(err, ES_INTERNAL);
    return status;
}

es_status es_http_open(const struct es_http_options *options, struct es_http **out,
                       struct es_error *err)
{
    *out = NULL;
    es_auto(buf) ca = {0};
    es_status status = options->ca_file ? es_web_read_ca(options->ca_file, &ca, err) : ES_OK;
    if (status == ES_OK)
        status = start_libcurl(err);
    if (status != ES_OK)
        return status;
    struct es_http *http = es_heap_zeroed(1, sizeof(*http));
    CURL *easy = http ? curl_easy_init() : NULL;
    if (!easy) {
        es_heap_free(http);
        curl_global_cleanup();
        return es_fail(err, ES_INTERNAL);
    }
    *http = (struct es_http){
        .easy = easy,
        .timeout_ms = 1000 * (options->timeout_seconds < DAY ? options->timeout_seconds : DAY),
        .body_max = options->body_max,
        .has_proxy = options->proxy != NULL,
        .ca = ca,
        .has_ca = options->ca_file != NULL,
        .allowed = options->allowed,
        .busy = options->busy,
        .user = options->user,
    };
    ca = (struct es_buf){0};
    if (curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, http) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, http) != CURLE_OK ||
        !set_trust(easy, http) || !set_proxy(easy, options->proxy) ||
        !set_manners(easy, options->user_agent)) {
        es_http_free(&http);
        return es_fail(err, ES_INTERNAL);
    }
    *out = http;
    return ES_OK;
}

void es_http_free(struct es_http **http)
{
    if (!*http) {
        return;
    }
    struct sigaction before;
    es_web_ignore_sigpipe(&before);
    curl_easy_cleanup((*http)->easy);
    curl_global_cleanup();
    sigaction(SIGPIPE, &before, NULL);
    es_buf_free(&(*http)->ca);
    es_buf_free(&(*http)->spent);
    es_heap_free(*http);
    *http = NULL;
}

static bool set_request(struct es_http *http, const struct es_web_request *request,
                        struct curl_slist *headers)
{
    CURL *easy = http->easy;
    long half = http->timeout_ms / 2;
    long connect = half > CONNECT_MS_MIN ? half : CONNECT_MS_MIN;
    SET(CURLOPT_TIMEOUT_MS, request->milliseconds);
    SET(CURLOPT_CONNECTTIMEOUT_MS,
        connect < request->milliseconds ? connect : request->milliseconds);
    SET(CURLOPT_URL, es_buf_str(&request->url->text));
    SET(CURLOPT_REFERER, request->referer);
    SET(CURLOPT_FRESH_CONNECT, request->own_connection ? 1L : 0L);
    SET(CURLOPT_CONNECT_ONLY, request->connects_only ? 1L : 0L);
    SET(CURLOPT_SSL_ENABLE_ALPN, request->is_line ? 0L : 1L);
    SET(CURLOPT_HTTPHEADER, headers);
    if (!request->body) {
        SET(CURLOPT_HTTPGET, 1L);
        return true;
    }
    SET(CURLOPT_POST, 1L);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body->len);
    SET(CURLOPT_POSTFIELDS, es_buf_str(request->body)); /* borrowed, not copied */
    return true;
}

static bool make_headers(const struct es_web_request *request, struct curl_slist **headers)
{
    *headers = curl_slist_append(NULL, "Expect:"); /* or libcurl waits before a long body */
    if (!*headers || !request->body)
        return *headers != NULL;
    struct es_buf line = {0};
    struct curl_slist *longer = NULL;
    if (es_buf_printf(&line, "Content-Type: %s", request->content_type))
        longer = curl_slist_append(*headers, line.data);
    es_buf_free(&line);
    return longer != NULL;
}

/* Lends the exchange's pointers to libcurl for the time of the call. */
static CURLcode perform(struct es_http *http, const struct es_web_request *request,
                        struct es_web_transfer *transfer, char *words)
{
    CURL *easy = http->easy;
    struct curl_slist *headers = NULL;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, words);
    if (make_headers(request, &headers) && set_request(http, request, headers)) {
        struct sigaction before;
        es_web_ignore_sigpipe(&before);
        if (http->busy)
            http->busy(true);
        code = curl_easy_perform(easy);
        if (http->busy)
            http->busy(false);
        sigaction(SIGPIPE, &before, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(headers);
    return code;
}

/* Two such headers that differ are nobody's honest answer (RFC 9112, 6.3): none is taken. */
static bool take_header_once(CURL *easy, const char *name, struct es_buf *value)
{
    struct curl_header *header;
    for (size_t i = 0; curl_easy_header(easy, name, i, CURLH_HEADER, -1, &header) == CURLHE_OK;
         i++) {
        if (i > 0 && strcmp(header->value, es_buf_str(value)) != 0)
            return false;
        if (i == 0 && !es_buf_add_str(value, header->value))
            return false;
    }
    return true;
}

static bool take_answer(struct es_http *http, struct es_web_answer *answer)
{
    CURL *easy = http->easy;
    const char *type = NULL;
    struct curl_header *date;
    int64_t told = 0;
    if (curl_easy_header(easy, "Date", 0, CURLH_HEADER, -1, &date) == CURLHE_OK &&
        es_web_read_date(date->value, &told)) {
        http->notes.dated = true;
        http->notes.ahead = (int64_t)time(NULL) - told;
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer->http_status);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    size_t len = type ? strnlen(type, sizeof(answer->content_type) - 1) : 0;
    if (type)
        memcpy(answer->content_type, type, len);
    answer->content_type[len] = '\0';
    answer->location.max = LOCATION_MAX;
    answer->location.secret = true;
    es_auto(buf) length = {0};
    /* A part of a page was never asked for. */
    return answer->http_status != 206 && take_header_once(easy, "Content-Length", &length) &&
           take_header_once(easy, "Location", &answer->location);
}

static bool has_header(CURL *easy, const char *name)
{
    struct curl_header *header;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
}

/* Where neither a length nor chunks tell a page's end, the connection's end does, and then only
 * TLS's good-bye tells a whole page from a cut one (RFC 9112, 9.8). libcurl does not look, nor at
 * the end that a packed page has within. Many an old server never says good-bye, so the page is
 * handed on with that doubt. */
static bool may_be_cut(const struct es_http *http, long status)
{
    if (status == 204 || (status >= 300 && status < 400))
        return false;
    bool end_told = http->notes.good_bye || has_header(http->easy, "Content-Length") ||
                    has_header(http->easy, "Transfer-Encoding");
    return !end_told || has_header(http->easy, "Content-Encoding");
}

/* Codes that mean one thing, whenever they come. */
static const struct {
    CURLcode code;
    enum es_web_cause cause;
} plain_causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ES_WEB_NO_NAME},
    {CURLE_COULDNT_RESOLVE_PROXY, ES_WEB_NO_PROXY},
    {CURLE_PROXY, ES_WEB_NO_PROXY},
    {CURLE_SSL_CACERT_BADFILE, ES_WEB_BAD_CA_FILE},
    {CURLE_PEER_FAILED_VERIFICATION, ES_WEB_CERTIFICATE},
    {CURLE_OPERATION_TIMEDOUT, ES_WEB_TIMED_OUT},
    {CURLE_GOT_NOTHING, ES_WEB_NO_ANSWER},
    {CURLE_ABORTED_BY_CALLBACK, ES_WEB_NO_ANSWER}, /* before_request refused a repetition */
    {CURLE_PARTIAL_FILE, ES_WEB_CUT},
};

static long last_errno(CURL *easy)
{
    long number = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
    return number;
}

/* A handshake that the other side broke off is a matter of the network; anything else that goes
 * wrong in it is one of trust. libcurl tells the two apart in its words alone. */
static enum es_web_cause handshake_cause(CURL *easy, const char *words)
{
    return last_errno(easy) == ECONNRESET || strstr(words, "reset") || strstr(words, "SYSCALL") ||
                   strstr(words, "unexpected eof")
               ? ES_WEB_HANDSHAKE_CUT
               : ES_WEB_NO_TLS;
}

/* Before the request went out, only a proxy can have been spoken to in the clear. */
static enum es_web_cause broken_cause(const struct es_http *http,
                                      const struct es_web_transfer *transfer)
{
    if (http->has_proxy && !transfer->answer->sent)
        return ES_WEB_NO_PROXY;
    return transfer->header_bytes ? ES_WEB_CUT : ES_WEB_NO_ANSWER;
}

static enum es_web_cause connect_cause(const struct es_http *http)
{
    if (http->has_proxy)
        return ES_WEB_NO_PROXY;
    return last_errno(http->easy) == ECONNREFUSED ? ES_WEB_REFUSED : ES_WEB_NO_CONNECTION;
}

static enum es_web_cause find_cause(const struct es_http *http, CURLcode code,
                                    const struct es_web_transfer *transfer, const char *words)
{
    bool sent = transfer->answer->sent;
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        return connect_cause(http);
    case CURLE_SSL_CONNECT_ERROR:
        return handshake_cause(http->easy, words);
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return broken_cause(http, transfer);
    case CURLE_OUT_OF_MEMORY: /* also where one header line passes libcurl's 100 KB */
        return sent ? ES_WEB_TOO_LARGE : ES_WEB_OUR_FAULT;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof(plain_causes) / sizeof(plain_causes[0]); i++) {
        if (plain_causes[i].code == code)
            return plain_causes[i].cause;
    }
    return sent ? ES_WEB_NOT_HTTP : ES_WEB_OUR_FAULT;
}

static es_status explain(struct es_http *http, const struct es_web_request *request, CURLcode code,
                         const struct es_web_transfer *transfer, const char *words,
                         struct es_error *err)
{
    struct es_web_answer *answer = transfer->answer;
    enum es_web_cause cause = find_cause(http, code, transfer, words);
    if (transfer->too_late) {
        cause = ES_WEB_TOO_LATE;
    } else if (transfer->too_large) {
        cause = ES_WEB_TOO_LARGE;
    } else if (transfer->no_memory || (!answer->sent && http->notes.shortage)) {
        cause = ES_WEB_OUR_FAULT;
    } else if (cause == ES_WEB_CERTIFICATE && !http->has_ca && !es_web_has_authorities()) {
        cause = ES_WEB_NO_AUTHORITIES;
    }
    if (!answer->sent && words[0]) {
        /* Later on they could repeat what the portal said. */
        es_log(ES_LOG_VERBOSE, "%s: %s", request->url->host, words);
    }
    long verify_result = 0;
    curl_easy_getinfo(http->easy, CURLINFO_SSL_VERIFYRESULT, &verify_result);
    answer->cut_off = es_web_cut_off(cause);
    answer->probe.by_clock = cause == ES_WEB_CERTIFICATE && es_web_is_by_clock(verify_result);
    return es_web_fail(err, cause, request->url->host, verify_result);
}

/* libcurl puts the request together after it has asked before_request. Where memory runs out in
 * that, not a byte of it has gone. */
static bool has_gone(CURL *easy, CURLcode code, bool sent)
{
    long bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &bytes);
    return sent && !(code == CURLE_OUT_OF_MEMORY && es_heap_refusals() && bytes == 0);
}

es_status es_web_exchange(struct es_http *http, const struct es_web_request *request,
                          struct es_web_answer *answer, struct es_error *err)
{
    char words[CURL_ERROR_SIZE] = "";
    struct es_web_transfer transfer = {.http = http, .answer = answer};
    answer->body.max = http->body_max;
    answer->body.secret = true;
    if (request->milliseconds <= 0)
        return es_web_fail(err, ES_WEB_TIMED_OUT, request->url->host, 0);
    http->host = request->url->host;
    http->notes.shortage = 0;
    http->notes.reached = ES_HTTP_NOTHING;
    if (es_heap_refusals())
        return es_fail_memory(err);
    CURLcode code = perform(http, request, &transfer, words);
    http->host = NULL;
    answer->sent = has_gone(http->easy, code, answer->sent);
    answer->probe.reached = code == CURLE_OK ? ES_HTTP_SECURE : http->notes.reached;
    if (code == CURLE_OK && request->connects_only)
        return ES_OK;
    if (code == CURLE_OK && !take_answer(http, answer))
        code = CURLE_WEIRD_SERVER_REPLY;
    if (code == CURLE_OK && !transfer.headers_end) /* libcurl takes that for their end */
        code = CURLE_PARTIAL_FILE;
    answer->maybe_cut = code == CURLE_OK && may_be_cut(http, answer->http_status);
    return code == CURLE_OK ? ES_OK : explain(http, request, code, &transfer, words, err);
}

es_status es_http_set_cookies(struct es_http *http, const char *lines, struct es_error *err)
{
    while (*lines) {
        size_t len = strcspn(lines, "\n");
        struct es_buf line = ES_BUF_SECRET;
        /* A line without a tab could be one of libcurl's commands ("ALL", "FLUSH"). */
        bool ok =
            len == 0 || (memchr(lines, '\t', len) && es_buf_add(&line, lines, len) &&
                         curl_easy_setopt(http->easy, CURLOPT_COOKIELIST, line.data) == CURLE_OK);
        es_buf_free(&line);
        if (!ok) {
            return es_fail(err, ES_INTERNAL);
        }
        lines += len + (lines[len] == '\n');
    }
    return ES_OK;
}

es_status es_http_get_cookies(struct es_http *http, struct es_buf *lines, struct es_error *err)
{
    struct curl_slist *cookies = NULL;
    bool ok = curl_easy_getinfo(http->easy, CURLINFO_COOKIELIST, &cookies) == CURLE_OK;
    for (struct curl_slist *at = cookies; ok && at; at = at->next) {
        ok = es_buf_add_str(lines, at->data) && es_buf_add_char(lines, '\n');
    }
    curl_slist_free_all(cookies);
    return ok ? ES_OK : es_fail(err, ES_INTERNAL);
}
