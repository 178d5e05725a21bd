/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which elements a page's own style sheets may hide. This is no engine of CSS: it knows rules that
 * hide, and asks of each whether it may mean an element, by the last of its selector's names and,
 * behind '>' and '+', the one before. What wins over what, and which media count, is not asked, so
 * the answer is a doubt and never a fact.
 */
#include "esign/heap.h"
#include "page_internal.h"
#include <string.h>
#include <strings.h>

enum {
    RULES_MAX = 512,    /* that hide; with more, anything may be hidden */
    SELECTOR_MAX = 400, /* bytes */
    STEPS = 4 << 20,
    BODY_MAX = 4096, /* bytes of declarations that are looked at */
};

static bool add_style(const struct page_html *html, uint32_t node, struct es_buf *out)
{
    for (uint32_t i = node + 1; i < html->nodes[node].end; i++) {
        if (html->nodes[i].tag != TAG_TEXT)
            continue;
        const char *at = page_characters(html, i);
        while (*at) {
            if (strncmp(at, "/*", 2) == 0) {
                const char *end = strstr(at + 2, "*/");
                at = end ? end + 2 : at + strlen(at);
            } else if (strncmp(at, "<!--", 4) == 0 || strncmp(at, "-->", 3) == 0) {
                at += *at == '<' ? 4 : 3;
            } else if (!es_buf_add_char(out, *at++)) {
                return false;
            }
        }
    }
    return es_buf_add_char(out, '}'); /* nothing reaches into the next one */
}

static bool add_rule(struct page_sheet *sheet, const char *selector, size_t len, bool size)
{
    if (sheet->n == RULES_MAX || len > SELECTOR_MAX) {
        sheet->any = true;
        return true;
    }
    if (!sheet->rules)
        sheet->rules = es_heap_array(NULL, RULES_MAX, sizeof *sheet->rules);
    if (!sheet->rules)
        return false;
    sheet->rules[sheet->n++] = (struct page_rule){selector, len, size};
    return true;
}

/* Where the text ends that stands before a comma, or all of it; commas in brackets are none. */
static size_t one_of_list(const char *text, size_t len)
{
    int deep = 0;
    for (size_t i = 0; i < len; i++) {
        deep += (text[i] == '(' || text[i] == '[') - (text[i] == ')' || text[i] == ']');
        if (text[i] == ',' && deep <= 0)
            return i;
    }
    return len;
}

/* Whether these declarations hide; *size where they do so by the size of letters alone. */
static bool hides(const char *body, size_t len, bool *size)
{
    char copy[BODY_MAX];
    if (len >= sizeof copy)
        return true;
    memcpy(copy, body, len);
    copy[len] = '\0';
    struct page_look look = {0};
    page_look_style(copy, &look);
    page_look_tricks(copy, &look);
    bool other = (look.add & (NODE_UNSEEN | NODE_NO_COLOUR)) || look.doubtful;
    *size = !other;
    return other || (look.add & NODE_NO_SIZE);
}

static bool read_rule(struct page_sheet *sheet, const char *list, size_t len, const char *body,
                      size_t body_len)
{
    bool size = false;
    if (!hides(body, body_len, &size))
        return true;
    while (len) {
        size_t one = one_of_list(list, len);
        if (!add_rule(sheet, list, one, size))
            return false;
        list += one + (one < len);
        len -= one + (one < len);
    }
    return true;
}

/* The last character of a string, or where its line ends without one. */
static const char *string_end(const char *at)
{
    const char *next = at + 1;
    while (*next && *next != *at && *next != '\n')
        next += *next == '\\' && next[1] ? 2 : 1;
    return *next == *at ? next : next - 1;
}

/* Each pair of braces without others in it is a rule; what stands before is its selector. */
static bool read_rules(struct page_sheet *sheet)
{
    const char *begin = es_buf_str(&sheet->text), *open = NULL, *list = NULL;
    for (const char *at = begin; *at; at++) {
        if (*at == '"' || *at == '\'')
            at = string_end(at);
        if (*at == '{') {
            sheet->any = sheet->any || open; /* a rule within a rule */
            list = begin + strspn(begin, " \t\r\n\f");
            open = at;
        } else if (*at == '}' && open) {
            if (!read_rule(sheet, list, (size_t)(open - list), open + 1, (size_t)(at - open - 1)))
                return false;
            open = NULL;
        }
        if (*at == '{' || *at == '}' || (*at == ';' && !open))
            begin = at + 1;
        if (*at == '{' && *list == '@')
            open = NULL; /* what stands in @media is read by itself */
    }
    return true;
}

bool page_sheet_read(const struct page_html *html, struct page_sheet *sheet)
{
    sheet->steps = STEPS;
    sheet->text.max = 4 * (size_t)ES_PAGE_SOURCE_MAX;
    for (uint32_t i = 1; i < html->n; i++)
        if (html->nodes[i].tag == TAG_STYLE && !add_style(html, i, &sheet->text))
            return false;
    return read_rules(sheet);
}

void page_sheet_free(struct page_sheet *sheet)
{
    es_buf_free(&sheet->text);
    es_heap_free(sheet->rules);
}

static bool ends_name(char c)
{
    return c && strchr(".#[]:*&|)", c);
}

