/* SPDX-License-Identifier: Apache-2.0 */
/* Messages, all invented, and the portal they are about. */
#ifndef ESIGN_MAIL_TESTING_H
#define ESIGN_MAIL_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/file.h"
#include "esign/mail.h"
#include "esign/secret.h"
#include "esign/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PORTAL "https://portal.example.org"
#define LINK   PORTAL "/sozcuk.go?_flowExecutionKey=e1s1&sessionid=0123456789ABCDEF0123456789ABCDEF"
#define SHORT  PORTAL "/a.go?x=1"
#define HEAD   "From: a@example.org\nSubject: x\nMIME-Version: 1.0\n"
#define TEXT   HEAD "Content-Type: text/plain; charset=utf-8\n"
#define HTML   HEAD "Content-Type: text/html; charset=utf-8\n"

/* As es_client_allows judges: the portal, and another host of its. */
static inline bool is_portal(const char *url, void *user)
{
    es_auto(url) seen = {0};
    return es_url_parse(url, NULL, &seen) && strcmp(seen.scheme, "https") == 0 &&
           seen.port == 443 && !seen.user_info &&
           (strcmp(seen.host, "portal.example.org") == 0 ||
            strcmp(seen.host, "mail.example.org") == 0);
}

static inline es_status look_bytes(const char *bytes, size_t len, struct es_buf *link,
                                   struct es_error *err)
{
    *err = ES_ERROR_INIT;
    return es_mail_link(bytes, len, is_portal, NULL, link, err);
}

static inline void assert_link(const char *message, const char *wanted)
{
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err;
    es_status status = look_bytes(message, strlen(message), &link, &err);
    if (status != ES_OK)
        print_error("%s\n", err.message);
    assert_int_equal(status, ES_OK);
    assert_string_equal(es_buf_str(&link), wanted);
}

static inline void assert_refused_bytes(const char *bytes, size_t len, const char *why)
{
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err;
    assert_int_equal(look_bytes(bytes, len, &link, &err), ES_LINK_REFUSED);
    assert_int_equal(link.len, 0);
    if (!strstr(err.message, why))
        print_error("said: %s\n", err.message);
    assert_non_null(strstr(err.message, why));
}

static inline void assert_refused(const char *message, const char *why)
{
    assert_refused_bytes(message, strlen(message), why);
}

static inline void read_fixture(const char *name, struct es_buf *out)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/mail/%s.eml", ESIGN_SOURCE, name);
    assert_true(es_file_read(path, ES_MAIL_MAX, out));
}

static inline void assert_fixture_link(const char *name)
{
    es_auto(buf) message = {0};
    read_fixture(name, &message);
    assert_link(es_buf_str(&message), LINK);
}

static inline void assert_fixture_refused(const char *name, const char *why)
{
    es_auto(buf) message = {0};
    read_fixture(name, &message);
    assert_refused(es_buf_str(&message), why);
}

/* As the program begins: the cage is another with a secure heap to leave behind. */
static inline int start_secrets(void **state)
{
    (void)!es_secret_init();
    return 0;
}

#endif
