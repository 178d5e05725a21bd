/* SPDX-License-Identifier: Apache-2.0 */
/* Values of typed inputs. Five lines: the type, min, max, step, the value; "-" is no attribute. */
#include "fuzz.h"
#include "values_internal.h"

#include <math.h>

static bool is_date(const char *type)
{
    return strcmp(type, "date") == 0 || strcmp(type, "month") == 0 || strcmp(type, "week") == 0 ||
           strcmp(type, "time") == 0 || strcmp(type, "datetime-local") == 0;
}

static void claim_range(const char *value)
{
    char *end = NULL;
    double number = strtod(value, &end);
    claim("a range has a number", *value && !*end && isfinite(number));
}

static void claim_value(const char *type, const char *value, const char *was)
{
    if (strcmp(type, "color") == 0) {
        claim("a colour is a colour",
              *value == '#' && strlen(value) == 7 && strspn(value + 1, "0123456789abcdef") == 6);
    } else if (strcmp(type, "number") == 0) {
        claim("a number stays, or goes", !*value || value == was);
        claim("it is written as one",
              strspn(value, "+-0123456789.eE") == strlen(value) && *value != '+');
    } else if (strcmp(type, "range") == 0) {
        claim_range(value);
    } else {
        claim("only these have rules of their own", is_date(type));
        claim("a date is digits and marks", strspn(value, "0123456789-:.TW") == strlen(value));
        claim("it begins as it did", !*value || strncmp(value, was, 4) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line[5];
    const char *given[5], *value;
    char room[VALUE_ROOM] = "", again[VALUE_ROOM] = "";
    for (size_t i = 0; i < 5; i++) {
        line[i] = fuzz_line(&data, &size);
        given[i] = strcmp(line[i], "-") == 0 ? NULL : line[i];
    }
    const struct value_limits limits = {given[1], given[2], given[3]};
    value = value_sanitized(line[0], line[4], &limits, room);
    if (value) {
        claim("a value that is made ends", memchr(room, '\0', sizeof room));
        claim_value(line[0], value, line[4]);
        const char *twice = value_sanitized(line[0], value, &limits, again);
        claim("what is sane stays sane", twice);
        if (strcmp(line[0], "range") != 0)
            claim("and as it is", strcmp(twice, value) == 0);
    }
    for (size_t i = 0; i < 5; i++)
        free(line[i]);
    return 0;
}
