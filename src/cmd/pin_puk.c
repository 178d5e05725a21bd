/* SPDX-License-Identifier: Apache-2.0 */
/* Screens 11–12: show PIN and PUK. */
#include "esign/cards.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "esign/print.h"
#include "esign/tty.h"
#include "journey.h"
#include "menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct opt_row options[] = {
    {OPT_SERIAL, "serial", ARG_REQUIRED, "TEXT", N_("only the card whose serial number has this")},
    {OPT_FIELD, "field", ARG_REQUIRED, "pin|puk|serial", N_("print this value alone")},
    {OPT_CLEAR_AFTER, "clear-after", ARG_REQUIRED, "SECONDS",
     N_("clear the screen by itself after this time")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

static const char *value_of(const json_t *card, const char *key)
{
    return json_string_value(json_object_get(card, key));
}

/* Keeps the cards whose serial number holds the text. */
static void keep_serial(json_t *cards, const char *serial)
{
    for (size_t i = json_array_size(cards); i-- > 0;) {
        const char *has = value_of(json_array_get(cards, i), "serial");
        if (!has || !strstr(has, serial))
            json_array_remove(cards, i);
    }
}

/* "A, B, C": no secret. */
static bool list_serials(json_t *cards, struct es_buf *out)
{
    size_t i;
    json_t *card;
    bool ok = true;
    json_array_foreach(cards, i, card)
    {
        const char *serial = value_of(card, "serial");
        ok = ok && (!serial || es_buf_printf(out, "%s%s", out->len ? ", " : "", serial));
    }
    return ok;
}

static void hint_serials(const char *serials, struct es_error *err)
{
    if (*serials)
        es_hint(err, _("Name the card with --serial TEXT: %s"), serials);
    else
        es_hint(err, "%s",
                _("The portal tells no serial numbers: see the cards with esign pin-puk"));
}

static es_status ask_serial(struct es_run *run, struct es_client *client, const char *serials,
                            struct es_buf *serial, struct es_error *err)
{
    es_auto(buf) prompt = {0}, line = {0};
    if (!es_buf_printf(&line, _("There are several cards: %s"), serials) ||
        !es_print_wrap_foreign(es_buf_str(&line), 0, stderr, &prompt) ||
        !es_buf_printf(&prompt, "\n%s", _("Serial number of yours: ")))
        return es_fail_memory(err);
    return journey_ask(run, client, ES_KIND_SERIAL, es_buf_str(&prompt), NULL, serial, err);
}

static es_status pick(const struct es_run *run, const char *wanted, json_t *cards,
                      struct es_error *err)
{
    bool one_value = run->options->given[OPT_FIELD];
    if (wanted)
        keep_serial(cards, wanted);
    if (json_array_size(cards) == 0)
        return es_fail_with(err, ES_NOT_FOUND, _("no card has this serial number"));
    if (one_value && json_array_size(cards) > 1)
        return es_fail_with(err, ES_NOT_FOUND, _("more than one card has this serial number"));
    if (one_value && !value_of(json_array_get(cards, 0), run->options->value[OPT_FIELD]))
        return es_fail_with(err, ES_NOT_FOUND, _("the portal shows no such value for this card"));
    return ES_OK;
}

/* Where it was not chosen, what there is to choose from is told; none of their secrets. */
static es_status choose_card(struct es_run *run, struct es_client *client, json_t *cards,
                             struct es_error *err)
{
    es_auto(buf) serial = {0}, serials = {0};
    json_auto_t *all = json_copy(cards);
    const char *wanted = run->options->value[OPT_SERIAL];
    es_status status = ES_OK;
    if (!all || !list_serials(cards, &serials))
        return es_fail_memory(err);
    if (!wanted && run->options->given[OPT_FIELD] && json_array_size(cards) > 1) {
        status = ask_serial(run, client, es_buf_str(&serials), &serial, err);
        wanted = status ? NULL : serial.data;
    }
    if (!status)
        status = pick(run, wanted, cards, err);
    if (status != ES_INPUT_NEEDED && (status != ES_NOT_FOUND || json_array_size(cards) == 1))
        return status;
    hint_serials(es_buf_str(&serials), err);
    json_array_clear(cards);
    return json_array_extend(cards, all) ? es_fail_memory(err) : status;
}

static void hide_values(json_t *cards)
{
    size_t i;
    json_t *card;
    json_array_foreach(cards, i, card)
    {
        json_object_set_new(card, "pin", json_null());
        json_object_set_new(card, "puk", json_null());
    }
}

/* What the page says besides the cards: keep no copy, the PIN is stale once changed. */
static void take_messages(struct es_run *run, const struct es_view *view)
{
    enum { MESSAGES_MAX = 10, MESSAGE_MIN = 20, MESSAGE_MAX = 600 };
    const json_t *stems = es_profile_get(view->profile, "advice");
    const struct es_block *blocks = es_page_blocks(view->page);
    json_t *list = json_array();
    for (uint32_t i = 0; i < view->page->blocks.n && json_array_size(list) < MESSAGES_MAX; i++) {
        const char *text = es_page_str(view->page, blocks[i].text);
        es_auto(buf) safe = {0};
        if (blocks[i].kind != ES_BLOCK_HEADING && es_text_length(text) > MESSAGE_MIN &&
            es_stems_in_text(stems, text) && es_text_safe(text, MESSAGE_MAX, &safe))
            json_array_append_new(list, json_string(es_buf_str(&safe)));
    }
    json_object_set_new(run->data, "portal_messages", list);
}

/* A new certificate's PIN is not shown before it is brought into use. */
static es_status no_such_item(struct es_error *err)
{
    es_status status =
        es_fail_with(err, ES_NOT_FOUND, _("the portal's menu has no item for PIN and PUK"));
    es_hint(err, "%s",
            _("A new certificate may have to be brought into use first. Look at the menu with: "
              "esign page"));
    return status;
}

/* *menu is the page that led to the PIN page, where one did. */
static es_status arrive(struct es_client *client, struct es_page **menu, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status || view->match[ES_SCREEN_PIN].fits)
        return status;
    struct es_target target;
    status = menu_check_inside(client, err);
    if (!status)
        status = menu_find(client, es_view_action, "pin_puk", &target, err);
    if (status == ES_PAGE_UNKNOWN && !es_client_session(client)->logged_in)
        return es_fail(err, ES_LOGIN_NEEDED);
    if (status == ES_PAGE_UNKNOWN && !es_client_view(client, &view, err) &&
        view->match[ES_SCREEN_MENU].fits)
        return no_such_item(err);
    if (status == ES_PAGE_UNKNOWN || status == ES_PAGE_AMBIGUOUS)
        return journey_hand_over(client, es_client_report(client, status, err), err);
    if (!status)
        status = es_client_copy_page(client, menu, err);
    if (!status)
        status = es_client_walk(client, ES_SCREEN_PIN, err);
    return journey_hand_over_secrets(client, status, menu, err);
}

