/* SPDX-License-Identifier: Apache-2.0 */
/* What make-completions knows of options and operands, and one writer for each shell. */
#ifndef ESIGN_COMPLETIONS_SHELLS_H
#define ESIGN_COMPLETIONS_SHELLS_H

#include "cmd.h"

/* What may stand in a value's place. */
enum place { PLACE_NOTHING, PLACE_FILES, PLACE_FOLDERS, PLACE_WORDS };

struct values {
    enum place place;
    bool files_too;  /* beside the words */
    char words[512]; /* separated by blanks; may be empty */
};

/* Told by the argument's name: "FILE|-", "tr|en". */
struct values values_of_option(const struct opt_row *row);
struct values values_of_operands(const struct es_command *command);

void write_bash(FILE *out);
void write_zsh(FILE *out);
void write_fish(FILE *out);

/* From here on texts are in this language. */
void speak(const char *language);

#endif
