/* SPDX-License-Identifier: Apache-2.0 */
/* What the guide says and asks by itself. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include "guide.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

void guide_say(const struct guide *guide, const char *text)
{
    es_print_wrapped(text, 0, guide->out);
    fflush(guide->out);
}

void guide_introduce(const struct guide *guide, const char *text)
{
    if (!guide->again)
        guide_say(guide, text);
}

void guide_heading(const struct guide *guide, enum guide_step step)
{
    static const char *const titles[GUIDE_DONE] = {
        [GUIDE_CARD] = N_("Card and reader"),           [GUIDE_WORD] = N_("The security word"),
        [GUIDE_MAIL] = N_("The e-mail and a new word"), [GUIDE_LOGIN] = N_("Logging in"),
        [GUIDE_SMS] = N_("Confirming by SMS"),          [GUIDE_PIN] = N_("PIN and PUK"),
    };
    fprintf(guide->out, "\n%d/%d  %s\n\n", step + 1, GUIDE_DONE, gettext(titles[step]));
    fflush(guide->out);
}

es_status guide_line(struct guide *guide, const char *prompt, struct es_buf *line,
                     struct es_error *err)
{
    fflush(guide->out);
    return es_tty_ask(prompt, true, LINE_MAX_BYTES, line, err);
}

es_status guide_pause(struct guide *guide, const char *prompt, struct es_error *err)
{
    es_auto(buf) line = {.max = LINE_MAX_BYTES + 1};
    return guide_line(guide, prompt, &line, err);
}

/* The number that was typed, 0 where it is none of them. Enter alone is 1. */
static size_t number_of(const struct es_buf *line, size_t n)
{
    const char *text = es_buf_str(line);
    text += strspn(text, " ");
    if (!*text)
        return 1;
    char *end = NULL;
    unsigned long number = strspn(text, "0123456789") == 1 ? strtoul(text, &end, 10) : 0;
    return number <= n && end && !end[strspn(end, " .)")] ? number : 0;
}

es_status guide_choose(struct guide *guide, const char *question, const char *const *ways,
                       size_t *chosen, struct es_error *err)
{
    size_t n = 0;
    fputc('\n', guide->out);
    guide_say(guide, question);
    for (; ways[n]; n++) {
        fprintf(guide->out, "  %zu  ", n + 1);
        es_print_wrapped(ways[n], 5, guide->out);
    }
    for (;;) {
        es_auto(buf) line = {.max = LINE_MAX_BYTES + 1};
        es_status status = guide_line(guide, _("Number (Enter alone: 1): "), &line, err);
        if (status == ES_ANSWER_INVALID)
            es_buf_clear(&line);
        else if (status)
            return status;
        size_t number = status ? 0 : number_of(&line, n);
        if (number) {
            *chosen = number - 1;
            return ES_OK;
        }
        fprintf(guide->out, _("Please type a number from 1 to %zu.\n"), n);
    }
}
