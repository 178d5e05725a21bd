/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates in the shape of a Turkish qualified one, made here, whole and spoilt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "esign/certificate.h"
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* QCStatements in DER: 0.4.0.1862.1.1 and .4; and 2.16.792.1.61.0.1.5070.1.1 */
#define COMPLIANCE "\x30\x08\x06\x06\x04\x00\x8e\x46\x01\x01"
#define DEVICE     "\x30\x08\x06\x06\x04\x00\x8e\x46\x01\x04"
#define LAW_5070   "\x30\x0d\x06\x0b\x60\x86\x18\x01\x3d\x00\x01\xa7\x4e\x01\x01"

static const char BEGIN[] = "20260101000000Z", END[] = "20290101000000Z";
static const int64_t BEGIN_SECONDS = 1767225600, END_SECONDS = 1861920000;

struct wanted {
    const char *owner;
    int owner_len, owner_type; /* V_ASN1_…; 0: UTF-8 */
    const char *statements;    /* what stands within the sequence */
    size_t statements_len;
    const char *usage, *constraints, *from, *to;
    bool twice; /* the statements' extension */
    int serial_len;
};

struct der {
    unsigned char *bytes;
    size_t len;
};

static void add_extension(X509 *x509, int kind, const char *value)
{
    X509_EXTENSION *extension = value ? X509V3_EXT_conf_nid(NULL, NULL, kind, value) : NULL;
    if (extension)
        assert_true(X509_add_ext(x509, extension, -1));
    X509_EXTENSION_free(extension);
}

static void add_statements(X509 *x509, const struct wanted *wanted)
{
    unsigned char der[256] = {0x30, (unsigned char)wanted->statements_len};
    if (!wanted->statements)
        return;
    memcpy(der + 2, wanted->statements, wanted->statements_len);
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(value, der, (int)wanted->statements_len + 2);
    X509_EXTENSION *extension = X509_EXTENSION_create_by_NID(NULL, NID_qcStatements, 0, value);
    for (int i = 0; i < 1 + wanted->twice; i++)
        assert_true(X509_add_ext(x509, extension, -1));
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
}

static void add_names(X509 *x509, const struct wanted *wanted)
{
    X509_NAME *subject = X509_get_subject_name(x509), *issuer = X509_get_issuer_name(x509);
    const char *owner = wanted->owner ? wanted->owner : "Deniz Örnek";
    int type = wanted->owner_type ? wanted->owner_type : V_ASN1_UTF8STRING;
    int len = wanted->owner_len ? wanted->owner_len : -1;
    X509_NAME_add_entry_by_NID(subject, NID_commonName, type, (const unsigned char *)owner, len, -1,
                               0);
    X509_NAME_add_entry_by_txt(subject, "serialNumber", MBSTRING_UTF8,
                               (const unsigned char *)"10000000146", -1, -1, 0);
    X509_NAME_add_entry_by_txt(issuer, "O", MBSTRING_UTF8, (const unsigned char *)"Örnek A.Ş.", -1,
                               -1, 0);
    X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_UTF8,
                               (const unsigned char *)"Örnek Sağlayıcı", -1, -1, 0);
}

static struct der make(struct wanted wanted)
{
    static EVP_PKEY *key;
    if (!key)
        key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    unsigned char serial[256] = {0x01, 0xAB};
    X509 *x509 = X509_new();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_STRING_set(X509_get_serialNumber(x509), serial, wanted.serial_len ? wanted.serial_len : 2);
    add_names(x509, &wanted);
    assert_true(ASN1_TIME_set_string(X509_getm_notBefore(x509), wanted.from ? wanted.from : BEGIN));
    assert_true(ASN1_TIME_set_string(X509_getm_notAfter(x509), wanted.to ? wanted.to : END));
    add_extension(x509, NID_key_usage, wanted.usage);
    add_extension(x509, NID_basic_constraints, wanted.constraints);
    add_statements(x509, &wanted);
    X509_set_pubkey(x509, key);
    assert_true(X509_sign(x509, key, EVP_sha256()));
    struct der der = {0};
    der.len = (size_t)i2d_X509(x509, &der.bytes);
    X509_free(x509);
    return der;
}

static struct es_certificate read_made(struct wanted wanted)
{
    struct es_certificate told;
    struct der der = make(wanted);
    assert_true(es_certificate_read(der.bytes, der.len, &told));
    OPENSSL_free(der.bytes);
    return told;
}

#define WITH(of) .statements = (of), .statements_len = sizeof(of) - 1

