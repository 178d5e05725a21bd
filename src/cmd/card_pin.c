/* SPDX-License-Identifier: Apache-2.0 */
/* esign card-pin: the PIN of the card in the reader, seen to, tried once or changed. */
#include "card_certificate.h"
#include "card_value.h"
#include "cmd.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/module.h"
#include "esign/print.h"
#include "esign/progress.h"
#include <string.h>

static const struct opt_row options[] = {
    {OPT_MODULE, "module", ARG_REQUIRED, "FILE", N_("the card's PKCS#11 module")},
    {OPT_READER, "reader", ARG_REQUIRED, "TEXT",
     N_("only the card in a reader whose name holds "
        "this")},
    {OPT_PIN_FILE, "pin-file", ARG_REQUIRED, "FILE", N_("file with the card's PIN")},
    {OPT_NEW_PIN_FILE, "new-pin-file", ARG_REQUIRED, "FILE", N_("file with the new PIN")},
    {OPT_LAST_TRY, "last-try", ARG_NONE, NULL,
     N_("give the PIN although one more wrong one would block it")},
    {OPT_NONE, NULL, ARG_NONE, NULL, NULL},
};

struct card_pin {
    struct es_run *run;
    bool gives, changes;
    struct es_buf path;
    struct es_module_view *view;
    const struct es_module_token *token; /* in the view */
    bool last_try;                       /* may be spent */
    bool shared;                         /* another program uses the card, too */
    struct es_buf pin, new_pin, again;   /* secret */
};

static void card_pin_free(struct card_pin *card)
{
    es_buf_free(&card->path);
    es_buf_free(&card->pin);
    es_buf_free(&card->new_pin);
    es_buf_free(&card->again);
    es_module_view_free(&card->view);
}

/* ---------------------------------------------------------------- which card */

static const struct es_verb VERBS[] = {
    {"status", NULL, N_("how the PIN stands, as far as the card tells it; costs no try")},
    {"verify", NULL, N_("ask for the PIN and give it to the card once: is it right?")},
    {"change", NULL, N_("ask for the PIN and a new one, and set the new one")},
    {NULL, NULL, NULL},
};

static es_status read_deed(struct card_pin *card, struct es_error *err)
{
    static const char *const DEEDS[] = {"status", "verify", "change"};
    const char *word = card->run->n_operands ? card->run->operands[0] : "";
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++) {
        if (strcmp(word, DEEDS[i]) != 0)
            continue;
        card->gives = i > 0;
        card->changes = i == 2;
        return ES_OK;
    }
    return es_fail_with(err, ES_USAGE, _("say one of: status, verify, change"));
}

/* What stands in the way of the card at all is told better by PC/SC. */
static es_status tell_why_not(es_status status, struct es_error *err)
{
    struct es_readers *readers = es_heap_zeroed(1, sizeof *readers);
    struct es_error told = ES_ERROR_INIT;
    bool seated = !readers || es_card_look(NULL, readers, &told) == ES_OK;
    es_heap_free(readers);
    if (status == ES_NO_RESOURCES || seated)
        return status;
    *err = told;
    return told.status;
}

/* The maker's module is loaded for the maker's cards alone: another's is asked no PIN by it. One
 * that the person names may have cards that PC/SC knows nothing of. */
static es_status look_at_readers(struct card_pin *card, struct es_error *err)
{
    const struct opt_values *given = card->run->options;
    struct es_readers *readers = es_heap_zeroed(1, sizeof *readers);
    struct es_error told = ES_ERROR_INIT;
    if (!readers)
        return es_fail_memory(err);
    es_status status = es_card_look(given->value[OPT_READER], readers, &told);
    status = card_blame_reader(given, readers, status, &told);
    bool ours = !status && es_module_is_for(readers, false);
    card->shared = es_card_is_shared(readers);
    es_heap_free(readers);
    if (ours || given->value[OPT_MODULE])
        return ES_OK;
    if (status) {
        *err = told;
        return status;
    }
    status = es_fail_with(err, ES_MODULE_ABSENT,
                          _("the card is not an AKİS card, and no module for it was named"));
    es_hint(err, "%s", _("Name its maker's PKCS#11 module with --module FILE."));
    return status;
}

static es_status look(struct card_pin *card, struct es_error *err)
{
    const char *path = card->path.data;
    es_progress_begin(_("Reading the card"));
    es_status status = es_module_look(path, false, card->shared, &card->view, err);
    es_progress_end();
    if (!status && card->view->n_tokens == 0)
        status = es_fail_with(err, ES_MODULE_FAILED, _("the card's module sees no card"));
    return status ? tell_why_not(status, err) : ES_OK;
}

