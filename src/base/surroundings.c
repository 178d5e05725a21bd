/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/surroundings.h"
#include "esign/i18n.h"
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

/* ---- clock ---- */

enum { YEAR_MIN = 2025, YEAR_MAX = 2060, AHEAD_MAX = 300, MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* A whole number of the largest unit that fits: "3 hours". */
static void show_span(int64_t seconds, char *out, size_t size)
{
    int64_t n = seconds < 0 ? -seconds : seconds;
    if (n >= 2 * DAY)
        snprintf(out, size, _("%ld days"), (long)(n / DAY));
    else if (n >= 2 * HOUR)
        snprintf(out, size, _("%ld hours"), (long)(n / HOUR));
    else
        snprintf(out, size, _("%ld minutes"), (long)(n / MINUTE));
}

static void set_clock_remedy(struct es_check *check)
{
    es_check_remedy(check, _("Set the clock: sudo timedatectl set-ntp true"));
}

void es_clock_check(bool known, int64_t ahead, struct es_check *check)
{
    time_t now = time(NULL);
    struct tm parts = {0};
    gmtime_r(&now, &parts);
    int year = parts.tm_year + 1900;
    if (year < YEAR_MIN || year > YEAR_MAX) {
        es_check_wrong(check, ES_TLS_REFUSED, _("the clock says that it is the year %d"), year);
        set_clock_remedy(check);
    } else if (known && (ahead > AHEAD_MAX || ahead < -AHEAD_MAX)) {
        char span[64];
        show_span(ahead, span, sizeof span);
        es_check_wrong(check, ES_TLS_REFUSED,
                       ahead > 0 ? _("the clock is %s ahead of the portal's")
                                 : _("the clock is %s behind the portal's"),
                       span);
        set_clock_remedy(check);
    } else if (known) {
        es_check_ok(check, _("the clock agrees with the portal's"));
    } else {
        es_check_ok(check, _("the year is right: %d"), year);
    }
}

/* ---- locale ---- */

void es_locale_check(struct es_check *check)
{
    static const char *const GOOD = N_("messages are in English, letters in UTF-8");
    bool turkish = strcmp(es_i18n_language(), "tr") == 0;
    if (!es_i18n_is_utf8()) {
        es_check_unknown(check, ES_OK,
                         _("the locale is not a UTF-8 one: Turkish letters may look wrong"));
        es_check_remedy(check, turkish ? _("Run: export LC_ALL=tr_TR.UTF-8")
                                       : _("Run: export LC_ALL=C.UTF-8"));
    } else if (turkish && gettext(GOOD) == GOOD) {
        es_check_unknown(check, ES_OK, _("the Turkish messages are not found"));
        es_check_remedy(check, _("Install esign anew: its folder share/locale is missing."));
    } else {
        es_check_ok(check, "%s", gettext(GOOD));
    }
}

/* ---- folders ---- */

enum { ROOM_MIN = 8 << 20 }; /* bytes: a session with a page of the largest size, written twice */

/* Where it lies, without naming the user: by the variable only where that is what led there. */
static const char *name_of(enum es_folder folder, const char *path)
{
    bool state = folder == ES_FOLDER_STATE;
    const char *variable = getenv(state ? "XDG_STATE_HOME" : "XDG_RUNTIME_DIR");
    size_t len = variable ? strlen(variable) : 0;
    if (len > 0 && strncmp(path, variable, len) == 0 && strcmp(path + len, "/esign") == 0)
        return state ? "$XDG_STATE_HOME/esign" : "$XDG_RUNTIME_DIR/esign";
    return state ? "~/.local/state/esign" : _("the folder for sessions");
}

/* The folder itself or the nearest one above it that is there. */
static bool find_ground(char *path, struct stat *st)
{
    while (lstat(path, st) != 0) {
        if (errno != ENOENT || strcmp(path, "/") == 0)
            return false;
        const char *above = dirname(path);
        memmove(path, above, strlen(above) + 1);
    }
    return true;
}

static void refuse(const char *name, es_status code, int number, struct es_check *check)
{
    struct es_error err = ES_ERROR_INIT;
    (void)es_fail_with(&err, code, _("%s cannot be used: %s"), name, es_file_reason(number));
    es_file_hint(&err, number);
    if (number == ENOTDIR || number == ELOOP)
        es_hint(&err, "%s", _("Move away what lies in its place."));
    es_check_failed(check, &err);
}

/* Whether something can be put there: 0, or why not. */
static int room_in(const char *path)
{
    struct statvfs disk;
    if (access(path, W_OK | X_OK) != 0 || statvfs(path, &disk) != 0)
        return errno;
    bool full = (uint64_t)disk.f_bavail * disk.f_frsize < ROOM_MIN ||
                (disk.f_files > 0 && disk.f_favail == 0);
    return full ? ENOSPC : 0;
}

void es_folder_check(enum es_folder folder, es_status code, struct es_check *check)
{
    es_auto(buf) path = {0};
    struct stat st;
    bool there = es_folder_find(folder, &path);
    const char *name = name_of(folder, es_buf_str(&path)); /* it leaves errno */
    if (!there && errno != ENOENT) {
        refuse(name, code, errno, check);
        return;
    }
    if (!path.data || path.data[0] != '/' || (!there && !find_ground(path.data, &st))) {
        refuse(name, code, path.data ? errno : ENOENT, check);
        return;
    }
    int number =
        !there && !S_ISDIR(st.st_mode) && !S_ISLNK(st.st_mode) ? ENOTDIR : room_in(path.data);
    if (number)
        refuse(name, code, number, check);
    else if (there)
        es_check_ok(check, _("only you can write to %s, and it has room"), name);
    else
        es_check_ok(check, _("%s can be made when it is needed"), name);
}
