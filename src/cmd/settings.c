/* SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/mailbox.h"
#include "esign/profile.h"
#include "settings_parse.h"

#include <errno.h>
#include <string.h>

enum kind { LANGUAGE, YES_NO, TEXT, PATH, NAME_OR_PATH, ADDRESS };

const struct setting_row setting_table[] = {
    {"esign", "language", OPT_LANG, LANGUAGE, N_("tr or en: the language of messages")},
    {"esign", "accessible", OPT_ACCESSIBLE, YES_NO, N_("true: as --accessible")},
    {"esign", "profile", OPT_PROFILE, NAME_OR_PATH, N_("which portal, as --profile")},
    {"esign", "reader", OPT_READER, TEXT, N_("only readers whose name holds this")},
    {"esign", "module", OPT_MODULE, PATH, N_("the card's PKCS#11 module")},
    {"mail", "imap", OPT_IMAP, ADDRESS, N_("the mail account, as --imap")},
    {"mail", "maildir", OPT_MAILDIR, PATH, N_("the Maildir, as --maildir")},
    {NULL, NULL, OPT_NONE, TEXT, NULL},
};

/* What somebody might look for here, and must not find. */
static const char *const SECRETS[] = {"password", "passwd", "pass", "pin",    "puk", "word",
                                      "secret",   "code",   "id",   "number", "key", "token"};

static bool is_secret(const char *name)
{
    for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0]; i++) {
        const char *found = strstr(name, SECRETS[i]);
        size_t len = strlen(SECRETS[i]);
        bool begins = found && (found == name || found[-1] == '-');
        if (begins && (!found[len] || found[len] == '-'))
            return true;
    }
    return strstr(name, "passw") != NULL;
}

static const struct setting_row *find_row(const struct settings_line *line)
{
    for (const struct setting_row *row = setting_table; row->name; row++)
        if (!strcmp(row->section, line->section) && !strcmp(row->name, line->name))
            return row;
    return NULL;
}

static es_status unknown(const struct settings_line *line, struct es_error *err)
{
    if (!*line->section)
        return es_fail_with(err, ES_CONFIG_INVALID,
                            _("'%s' stands before the first section, which is written as [esign]"),
                            line->name);
    if (is_secret(line->name)) {
        es_fail_with(err, ES_CONFIG_INVALID,
                     _("'%s' would be a secret, or say who you are, and nothing of that is kept in "
                       "a file"),
                     line->name);
        es_hint(err, _("Take it out of the file: esign asks for it when it is needed."));
        return ES_CONFIG_INVALID;
    }
    return es_fail_with(err, ES_CONFIG_INVALID, _("there is no setting '%s.%s'"), line->section,
                        line->name);
}

/* ---------------------------------------------------------------- values */

static bool is_one_of(const char *value, const char *const *words)
{
    while (*words && strcasecmp(value, *words) != 0)
        words++;
    return *words != NULL;
}

/* As git-config has it. */
static bool read_yes_no(const struct settings_line *line, bool *yes)
{
    static const char *const YES[] = {"true", "yes", "on", "1", NULL};
    static const char *const NO[] = {"false", "no", "off", "0", NULL};
    *yes = line->bare || is_one_of(line->value, YES);
    return *yes || is_one_of(line->value, NO);
}

/* From wherever esign is started it has to mean the same file. */
static es_status take_path(const struct settings_line *line, struct es_buf *out,
                           struct es_error *err)
{
    const char *home = es_folder_home();
    bool in_home = home && !strncmp(line->value, "~/", 2);
    if (!in_home && line->value[0] != '/')
        return es_fail_with(err, ES_CONFIG_INVALID,
                            _("'%s' takes a path that begins with / or with ~/"), line->name);
    return es_buf_printf(out, "%s%s", in_home ? home : "", line->value + in_home)
               ? ES_OK
               : es_fail_memory(err);
}

static bool is_path(const char *value)
{
    size_t len = strlen(value);
    return strchr(value, '/') || (len > 5 && !strcmp(value + len - 5, ".json"));
}

/* "imaps://user:password@host/" */
static bool has_password(const char *value)
{
    const char *host = strstr(value, "://");
    host = host ? host + 3 : value;
    const char *at = memchr(host, '@', strcspn(host, "/?#"));
    return at && memchr(host, ':', (size_t)(at - host));
}

static es_status take_text(const struct settings_line *line, struct es_buf *out,
                           struct es_error *err)
{
    return es_buf_add_str(out, line->value) ? ES_OK : es_fail_memory(err);
}

static es_status take_profile(const struct settings_line *line, struct es_buf *out,
                              struct es_error *err)
{
    if (is_path(line->value))
        return take_path(line, out, err);
    if (es_profile_is_builtin(line->value))
        return take_text(line, out, err);
    es_fail_with(err, ES_CONFIG_INVALID, _("'%s' names no built-in profile"), line->name);
    es_hint(err, _("A profile of your own is given as a file: %s = ~/FILE.json"), line->name);
    return ES_CONFIG_INVALID;
}

static es_status take_address(const struct settings_line *line, struct es_buf *out,
                              struct es_error *err)
{
    __attribute__((cleanup(es_imap_address_free))) struct es_imap_address address = {.user = ""};
    if (has_password(line->value))
        return es_fail_with(err, ES_CONFIG_INVALID,
                            _("the address of '%s' has a password in it, and none is kept in a "
                              "file"),
                            line->name);
    es_status status = es_imap_address_parse(line->value, &address, err);
    if (status != ES_USAGE)
        return status ? status : take_text(line, out, err);
    if (err)
        err->status = ES_CONFIG_INVALID;
    es_hint(err, _("Write it like this: %s = imaps://deniz%%40example.org@imap.example.org/"),
            line->name);
    return ES_CONFIG_INVALID;
}

