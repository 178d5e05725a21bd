/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that are no way to go: pictures in the page itself, and postbacks. */
#include "data_url.h"
#include "fuzz.h"
#include "postback.h"

#include <strings.h>

/* Base64 (RFC 4648, 4), written once more. */
static void encode(const uint8_t *data, size_t size, struct es_buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        uint32_t bits = (uint32_t)data[i] << 16;
        size_t n = size - i < 3 ? size - i : 3;
        bits |= n > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        bits |= n > 2 ? data[i + 2] : 0;
        char four[4] = {digits[bits >> 18], digits[bits >> 12 & 63], '=', '='};
        if (n > 1)
            four[2] = digits[bits >> 6 & 63];
        if (n > 2)
            four[3] = digits[bits & 63];
        claim("there is room", es_buf_add(out, four, sizeof four));
    }
}

static void claim_picture(const uint8_t *data, size_t size)
{
    es_auto(buf) address = {0}, back = {0}, small = {.max = 8};
    claim("there is room", es_buf_add_str(&address, "data:image/png;base64,"));
    encode(data, size, &address);
    claim("it is a picture in an address", es_data_url_is(es_buf_str(&address)));
    claim("it is read", es_data_url_read(es_buf_str(&address), &back));
    claim("as it was", back.len == size && (size == 0 || memcmp(back.data, data, size) == 0));
    claim("not more than there is room for",
          es_data_url_read(es_buf_str(&address), &small) == (size <= 8));
}

static void claim_postback(const char *href)
{
    static struct es_page *page;
    static const char html[] = "<form method=post><input type=hidden name=__EVENTTARGET>"
                               "<input type=hidden name=__EVENTARGUMENT></form>";
    if (!page)
        page = fuzz_page((const uint8_t *)html, sizeof html - 1, "text/html; charset=utf-8");
    struct es_request request = {0};
    bool is = es_postback_is(page, href);
    es_status status = es_postback_request(page, href, &request, NULL);
    claim("a postback makes a request, nothing else does", is == (status == ES_OK));
    if (is) {
        claim("it begins as a postback", strncasecmp(href, "javascript:", 11) == 0);
        claim("it posts its two fields",
              request.post && strncmp(es_buf_str(&request.body), "__EVENTTARGET=", 14) == 0 &&
                  strstr(es_buf_str(&request.body), "&__EVENTARGUMENT="));
    }
    es_request_free(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    es_auto(buf) bytes = {0};
    claim_picture(data, size);
    if (es_data_url_read(text, &bytes))
        claim("what is read is no longer than what was written", bytes.len <= strlen(text));
    claim_postback(text);
    free(text);
    return 0;
}
