/* SPDX-License-Identifier: Apache-2.0 */
/* What card-check's result says of readers and of cards. */
#include "card_value.h"
#include "cmd.h"
#include <string.h>

json_t *card_hex_value(const uint8_t *bytes, size_t len)
{
    char hex[2 * ES_ATR_BYTES_MAX + 1] = "";
    for (size_t i = 0; i < len; i++)
        snprintf(hex + 2 * i, 3, "%02X", bytes[i]);
    return cmd_text(hex);
}

/* What an interface byte is about, and what its numbers are called. */
static const struct topic {
    const char *name;
    const char *keys[ES_ATR_NUMBERS];
} TOPICS[] = {
    [ES_ATR_OTHER] = {"other", {NULL}},
    [ES_ATR_SPEED] = {"speed", {"fi", "di", "max_khz"}},
    [ES_ATR_VPP] = {"programming_voltage", {NULL}},
    [ES_ATR_GUARD] = {"guard_time", {"extra"}},
    [ES_ATR_MODE] = {"mode", {"protocol", "can_change", "implicit"}},
    [ES_ATR_WORK] = {"work_waiting", {"integer"}},
    [ES_ATR_BLOCK] = {"block_size", {"bytes"}},
    [ES_ATR_WAITING] = {"waiting", {"block", "character"}},
    [ES_ATR_CODE] = {"error_code", {"crc"}},
    [ES_ATR_SUPPLY] = {"supply", {"clock_stop", "classes"}},
    [ES_ATR_CONTACT] = {"contact_c6", {NULL}},
    [ES_ATR_PROTOCOL] = {"protocol", {"t"}},
};

static json_t *interface_value(const struct es_atr_byte *byte)
{
    const struct topic *topic = &TOPICS[byte->topic];
    json_t *numbers = json_object(), *value = json_object();
    for (size_t i = 0; i < ES_ATR_NUMBERS && topic->keys[i]; i++)
        json_object_set_new(numbers, topic->keys[i],
                            byte->number[i] < 0 ? json_null() : json_integer(byte->number[i]));
    json_object_set_new(value, "name", json_sprintf("T%c%u", byte->letter, byte->level));
    json_object_set_new(value, "value", card_hex_value(&byte->value, 1));
    json_object_set_new(value, "topic", json_string(topic->name));
    json_object_set_new(value, "numbers", numbers);
    return value;
}

json_t *card_value(const uint8_t *atr, size_t len, const struct es_atr *card)
{
    json_t *protocols = json_array(), *interface = json_array(), *value = json_object();
    for (unsigned n = 0; n < 15; n++)
        if (card->protocols & 1U << n)
            json_array_append_new(protocols, json_sprintf("T=%u", n));
    for (size_t i = 0; i < card->n_interface; i++)
        json_array_append_new(interface, interface_value(&card->interface[i]));
    bool akis = card->family == ES_CARD_AKIS, started = card->fault != ES_ATR_BAD_START && len > 0;
    json_object_set_new(value, "family", json_string(akis ? "akis" : "other"));
    json_object_set_new(value, "name", cmd_text(card->name));
    json_object_set_new(value, "protocols", protocols);
    json_object_set_new(value, "fault", json_string(es_atr_fault_name(card->fault)));
    json_object_set_new(value, "convention",
                        started ? json_string(card->inverse ? "inverse" : "direct") : json_null());
    json_object_set_new(value, "interface", interface);
    json_object_set_new(value, "historical",
                        card_hex_value(atr + card->historical, card->n_historical));
    json_object_set_new(value, "check_byte", json_string(es_atr_check_name(card->check)));
    return value;
}

static json_t *reader_value(const struct es_reader *reader)
{
    json_t *value = json_object();
    json_object_set_new(value, "name", json_string(reader->name));
    json_object_set_new(value, "state", json_string(es_reader_state_name(reader->state)));
    json_object_set_new(value, "atr", card_hex_value(reader->atr, reader->atr_len));
    json_object_set_new(value, "card",
                        reader->atr_len ? card_value(reader->atr, reader->atr_len, &reader->card)
                                        : json_null());
    json_object_set_new(value, "certificate", json_null());
    json_object_set_new(value, "certificates", json_array());
    return value;
}

void card_fill_data(json_t *data, es_status status, const struct es_readers *readers,
                    const struct es_error *err)
{
    const char *cause = readers->cause;
    bool failed = cause && status != ES_OK; /* the error's own words may say more */
    json_t *list = json_array();
    for (size_t i = 0; i < readers->n; i++)
        json_array_append_new(list, reader_value(&readers->reader[i]));
    json_object_set_new(data, "seated", json_boolean(status == ES_OK));
    json_object_set_new(data, "cause_code", cmd_text(cause));
    json_object_set_new(data, "cause", cmd_text(failed ? err->message : es_card_cause_text(cause)));
    json_object_set_new(data, "remedy", cmd_text(failed ? err->hint : es_card_cause_remedy(cause)));
    json_object_set_new(data, "readers", list);
}

es_status card_blame_reader(const struct opt_values *options, const struct es_readers *readers,
                            es_status status, struct es_error *err)
{
    bool named = readers->cause && !strcmp(readers->cause, "no_such_reader");
    return named ? settings_blame(options, OPT_READER, status, err) : status;
}
