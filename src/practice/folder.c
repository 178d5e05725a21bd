/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "esign/file.h"

static const char *const single_files[] = {"ready",        "ca.pem",      "portal.db",
                                           "requests.log", "counts.json", "captcha.txt"};

void es_folder_path(const struct es_folder_of *folder, const char *name, char *out, size_t size)
{
    snprintf(out, size, "%s/%s", folder->path, name);
}

static bool make(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void es_folder_remove(const struct es_folder_of *folder, const char *name)
{
    char path[ES_FOLDER_PATH_MAX];
    es_folder_path(folder, name, path, sizeof(path));
    unlink(path);
}

bool es_folder_prepare(struct es_folder_of *folder, const char *path)
{
    char sub[ES_FOLDER_PATH_MAX];
    if (!make(path))
        return false;
    char *absolute = realpath(path, NULL);
    if (!absolute || strlen(absolute) >= sizeof(folder->path)) {
        free(absolute);
        return false;
    }
    snprintf(folder->path, sizeof(folder->path), "%s", absolute);
    free(absolute);
    for (size_t i = 0; i < sizeof(single_files) / sizeof(single_files[0]); i++)
        es_folder_remove(folder, single_files[i]);
    es_folder_path(folder, "outbox", sub, sizeof(sub));
    if (!make(sub))
        return false;
    es_folder_path(folder, "sms", sub, sizeof(sub));
    return make(sub);
}

/* The number after the highest one in use. */
static int next_number(const char *path)
{
    int highest = 0;
    DIR *dir = opendir(path);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        int number = atoi(entry->d_name);
        highest = number > highest ? number : highest;
    }
    if (dir)
        closedir(dir);
    return highest + 1;
}

bool es_folder_put(const struct es_folder_of *folder, const char *kind, const char *suffix,
                   const char *bytes, size_t len, char *out)
{
    char path[ES_FOLDER_PATH_MAX];
    es_folder_path(folder, kind, path, sizeof(path));
    int number = next_number(path);
    int needed =
        snprintf(out, ES_FOLDER_PATH_MAX, "%s/%s/%03d.%s", folder->path, kind, number, suffix);
    return needed > 0 && needed < ES_FOLDER_PATH_MAX && es_file_write(out, bytes, len);
}

bool es_folder_write(const struct es_folder_of *folder, const char *name, const char *bytes,
                     size_t len)
{
    char path[ES_FOLDER_PATH_MAX];
    es_folder_path(folder, name, path, sizeof(path));
    return es_file_write(path, bytes, len);
}

bool es_folder_append(const struct es_folder_of *folder, const char *name, const char *line)
{
    char path[ES_FOLDER_PATH_MAX], text[512];
    es_folder_path(folder, name, path, sizeof(path));
    int len = snprintf(text, sizeof(text), "%s\n", line);
    if (len < 0 || (size_t)len >= sizeof(text))
        return false;
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return false;
    bool ok = write(file, text, (size_t)len) == len;
    return close(file) == 0 && ok;
}
