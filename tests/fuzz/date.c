/* SPDX-License-Identifier: Apache-2.0 */
/* A Date header. */
#include "fuzz.h"
#include "web.h"
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t LAST = 253402300860; /* the year 9999, and a leap second */
    char *text = fuzz_text(data, size);
    int64_t seconds = 0;
    if (es_web_read_date(text, &seconds)) {
        claim("it lies between 1970 and the year 9999", seconds >= 0 && seconds <= LAST);
        time_t moment = (time_t)seconds;
        struct tm parts;
        char written[64];
        int64_t again = 0;
        gmtime_r(&moment, &parts);
        strftime(written, sizeof written, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        bool in_range = parts.tm_year + 1900 <= 9999;
        claim("written as servers do it is the same",
              !in_range || (es_web_read_date(written, &again) && again == seconds));
    }
    free(text);
    return 0;
}
