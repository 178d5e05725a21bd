/* SPDX-License-Identifier: Apache-2.0 */
#include "given_files.h"
#include "esign/file.h"
#include "esign/i18n.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    enum opt option;
    const char *name;
} READ[] = {
    {OPT_ANSWERS, "answers"},
    {OPT_ID_FILE, "id-file"},
    {OPT_WORD_FILE, "word-file"},
    {OPT_LINK_FILE, "link-file"},
    {OPT_CODE_FILE, "code-file"},
    {OPT_FIELD_FILE, "field-file"},
    {OPT_PIN_FILE, "pin-file"},
    {OPT_NEW_PIN_FILE, "new-pin-file"},
    {OPT_MAIL, "mail"},
    {OPT_MAIL_PASSWORD_FILE, "mail-password-file"},
    {OPT_MAIL_CACERT, "mail-cacert"},
    {OPT_CACERT, "cacert"},
};

/* 0, or what is in the way. */
static int why_not_read(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || access(path, R_OK) != 0)
        return errno;
    return S_ISDIR(about.st_mode) ? EISDIR : 0;
}

static int why_not_written(const char *path)
{
    es_auto(buf) folder = {0};
    const char *slash = strrchr(path, '/');
    bool ok = slash ? es_buf_add(&folder, path, (size_t)(slash + 1 - path))
                    : es_buf_add_str(&folder, ".");
    if (!ok)
        return ENOMEM;
    return access(es_buf_str(&folder), W_OK | X_OK) == 0 ? 0 : errno;
}

static bool asks_first(const struct opt_row *own)
{
    while (own->id != OPT_NONE && own->id != OPT_ID_FILE && own->id != OPT_LINK_FILE)
        own++;
    return own->id != OPT_NONE;
}

static const char *file_of(const struct opt_values *values, enum opt option,
                           const struct opt_row *own)
{
    bool counts = values->given[option] && (option != OPT_CACERT || asks_first(own));
    return counts ? values->value[option] : "-";
}

es_status given_files_check(const struct opt_values *values, const struct opt_row *own,
                            struct es_error *err)
{
    for (size_t i = 0; i < sizeof READ / sizeof READ[0]; i++) {
        const char *path = file_of(values, READ[i].option, own);
        int number = strcmp(path, "-") != 0 ? why_not_read(path) : 0;
        if (number)
            return es_fail_with(err, ES_USAGE, _("--%s: '%s' cannot be read: %s"), READ[i].name,
                                path, strerror(number));
    }
    if (!values->given[OPT_CAPTCHA_OUT])
        return ES_OK;
    const char *path = values->value[OPT_CAPTCHA_OUT];
    int number = why_not_written(path);
    return number ? es_fail_with(err, ES_USAGE, _("--%s: '%s' cannot be written: %s"),
                                 "captcha-out", path, es_file_reason(number))
                  : ES_OK;
}
