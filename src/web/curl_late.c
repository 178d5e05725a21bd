/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl, loaded when the portal is first spoken to, and of libssl what tls.c calls: looked up in
 * libcurl's own company, so that it is the one that libcurl uses. */
#include "esign/late.h"
#include "web.h"

#define CURL_DISABLE_TYPECHECK /* or two of the names below are macros */
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdarg.h>

#define PLAIN_CALLS(CALL)                                                                          \
    CALL(CURLcode, curl_global_init_mem,                                                           \
         (long flags, curl_malloc_callback get, curl_free_callback give_back,                      \
          curl_realloc_callback resize, curl_strdup_callback text, curl_calloc_callback zeroed),   \
         (flags, get, give_back, resize, text, zeroed))                                            \
    CALL(void, curl_global_cleanup, (void), ())                                                    \
    CALL(CURL *, curl_easy_init, (void), ())                                                       \
    CALL(void, curl_easy_cleanup, (CURL * easy), (easy))                                           \
    CALL(CURLcode, curl_easy_perform, (CURL * easy), (easy))                                       \
    CALL(CURLcode, curl_easy_send, (CURL * easy, const void *bytes, size_t len, size_t *sent),     \
         (easy, bytes, len, sent))                                                                 \
    CALL(CURLcode, curl_easy_recv, (CURL * easy, void *bytes, size_t size, size_t *len),           \
         (easy, bytes, size, len))                                                                 \
    CALL(CURLHcode, curl_easy_header,                                                              \
         (CURL * easy, const char *name, size_t index, unsigned origin, int request,               \
          struct curl_header **out),                                                               \
         (easy, name, index, origin, request, out))                                                \
    CALL(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text),     \
         (list, text))                                                                             \
    CALL(void, curl_slist_free_all, (struct curl_slist * list), (list))                            \
    CALL(SSL_CTX *, SSL_get_SSL_CTX, (const SSL *ssl), (ssl))                                      \
    CALL(int, SSL_get_ex_data_X509_STORE_CTX_idx, (void), ())                                      \
    CALL(X509_VERIFY_PARAM *, SSL_CTX_get0_param, (SSL_CTX * context), (context))                  \
    CALL(void *, SSL_CTX_get_ex_data, (const SSL_CTX *context, int index), (context, index))       \
    CALL(int, SSL_CTX_set_ex_data, (SSL_CTX * context, int index, void *data),                     \
         (context, index, data))                                                                   \
    CALL(int, SSL_CTX_get_security_level, (const SSL_CTX *context), (context))                     \
    CALL(void, SSL_CTX_set_security_level, (SSL_CTX * context, int level), (context, level))       \
    CALL(int, SSL_CTX_get_verify_mode, (const SSL_CTX *context), (context))                        \
    CALL(void, SSL_CTX_set_verify, (SSL_CTX * context, int mode, SSL_verify_cb callback),          \
         (context, mode, callback))                                                                \
    CALL(void, SSL_CTX_set_info_callback,                                                          \
         (SSL_CTX * context, void (*callback)(const SSL *ssl, int type, int value)),               \
         (context, callback))                                                                      \
    CALL(void, SSL_CTX_set_keylog_callback, (SSL_CTX * context, SSL_CTX_keylog_cb_func callback),  \
         (context, callback))                                                                      \
    CALL(uint64_t, SSL_CTX_set_options, (SSL_CTX * context, uint64_t options), (context, options))

/* Two take an argument whose type the second one tells. */
#define CALLS(CALL)                                                                                \
    PLAIN_CALLS(CALL)                                                                              \
    CALL(CURLcode, curl_easy_setopt, , )                                                           \
    CALL(CURLcode, curl_easy_getinfo, , )

ES_LATE_LIBRARY(ESIGN_LATE_CURL, ESIGN_LATE_CURL_PACKAGE, CALLS)
PLAIN_CALLS(ES_LATE_FORWARD)

#undef curl_easy_setopt
#undef curl_easy_getinfo

__attribute__((visibility("hidden"))) CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list rest;
    va_start(rest, option);
    CURLcode code;
    if (option < CURLOPTTYPE_OBJECTPOINT)
        code = ES_LATE_CALL(curl_easy_setopt)(easy, option, va_arg(rest, long));
    else if (option >= CURLOPTTYPE_OFF_T && option < CURLOPTTYPE_BLOB)
        code = ES_LATE_CALL(curl_easy_setopt)(easy, option, va_arg(rest, curl_off_t));
    else /* functions are no more than other pointers where the loader has found them */
        code = ES_LATE_CALL(curl_easy_setopt)(easy, option, va_arg(rest, void *));
    va_end(rest);
    return code;
}

/* Where to write the answer, whatever its type. */
__attribute__((visibility("hidden"))) CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    va_list rest;
    va_start(rest, info);
    CURLcode code = ES_LATE_CALL(curl_easy_getinfo)(easy, info, va_arg(rest, void *));
    va_end(rest);
    return code;
}

es_status es_web_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
