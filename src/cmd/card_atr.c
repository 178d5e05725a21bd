/* SPDX-License-Identifier: Apache-2.0 */
/* card-check --atr: an answer to reset explained to a person. */
#include "card_atr.h"
#include "esign/buf.h"
#include "esign/i18n.h"
#include "esign/print.h"
#include <string.h>

enum { COLUMN = 18 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Below nought: reserved. */
static int number_of(const json_t *numbers, const char *key)
{
    const json_t *number = json_object_get(numbers, key);
    return json_is_integer(number) ? (int)json_integer_value(number) : -1;
}

static bool is_reserved(const json_t *numbers)
{
    const char *key;
    const json_t *number;
    json_object_foreach((json_t *)numbers, key, number)
    {
        if (json_is_null(number))
            return true;
    }
    return false;
}

static const char *name_text(const json_t *card)
{
    const char *name = text_of(card, "name");
    if (*name)
        return name;
    return strcmp(text_of(card, "family"), "akis") == 0 ? "AKİS" : _("not an AKİS card");
}

static const char *fault_text(const char *fault)
{
    static const struct {
        const char *fault;
        const char *text;
    } TEXTS[] = {
        {"bad_start", N_("Not well formed: its first byte is neither 3B nor 3F.")},
        {"cut", N_("Not well formed: it breaks off before its end.")},
        {"too_long", N_("Not well formed: there are bytes behind its end.")},
        {"bad_check", N_("Not well formed: its check byte is not the one that the bytes make.")},
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
        if (strcmp(fault, TEXTS[i].fault) == 0)
            return gettext(TEXTS[i].text);
    return NULL;
}

static bool say_speed(const json_t *numbers, struct es_buf *out)
{
    int fi = number_of(numbers, "fi"), di = number_of(numbers, "di");
    return es_buf_printf(out, _("Fi %d, Di %d: %g clock cycles a bit; clock up to %g MHz"), fi, di,
                         (double)fi / di, number_of(numbers, "max_khz") / 1e3);
}

static bool say_supply(const json_t *numbers, struct es_buf *out)
{
    static const char *const VOLTS[] = {"5 V", "3 V", "1.8 V"};
    int classes = number_of(numbers, "classes");
    bool said = es_buf_printf(out, "%s", _("supply voltage:"));
    for (int i = 0; i < 3; i++)
        if (classes & 1 << i)
            said = said && es_buf_printf(out, " %s", VOLTS[i]);
    return said;
}

static bool say_mode(const json_t *numbers, struct es_buf *out)
{
    return es_buf_printf(out, _("speaks T=%d only"), number_of(numbers, "protocol")) &&
           (number_of(numbers, "can_change") != 1 ||
            es_buf_printf(out, "; %s", _("the reader may change that")));
}

static bool say_waiting(const json_t *numbers, struct es_buf *out)
{
    return es_buf_printf(out, _("waiting times: block %d, character %d"),
                         number_of(numbers, "block"), number_of(numbers, "character"));
}

static bool say_protocol(const json_t *numbers, struct es_buf *out)
{
    int protocol = number_of(numbers, "t");
    return protocol == 15 ? es_buf_printf(out, "%s", _("bytes for all protocols follow"))
                          : es_buf_printf(out, "T=%d", protocol);
}

static bool say_one(const char *topic, const json_t *numbers, struct es_buf *out)
{
    if (strcmp(topic, "guard_time") == 0)
        return es_buf_printf(out, _("extra guard time %d"), number_of(numbers, "extra"));
    if (strcmp(topic, "work_waiting") == 0)
        return es_buf_printf(out, _("waiting time integer %d"), number_of(numbers, "integer"));
    if (strcmp(topic, "block_size") == 0)
        return es_buf_printf(out, _("blocks of up to %d bytes"), number_of(numbers, "bytes"));
    if (strcmp(topic, "error_code") == 0)
        return es_buf_printf(out, "%s",
                             number_of(numbers, "crc") ? _("errors are found by a CRC")
                                                       : _("errors are found by an LRC"));
    if (strcmp(topic, "programming_voltage") == 0)
        return es_buf_printf(out, "%s", _("programming voltage, of old cards"));
    if (strcmp(topic, "contact_c6") == 0)
        return es_buf_printf(out, "%s", _("use of the contact C6"));
    return true;
}

static bool say(const json_t *byte, struct es_buf *out)
{
    static const struct {
        const char *topic;
        bool (*say)(const json_t *numbers, struct es_buf *out);
    } WITH_MORE[] = {
        {"speed", say_speed},     {"supply", say_supply},     {"mode", say_mode},
        {"waiting", say_waiting}, {"protocol", say_protocol},
    };
    const char *topic = text_of(byte, "topic");
    const json_t *numbers = json_object_get(byte, "numbers");
    if (is_reserved(numbers))
        return es_buf_printf(out, "%s", _("a value that the standard reserves"));
    for (size_t i = 0; i < sizeof WITH_MORE / sizeof WITH_MORE[0]; i++)
        if (strcmp(topic, WITH_MORE[i].topic) == 0)
            return WITH_MORE[i].say(numbers, out);
    return say_one(topic, numbers, out);
}

static void show_interface(const json_t *interface, FILE *out)
{
    const json_t *byte;
    size_t i;
    json_array_foreach((json_t *)interface, i, byte)
    {
        es_auto(buf) label = {0};
        es_auto(buf) meaning = {0};
        if (es_buf_printf(&label, "%s %s", text_of(byte, "name"), text_of(byte, "value")) &&
            say(byte, &meaning))
            es_print_pair(es_buf_str(&label), es_buf_str(&meaning), COLUMN, out);
    }
}

static void show_protocols(const json_t *protocols, FILE *out)
{
    const json_t *protocol;
    size_t i;
    bool said = true;
    es_auto(buf) list = {0};
    json_array_foreach((json_t *)protocols, i, protocol)
    {
        said = said && es_buf_printf(&list, "%s%s", i ? ", " : "", json_string_value(protocol));
    }
    if (said && list.len)
        es_print_pair(_("Protocols"), list.data, COLUMN, out);
}

static const char *check_text(const char *check)
{
    if (strcmp(check, "right") == 0)
        return _("right");
    return strcmp(check, "wrong") == 0 ? _("wrong") : _("none");
}

void card_show_atr(const char *hex, const json_t *card, FILE *out)
{
    const char *fault = fault_text(text_of(card, "fault"));
    const char *convention = text_of(card, "convention");
    es_print_pair(_("ATR"), hex, COLUMN, out);
    es_print_pair(_("Card"), name_text(card), COLUMN, out);
    if (*convention)
        es_print_pair(_("Convention"),
                      strcmp(convention, "inverse") == 0 ? _("inverse") : _("direct"), COLUMN, out);
    show_protocols(json_object_get(card, "protocols"), out);
    show_interface(json_object_get(card, "interface"), out);
    if (*text_of(card, "historical"))
        es_print_pair(_("Historical"), text_of(card, "historical"), COLUMN, out);
    es_print_pair(_("Check byte"), check_text(text_of(card, "check_byte")), COLUMN, out);
    if (fault)
        es_print_wrapped(fault, 0, out);
}
