/* SPDX-License-Identifier: Apache-2.0 */
/* Text from outside made safe to show. */
#include "shown.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t most = size ? data[0] : 0;
    char *text = fuzz_text(data, size);
    claim_safe(text, SIZE_MAX - 1);
    claim_safe(text, most);
    free(text);
    return 0;
}
