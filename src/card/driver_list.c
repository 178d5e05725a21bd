/* SPDX-License-Identifier: Apache-2.0 */
#include "driver_list.h"
#include "esign/text.h"
#include <string.h>

struct span {
    const char *at, *end;
};

/* The text between two marks, the span going on behind the second; false where they are not
 * there. */
static bool take_between(struct span *in, const char *first, const char *second, struct span *out)
{
    const char *begin = memmem(in->at, (size_t)(in->end - in->at), first, strlen(first));
    if (!begin)
        return false;
    begin += strlen(first);
    const char *stop = memmem(begin, (size_t)(in->end - begin), second, strlen(second));
    if (!stop)
        return false;
    *out = (struct span){begin, stop};
    in->at = stop + strlen(second);
    return true;
}

static bool starts_with(struct span text, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(text.end - text.at) >= len && memcmp(text.at, word, len) == 0;
}

static struct span skip_blanks(struct span text)
{
    while (text.at < text.end && strchr(" \t\r\n", *text.at) && *text.at)
        text.at++;
    return text;
}

static void blank_comments(char *bytes, size_t len)
{
    struct span rest = {bytes, bytes + len}, comment;
    while (take_between(&rest, "<!--", "-->", &comment))
        memset(bytes + (comment.at - bytes), ' ', (size_t)(comment.end - comment.at));
}

/* The array that stands right behind its key. One that another begins in lacks its end. */
static bool find_array(const char *bytes, size_t len, const char *name, struct span *out)
{
    struct span rest = {bytes, bytes + len}, key;
    while (take_between(&rest, "<key>", "</key>", &key)) {
        size_t size = (size_t)(key.end - key.at);
        struct span value = skip_blanks(rest);
        if (size == strlen(name) && memcmp(key.at, name, size) == 0 &&
            starts_with(value, "<array>"))
            return take_between(&value, "<array>", "</array>", out) &&
                   !memmem(out->at, (size_t)(out->end - out->at), "<array>", strlen("<array>"));
    }
    return false;
}

static bool take_number(struct span *array, uint16_t *number)
{
    struct span text;
    if (!take_between(array, "<string>", "</string>", &text))
        return false;
    text = skip_blanks(text);
    if (starts_with(text, "0x") || starts_with(text, "0X"))
        text.at += 2;
    size_t len = (size_t)(text.end - text.at);
    unsigned value = 0;
    for (size_t i = 0; i < len && len <= 4; i++) {
        int digit = es_text_hex_digit(text.at[i]);
        if (digit < 0)
            return false;
        value = value << 4 | (unsigned)digit;
    }
    *number = (uint16_t)value;
    return len > 0 && len <= 4;
}

/* What XML writes for a letter of its own. */
static char letter_at(struct span *text)
{
    static const struct {
        const char *entity;
        char letter;
    } ENTITIES[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof ENTITIES / sizeof ENTITIES[0]; i++) {
        if (starts_with(*text, ENTITIES[i].entity)) {
            text->at += strlen(ENTITIES[i].entity);
            return ENTITIES[i].letter;
        }
    }
    return *text->at++;
}

static bool take_name(struct span *array, char name[ES_DRIVER_NAME_MAX])
{
    struct span text;
    if (!take_between(array, "<string>", "</string>", &text))
        return false;
    size_t n = 0;
    while (text.at < text.end && n + 1 < ES_DRIVER_NAME_MAX)
        name[n++] = letter_at(&text);
    name[n] = '\0';
    return true;
}

/* No string is left in any of the arrays. */
static bool all_taken(struct span a, struct span b, struct span c)
{
    struct span ignored;
    return !take_between(&a, "<string>", "</string>", &ignored) &&
           !take_between(&b, "<string>", "</string>", &ignored) &&
           !take_between(&c, "<string>", "</string>", &ignored);
}

bool es_driver_list_read(char *bytes, size_t len, es_driver_visit *visit, void *user)
{
    struct span vendors, products, names;
    blank_comments(bytes, len);
    if (!find_array(bytes, len, "ifdVendorID", &vendors) ||
        !find_array(bytes, len, "ifdProductID", &products) ||
        !find_array(bytes, len, "ifdFriendlyName", &names))
        return false;
    size_t n = 0;
    for (; !all_taken(vendors, products, names); n++) {
        struct es_driver_entry entry;
        if (!take_number(&vendors, &entry.vendor) || !take_number(&products, &entry.product) ||
            !take_name(&names, entry.name))
            return false;
        visit(user, &entry);
    }
    return n > 0;
}