static void names_serial_number_and_times_are_told(void **state)
{
    struct es_certificate told = read_made((struct wanted){.owner = NULL});
    assert_string_equal(told.owner, "Deniz Örnek");
    assert_string_equal(told.owner_id, "10000000146");
    assert_string_equal(told.issuer, "Örnek Sağlayıcı");
    assert_string_equal(told.issuer_organisation, "Örnek A.Ş.");
    assert_string_equal(told.serial, "01AB");
    assert_string_equal(told.from_text, "2026-01-01T00:00:00Z");
    assert_string_equal(told.to_text, "2029-01-01T00:00:00Z");
    assert_int_equal(told.from, BEGIN_SECONDS);
    assert_int_equal(told.to, END_SECONDS);
}

static void statements_make_it_a_qualified_one(void **state)
{
    struct es_certificate told = read_made((struct wanted){WITH(COMPLIANCE DEVICE)});
    assert_true(told.qualified && told.on_device && !told.law_5070);
    assert_int_equal(told.n_statements, 2);
    assert_string_equal(told.statement[0], "0.4.0.1862.1.1");
    told = read_made((struct wanted){WITH(LAW_5070)});
    assert_true(told.qualified && told.law_5070 && !told.on_device);
    assert_string_equal(told.statement[0], "2.16.792.1.61.0.1.5070.1.1");
    assert_false(read_made((struct wanted){WITH(DEVICE)}).qualified);
    assert_false(read_made((struct wanted){.owner = NULL}).qualified);
}

static void statements_that_are_none_tell_nothing(void **state)
{
    assert_false(read_made((struct wanted){WITH(COMPLIANCE), .twice = true}).qualified);
    struct es_certificate told =
        read_made((struct wanted){WITH("\x30\x02\x05\x00\x05\x00\x30\x00" COMPLIANCE)});
    assert_true(told.qualified); /* beside others that mean nothing */
    assert_int_equal(told.n_statements, 1);
    /* a length that reaches beyond the end */
    told = read_made((struct wanted){WITH("\x30\x09\x06\x06\x04\x00\x8e\x46\x01\x01")});
    assert_int_equal(told.n_statements, 0);
}

/* The statement 1.2 in five bytes, as often as they have room within a length of one byte. */
static void more_statements_than_are_kept_count_all_the_same(void **state)
{
    char all[128];
    size_t len = 0;
    for (; len + 5 + 10 < 127; len += 5)
        memcpy(all + len, "\x30\x03\x06\x01\x2a", 5);
    memcpy(all + len, COMPLIANCE, 10);
    struct es_certificate told =
        read_made((struct wanted){.statements = all, .statements_len = len + 10});
    assert_int_equal(told.n_statements, ES_CERTIFICATE_STATEMENTS_MAX);
    assert_true(told.qualified);
}

static void what_the_key_is_for_is_told(void **state)
{
    struct wanted signing = {.usage = "critical,nonRepudiation"};
    assert_true(read_made(signing).for_signing);
    struct wanted entering = {.usage = "critical,digitalSignature"};
    assert_false(read_made(entering).for_signing);
    assert_false(read_made((struct wanted){.owner = NULL}).for_signing);
    struct wanted authority = {.constraints = "critical,CA:TRUE"};
    assert_true(read_made(authority).authority);
    assert_false(read_made(signing).authority);
}