/* Of the PIN page nothing but its links is kept. Where its way back is a button, it is pressed
 * now: afterwards it would be lost. Where it has none, the page that led to it is kept. */
static es_status leave(struct es_client *client, struct es_page **menu, struct es_error *err)
{
    const struct es_view *view = NULL;
    es_status status = es_client_view(client, &view, err);
    if (status)
        return status;
    struct es_target target;
    struct es_error ignored = ES_ERROR_INIT;
    bool sent = false;
    if (!es_view_any_action(view, "menu", &target, &ignored) && target.kind == ES_TARGET_BUTTON &&
        !es_client_act(client, target, false, &sent, &ignored) &&
        !es_client_view(client, &view, &ignored) && !view->match[ES_SCREEN_PIN].fits)
        return journey_keep(client, err);
    return journey_keep_way_back(client, menu, err);
}

enum { CLEAR_AFTER_MAX = 3600 };

/* 0 where none is given. */
static es_status take_clear_after(const struct opt_values *given, long *seconds,
                                  struct es_error *err)
{
    *seconds = 0;
    return opt_take_seconds(given, OPT_CLEAR_AFTER, "clear-after", 1, CLEAR_AFTER_MAX, seconds,
                            err);
}

static es_status check_options(const struct es_run *run, struct es_error *err)
{
    const char *field = run->options->value[OPT_FIELD];
    es_auto(buf) shown = {0};
    long seconds;
    if (field && strcmp(field, "pin") && strcmp(field, "puk") && strcmp(field, "serial"))
        return es_fail_with(err, ES_USAGE, _("--field takes pin, puk or serial, not '%s'"),
                            opt_given(run->options, OPT_FIELD, &shown));
    es_status status = take_clear_after(run->options, &seconds, err);
    return status ? status : journey_check_screen(run->options, err);
}

