/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esign/i18n.h"
#include "help.h"
#include "markup.h"

enum option_key {
    OPT_DIR = 1000,
    OPT_PORT,
    OPT_MARKUP,
    OPT_SMTP,
    OPT_SMS_SECONDS,
    OPT_LINK_MINUTES,
    OPT_IDLE_MINUTES,
    OPT_ACCOUNTS,
    OPT_CARDS,
    OPT_NO_SMS,
    OPT_TELL_CAPTCHA,
    OPT_TELL_COOKIES,
    OPT_STOP_WITH_STDIN,
    OPT_FAULT,
    OPT_LANG,
    OPT_VERSION,
    OPT_HELP,
};

/* One table makes getopt's and --help. */
static const struct option_row {
    const char *name;
    const char *value;
    int key;
    const char *help;
} rows[] = {
    {"dir", N_("DIR"), OPT_DIR,
     N_("where the mails, SMS, CA and logs go (needed; made if missing)")},
    {"port", "N", OPT_PORT, N_("listen on this port of 127.0.0.1 (default: any free one)")},
    {"markup", N_("NAME"), OPT_MARKUP,
     N_("how the pages are marked up: modern, tables, jsf, "
        "placeholder (default: modern)")},
    {"accounts", N_("FILE"), OPT_ACCOUNTS,
     N_("a JSON file of accounts instead of the built-in ones")},
    {"cards", "N", OPT_CARDS, N_("cards of the built-in account, 1 to 9 (default: 1)")},
    {"smtp", N_("HOST:PORT"), OPT_SMTP,
     N_("give each mail to this SMTP server on loopback as well")},
    {"sms-seconds", "N", OPT_SMS_SECONDS, N_("how long an SMS code is good (default: 290)")},
    {"link-minutes", "N", OPT_LINK_MINUTES, N_("how long a mailed link is good (default: 30)")},
    {"idle-minutes", "N", OPT_IDLE_MINUTES, N_("how long an idle session lasts (default: 15)")},
    {"no-sms", NULL, OPT_NO_SMS, N_("the login leads straight to the menu")},
    {"tell-captcha", NULL, OPT_TELL_CAPTCHA, N_("append each picture's text to DIR/captcha.txt")},
    {"tell-cookies", NULL, OPT_TELL_COOKIES,
     N_("set a second cookie, and append each cookie's value to DIR/cookies.txt")},
    {"stop-with-stdin", NULL, OPT_STOP_WITH_STDIN, N_("stop when standard input ends")},
    {"fault", N_("FAULT"), OPT_FAULT, N_("show a fault (may be repeated), see below")},
    {"lang", "tr|en", OPT_LANG, N_("language of these messages (the pages are Turkish)")},
    {"version", NULL, OPT_VERSION, N_("print the version and exit")},
    {"help", NULL, OPT_HELP, N_("print this and exit")},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void print_help(void)
{
    printf(_("usage: esign-practice --dir DIR [options]\n\n"
             "A practice portal for esign on this computer: all screens of the recovery with\n"
             "invented accounts. It is not Kamu SM, and it listens on 127.0.0.1 only.\n\n"));
    for (int i = 0; i < ROWS; i++) {
        char left[40];
        snprintf(left, sizeof(left), "--%s%s%s", rows[i].name, rows[i].value ? " " : "",
                 rows[i].value ? _(rows[i].value) : "");
        es_help_line(left, _(rows[i].help));
    }
    printf(_("\nfaults, as NAME[=SECONDS][@[METHOD:]PATH][*COUNT], e.g. cut@POST:/giris*1:\n"));
    es_fault_help();
}

static bool read_number(const char *text, int least, int most, int *out)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end || number < least || number > most)
        return false;
    *out = (int)number;
    return true;
}

static bool take(struct es_options *out, int key, const char *value)
{
    switch (key) {
    case OPT_DIR:
        out->dir = value;
        return *value;
    case OPT_PORT:
        return read_number(value, 0, 65535, &out->port);
    case OPT_MARKUP:
        out->markup = value;
        return es_markup_find(value);
    case OPT_SMTP:
        out->smtp = value;
        /* Only loopback: no practice mail may ever reach a real mailbox. */
        return !strncmp(value, "127.0.0.1:", 10) || !strncmp(value, "localhost:", 10) ||
               !strncmp(value, "[::1]:", 6);
    case OPT_SMS_SECONDS:
        return read_number(value, 1, 3600, &out->sms_seconds);
    case OPT_LINK_MINUTES:
        return read_number(value, 0, 1440, &out->link_minutes);
    case OPT_IDLE_MINUTES:
        return read_number(value, 0, 1440, &out->idle_minutes);
    case OPT_ACCOUNTS:
        out->accounts = value;
        return *value;
    case OPT_CARDS:
        return read_number(value, 1, 9, &out->cards);
    case OPT_FAULT:
        return es_fault_add(&out->faults, value);
    case OPT_LANG:
        out->lang = value;
        es_i18n_init(value);
        return !strcmp(value, "tr") || !strcmp(value, "en");
    case OPT_NO_SMS:
        return out->no_sms = true;
    case OPT_TELL_CAPTCHA:
        return out->tell_captcha = true;
    case OPT_TELL_COOKIES:
        return out->tell_cookies = true;
    case OPT_STOP_WITH_STDIN:
        return out->stop_with_stdin = true;
    default:
        return false;
    }
}

static void make_table(struct option *table)
{
    for (int i = 0; i < ROWS; i++)
        table[i] = (struct option){rows[i].name, rows[i].value ? required_argument : no_argument,
                                   NULL, rows[i].key};
    table[ROWS] = (struct option){0};
}

/* getopt would take "--acc" for --accounts; a script must not come to depend on that. */
static bool has_abbreviation(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        size_t len = strcspn(argv[i], "=");
        bool known = strncmp(argv[i], "--", 2) || len == 2;
        for (int j = 0; j < ROWS && !known; j++)
            known = strlen(rows[j].name) == len - 2 && !strncmp(rows[j].name, argv[i] + 2, len - 2);
        if (!known) {
            fprintf(stderr, _("esign-practice: unknown option '%.*s'\n"), (int)len, argv[i]);
            return true;
        }
    }
    return false;
}

enum es_options_result es_options_read(int argc, char **argv, struct es_options *out)
{
    struct option table[ROWS + 1];
    make_table(table);
    *out = (struct es_options){
        .markup = "modern", .sms_seconds = 290, .link_minutes = 30, .idle_minutes = 15, .cards = 1};
    if (has_abbreviation(argc, argv))
        return ES_OPTIONS_WRONG;
    bool help = false;
    int key, index = 0;
    while ((key = getopt_long(argc, argv, "", table, &index)) != -1) {
        if (key == OPT_HELP) { /* after the others: --lang may follow */
            help = true;
            continue;
        }
        if (key == OPT_VERSION) {
            printf("esign-practice %s\n", ESIGN_VERSION);
            return ES_OPTIONS_DONE;
        }
        if (key == '?')
            return ES_OPTIONS_WRONG; /* getopt has said why */
        if (!take(out, key, optarg)) {
            fprintf(stderr, _("esign-practice: '%s' is no value for --%s\n"), optarg,
                    rows[index].name);
            return ES_OPTIONS_WRONG;
        }
    }
    if (help) {
        print_help();
        return ES_OPTIONS_DONE;
    }
    if (optind < argc || !out->dir) {
        fprintf(stderr, optind < argc ? _("esign-practice: unexpected argument\n")
                                      : _("esign-practice: --dir is needed\n"));
        return ES_OPTIONS_WRONG;
    }
    return ES_OPTIONS_RUN;
}
