/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of its own for each test, under the name that the environment has for it. Its path is
 * the test's state. */
#ifndef ESIGN_FOLDER_TESTING_H
#define ESIGN_FOLDER_TESTING_H

#include "esign/buf.h"
#include "esign/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int make_folder_for(void **state, const char *variable)
{
    char *folder = strdup("/tmp/esign-test-XXXXXX");
    *state = folder;
    es_log_set_level(ES_LOG_QUIET);
    return mkdtemp(folder) ? setenv(variable, folder, 1) : -1;
}

static int remove_folder(void **state)
{
    es_auto(buf) command = {0};
    bool ok = es_buf_printf(&command, "rm -rf '%s'", (char *)*state) && !system(command.data);
    free(*state);
    return ok ? 0 : -1;
}

static const char *path_of(void **state, const char *name)
{
    static char path[4096];
    snprintf(path, sizeof(path), "%s/esign/%s", (char *)*state, name);
    return path;
}

static bool is_there(void **state, const char *name)
{
    struct stat st;
    return lstat(path_of(state, name), &st) == 0;
}

#endif
