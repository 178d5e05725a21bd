/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/file.h"
#include <errno.h>
#include <libgen.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Missing parents are made private too, as the XDG base directory specification asks. */
static bool make_folders(char *path)
{
    for (char *at = path + 1;; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = kept;
        if (!made)
            return false;
        if (!kept)
            return true;
    }
}

static bool is_private(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return false;
    if (S_ISDIR(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & ES_FILE_WRITABLE))
        return true;
    errno = S_ISLNK(st.st_mode) ? ELOOP : S_ISDIR(st.st_mode) ? EPERM : ENOTDIR;
    return false;
}

/* The specification: a relative path in an XDG variable is to be ignored. */
static const char *absolute_env(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] == '/' ? value : NULL;
}

static const char *home(void)
{
    const char *value = absolute_env("HOME");
    if (value)
        return value;
    struct passwd *user = getpwuid(geteuid());
    return user && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

static bool state_path(struct es_buf *path)
{
    const char *state = absolute_env("XDG_STATE_HOME");
    if (state)
        return es_buf_printf(path, "%s/esign", state);
    if (home())
        return es_buf_printf(path, "%s/.local/state/esign", home());
    errno = ENOENT;
    return false;
}

/* As mkdir would answer, without making anything. */
static bool may_be_made(const char *path)
{
    es_auto(buf) copy = {0};
    struct stat st;
    return lstat(path, &st) != 0 && errno == ENOENT && es_buf_add_str(&copy, path) &&
           access(dirname(copy.data), W_OK | X_OK) == 0;
}

bool es_folder_of_settings(struct es_buf *out)
{
    const char *config = absolute_env("XDG_CONFIG_HOME");
    if (config)
        return es_buf_printf(out, "%s/esign", config);
    return home() && es_buf_printf(out, "%s/.config/esign", home());
}

const char *es_folder_home(void)
{
    return home();
}

/* The specification: it belongs to the user. After su or under cron it may be another user's, or
 * gone since that one's last log-out. */
static bool is_usable_runtime(const char *path, bool make)
{
    struct stat st;
    if (make ? mkdir(path, 0700) == 0 : may_be_made(path))
        return true;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

static bool runtime_path(struct es_buf *path, bool make)
{
    const char *runtime = absolute_env("XDG_RUNTIME_DIR");
    if (runtime && is_usable_runtime(runtime, make))
        return es_buf_printf(path, "%s/esign", runtime);
    if (!es_buf_printf(path, "/run/user/%u", geteuid()))
        return false;
    if (is_private(path->data))
        return es_buf_add_str(path, "/esign");
    es_buf_clear(path);
    return es_buf_printf(path, "/tmp/esign-%u", geteuid());
}

/* Nothing tells where it is, or its path is too long to be one. */
static bool fail_unnamed(enum es_folder folder, struct es_buf *out)
{
    int kept = errno;
    bool state = folder == ES_FOLDER_STATE;
    (void)!es_buf_add_str(out, state ? "~/.local/state/esign" : "$XDG_RUNTIME_DIR/esign");
    errno = kept;
    return false;
}

static bool folder_path(enum es_folder folder, bool make, struct es_buf *path, struct es_buf *out)
{
    errno = ENAMETOOLONG;
    return (folder == ES_FOLDER_STATE ? state_path(path) : runtime_path(path, make)) ||
           fail_unnamed(folder, out);
}

/* Which folder was meant is told also where it is not usable; errno stays. */
static bool tell(const struct es_buf *path, bool usable, struct es_buf *out)
{
    int kept = errno;
    bool told = es_buf_add_str(out, es_buf_str(path));
    errno = told ? kept : ENOMEM;
    return usable && told;
}

bool es_folder_find(enum es_folder folder, struct es_buf *out)
{
    es_auto(buf) path = {.max = 4096};
    return folder_path(folder, false, &path, out) && tell(&path, is_private(path.data), out);
}

bool es_folder_open(enum es_folder folder, struct es_buf *out)
{
    es_auto(buf) path = {.max = 4096};
    return folder_path(folder, true, &path, out) &&
           tell(&path, make_folders(path.data) && is_private(path.data), out);
}
