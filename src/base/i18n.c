/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/i18n.h"
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool turkish;

/* The catalogue lies beside the binary: BIN/../share/locale, in the build and when installed, so
 * a moved installation still speaks Turkish. */
static void bind_catalogue(void)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (n <= 0)
        return;
    path[n] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(path, '/');
        if (!slash)
            return;
        *slash = '\0';
    }
    char folder[PATH_MAX + 16];
    snprintf(folder, sizeof(folder), "%s/share/locale", path);
    bindtextdomain("esign", folder);
    bind_textdomain_codeset("esign", "UTF-8");
    textdomain("esign");
    /* strerror's words too: LC_CTYPE stays C, so they would come with '?' for their letters. */
    bind_textdomain_codeset("libc", "UTF-8");
}

/* The first variable that is set decides, as setlocale(3) has it; LANGUAGE only refines it. */
static bool locale_is_turkish(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue;
        const char *language = getenv("LANGUAGE");
        bool plain = !strcmp(value, "C") || !strcmp(value, "POSIX");
        if (language && *language && !plain)
            value = language;
        return !strncmp(value, "tr", 2) && (!value[2] || strchr("_.@:", value[2]));
    }
    return false;
}

void es_i18n_init(const char *lang)
{
    turkish = lang ? !strcmp(lang, "tr") : locale_is_turkish();
    setenv("LANGUAGE", turkish ? "tr" : "en", 1);
    /* gettext translates only outside the "C" locale, and newer ones (glibc 2.41) only outside
     * C.UTF-8. That one is on every Debian, and is found by this name too: without a territory's
     * own locale the C library takes the language's. */
    if (!setlocale(LC_MESSAGES, "C_TR.UTF-8"))
        setlocale(LC_MESSAGES, "");
    bind_catalogue();
}

const char *es_i18n_language(void)
{
    return turkish ? "tr" : "en";
}

bool es_i18n_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}
