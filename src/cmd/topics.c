/* SPDX-License-Identifier: Apache-2.0 */
#include "topics.h"
#include "esign/error.h"
#include "esign/i18n.h"
#include "esign/kind.h"
#include "esign/print.h"
#include "esign/text.h"
#include "settings.h"

#include <string.h>

struct pair {
    const char *word;
    const char *text; /* N_("…") */
};

enum { CODE_COLUMN = 6 };

static void paragraph(const char *text, FILE *out)
{
    es_print_wrapped(text, 0, out);
    fputc('\n', out);
}

/* "  word   text", the text on a line of its own behind a long word. */
static void print_pair(const char *word, const char *text, size_t column, FILE *out)
{
    size_t used = 2 + es_text_columns(word);
    fprintf(out, "  %s", word);
    if (used + 1 > column)
        fprintf(out, "\n%*s", (int)column, "");
    else
        fprintf(out, "%*s", (int)(column - used), "");
    es_print_wrapped(text, column, out);
}

static void print_pairs(const struct pair *pairs, size_t column, FILE *out)
{
    for (; pairs->word; pairs++)
        print_pair(pairs->word, gettext(pairs->text), column, out);
}

/* ---------------------------------------------------------------- answers */

static void print_answers(FILE *out)
{
    static const char *const KINDS[ES_KIND_COUNT] = {
        [ES_KIND_ID] = N_("identity number or passport number"),
        [ES_KIND_CAPTCHA] = N_("the picture's text"),
        [ES_KIND_WORD] = N_("the security word"),
        [ES_KIND_WORD_AGAIN] = N_("the new security word, repeated"),
        [ES_KIND_LINK] = N_("the link from the mail"),
        [ES_KIND_CODE] = N_("the SMS code"),
        [ES_KIND_PHONE_OK] = N_("is this your phone?"),
        [ES_KIND_SERIAL] = N_("which of several cards"),
        [ES_KIND_FIELD] = N_("a field that is filled in by hand"),
        [ES_KIND_PIN] = N_("the card's PIN"),
        [ES_KIND_NEW_PIN] = N_("the card's new PIN"),
        [ES_KIND_NEW_PIN_AGAIN] = N_("the new PIN, repeated"),
        [ES_KIND_MAIL_PASSWORD] = N_("the password of the mail account"),
    };
    static const struct pair WAYS[] = {
        {"1.", N_("the command's option: --captcha TEXT, or --KIND-file FILE, where the first "
                  "line counts and - is standard input")},
        {"2.", N_("--answers FILE: one JSON object such as {\"id\": \"…\", \"word\": \"…\"}")},
        {"3.", N_("the program that ESIGN_ASKPASS names: its first line of output")},
        {"4.", N_("the terminal, without echo for secrets")},
        {"5.", N_("else the run ends with status 3 and says what was missing")},
        {NULL, NULL},
    };
    paragraph(_("Each thing that a command asks for has a kind:"), out);
    for (unsigned kind = 0; kind < ES_KIND_COUNT; kind++)
        if (KINDS[kind])
            print_pair(es_kind_name((enum es_kind)kind), gettext(KINDS[kind]), 18, out);
    fputc('\n', out);
    paragraph(_("An answer comes from the first of these that has one:"), out);
    print_pairs(WAYS, 5, out);
    fputc('\n', out);
    paragraph(_("No secret and no identity number is ever an argument or stands in the "
                "environment. An answer that cannot be right is not sent and costs no try."),
              out);
    es_print_wrapped(_("A picture across two runs: --captcha-out FILE writes it there, and the "
                       "same command with --captcha TEXT goes on with it."),
                     0, out);
}

/* ---------------------------------------------------------------- environment */

