/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stranger's program over libesign, built with what pkg-config tells of it: an answer to reset, a
 * page made in the cage, and libcurl, which the program is linked with itself.
 */
#include <curl/curl.h>
#include <esign/atr.h>
#include <esign/page.h>
#include <esign/secret.h>
#include <stdio.h>
#include <string.h>

static const char HTML[] = "<!doctype html><title>Deneme</title><h1>Ana Sayfa</h1>"
                           "<form method=post><label>Ad <input name=a></label></form>";

static int say_page(void)
{
    struct es_page_source source = {
        .bytes = HTML, .len = strlen(HTML), .url = "https://example.org/"};
    struct es_page *page = NULL;
    struct es_error err = {0};
    if (es_page_make(&source, 5000, &page, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("page: %u block, %u control\n", page->blocks.n, page->controls.n);
    es_page_free(&page);
    return 0;
}

int main(void)
{
    if (!es_secret_init())
        fprintf(stderr, "the secure heap can be swapped\n");
    uint8_t bytes[ES_ATR_BYTES_MAX];
    size_t len = 0;
    struct es_atr atr;
    if (!es_atr_read("3B 00", bytes, &len) || !es_atr_parse(bytes, len, &atr))
        return 1;
    printf("atr: %s, %zu bytes\n", es_atr_fault_name(atr.fault), len);
    /* libesign has functions of libcurl's names inside, which end the program here. */
    CURL *curl = curl_easy_init();
    printf("curl: %s\n", curl ? "its own" : "none");
    curl_easy_cleanup(curl);
    return say_page();
}
