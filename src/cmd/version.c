/* SPDX-License-Identifier: Apache-2.0 */
/*
 * esign --version: esign's own version, and those of the libraries as they are on this machine.
 * Each library is asked itself: those that esign is linked with are there, and those that are
 * loaded when they are needed are loaded for this, by the names that they are loaded by. One that
 * knows no version of its own is told by its file.
 */
#include "cmd.h"
#include "esign/i18n.h"
#include "esign/text.h"

#include <ctype.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum asking { BY_CALL, BY_CALL_OF_INT, BY_GMIME, BY_FILE };

struct library {
    const char *name, *file; /* no file: it is linked */
    enum asking asking;
    const char *symbol; /* that it has: to be called, or to tell the file by */
};

static const struct library LIBRARIES[] = {
    {"libcurl", ESIGN_LATE_CURL, BY_CALL, "curl_version"},
    {"OpenSSL", NULL, BY_CALL_OF_INT, "OpenSSL_version"},
    {"PC/SC lite", "libpcsclite.so.1", BY_FILE, "SCardEstablishContext"},
    {"jansson", NULL, BY_CALL, "jansson_version_str"},
    {"gumbo", NULL, BY_FILE, "gumbo_parse_with_options"},
    {"utf8proc", NULL, BY_CALL, "utf8proc_version"},
    {"GMime", ESIGN_LATE_GMIME, BY_GMIME, "g_mime_init"},
    {"libpsl", ESIGN_LATE_PSL, BY_CALL, "psl_get_version"},
    {"libseccomp", NULL, BY_FILE, "seccomp_init"},
    {"keyutils", NULL, BY_FILE, "add_key"},
#ifdef ESIGN_PICTURES
    {"chafa", ESIGN_LATE_CHAFA, BY_FILE, "chafa_canvas_new"},
#endif
};

enum { NAME_COLUMNS = 12, VERSION_MAX = 64 };

/* "OpenSSL 3.0.17 1 Jul 2025": from the first digit to the next blank. */
static void take_number(const char *text, char version[VERSION_MAX])
{
    while (*text && !isdigit((unsigned char)*text))
        text++;
    snprintf(version, VERSION_MAX, "%.*s", (int)strcspn(text, " "), text);
}

static void take_call(void *symbol, bool with_int, char version[VERSION_MAX])
{
    const char *(*plain)(void);
    const char *(*of_int)(int);
    memcpy(&plain, &symbol, sizeof plain);
    memcpy(&of_int, &symbol, sizeof of_int);
    const char *text = with_int ? of_int(0) : plain();
    take_number(text ? text : "", version);
}

static void take_gmime(void *library, char version[VERSION_MAX])
{
    static const char *const PARTS[] = {"major", "minor", "micro"};
    const unsigned *number[3];
    for (size_t i = 0; i < 3; i++) {
        es_auto(buf) symbol = {0};
        if (!es_buf_printf(&symbol, "gmime_%s_version", PARTS[i]))
            return;
        number[i] = dlsym(library, es_buf_str(&symbol));
        if (!number[i])
            return;
    }
    snprintf(version, VERSION_MAX, "%u.%u.%u", *number[0], *number[1], *number[2]);
}

/* The name behind the links of the file that the loader took: "libgumbo.so.1.0.0". */
static void take_file(void *symbol, char version[VERSION_MAX])
{
    Dl_info info;
    char path[PATH_MAX];
    if (!dladdr(symbol, &info) || !realpath(info.dli_fname, path))
        return;
    const char *slash = strrchr(path, '/');
    es_auto(buf) name = {.max = VERSION_MAX - 1};
    if (es_buf_add_str(&name, slash ? slash + 1 : path))
        memcpy(version, name.data, name.len + 1);
}

static void find_version(const struct library *library, void *loaded, char version[VERSION_MAX])
{
    void *symbol = dlsym(loaded, library->symbol);
    if (!symbol)
        return;
    if (library->asking == BY_GMIME)
        take_gmime(loaded, version);
    else if (library->asking != BY_FILE)
        take_call(symbol, library->asking == BY_CALL_OF_INT, version);
    if (!*version)
        take_file(symbol, version);
}

/* "" where it is not known. *installed: it could be loaded. */
static bool ask_library(const struct library *library, bool *installed, struct es_buf *safe)
{
    char version[VERSION_MAX] = "";
    void *loaded = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    if (loaded)
        find_version(library, loaded, version);
    *installed = loaded != NULL;
    return es_text_safe(version, sizeof version, safe);
}

static void print_library(const struct library *library, FILE *out)
{
    es_auto(buf) version = {0};
    bool installed = false;
    if (!ask_library(library, &installed, &version))
        return;
    fprintf(out, "%-*s %s\n", NAME_COLUMNS, library->name,
            !installed    ? _("not installed")
            : version.len ? es_buf_str(&version)
                          : _("version unknown"));
}

void cmd_print_version(FILE *out)
{
    fprintf(out, "esign %s\n", ESIGN_VERSION);
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++)
        print_library(&LIBRARIES[i], out);
}

json_t *cmd_version_value(void)
{
    json_auto_t *list = json_array();
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++) {
        es_auto(buf) version = {0};
        bool installed = false;
        if (!ask_library(&LIBRARIES[i], &installed, &version) ||
            json_array_append_new(list, json_pack("{s:s, s:b, s:o}", "name", LIBRARIES[i].name,
                                                  "installed", (int)installed, "version",
                                                  cmd_text(es_buf_str(&version)))))
            return NULL;
    }
    return json_pack("{s:s, s:O}", "version", ESIGN_VERSION, "libraries", list);
}
