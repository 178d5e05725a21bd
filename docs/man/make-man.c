/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make-man IN OUT [CATALOGUES]: copies a manual page, with the line @CODES@ replaced by the exit
 * statuses and error codes of the one list, as mdoc; in Turkish where the folder of message
 * catalogues is given. It runs while building and is not installed.
 */
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_(text) text

struct code {
    const char *code;
    int exit_status;
    const char *message;
    const char *hint;
};

static const struct code codes[] = {
#define ES_ERROR(name, code, exit_status, message, hint) {code, exit_status, message, hint},
#include "esign/errors.def"
#undef ES_ERROR
};

static const struct {
    int exit_status;
    const char *meaning;
} statuses[] = {
#define ES_EXIT_STATUS(status, meaning) {status, meaning},
#include "esign/statuses.def"
#undef ES_EXIT_STATUS
};

enum { LINE_COLUMNS = 78 };

/* Text as mdoc likes it: each sentence begins a line, lines are short, and nothing may look like
 * a request or an escape. */
static void put_text(FILE *out, const char *text)
{
    size_t column = 0;
    bool sentence_ended = false;
    while (*text) {
        size_t len = strcspn(text, " ");
        if (column > 0) {
            bool new_line = sentence_ended || column + 1 + len > LINE_COLUMNS;
            fputc(new_line ? '\n' : ' ', out);
            column = new_line ? 0 : column + 1;
        }
        if (column == 0 && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        for (size_t i = 0; i < len; i++)
            fputs(text[i] == '\\' ? "\\e" : (char[]){text[i], '\0'}, out);
        column += len;
        sentence_ended = len > 0 && strchr(".?!", text[len - 1]);
        text += len + strspn(text + len, " ");
    }
    fputc('\n', out);
}

/* A message has a small first letter and no full stop; here it stands as a sentence. */
static void put_sentence(FILE *out, const char *message, bool turkish)
{
    static const struct {
        const char *small;
        const char *capital;
    } letters[] = {{"ç", "Ç"}, {"ı", "I"}, {"i", "İ"}, {"ö", "Ö"}, {"ş", "Ş"}, {"ü", "Ü"}};
    char capital[3] = {message[0], '\0'};
    size_t len = 1;
    if (strncmp(message, "esign", strlen("esign")) == 0) {
        /* The program's name is written small everywhere. */
    } else if (message[0] >= 'a' && message[0] <= 'z') {
        capital[0] = (char)(message[0] - 'a' + 'A');
    }
    for (size_t i = 0; turkish && i < sizeof letters / sizeof *letters; i++) {
        if (strncmp(message, letters[i].small, strlen(letters[i].small)) == 0) {
            len = strlen(letters[i].small);
            snprintf(capital, sizeof capital, "%s", letters[i].capital);
        }
    }
    char sentence[1024];
    snprintf(sentence, sizeof sentence, "%s%s.", capital, message + len);
    put_text(out, sentence);
}

static void put_code(FILE *out, const struct code *code, bool turkish)
{
    fprintf(out, ".It Li %s\n", code->code);
    put_sentence(out, dgettext("esign", code->message), turkish);
    if (*code->hint)
        put_text(out, dgettext("esign", code->hint));
}

static void put_codes(FILE *out, bool turkish)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        fprintf(out, ".It %d\n", statuses[i].exit_status);
        put_text(out, dgettext("esign", statuses[i].meaning));
        if (statuses[i].exit_status == 0) {
            fputs(turkish ? "Kod\n.Li ok .\n" : "The code is\n.Li ok .\n", out);
            continue;
        }
        fputs(".Bl -tag -width Ds\n", out);
        for (size_t j = 0; j < sizeof codes / sizeof *codes; j++)
            if (codes[j].exit_status == statuses[i].exit_status)
                put_code(out, &codes[j], turkish);
        fputs(".El\n", out);
    }
    fputs(".El\n", out);
}

static int fail(const char *path)
{
    perror(path);
    return EXIT_FAILURE;
}

/* Messages come from the catalogue, whether or not the system has the language, by a name that
 * gettext translates under: ADR 5. */
static bool speak_turkish(const char *catalogues)
{
    return setlocale(LC_MESSAGES, "C_TR.UTF-8") && setlocale(LC_CTYPE, "C.UTF-8") &&
           setenv("LANGUAGE", "tr", 1) == 0 && bindtextdomain("esign", catalogues) &&
           strcmp(dgettext("esign", statuses[0].meaning), statuses[0].meaning) != 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 4) {
        fputs("usage: make-man IN OUT [CATALOGUES]\n", stderr);
        return EXIT_FAILURE;
    }
    bool turkish = argc == 4;
    if (turkish && !speak_turkish(argv[3])) {
        fprintf(stderr, "make-man: no Turkish messages in %s\n", argv[3]);
        return EXIT_FAILURE;
    }
    FILE *in = fopen(argv[1], "r");
    if (!in)
        return fail(argv[1]);
    FILE *out = fopen(argv[2], "w");
    if (!out) {
        fclose(in);
        return fail(argv[2]);
    }
    char line[1024];
    while (fgets(line, sizeof line, in)) {
        if (strcmp(line, "@CODES@\n") == 0)
            put_codes(out, turkish);
        else
            fputs(line, out);
    }
    int failed = ferror(in) || ferror(out);
    fclose(in);
    if (fclose(out) != 0 || failed)
        return fail(argv[2]);
    return EXIT_SUCCESS;
}
