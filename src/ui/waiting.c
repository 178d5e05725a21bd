/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/waiting.h"

#include "drawn.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/print.h"
#include "esign/text.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
    const char *text;
    bool shown, drawn_over, said;
} waiting;

/* Before anything is logged; the next tick draws the clock below it. */
static void make_room(void)
{
    if (waiting.said && drawn_in_front())
        fputs(DRAWN_ERASE, stderr);
}

void es_waiting_begin(const char *text, bool shown)
{
    waiting.text = text;
    waiting.said = false;
    waiting.shown = shown && es_log_enabled(ES_LOG_NORMAL) && drawn_in_front();
    waiting.drawn_over = waiting.shown && drawn_can_erase();
    if (!waiting.drawn_over)
        return;
    drawn_begin();
    es_log_before(make_room);
}

static void draw(const char *line)
{
    if (es_text_columns(line) < es_print_columns(stderr) && drawn_in_front())
        fprintf(stderr, "%s%s", DRAWN_ERASE, line);
}

void es_waiting_tick(long seconds_left)
{
    char line[256];
    if (!waiting.shown || (!waiting.drawn_over && waiting.said))
        return;
    /* TRANSLATORS: "Waiting for the e-mail: 4:35 left" */
    snprintf(line, sizeof line, _("%s: %ld:%02ld left"), waiting.text, seconds_left / 60,
             seconds_left % 60);
    if (waiting.drawn_over)
        draw(line);
    else
        es_log(ES_LOG_NORMAL, "%s", line);
    waiting.said = true;
}

void es_waiting_end(void)
{
    if (waiting.drawn_over) {
        make_room();
        es_log_before(NULL);
        drawn_end();
    }
    waiting.shown = waiting.drawn_over = false;
}
