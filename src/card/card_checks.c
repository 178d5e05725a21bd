/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/card_checks.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/module.h"
#include "usb_readers.h"
#include <stdio.h>
#include <string.h>

struct es_card_checks {
    const char *module;
    bool asked, looked;
    es_status status;
    struct es_error err;
    struct es_readers readers;
    struct es_usb_readers usb;
    es_status usb_status;
};

struct es_card_checks *es_card_checks_new(const char *module)
{
    struct es_card_checks *checks = es_heap_zeroed(1, sizeof *checks);
    if (checks)
        checks->module = module;
    return checks;
}

void es_card_checks_free(struct es_card_checks **checks)
{
    es_heap_free(*checks);
    *checks = NULL;
}

/* Words of the list, for those of the failure itself may name folders of the user. */
static void tell_listed(struct es_check *check, es_status status)
{
    es_check_unknown(check, status, "%s", gettext(es_error_info(status)->message));
    es_check_remedy(check, "%s", gettext(es_error_info(status)->hint));
}

static void ask(struct es_card_checks *checks)
{
    if (checks->asked)
        return;
    checks->asked = true;
    checks->err = ES_ERROR_INIT;
    checks->status = es_card_look(NULL, &checks->readers, &checks->err);
}

static bool is_of_library(const struct es_card_checks *checks)
{
    const char *cause = checks->readers.cause;
    return cause && strcmp(cause, "library_missing") == 0;
}

void es_card_check_library(struct es_card_checks *checks, struct es_check *check)
{
    ask(checks);
    if (checks->status == ES_PCSC_ABSENT && is_of_library(checks))
        es_check_failed(check, &checks->err);
    else
        es_check_ok(check, _("it is installed"));
}

/* Failures that are no reader's and no card's. */
static bool is_of_service(es_status status)
{
    return status == ES_PCSC_ABSENT || status == ES_PCSC_HUNG || status == ES_NO_RESOURCES ||
           status == ES_INTERNAL;
}

void es_card_check_service(struct es_card_checks *checks, struct es_check *check)
{
    ask(checks);
    if (is_of_service(checks->status))
        es_check_failed(check, &checks->err);
    else
        es_check_ok(check, _("it is running"));
}

void es_card_check_rights(struct es_card_checks *checks, struct es_check *check)
{
    ask(checks);
    if (checks->status == ES_PCSC_DENIED)
        es_check_failed(check, &checks->err);
    else
        es_check_ok(check, _("this user may use the service"));
}

/* ---- drivers ---- */

enum { VENDOR_ACS = 0x072F };

static void look_at_usb(struct es_card_checks *checks)
{
    if (!checks->looked)
        checks->usb_status = es_usb_readers_look(&checks->usb, NULL);
    checks->looked = true;
}

/* "ACS ACR38U (072f:9000)". */
static void name_reader(const struct es_usb_reader *reader, char *out, size_t size)
{
    snprintf(out, size, "%s (%04x:%04x)", reader->name[0] ? reader->name : _("card reader"),
             (unsigned)reader->vendor, (unsigned)reader->product);
}

static void tell_undriven(const struct es_usb_readers *usb, struct es_check *check)
{
    const struct es_usb_reader *reader = &usb->reader[0];
    char name[sizeof reader->name + 32];
    name_reader(reader, name, sizeof name);
    if (usb->n_damaged) {
        es_check_unknown(check, ES_NO_READER,
                         _("no driver takes %s, and the list of the driver %s cannot be read"),
                         name, usb->damaged);
        es_check_remedy(check, _("Install that driver anew, then run this again."));
        return;
    }
    es_check_wrong(check, ES_NO_READER, _("no driver takes %s"), name);
    if (reader->vendor == VENDOR_ACS)
        es_check_remedy(check, _("Install its driver (Debian: sudo apt install libacsccid1)."));
    else if (usb->n_drivers == 0)
        es_check_remedy(check, _("Install a driver (Debian: sudo apt install libccid)."));
    else
        es_check_remedy(check, _("Ask the reader's maker for its Linux (PC/SC) driver."));
}

/* Whose lists have all readers that are there: "ACS ACR38U-CCID (072f:90cc): ifd-ccid". */
static void tell_driven(const struct es_usb_readers *usb, struct es_check *check)
{
    const struct es_usb_reader *reader = &usb->reader[0];
    char name[sizeof reader->name + 32];
    name_reader(reader, name, sizeof name);
    if (usb->n == 1)
        es_check_ok(check, _("%s is taken by the driver %s"), name, reader->driver);
    else
        es_check_ok(check, _("%zu readers on USB have their drivers; the first is %s"), usb->n,
                    name);
}