static es_status choose(struct card_pin *card, struct es_error *err)
{
    const char *match = card->run->options->value[OPT_READER];
    size_t n = 0;
    for (size_t i = 0; i < card->view->n_tokens; i++) {
        const struct es_module_token *token = &card->view->token[i];
        if (match && !strcasestr(token->reader, match))
            continue;
        card->token = token;
        n++;
    }
    if (n == 1)
        return ES_OK;
    if (n == 0) {
        es_status status =
            es_fail_with(err, ES_NO_CARD, _("there is no card in a reader whose name holds this"));
        es_hint(err, "%s", es_card_cause_remedy("no_such_reader"));
        return settings_blame(card->run->options, OPT_READER, status, err);
    }
    es_status status = es_fail_with(err, ES_USAGE, _("there is more than one card"));
    es_hint(err, "%s", _("Name its reader with --reader TEXT; see them with: esign card-check"));
    return status;
}

/* ---------------------------------------------------------------- what is told */

static json_t *tries_value(enum es_pin_state state)
{
    if (state == ES_PIN_STATE_LAST_TRY)
        return json_integer(1);
    return state == ES_PIN_STATE_BLOCKED ? json_integer(0) : json_null();
}

static json_t *length_value(size_t length)
{
    return length ? json_integer((json_int_t)length) : json_null();
}

static void tell_state(struct card_pin *card, enum es_pin_state state)
{
    const char *name = es_pin_state_name(state);
    json_t *pin = json_object();
    json_object_set_new(pin, "state", name ? json_string(name) : json_null());
    json_object_set_new(pin, "tries_left", tries_value(state));
    json_object_set_new(pin, "shortest", length_value(card->token->pin_least));
    json_object_set_new(pin, "longest", length_value(card->token->pin_most));
    json_object_set_new(card->run->data, "pin", pin);
}

static void tell_card(struct card_pin *card)
{
    json_t *data = card->run->data;
    json_object_set_new(data, "reader", cmd_text(card->token->reader));
    json_object_set_new(data, "label", cmd_text(card->token->label));
    json_object_set_new(data, "serial", cmd_text(card->token->serial));
    tell_state(card, card->token->pin);
}

/* ---------------------------------------------------------------- giving the PIN */

/* In a terminal, the last try may be risked by typing a word of assent. */
static es_status confirm_try(struct card_pin *card, struct es_error *err)
{
    bool agreed = false;
    struct es_error told = ES_ERROR_INIT;
    es_status status =
        es_ask_confirm(card->run->ask,
                       _("Only one try of the PIN is left. Another wrong one BLOCKS it.\n"
                         "Type YES to give the PIN once more, anything else to stop: "),
                       _("YES"), &agreed, &told);
    if (status == ES_INPUT_NEEDED)
        es_hint(&told, "%s", err->hint); /* how the last try may be given */
    if (status) {
        *err = told;
        return status;
    }
    if (!agreed)
        return ES_LAST_TRY; /* as err tells */
    card->last_try = true;
    return ES_OK;
}

static es_status refuse_own_keys(struct es_error *err)
{
    es_status status =
        es_fail_with(err, ES_MODULE_FAILED, _("the PIN of this card is typed on the reader"));
    es_hint(err, "%s", _("Use the card maker's program: esign gives no PIN to such a reader."));
    return status;
}

static es_status guard(struct card_pin *card, struct es_error *err)
{
    es_status status = es_module_check_state(card->token->pin, card->last_try, err);
    if (status != ES_PIN_BLOCKED && card->token->own_keys)
        return refuse_own_keys(err);
    return status == ES_LAST_TRY ? confirm_try(card, err) : status;
}

static es_status ask_new(struct card_pin *card, struct es_error *err)
{
    struct es_ask *ask = card->run->ask;
    es_status status =
        es_ask(ask, ES_KIND_NEW_PIN, _("New PIN (not shown): "), NULL, &card->new_pin, err);
    if (!status)
        status = es_module_check_pin(card->token, &card->new_pin, "new_pin", err);
    if (!status && strcmp(card->new_pin.data, card->pin.data) == 0)
        status = es_fail_with(err, ES_ANSWER_INVALID, _("the new PIN is the old one"));
    if (status || !es_ask_asked_twice(ask, ES_KIND_NEW_PIN))
        return status;
    status = es_ask(ask, ES_KIND_NEW_PIN_AGAIN, _("The same new PIN again (not shown): "), NULL,
                    &card->again, err);
    if (status || strcmp(card->new_pin.data, card->again.data) == 0)
        return status;
    status = es_fail_with(err, ES_WORDS_DIFFER, _("the two new PINs are not the same"));
    es_hint(err, "%s",
            _("The card was given nothing. Run the command again and type the same PIN twice."));
    return status;
}

