/* SPDX-License-Identifier: Apache-2.0 */
#include "shells.h"
#include "esign/i18n.h"

#include <string.h>

static const char HEAD[] = "# SPDX-License-Identifier: Apache-2.0\n"
                           "# Made from the option tables while esign was built.\n";

/* ---------------------------------------------------------------- bash */

static const char BASH_BEGIN[] =
    "_esign()\n"
    "{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command='' skip='' word i own='' operands='' place=''\n"
    "    COMPREPLY=()\n"
    "    # --option=value comes as three words.\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=''\n"
    "    elif [[ $prev == = ]]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $skip && $word != = ]]; then\n"
    "            skip=''\n"
    "            continue\n"
    "        fi\n"
    "        case $word in\n"
    "        =) skip=1 ;;\n";

static const char BASH_FILES[] =
    "    case $place in\n"
    "    files) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
    "    folders) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
    "    esac\n";

static void bash_options(const struct opt_row *table, FILE *out)
{
    for (; table->id != OPT_NONE; table++)
        fprintf(out, " --%s", table->name);
}

static void bash_place(const struct values *values, FILE *out)
{
    if (*values->words)
        fprintf(out, "operands='%s'", values->words);
    if (values->place == PLACE_FILES || values->files_too)
        fprintf(out, "%splace=files", *values->words ? " " : "");
    else if (values->place == PLACE_FOLDERS)
        fputs("place=folders", out);
    else if (!*values->words)
        fputs(":", out);
}

static void bash_values(const struct opt_row *table, FILE *out)
{
    for (; table->id != OPT_NONE; table++) {
        if (table->argument != ARG_REQUIRED)
            continue;
        struct values values = values_of_option(table);
        fprintf(out, "        --%s) ", table->name);
        bash_place(&values, out);
        fputs(" ;;\n", out);
    }
}

static void bash_skipped(const struct opt_row *table, bool *first, FILE *out)
{
    for (; table->id != OPT_NONE; table++) {
        if (table->argument != ARG_REQUIRED)
            continue;
        fprintf(out, "%s--%s", *first ? "        " : " | ", table->name);
        *first = false;
    }
}

static void bash_command(const struct es_command *command, FILE *out)
{
    struct values operands = values_of_operands(command);
    fprintf(out, "    %s)\n        own='", command->name);
    bash_options(command->options, out);
    fputs("'\n        case $prev in\n", out);
    bash_values(command->options, out);
    fputs("        *) known=''; ", out);
    bash_place(&operands, out);
    fputs(" ;;\n        esac\n        ;;\n", out);
}

void write_bash(FILE *out)
{
    bool first = true;
    fprintf(out, "# shellcheck shell=bash\n%s%s", HEAD, BASH_BEGIN);
    bash_skipped(opt_global, &first, out);
    fputs(") skip=1 ;;\n"
          "        -*) ;;\n"
          "        *)\n"
          "            command=$word\n"
          "            break\n"
          "            ;;\n"
          "        esac\n"
          "    done\n"
          "    local known=1\n"
          "    case $prev in\n",
          out);
    bash_values(opt_global, out);
    fputs("    *) known='' ;;\n    esac\n    if [[ ! $known ]]; then\n        known=1\n"
          "    case $command in\n    '')\n        known=''\n        operands='",
          out);
    for (const struct es_command *const *at = cmd_table; *at; at++)
        fprintf(out, "%s%s", at == cmd_table ? "" : " ", (*at)->name);
    fputs("'\n        ;;\n", out);
    for (const struct es_command *const *at = cmd_table; *at; at++)
        bash_command(*at, out);
    fputs("    *) known='' ;;\n    esac\n    fi\n", out);
    fprintf(out, "    if [[ ! $known && $cur == -* ]]; then\n        operands=\"");
    bash_options(opt_global, out);
    fputs("$own\" place=''\n    fi\n", out);
    fputs(BASH_FILES, out);
    fputs("    while read -r word; do\n"
          "        [[ $word ]] && COMPREPLY+=(\"$word\")\n"
          "    done < <(compgen -W \"$operands\" -- \"$cur\")\n"
          "}\n"
          "complete -F _esign esign\n",
          out);
}

/* ---------------------------------------------------------------- zsh and fish: with the help */

static void put_escaped(const char *text, const char *special, FILE *out)
{
    for (; *text; text++) {
        if (strchr(special, *text))
            fputc('\\', out);
        fputc(*text, out);
    }
}

/* Within single quotes of zsh, where a quotation mark ends them, stands for itself and begins them.
 */
static void put_zsh(const char *text, FILE *out)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text))
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
}

static void zsh_action(const struct values *values, FILE *out)
{
    if (values->files_too)
        fprintf(out, "{_alternative \"words\\:\\:(%s)\" \"files\\:\\:_files\"}", values->words);
    else if (*values->words)
        fprintf(out, "(%s)", values->words);
    else if (values->place == PLACE_FILES)
        fputs("_files", out);
    else if (values->place == PLACE_FOLDERS)
        fputs("_files -/", out);
    else
        fputs(" ", out);
}