void es_card_check_driver(struct es_card_checks *checks, struct es_check *check)
{
    look_at_usb(checks);
    const struct es_usb_readers *usb = &checks->usb;
    if (checks->usb_status != ES_OK) {
        tell_listed(check, checks->usb_status);
    } else if (!usb->seen) {
        es_check_unknown(check, ES_OK, _("this system does not tell its USB devices"));
        es_check_remedy(check, _("In a container or virtual machine, hand the reader through to "
                                 "it."));
    } else if (usb->n > 0 && !usb->reader[0].driver[0]) {
        tell_undriven(usb, check);
        ask(checks);
        if (checks->readers.n > 0) /* which may be the one that matters */
            check->state = ES_CHECK_UNKNOWN;
    } else if (usb->n > 0) {
        tell_driven(usb, check);
    } else if (usb->too_many) {
        es_check_unknown(check, ES_OK, _("there are too many USB devices to look at them all"));
        es_check_remedy(check, _("Unplug what is not needed, then run this again."));
    } else {
        es_check_skipped(check, _("no card reader is seen on USB"));
    }
}

/* ---- reader and card ---- */

/* On USB with its driver, and the service does not see it. */
static bool is_overlooked(struct es_card_checks *checks)
{
    look_at_usb(checks);
    return checks->usb_status == ES_OK && checks->usb.n > 0 && checks->usb.reader[0].driver[0];
}

void es_card_check_reader(struct es_card_checks *checks, struct es_check *check)
{
    ask(checks);
    bool none = checks->status == ES_NO_READER;
    if (none || checks->status == ES_READER_LOST) {
        es_check_failed(check, &checks->err);
        if (none && is_overlooked(checks)) {
            es_check_wrong(check, ES_NO_READER,
                           _("the reader is on USB, but the smart card service does not see it"));
            es_check_remedy(check, "%s", es_card_cause_remedy("service_nonsense"));
        }
    } else if (checks->readers.n == 1) {
        es_check_ok(check, _("one reader is seen"));
    } else {
        es_check_ok(check, _("%zu readers are seen"), checks->readers.n);
    }
}

/* The best card that is seated: an AKİS one. */
static const struct es_reader *seated(const struct es_readers *readers)
{
    const struct es_reader *best = NULL;
    for (size_t i = 0; i < readers->n; i++) {
        const struct es_reader *reader = &readers->reader[i];
        if (reader->state == ES_READER_PRESENT &&
            (!best || (best->card.family != ES_CARD_AKIS && reader->card.family == ES_CARD_AKIS)))
            best = reader;
    }
    return best;
}

void es_card_check_card(struct es_card_checks *checks, struct es_check *check)
{
    ask(checks);
    const struct es_reader *reader = seated(&checks->readers);
    if (checks->status != ES_OK || !reader) {
        es_check_failed(check, &checks->err);
        return;
    }
    const char *name = reader->card.name[0] ? reader->card.name : _("a card");
    const char *cause = checks->readers.cause;
    const char *doubt = cause && strcmp(cause, "shared") != 0 ? es_card_cause_text(cause) : NULL;
    if (!doubt) {
        es_check_ok(check, _("it answers: %s"), name);
        return;
    }
    es_check_unknown(check, ES_OK, _("it answers: %s; %s"), name, doubt);
    const char *remedy = es_card_cause_remedy(cause);
    es_check_remedy(check, "%s", remedy ? remedy : "");
}

/* ---- the module ---- */

static bool is_pin_blocked(const struct es_module_view *view)
{
    for (size_t i = 0; i < view->n_tokens; i++)
        if (view->token[i].pin == ES_PIN_STATE_BLOCKED)
            return true;
    return false;
}

static void look_through(const char *path, const struct es_readers *readers, struct es_check *check)
{
    struct es_module_view *view = NULL;
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_module_look(path, false, es_card_is_shared(readers), &view, &err);
    if (status == ES_READER_IN_USE) {
        es_check_unknown(check, status, "%s", err.message);
        es_check_remedy(check, "%s", err.hint);
    } else if (status != ES_OK) {
        tell_listed(check, status);
    } else if (view->n_tokens == 0) {
        tell_listed(check, ES_MODULE_FAILED);
        snprintf(check->what, sizeof check->what, "%s", _("the card's module sees no card"));
    } else if (is_pin_blocked(view)) {
        tell_listed(check, ES_PIN_BLOCKED);
        check->state = ES_CHECK_WRONG;
    } else {
        es_check_ok(check, _("it sees the card"));
    }
    es_module_view_free(&view);
}

void es_card_check_module(struct es_card_checks *checks, struct es_check *check)
{
    es_auto(buf) path = {0};
    struct es_error ignored = ES_ERROR_INIT;
    es_status status = es_module_find(checks->module, &path, &ignored);
    ask(checks);
    if (status == ES_OK && es_module_is_for(&checks->readers, checks->module))
        look_through(es_buf_str(&path), &checks->readers, check);
    else if (status == ES_OK)
        es_check_ok(check, _("it is installed"));
    else
        tell_listed(check, status);
    if (status == ES_MODULE_ABSENT && !checks->module)
        snprintf(check->what, sizeof check->what, "%s",
                 _("libakisp11.so is not installed; it is needed only to use the PIN on the card"));
}