static es_status take_value(const struct setting_row *row, const struct settings_line *line,
                            struct es_buf *out, struct es_error *err)
{
    bool yes = false;
    if (row->kind != YES_NO && !*line->value)
        return es_fail_with(err, ES_CONFIG_INVALID, _("'%s' has no value"), line->name);
    switch ((enum kind)row->kind) {
    case LANGUAGE:
        if (strcmp(line->value, "tr") != 0 && strcmp(line->value, "en") != 0)
            return es_fail_with(err, ES_CONFIG_INVALID, _("'%s' takes tr or en"), line->name);
        return take_text(line, out, err);
    case YES_NO:
        if (!read_yes_no(line, &yes))
            return es_fail_with(err, ES_CONFIG_INVALID, _("'%s' takes true or false"), line->name);
        return es_buf_add_str(out, yes ? "1" : "0") ? ES_OK : es_fail_memory(err);
    case PATH:
        return take_path(line, out, err);
    case NAME_OR_PATH:
        return take_profile(line, out, err);
    case ADDRESS:
        return take_address(line, out, err);
    case TEXT:
        break;
    }
    return take_text(line, out, err);
}

static es_status take(const struct settings_line *line, void *user, struct es_error *err)
{
    struct settings *settings = user;
    const struct setting_row *row = find_row(line);
    if (!row)
        return unknown(line, err);
    if (settings->set[row->option])
        return es_fail_with(err, ES_CONFIG_INVALID, _("'%s' is set twice"), line->name);
    bool imap = row->option == OPT_IMAP, maildir = row->option == OPT_MAILDIR;
    if ((imap && settings->set[OPT_MAILDIR]) || (maildir && settings->set[OPT_IMAP]))
        return es_fail_with(err, ES_CONFIG_INVALID, _("'imap' and 'maildir' exclude each other"));
    es_status status = take_value(row, line, &settings->value[row->option], err);
    settings->set[row->option] = !status;
    settings->line[row->option] = line->line;
    return status;
}

/* What stands before the mistake is no better than what stands behind it; the language alone is
 * wanted, to tell of it. */
static void drop_all_but_language(struct settings *settings)
{
    for (size_t i = 0; i < OPT_COUNT; i++)
        settings->set[i] = settings->set[i] && i == OPT_LANG;
}

/* ---------------------------------------------------------------- the file */

bool settings_path(struct es_buf *path)
{
    return es_folder_of_settings(path) && es_buf_add_str(path, "/config");
}

static es_status not_read(const char *path, int number, struct es_error *err)
{
    if (number == ENOENT || number == ENOTDIR)
        return ES_OK;
    if (es_file_is_shortage(number))
        return es_fail(err, ES_NO_RESOURCES);
    const char *why = number == EFBIG   ? _("it is larger than 64 KiB")
                      : number == EPERM ? _("others may write it, or it is another user's")
                                        : es_file_reason(number);
    es_fail_with(err, ES_CONFIG_INVALID, _("the configuration file %s cannot be used: %s"), path,
                 why);
    if (number == EPERM)
        es_hint(err, _("Make it yours alone: chmod go-w %s"), path);
    es_file_hint(err, number);
    return ES_CONFIG_INVALID;
}

es_status settings_read(struct settings *settings, struct es_error *err)
{
    es_auto(buf) text = {0};
    settings->path.max = SETTINGS_VALUE_MAX;
    if (!settings_path(&settings->path))
        return ES_OK;
    const char *path = es_buf_str(&settings->path);
    if (!es_file_read_by_hand(path, SETTINGS_FILE_MAX, &text))
        return not_read(path, errno, err);
    size_t line = 0;
    struct es_error why = ES_ERROR_INIT;
    es_status status = settings_parse(es_buf_str(&text), text.len, take, settings, &line, &why);
    if (!status)
        return ES_OK;
    drop_all_but_language(settings);
    es_fail_with(err, status, _("%s, line %zu: %s"), path, line, why.message);
    es_hint(err, "%s", why.hint);
    return status;
}

void settings_free(struct settings *settings)
{
    for (size_t i = 0; i < OPT_COUNT; i++)
        es_buf_free(&settings->value[i]);
    es_buf_free(&settings->path);
}

const char *settings_value(const struct settings *settings, enum opt option)
{
    return settings->set[option] ? es_buf_str(&settings->value[option]) : NULL;
}

void settings_apply(const struct settings *settings, struct opt_values *values)
{
    values->file = es_buf_str(&settings->path);
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (!settings->set[i] || values->given[i])
            continue;
        values->value[i] = es_buf_str(&settings->value[i]);
        values->line[i] = settings->line[i];
    }
}

es_status settings_blame(const struct opt_values *values, enum opt option, es_status status,
                         struct es_error *err)
{
    if (!status || values->given[option] || !values->line[option])
        return status;
    bool unusable = status == ES_USAGE || status == ES_PROFILE_INVALID;
    if (unusable)
        status = ES_CONFIG_INVALID;
    if (!err)
        return status;
    struct es_error why = *err;
    es_fail_with(err, status, _("%s, line %zu: %s"), values->file, values->line[option],
                 why.message);
    if (!unusable)
        es_hint(err, "%s", why.hint);
    return status;
}
