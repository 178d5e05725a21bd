/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/dropped.h"
#include "esign/file.h"
#include "esign/text.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* "file:///a%20b", "file://localhost/a", "file:/a"; NULL: it is none of a file here. */
static const char *path_of_address(const char *text)
{
    static const char LOCAL[] = "localhost";
    if (strncasecmp(text, "file:", 5) != 0)
        return NULL;
    text += 5;
    if (strncmp(text, "//", 2) != 0)
        return *text == '/' ? text : NULL;
    text += 2;
    if (strncasecmp(text, LOCAL, sizeof LOCAL - 1) == 0)
        text += sizeof LOCAL - 1;
    return *text == '/' ? text : NULL;
}

/* As a shell reads one word, but for blanks: they belong to the name of somebody who typed it. */
static bool add_unquoted(const char *text, size_t len, struct es_buf *out)
{
    char quote = '\0';
    bool ok = true;
    for (size_t i = 0; ok && i < len; i++) {
        char c = text[i], next = i + 1 < len ? text[i + 1] : '\0';
        bool escapes = c == '\\' && next && quote != '\'' && (!quote || strchr("\"\\$`", next));
        if (escapes)
            ok = es_buf_add_char(out, text[++i]);
        else if (quote ? c == quote : c == '\'' || c == '"')
            quote = quote ? '\0' : c;
        else
            ok = es_buf_add_char(out, c);
    }
    return ok;
}

/* Without the blanks around it; one behind a backslash is the name's. */
static size_t trim(const char **text)
{
    while (is_blank(**text))
        ++*text;
    size_t len = strlen(*text);
    while (len && is_blank((*text)[len - 1]) && (len < 2 || (*text)[len - 2] != '\\'))
        len--;
    return len;
}

bool es_dropped_path(const char *typed, struct es_buf *path)
{
    if (access(typed, F_OK) == 0)
        return es_buf_add_str(path, typed);
    size_t len = trim(&typed);
    es_auto(buf) word = {0};
    if (!add_unquoted(typed, len, &word))
        return false;
    const char *text = es_buf_str(&word), *file = path_of_address(text), *home = es_folder_home();
    if (file)
        return es_text_add_unescaped(file, path);
    if (home && typed[0] == '~' && strncmp(text, "~/", 2) == 0)
        return es_buf_add_str(path, home) && es_buf_add_str(path, text + 1);
    return es_buf_add_str(path, text);
}