static es_status run_pin_puk(struct es_run *run, struct es_error *err)
{
    json_t *cards = json_object_get(run->data, "cards");
    es_auto(client) *client = NULL;
    es_auto(page) *menu = NULL;
    es_status status = check_options(run, err);
    if (!status)
        status = journey_open(run, &client, err);
    if (!status && !es_client_has_session(client))
        status = es_fail(err, ES_LOGIN_NEEDED);
    if (!status)
        status = arrive(client, &menu, err);
    const struct es_view *view = NULL;
    if (!status)
        status = es_client_view(client, &view, err);
    if (status)
        return status;
    json_t *found = es_cards_read(view);
    json_array_extend(cards, found);
    json_decref(found);
    take_messages(run, view);
    if (json_array_size(cards) == 0)
        return journey_hand_over_secrets(client, es_client_report(client, ES_PAGE_UNKNOWN, err),
                                         &menu, err);
    struct es_error kept = ES_ERROR_INIT;
    es_status left = leave(client, &menu, &kept);
    status = choose_card(run, client, cards, err);
    if (status) { /* of cards that were not asked for, only what tells them apart */
        hide_values(cards);
        json_array_clear(json_object_get(run->data, "portal_messages"));
    }
    if (!status && left) {
        if (err)
            *err = kept;
        return left;
    }
    return status;
}

/* "12 34 56": read from paper or a screen in groups. */
static bool add_grouped(const char *digits, struct es_buf *out)
{
    size_t len = strlen(digits), group = len % 4 == 0 ? 4 : len % 3 == 0 ? 3 : 2;
    for (size_t i = 0; i < len; i++) {
        if (i && len > 4 && i % group == 0 && !es_buf_add_char(out, ' '))
            return false;
        if (!es_buf_add_char(out, digits[i]))
            return false;
    }
    return true;
}

static bool is_digits(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* A value stands in its own column: to a person it is broken there, so that none of its lines looks
 * like another value. `screen` is NULL where nobody sees it. */
static bool add_line(const char *label, const char *value, bool code, FILE *screen,
                     struct es_buf *out)
{
    enum { COLUMN = 22, MARGIN = 2 };
    if (!value)
        return true;
    size_t columns = es_text_columns(label);
    size_t gap = columns < COLUMN ? COLUMN - columns : 1;
    if (!es_buf_printf(out, "%*s%s%*s", MARGIN, "", label, (int)gap, ""))
        return false;
    bool ok = !screen ? es_buf_add_str(out, value)
              : code && is_digits(value)
                  ? add_grouped(value, out)
                  : es_print_wrap_foreign(value, MARGIN + columns + gap, screen, out);
    return ok && es_buf_add_char(out, '\n');
}

static bool add_card(const json_t *card, FILE *screen, struct es_buf *out)
{
    return add_line(_("Card"), value_of(card, "description"), false, screen, out) &&
           add_line(_("Card serial number"), value_of(card, "serial"), false, screen, out) &&
           add_line("PIN", value_of(card, "pin"), true, screen, out) &&
           add_line("PUK", value_of(card, "puk"), true, screen, out) && es_buf_add_char(out, '\n');
}

/* `grouped`: they stand in groups of digits, with blanks that are none of theirs. */
static const char *advice(bool grouped)
{
    if (grouped)
        return _(
            "Type them without the blanks; keep no copy. The PIN is your signature's password; "
            "once changed on the card, the one above is no longer right.");
    return _("Keep no copy of these. The PIN is your signature's password; once you change it on "
             "the card, the one above is no longer right.");
}

static void show_pin_puk(const struct es_run *run, FILE *out)
{
    es_auto(buf) text = ES_BUF_SECRET;
    size_t i;
    json_t *card;
    const json_t *cards = json_object_get(run->data, "cards");
    if (run->options->given[OPT_FIELD]) {
        const char *value = value_of(json_array_get(cards, 0), run->options->value[OPT_FIELD]);
        fprintf(out, "%s\n", value ? value : "");
        return;
    }
    bool person = isatty(fileno(out));
    bool ok = true;
    json_array_foreach((json_t *)cards, i, card)
    {
        ok = ok && add_card(card, person ? out : NULL, &text);
    }
    long seconds = 0;
    if (!ok || !es_print_wrap_foreign(advice(person), 0, out, &text) ||
        !es_buf_add_char(&text, '\n') || take_clear_after(run->options, &seconds, NULL) != ES_OK)
        return;
    if (!person)
        fputs(text.data, out);
    else if (!es_tty_usable() ||
             !es_print_secretly(text.data, _("Press Enter to clear the screen."), (int)seconds))
        es_log(ES_LOG_QUIET, "%s", _("PIN and PUK are shown in the foreground of a terminal only"));
}

const struct es_command cmd_pin_puk = {
    .name = "pin-puk",
    .summary = N_("show the card's PIN and PUK"),
    .options = options,
    .shape = "{\"cards\":[],\"portal_messages\":[]}",
    .run = run_pin_puk,
    .show = show_pin_puk,
};
