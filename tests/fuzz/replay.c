/* SPDX-License-Identifier: Apache-2.0 */
/* Gives a target each file it is called with, and each file of a folder, once: what the fuzzer
 * keeps is a regression test with any compiler. */
#include "fuzz.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { INPUT_MAX = 4 << 20 }; /* bytes */

static bool replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_MAX);
    if (!file || !bytes) {
        perror(path);
        exit(1);
    }
    size_t len = fread(bytes, 1, INPUT_MAX, file);
    fclose(file);
    /* a block of the very length, so that ASan sees what reads beyond it */
    uint8_t *input = realloc(bytes, len ? len : 1);
    fprintf(stderr, "%s: %zu bytes\n", path, len);
    LLVMFuzzerTestOneInput(input ? input : bytes, len);
    free(input);
    return true;
}

static size_t replay_folder(const char *path)
{
    struct dirent **names;
    int n = scandir(path, &names, NULL, alphasort);
    size_t replayed = 0;
    if (n < 0) {
        perror(path);
        exit(1);
    }
    for (int i = 0; i < n; i++) {
        char file[4096];
        struct stat about;
        int len = snprintf(file, sizeof file, "%s/%s", path, names[i]->d_name);
        bool fits = len > 0 && (size_t)len < sizeof file && stat(file, &about) == 0;
        if (fits && S_ISREG(about.st_mode))
            replayed += replay_file(file);
        free(names[i]);
    }
    free(names);
    return replayed;
}

int main(int argc, char **argv)
{
    size_t replayed = 0;
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        struct stat about;
        bool folder = stat(argv[i], &about) == 0 && S_ISDIR(about.st_mode);
        replayed += folder ? replay_folder(argv[i]) : replay_file(argv[i]);
    }
    fprintf(stderr, "%zu inputs\n", replayed);
    return replayed ? 0 : 1; /* an empty corpus shows nothing */
}