static void text_from_outside_is_made_safe(void **state)
{
    struct es_certificate told =
        read_made((struct wanted){.owner = "Deniz\x1b[31m\xe2\x80\xae\0Ayşe", .owner_len = 20});
    assert_null(strchr(told.owner, '\x1b'));
    assert_null(strstr(told.owner, "\xe2\x80\xae"));
    assert_non_null(strstr(told.owner, "Ayş")); /* behind the NUL */
    told = read_made((struct wanted){
        .owner = "\0D\0e\0n\0i\0z\1\x5f", .owner_len = 12, .owner_type = V_ASN1_BMPSTRING});
    assert_string_equal(told.owner, "Denizş");
    char many[4001];
    memset(many, 'x', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    told = read_made((struct wanted){.owner = many});
    assert_true(strlen(told.owner) < 130);
}

static void a_name_that_is_no_text_is_left_out(void **state)
{
    struct es_certificate told = read_made(
        (struct wanted){.owner = "\0D\0", .owner_len = 3, .owner_type = V_ASN1_BMPSTRING});
    assert_string_equal(told.owner, "");
    assert_string_equal(told.owner_id, "10000000146");
}

static void a_serial_number_may_be_long_but_not_endless(void **state)
{
    struct es_certificate told =
        read_made((struct wanted){.serial_len = ES_CERTIFICATE_SERIAL_MAX});
    assert_int_equal(strlen(told.serial), 2 * ES_CERTIFICATE_SERIAL_MAX);
    struct der der = make((struct wanted){.serial_len = ES_CERTIFICATE_SERIAL_MAX + 1});
    assert_false(es_certificate_read(der.bytes, der.len, &told));
    OPENSSL_free(der.bytes);
}

static void what_is_no_certificate_is_refused(void **state)
{
    static uint8_t many[ES_CERTIFICATE_DER_MAX + 1];
    static const struct es_certificate NONE;
    struct es_certificate told;
    struct der der = make((struct wanted){WITH(COMPLIANCE)});
    assert_false(es_certificate_read(many, 0, &told));
    assert_false(es_certificate_read(many, sizeof many, &told));
    for (size_t len = 0; len < der.len; len++) { /* cut anywhere */
        uint8_t *cut = malloc(len + 1);
        memcpy(cut, der.bytes, len);
        assert_false(es_certificate_read(cut, len, &told));
        assert_memory_equal(&told, &NONE, sizeof told);
        free(cut);
    }
    memcpy(many, der.bytes, der.len);
    assert_true(es_certificate_read(many, der.len, &told));
    assert_false(es_certificate_read(many, der.len + 1, &told)); /* something behind it */
    OPENSSL_free(der.bytes);
}

static void its_time_begins_ends_soon_and_is_over_to_the_second(void **state)
{
    struct es_certificate told = read_made((struct wanted){.owner = NULL});
    const int64_t soon = END_SECONDS - ES_CERTIFICATE_SOON;
    assert_int_equal(es_certificate_time_at(&told, BEGIN_SECONDS - 1), ES_CERTIFICATE_NOT_BEGUN);
    assert_int_equal(es_certificate_time_at(&told, BEGIN_SECONDS), ES_CERTIFICATE_VALID);
    assert_int_equal(es_certificate_time_at(&told, soon - 1), ES_CERTIFICATE_VALID);
    assert_int_equal(es_certificate_time_at(&told, soon), ES_CERTIFICATE_ENDING);
    assert_int_equal(es_certificate_time_at(&told, END_SECONDS), ES_CERTIFICATE_ENDING);
    assert_int_equal(es_certificate_time_at(&told, END_SECONDS + 1), ES_CERTIFICATE_OVER);
}

static void far_years_are_told_in_four_digits(void **state)
{
    struct es_certificate told =
        read_made((struct wanted){.from = "09990101000000Z", .to = "99991231235959Z"});
    assert_string_equal(told.from_text, "0999-01-01T00:00:00Z");
    assert_string_equal(told.to_text, "9999-12-31T23:59:59Z");
    assert_true(told.from < 0 && told.to == 253402300799);
}

static void of_several_the_one_to_sign_with_is_better(void **state)
{
    const int64_t now = BEGIN_SECONDS + 1000;
    struct es_certificate signs =
        read_made((struct wanted){.usage = "nonRepudiation", WITH(COMPLIANCE)});
    struct es_certificate enters =
        read_made((struct wanted){.usage = "digitalSignature", WITH(COMPLIANCE)});
    struct es_certificate plain = read_made((struct wanted){.usage = "nonRepudiation"});
    struct es_certificate later = read_made(
        (struct wanted){.usage = "nonRepudiation", WITH(COMPLIANCE), .from = "20280101000000Z"});
    struct es_certificate over = read_made((struct wanted){.usage = "nonRepudiation",
                                                           WITH(COMPLIANCE),
                                                           .from = "20200101000000Z",
                                                           .to = "20210101000000Z"});
    struct es_certificate authority =
        read_made((struct wanted){.usage = "nonRepudiation,keyCertSign", .constraints = "CA:TRUE"});
    const struct es_certificate *const falling[] = {&signs, &later,  &over,
                                                    &plain, &enters, &authority};
    for (size_t i = 0; i + 1 < sizeof falling / sizeof *falling; i++) {
        assert_true(es_certificate_is_better(falling[i], falling[i + 1], now));
        assert_false(es_certificate_is_better(falling[i + 1], falling[i], now));
    }
    assert_false(es_certificate_is_better(&signs, &signs, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_serial_number_and_times_are_told),
        cmocka_unit_test(statements_make_it_a_qualified_one),
        cmocka_unit_test(statements_that_are_none_tell_nothing),
        cmocka_unit_test(more_statements_than_are_kept_count_all_the_same),
        cmocka_unit_test(what_the_key_is_for_is_told),
        cmocka_unit_test(text_from_outside_is_made_safe),
        cmocka_unit_test(a_name_that_is_no_text_is_left_out),
        cmocka_unit_test(a_serial_number_may_be_long_but_not_endless),
        cmocka_unit_test(what_is_no_certificate_is_refused),
        cmocka_unit_test(its_time_begins_ends_soon_and_is_over_to_the_second),
        cmocka_unit_test(far_years_are_told_in_four_digits),
        cmocka_unit_test(of_several_the_one_to_sign_with_is_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
