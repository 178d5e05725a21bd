/* SPDX-License-Identifier: Apache-2.0 */
#include "web.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* strptime(3) would read the names of months by a locale. */
bool es_web_read_date(const char *text, int64_t *seconds)
{
    static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm parts = {0};
    char month[4] = "";
    int end = 0;
    int n = sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &parts.tm_mday, month,
                   &parts.tm_year, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &end);
    const char *found = strlen(month) == 3 ? strstr(MONTHS, month) : NULL;
    bool in_range = parts.tm_mday >= 1 && parts.tm_mday <= 31 && parts.tm_year >= 1970 &&
                    parts.tm_hour >= 0 && parts.tm_hour <= 23 && parts.tm_min >= 0 &&
                    parts.tm_min <= 59 && parts.tm_sec >= 0 && parts.tm_sec <= 60;
    if (n != 6 || end == 0 || !found || (found - MONTHS) % 3 != 0 || !in_range)
        return false;
    parts.tm_mon = (int)(found - MONTHS) / 3;
    parts.tm_year -= 1900;
    *seconds = timegm(&parts);
    return true;
}