static void zsh_options(const struct opt_row *table, const char *indent, FILE *out)
{
    for (; table->id != OPT_NONE; table++) {
        struct values values = values_of_option(table);
        fprintf(out, "%s'--%s%s[", indent, table->name,
                table->argument == ARG_REQUIRED   ? "="
                : table->argument == ARG_OPTIONAL ? "=-"
                                                  : "");
        put_zsh(gettext(table->help), out);
        fputc(']', out);
        if (table->argument != ARG_NONE) {
            fputs(table->argument == ARG_OPTIONAL ? "::" : ":", out);
            put_zsh(opt_argument_text(table->argument_name), out);
            fputc(':', out);
            zsh_action(&values, out);
        }
        fputs("'\n", out);
    }
}

static void zsh_tables(const char *language, FILE *out)
{
    speak(language);
    fputs("        everywhere=(\n", out);
    zsh_options(opt_global, "            ", out);
    fputs("        )\n        commands=(\n", out);
    for (const struct es_command *const *at = cmd_table; *at; at++) {
        fprintf(out, "            '%s:", (*at)->name);
        put_zsh(gettext((*at)->summary), out);
        fputs("'\n", out);
    }
    fputs("        )\n        case $1 in\n", out);
    for (const struct es_command *const *at = cmd_table; *at; at++) {
        struct values operands = values_of_operands(*at);
        fprintf(out, "        %s)\n            own=(\n", (*at)->name);
        zsh_options((*at)->options, "                ", out);
        if (operands.place != PLACE_NOTHING) {
            fputs("                '*: :", out);
            zsh_action(&operands, out);
            fputs("'\n", out);
        }
        fputs("            )\n            ;;\n", out);
    }
    fputs("        esac\n", out);
}

void write_zsh(FILE *out)
{
    fprintf(
        out,
        "#compdef esign\n%s"
        "# What there is, described in the language of messages; the own options of a command.\n"
        "_esign_tables() {\n"
        "    own=()\n"
        "    if [[ ${LC_ALL:-${LC_MESSAGES:-$LANG}} == tr* ]]; then\n",
        HEAD);
    zsh_tables("tr", out);
    fputs("    else\n", out);
    zsh_tables("en", out);
    fputs("    fi\n"
          "}\n"
          "\n"
          "_esign() {\n"
          "    local curcontext=$curcontext state state_descr line\n"
          "    local -a everywhere commands own\n"
          "    typeset -A opt_args\n"
          "    _esign_tables ''\n"
          "    _arguments -C $everywhere '1: :->command' '*:: :->rest' && return\n"
          "    case $state in\n"
          "    command) _describe -t commands command commands ;;\n"
          "    rest)\n"
          "        _esign_tables $words[1]\n"
          "        _arguments $everywhere $own\n"
          "        ;;\n"
          "    esac\n"
          "}\n"
          "\n"
          "_esign \"$@\"\n",
          out);
}

static void put_fish(const char *text, FILE *out)
{
    fputc('\'', out);
    put_escaped(text, "'\\", out);
    fputc('\'', out);
}

static void fish_values(const struct values *values, FILE *out)
{
    if (*values->words)
        fprintf(out, " -a '%s'", values->words);
    if (values->place == PLACE_FILES || values->files_too)
        fputs(" -F", out);
    else if (values->place == PLACE_FOLDERS)
        fputs(" -f -a '(__fish_complete_directories)'", out);
    else
        fputs(" -f", out);
}

static void fish_options(const struct opt_row *table, const char *command, FILE *out)
{
    for (; table->id != OPT_NONE; table++) {
        struct values values = values_of_option(table);
        fputs("    complete -c esign", out);
        if (command)
            fprintf(out, " -n '__esign_is %s'", command);
        fprintf(out, " -l %s", table->name);
        if (table->argument == ARG_REQUIRED) {
            fputs(" -r", out);
            fish_values(&values, out);
        }
        fputs(" -d ", out);
        put_fish(gettext(table->help), out);
        fputc('\n', out);
    }
}

static void fish_tables(const char *language, FILE *out)
{
    speak(language);
    fish_options(opt_global, NULL, out);
    for (const struct es_command *const *at = cmd_table; *at; at++) {
        struct values operands = values_of_operands(*at);
        fprintf(out, "    complete -c esign -n '__esign_is \"\"' -a %s -d ", (*at)->name);
        put_fish(gettext((*at)->summary), out);
        fputc('\n', out);
        fish_options((*at)->options, (*at)->name, out);
        if (operands.place != PLACE_NOTHING) {
            fprintf(out, "    complete -c esign -n '__esign_is %s'", (*at)->name);
            fish_values(&operands, out);
            fputc('\n', out);
        }
    }
}

void write_fish(FILE *out)
{
    fprintf(out,
            "%s"
            "# The command on the line so far is this one; none, where it is empty.\n"
            "function __esign_is\n"
            "    for word in (commandline -opc)[2..-1]\n"
            "        if contains -- $word",
            HEAD);
    for (const struct es_command *const *at = cmd_table; *at; at++)
        fprintf(out, " %s", (*at)->name);
    fputs("\n"
          "            test $word = \"$argv[1]\"\n"
          "            return\n"
          "        end\n"
          "    end\n"
          "    test -z \"$argv[1]\"\n"
          "end\n"
          "\n"
          "complete -c esign -f\n"
          "set -l __esign_locale (string match -r '.+' -- $LC_ALL $LC_MESSAGES $LANG)\n"
          "if string match -q 'tr*' -- $__esign_locale[1]\n",
          out);
    fish_tables("tr", out);
    fputs("else\n", out);
    fish_tables("en", out);
    fputs("end\n", out);
}
