/* SPDX-License-Identifier: Apache-2.0 */
/* jansson tells no lines of values: where a mistake is told, the text is looked through again.
 * The text is known to be well-formed; a reader that runs off its end all the same stops there. */
#include "profile_internal.h"

#include <string.h>

struct reader {
    const char *bytes;
    size_t len, at;
};

static char here(const struct reader *reader)
{
    return reader->at < reader->len ? reader->bytes[reader->at] : '\0';
}

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->len && strchr(" \t\r\n", here(reader)) && here(reader))
        reader->at++;
}

static void skip_string(struct reader *reader)
{
    reader->at++;
    while (reader->at < reader->len && here(reader) != '"')
        reader->at += here(reader) == '\\' ? 2 : 1;
    reader->at++;
}

static void skip_value(struct reader *reader)
{
    size_t depth = 0;
    while (reader->at < reader->len) {
        char c = here(reader);
        if (depth == 0 && strchr(",]}", c))
            return;
        if (c == '"') {
            skip_string(reader);
            continue;
        }
        if (c == '{' || c == '[')
            depth++;
        if (c == '}' || c == ']')
            depth--;
        reader->at++;
    }
}

static void skip_key(struct reader *reader)
{
    skip_string(reader);
    while (reader->at < reader->len && here(reader) != ':')
        reader->at++;
    reader->at++;
    skip_blanks(reader);
}

/* From the opening bracket to the child; false, and not moved, where there is none such. */
static bool enter(struct reader *reader, size_t child)
{
    struct reader inside = *reader;
    bool object = here(reader) == '{';
    if (!object && here(reader) != '[')
        return false;
    inside.at++;
    skip_blanks(&inside);
    for (size_t i = 0; i < child; i++) {
        skip_value(&inside); /* of a member: key, colon and value */
        if (here(&inside) != ',')
            return false;
        inside.at++;
        skip_blanks(&inside);
    }
    if (inside.at >= inside.len || strchr("]}", here(&inside)))
        return false;
    *reader = inside;
    return true;
}

static int line_at(const char *bytes, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n';
    return line;
}

int es_profile_line(const char *bytes, size_t len, const struct profile_place *place)
{
    struct reader reader = {bytes, len, 0};
    skip_blanks(&reader);
    size_t start = reader.at;
    for (size_t i = 0; i < place->depth; i++) {
        bool object = here(&reader) == '{';
        if (!enter(&reader, place->child[i]))
            break;
        start = reader.at;
        if (object)
            skip_key(&reader);
    }
    return line_at(bytes, start < len ? start : len);
}
