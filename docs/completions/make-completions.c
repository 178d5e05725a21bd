/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make-completions SHELL CATALOGUES OUT PROFILE...: writes the completions of bash, zsh or fish
 * from esign's own option tables. It runs while building and is not installed.
 */
#include "esign/i18n.h"
#include "shells.h"
#include "topics.h"

#include <stdlib.h>
#include <string.h>

/* main's, which the commands want; none is run here. */
bool cmd_print_envelope(const struct es_run *run, es_status status, const struct es_error *err)
{
    (void)run, (void)status, (void)err;
    return false;
}

static const char *catalogues;
static char profiles[256];

void speak(const char *language)
{
    es_i18n_init(language);
    bindtextdomain("esign", catalogues);
}

static void add_word(struct values *values, const char *word, size_t len)
{
    size_t used = strlen(values->words);
    if (used + len + 2 > sizeof values->words) {
        fprintf(stderr, "make-completions: too many words\n");
        exit(EXIT_FAILURE);
    }
    snprintf(values->words + used, sizeof values->words - used, "%s%.*s", used ? " " : "", (int)len,
             word);
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Words in small letters stand for themselves, those in capitals for something. */
static void add_small_words(struct values *values, const char *name)
{
    while (*name) {
        size_t len = 0;
        while (is_small(name[len]) || (len && name[len] == '-'))
            len++;
        if (len)
            add_word(values, name, len);
        name += len;
        while (*name && (!is_small(*name) || (name[-1] >= 'A' && name[-1] <= 'Z')))
            name++;
    }
    if (*values->words)
        values->place = PLACE_WORDS;
}

struct values values_of_option(const struct opt_row *row)
{
    struct values values = {.place = PLACE_NOTHING};
    const char *name = row->argument_name ? row->argument_name : "";
    bool files = strstr(name, "FILE") != NULL;
    add_small_words(&values, name);
    if (row->id == OPT_PROFILE)
        add_word(&values, profiles, strlen(profiles));
    if (*values.words)
        values.place = PLACE_WORDS;
    else if (files)
        values.place = PLACE_FILES;
    else if (!strcmp(name, "DIR"))
        values.place = PLACE_FOLDERS;
    values.files_too = files && *values.words;
    return values;
}

static void add_helpable(struct values *values)
{
    for (const struct es_command *const *at = cmd_table; *at; at++)
        add_word(values, (*at)->name, strlen((*at)->name));
    for (const struct topic *at = topic_table; at->name; at++)
        add_word(values, at->name, strlen(at->name));
    values->place = PLACE_WORDS;
}

struct values values_of_operands(const struct es_command *command)
{
    struct values values = {.place = PLACE_NOTHING};
    const char *operands = command->operands ? command->operands : "";
    if (strstr(operands, "COMMAND"))
        add_helpable(&values);
    else
        add_small_words(&values, operands);
    if (!*values.words && strstr(operands, "FILE"))
        values.place = PLACE_FILES;
    return values;
}

static const struct {
    const char *name;
    void (*write)(FILE *out);
} SHELLS[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

static int write_for(const char *shell, FILE *out)
{
    for (size_t i = 0; i < sizeof SHELLS / sizeof SHELLS[0]; i++) {
        if (strcmp(shell, SHELLS[i].name) == 0) {
            SHELLS[i].write(out);
            return EXIT_SUCCESS;
        }
    }
    fprintf(stderr, "make-completions: there is no shell '%s'\n", shell);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: make-completions SHELL CATALOGUES OUT PROFILE...\n", stderr);
        return EXIT_FAILURE;
    }
    catalogues = argv[2];
    for (int i = 4; i < argc; i++) {
        size_t used = strlen(profiles);
        snprintf(profiles + used, sizeof profiles - used, "%s%s", used ? " " : "", argv[i]);
    }
    FILE *out = fopen(argv[3], "w");
    int status = out ? write_for(argv[1], out) : EXIT_FAILURE;
    if (!out || ferror(out) || fclose(out) != 0) {
        perror(argv[3]);
        return EXIT_FAILURE;
    }
    return status;
}