static bool has_class(const char *classes, const char *name, size_t len)
{
    while (classes && *classes) {
        classes += strspn(classes, " \t\r\n\f");
        size_t one = strcspn(classes, " \t\r\n\f");
        if (one == len && strncasecmp(classes, name, len) == 0)
            return true;
        classes += one;
    }
    return false;
}

/* "[name…]" means only what has it; its value is not asked for. */
static bool may_have(const struct page_html *html, uint32_t node, const char *inside, size_t len)
{
    size_t at = 0, end;
    while (at < len && page_is_blank(inside[at]))
        at++;
    for (end = at; end < len && !page_is_blank(inside[end]) && !strchr("=~|^$*]", inside[end]);)
        end++;
    bool of_a_namespace = end < len && inside[end] == '|' && inside[end + 1] != '=';
    return end == at || of_a_namespace || page_has_attribute(html, node, inside + at, end - at);
}

/* One name of a selector: "div", ".class", "#id"; ":…" may mean anything. */
static bool may_be_named(const struct page_html *html, uint32_t node, const char *name, size_t len)
{
    if (*name == '.')
        return has_class(page_attribute(html, node, "class"), name + 1, len - 1);
    if (*name == '#') {
        const char *id = page_attribute(html, node, "id");
        return id && strlen(id) == len - 1 && strncasecmp(id, name + 1, len - 1) == 0;
    }
    return ends_name(*name) || page_is_called(html, node, name, len);
}

/* Names without a blank between them. */
static bool may_match(const struct page_html *html, uint32_t node, const char *names, size_t len)
{
    if (memchr(names, '\\', len))
        return true;
    for (size_t i = 0; i < len;) {
        size_t next = i + 1;
        if (names[i] == '[' || names[i] == '(') {
            const char *end = memchr(names + i, names[i] == '[' ? ']' : ')', len - i);
            if (names[i] == '[' && !may_have(html, node, names + i + 1, len - i - 1))
                return false;
            i = end ? (size_t)(end - names) + 1 : len;
            continue;
        }
        while (next < len && !ends_name(names[next]) && names[next] != '(')
            next++;
        if (!may_be_named(html, node, names + i, next - i))
            return false;
        i = next;
    }
    return true;
}

/* ":after" and its like are no elements. */
static bool is_of_no_element(const char *names, size_t len)
{
    static const char *const parts[] = {"::", ":before", ":after", ":first-l"};
    for (size_t i = 0; i < len; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (len - i >= strlen(parts[k]) && !strncasecmp(names + i, parts[k], strlen(parts[k])))
                return true;
    return false;
}

/* The names at the end of the first *len bytes; *len becomes what stands before them, and the mark
 * that joins them is given back, a blank where there is none. */
static char last_names(const char *text, size_t *len, const char **names, size_t *names_len)
{
    size_t end = *len;
    while (end && page_is_blank(text[end - 1]))
        end--;
    size_t start = end;
    int deep = 0;
    while (start) {
        char c = text[start - 1];
        deep += (c == ')' || c == ']') - (c == '(' || c == '[');
        if (deep <= 0 && (page_is_blank(c) || c == '>' || c == '+' || c == '~'))
            break;
        start--;
    }
    *names = text + start;
    *names_len = end - start;
    while (start && page_is_blank(text[start - 1]))
        start--;
    char mark = start && strchr(">+~", text[start - 1]) ? text[start - 1] : ' ';
    *len = mark == ' ' ? start : start - 1;
    return mark;
}

/* The element before this one in the same parent; ES_NONE where it is the first. */
static uint32_t before(struct page_sheet *sheet, const struct page_html *html, uint32_t node)
{
    uint32_t found = ES_NONE;
    for (uint32_t i = html->nodes[node].parent + 1; i < node; i = html->nodes[i].end) {
        if (!sheet->steps)
            return i; /* its doubt comes with the next one */
        sheet->steps--;
        if (html->nodes[i].tag != TAG_TEXT)
            found = i;
    }
    return found;
}

static bool may_mean(struct page_sheet *sheet, const struct page_html *html, uint32_t node,
                     const struct page_rule *rule)
{
    const char *names;
    size_t names_len, len = rule->len;
    char mark = last_names(rule->selector, &len, &names, &names_len);
    if (is_of_no_element(names, names_len) || !may_match(html, node, names, names_len))
        return false;
    if (mark != '>' && mark != '+')
        return true;
    uint32_t other = mark == '>' ? html->nodes[node].parent : before(sheet, html, node);
    last_names(rule->selector, &len, &names, &names_len);
    return other != ES_NONE && may_match(html, other, names, names_len);
}

uint8_t page_sheet_look(struct page_sheet *sheet, const struct page_html *html, uint32_t node)
{
    uint8_t look = sheet->any ? SIGHT_DOUBT : 0;
    const char *classes = page_attribute(html, node, "class");
    size_t steps = sheet->n * (1 + (classes ? strlen(classes) / 16 : 0) +
                               page_count_attributes(html, node) / 16);
    if (sheet->steps < steps)
        return SIGHT_DOUBT;
    sheet->steps -= steps;
    for (size_t i = 0; i < sheet->n; i++)
        if (may_mean(sheet, html, node, &sheet->rules[i]))
            look |= sheet->rules[i].size ? SIGHT_SIZE : SIGHT_DOUBT;
    return look;
}
