/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate from a card. */
#include "esign/certificate.h"
#include "fuzz.h"
#include <openssl/pem.h>

static void claim_text(const char *text)
{
    es_auto(buf) safe = {0};
    claim("a name ends", strnlen(text, ES_CERTIFICATE_TEXT_MAX) < ES_CERTIFICATE_TEXT_MAX);
    claim("there is memory", es_text_safe(text, ES_CERTIFICATE_TEXT_MAX, &safe));
    claim("a name is safe to show", strcmp(es_buf_str(&safe), text) == 0);
}

static void claim_told(const struct es_certificate *told)
{
    claim_text(told->owner);
    claim_text(told->owner_id);
    claim_text(told->issuer);
    claim_text(told->issuer_organisation);
    claim("a serial number is hexadecimal",
          strspn(told->serial, "-0123456789ABCDEF") == strlen(told->serial));
    claim("a moment is written as RFC 3339 does, in any year of four digits",
          strlen(told->from_text) >= 20 && strchr(told->to_text, 'Z'));
    claim("a statement is an object identifier",
          told->n_statements <= ES_CERTIFICATE_STATEMENTS_MAX);
    for (size_t i = 0; i < told->n_statements; i++)
        claim("in figures", told->statement[i][0] && strspn(told->statement[i], ".0123456789") ==
                                                         strlen(told->statement[i]));
    claim("who is bound by the law is qualified", told->qualified || !told->law_5070);
}

static void claim_times(const struct es_certificate *told)
{
    claim("it is over after its end",
          es_certificate_time_at(told, told->to + 1) == ES_CERTIFICATE_OVER);
    enum es_certificate_time before = es_certificate_time_at(told, told->from - 1);
    claim("it has not begun before its beginning, unless it ends before that",
          before == ES_CERTIFICATE_NOT_BEGUN || told->to < told->from - 1);
    claim("a time has a name", *es_certificate_time_name(before));
    claim("it is no better than itself", !es_certificate_is_better(told, told, told->from));
}

/* As openssl reads it. */
static void claim_pem(const uint8_t *data, size_t size)
{
    es_auto(buf) pem = {0};
    claim("there is memory", es_certificate_pem(data, size, &pem));
    BIO *file = BIO_new_mem_buf(es_buf_str(&pem), (int)pem.len);
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long len = 0;
    claim("it is PEM", PEM_read_bio(file, &name, &header, &der, &len) == 1);
    claim("of the same bytes", (size_t)len == size && memcmp(der, data, size) == 0);
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct es_certificate NONE;
    struct es_certificate told;
    if (!es_certificate_read(data, size, &told)) {
        claim("what is no certificate tells nothing", memcmp(&told, &NONE, sizeof told) == 0);
        return 0;
    }
    claim_told(&told);
    claim_times(&told);
    claim_pem(data, size);
    return 0;
}
