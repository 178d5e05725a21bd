/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside made safe to show: by itself, and within JSON. */
#include "shown.h"

#include "esign/json.h"

static void claim_safe(const char *text, size_t most)
{
    es_auto(buf) safe = {0}, again = {0};
    claim("any text can be made safe", es_text_safe(text, most, &safe));
    const char *shown = es_buf_str(&safe);
    claim_shown(shown);
    claim("it is as long as was asked for", es_text_length(shown) <= most + 1);
    claim("safe text can be made safe", es_text_safe(shown, SIZE_MAX, &again));
    claim("safe text stays as it is", fuzz_same(&safe, &again));
}

/* In JSON nothing is lost: what may not be shown stands there as its number. */
static void claim_json(const char *text)
{
    es_auto(buf) written = {0}, safe = {0};
    json_auto_t *value = json_pack("[s]", text);
    if (!value) /* it is no UTF-8 */
        return;
    claim("a text is written", es_json_write(value, ES_JSON_COMPACT, &written));
    claim("JSON is made safe", es_text_safe_json(es_buf_str(&written), written.len, &safe));
    claim_shown(es_buf_str(&safe));
    json_auto_t *back = es_json_read(es_buf_str(&safe), safe.len, NULL);
    claim("it is the same text", back && json_equal(value, back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t most = size ? data[0] : 0;
    char *text = fuzz_text(data, size);
    claim_safe(text, SIZE_MAX - 1);
    claim_safe(text, most);
    claim_json(text);
    free(text);
    return 0;
}