static void print_environment(FILE *out)
{
    static const struct pair VARIABLES[] = {
        {"ESIGN_ACCESSIBLE", N_("as --accessible, unless it is empty or 0")},
        {"ESIGN_ASKPASS", N_("a program that is asked for answers; see: esign help answers")},
        {"ESIGN_PAGER, PAGER", N_("the program that shows long help a screen at a time; empty or "
                                  "cat: none")},
        {"LANGUAGE, LC_ALL, LC_MESSAGES, LANG",
         N_("the language of messages, where --lang does not say")},
        {"NO_COLOR, TERM", N_("whether and how the picture is shown in the terminal")},
        {"PCSCLITE_CSOCK_NAME", N_("the socket of the smart card service")},
        {"XDG_CONFIG_HOME, XDG_RUNTIME_DIR, XDG_STATE_HOME, HOME", N_("where esign's files lie")},
        {NULL, NULL},
    };
    print_pairs(VARIABLES, 22, out);
    fputc('\n', out);
    es_print_wrapped(_("Proxies, SSL_CERT_FILE, SSLKEYLOGFILE and .netrc are not listened to."), 0,
                     out);
}

/* ---------------------------------------------------------------- config */

static void print_config(FILE *out)
{
    es_auto(buf) path = {0};
    const char *section = "";
    paragraph(_("What you would set once stands in a file, as git-config(1) writes it. The command "
                "line goes before it. No secret may be in it."),
              out);
    if (settings_path(&path))
        es_print_pair(_("The file:"), es_buf_str(&path), 0, out);
    for (const struct setting_row *row = setting_table; row->name; row++) {
        if (strcmp(section, row->section) != 0)
            fprintf(out, "\n[%s]\n", row->section);
        section = row->section;
        print_pair(row->name, gettext(row->help), 14, out);
    }
    fputc('\n', out);
    es_print_wrapped(_("More of it is in: man esign-config"), 0, out);
}

/* ---------------------------------------------------------------- exit-status */

static const struct {
    int status;
    const char *meaning;
} STATUSES[] = {
#define ES_EXIT_STATUS(status, meaning) {status, meaning},
#include "esign/statuses.def"
#undef ES_EXIT_STATUS
};

static void print_codes(int status, FILE *out)
{
    char codes[ES_HINT_MAX] = "";
    for (unsigned code = ES_OK; code < ES_STATUS_COUNT; code++) {
        const struct es_error_info *info = es_error_info((es_status)code);
        size_t used = strlen(codes);
        if (info->exit_status == status)
            snprintf(codes + used, sizeof codes - used, "%s%s", used ? ", " : "", info->code);
    }
    fprintf(out, "%*s", CODE_COLUMN, "");
    es_print_wrapped(codes, CODE_COLUMN, out);
}

static void print_exit_status(FILE *out)
{
    for (size_t i = 0; i < sizeof STATUSES / sizeof STATUSES[0]; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", STATUSES[i].status);
        print_pair(number, gettext(STATUSES[i].meaning), CODE_COLUMN, out);
        print_codes(STATUSES[i].status, out);
    }
    fputc('\n', out);
    es_print_wrapped(_("The words below each status are its codes, error.code with --json. They "
                       "and the statuses stay as they are. A signal ends esign by that signal."),
                     0, out);
}

/* ---------------------------------------------------------------- privacy */

static void print_privacy(FILE *out)
{
    paragraph(
        _("Security word, SMS code, PIN and PUK live in locked memory and are wiped. They "
          "never stand in arguments, in the environment, in messages or in files of esign's."),
        out);
    paragraph(_("Between commands esign keeps the portal's cookies, addresses and hidden tokens, "
                "sealed, for an idle hour at most: no answer, and nothing of the page with the PIN "
                "but its links. esign logout forgets them at once."),
              out);
    paragraph(_("Wrong words are counted for each identity number. The number itself is not kept: "
                "a keyed hash of it, and its first and last three characters, sealed."),
              out);
    paragraph(_("esign speaks to the portal's hosts alone, over https. It reports to nobody and "
                "looks for no updates."),
              out);
    es_print_wrapped(_("Keep no copy of PIN and PUK, and use esign for your own card only."), 0,
                     out);
}

const struct topic topic_table[] = {
    {"answers", N_("how questions are answered, by people and by scripts"), print_answers},
    {"config", N_("what can be set once, in a file"), print_config},
    {"environment", N_("environment variables"), print_environment},
    {"exit-status", N_("what the exit status tells"), print_exit_status},
    {"privacy", N_("what is kept, and what is not"), print_privacy},
    {NULL, NULL, NULL},
};

const struct topic *topic_find(const char *name)
{
    const struct topic *topic = topic_table;
    while (topic->name && strcmp(topic->name, name) != 0)
        topic++;
    return topic->name ? topic : NULL;
}