static es_status ask_all(struct card_pin *card, struct es_error *err)
{
    unsigned kinds = 1u << ES_KIND_PIN;
    if (card->changes)
        kinds |= 1u << ES_KIND_NEW_PIN;
    es_status status = es_ask_missing(card->run->ask, kinds, err);
    if (!status)
        status = es_ask(card->run->ask, ES_KIND_PIN, _("The card's PIN (not shown): "), NULL,
                        &card->pin, err);
    if (!status)
        status = es_module_check_pin(card->token, &card->pin, "pin", err);
    return status || !card->changes ? status : ask_new(card, err);
}

static es_status give(struct card_pin *card, struct es_error *err)
{
    const struct es_module_pin order = {.path = card->path.data,
                                        .token = card->token,
                                        .last_try = card->last_try,
                                        .pin = &card->pin,
                                        .new_pin = card->changes ? &card->new_pin : NULL,
                                        .shared = card->shared};
    struct es_module_told told;
    es_progress_begin(_("Waiting for the card"));
    es_status status = es_module_pin(&order, &told, err);
    es_progress_end();
    card->run->sent = told.given;
    tell_state(card, told.after);
    json_object_set_new(card->run->data, "verified", json_boolean(told.taken));
    json_object_set_new(card->run->data, "changed", json_boolean(!status && card->changes));
    return status;
}

static es_status run_card_pin(struct es_run *run, struct es_error *err)
{
    __attribute__((cleanup(card_pin_free))) struct card_pin card = {
        .run = run,
        .last_try = run->options->given[OPT_LAST_TRY],
        .pin = {.secret = true},
        .new_pin = {.secret = true},
        .again = {.secret = true},
    };
    es_status status = read_deed(&card, err);
    if (!status)
        status = card_module_find(run->options, &card.path, err);
    if (!status)
        status = look_at_readers(&card, err);
    if (!status)
        status = look(&card, err);
    if (!status)
        status = choose(&card, err);
    if (status)
        return status;
    tell_card(&card);
    if (!card.gives)
        return ES_OK;
    status = guard(&card, err);
    if (!status)
        status = ask_all(&card, err);
    return status ? status : give(&card, err);
}

/* ---------------------------------------------------------------- for a person */

static const char *state_text(const char *state)
{
    static const struct {
        enum es_pin_state state;
        const char *text;
    } TEXTS[] = {
        {ES_PIN_STATE_READY, N_("The module tells of no wrong PIN since the last right one. Not "
                                "every module would.")},
        {ES_PIN_STATE_TRIED, N_("A wrong PIN was given since the last right one; how many tries "
                                "are left is not told.")},
        {ES_PIN_STATE_LAST_TRY, N_("One try is left: one more wrong PIN blocks it.")},
        {ES_PIN_STATE_BLOCKED, N_("The PIN is blocked.")},
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        if (strcmp(state, es_pin_state_name(TEXTS[i].state)) == 0)
            return gettext(TEXTS[i].text);
    return state;
}

static void show_status(const json_t *data, FILE *out)
{
    const char *state = json_string_value(json_object_get(json_object_get(data, "pin"), "state"));
    es_print_pair(_("Card"), json_string_value(json_object_get(data, "label")), 14, out);
    es_print_pair(_("Reader"), json_string_value(json_object_get(data, "reader")), 14, out);
    es_print_wrapped(state_text(state), 0, out);
    if (strcmp(state, es_pin_state_name(ES_PIN_STATE_BLOCKED)) == 0)
        es_print_wrapped(gettext(es_error_info(ES_PIN_BLOCKED)->hint), 0, out);
}

static void show_card_pin(const struct es_run *run, FILE *out)
{
    if (json_is_true(json_object_get(run->data, "changed")))
        es_print_wrapped(_("The PIN was changed. The one that the portal shows is no longer the "
                           "card's."),
                         0, out);
    else if (json_is_true(json_object_get(run->data, "verified")))
        fprintf(out, "%s\n", _("The PIN is right."));
    else
        show_status(run->data, out);
}

const struct es_command cmd_card_pin = {
    .name = "card-pin",
    .summary = N_("the card's PIN: its tries, whether it is right, another one"),
    .operands = "status | verify | change",
    .operands_max = 1,
    .verbs = VERBS,
    .options = options,
    .shape = "{\"reader\":null,\"label\":null,\"serial\":null,\"pin\":null,\"verified\":false,"
             "\"changed\":false}",
    .unknown_hint = N_("It is not given again. Look with: esign card-pin status"),
    .run = run_card_pin,
    .show = show_card_pin,
};
