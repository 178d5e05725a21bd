/* SPDX-License-Identifier: Apache-2.0 */
/* One list of what can be: a word for scripts, a status, a sentence and the one thing to do. */
#include "esign/i18n.h"
#include "pcsc.h"
#include <string.h>
#include <unistd.h>

/* Each cause's words. NULL: those of the status in errors.def. */
static const struct cause {
    const char *code;
    es_status status;
    const char *text;
    const char *remedy;
    const char *by_hand; /* the remedy where there is no systemd; NULL: the same */
} CAUSES[] = {
    {"present", ES_OK, "", "", NULL},
    {"shared", ES_OK, N_("another program uses the card as well"),
     N_("If signing does not work, close that program."), NULL},
    {"akis_or_identity", ES_OK,
     N_("e-signature cards of this kind and national identity cards answer alike"),
     N_("Look at the card: one that says \"Kimlik Kartı\" (identity card) is not the e-signature "
        "card."),
     NULL},
    {"not_akis", ES_OK, N_("the card is not an AKİS card"),
     N_("Look whether it is the e-signature card that is in the reader."), NULL},
    {"atr_garbled", ES_OK, N_("the card's first answer (its ATR) is not as the standard wants it"),
     N_("Take the card out, clean the chip with a dry cloth and seat it again."), NULL},
    {"exclusive", ES_READER_IN_USE, NULL, NULL, NULL},
    {"mute", ES_CARD_MUTE, NULL, NULL, NULL},
    {"unpowered", ES_CARD_MUTE, N_("a card is in the reader, but the reader gives it no power"),
     N_("Take the card out and seat it again."), NULL},
    {"empty", ES_NO_CARD, NULL, NULL, NULL},
    {"card_pulled", ES_NO_CARD, N_("the card was taken out of the reader"),
     N_("Put it back in with the chip first, and push it home."), NULL},
    {"reader_lost", ES_READER_LOST, NULL, NULL, NULL},
    {"no_reader", ES_NO_READER, NULL, NULL, NULL},
    {"no_such_reader", ES_NO_READER, N_("no card reader's name holds this text"),
     N_("See the readers' names with: esign card-check"), NULL},
    {"library_missing", ES_PCSC_ABSENT, N_("the PC/SC library (libpcsclite) cannot be loaded"),
     N_("Install it: sudo apt install libpcsclite1"), NULL},
    {"library_crashed", ES_PCSC_ABSENT, N_("asking the smart card service ended in a crash"),
     N_("Restart the service: sudo systemctl restart pcscd"),
     N_("Restart the service: sudo pkill -KILL pcscd; sudo pcscd")},
    {"service_not_installed", ES_PCSC_ABSENT, N_("the smart card service (pcscd) is not installed"),
     N_("Install it: sudo apt install pcscd"), NULL},
    {"service_not_running", ES_PCSC_ABSENT, N_("the smart card service is not running"),
     N_("Start it: sudo systemctl enable --now pcscd.socket"), N_("Start it: sudo pcscd")},
    {"socket_stale", ES_PCSC_ABSENT,
     N_("the smart card service has ended and left its socket behind"),
     N_("Start it again: sudo systemctl restart pcscd.socket"), N_("Start it again: sudo pcscd")},
    {"service_nonsense", ES_PCSC_ABSENT, N_("what the smart card service answers makes no sense"),
     N_("Restart the service: sudo systemctl restart pcscd"),
     N_("Restart the service: sudo pkill -KILL pcscd; sudo pcscd")},
    {"service_hung", ES_PCSC_HUNG, NULL, N_("Restart it: sudo systemctl restart pcscd"),
     N_("Restart it: sudo pkill -KILL pcscd; sudo pcscd")},
    {"socket_refused", ES_PCSC_DENIED, N_("this user may not use the smart card service's socket"),
     N_("Ask your administrator for the right to read and write /run/pcscd/pcscd.comm."), NULL},
    {"service_refused", ES_PCSC_DENIED,
     N_("the smart card service's rules (polkit) refuse this user"),
     N_("Ask your administrator to allow org.debian.pcsc-lite.access_pcsc; over ssh it is refused "
        "as a rule."),
     NULL},
};

static const struct cause *find(const char *code)
{
    for (size_t i = 0; code && i < sizeof CAUSES / sizeof CAUSES[0]; i++)
        if (strcmp(code, CAUSES[i].code) == 0)
            return &CAUSES[i];
    return NULL;
}

/* As sd_booted(3). */
static bool has_systemd(void)
{
    return access("/run/systemd/system", F_OK) == 0;
}

static const char *translated(const char *own, const char *listed)
{
    const char *text = own ? own : listed;
    return *text ? gettext(text) : NULL; /* gettext's own answer to nothing is the file's header */
}

const char *es_card_cause_text(const char *code)
{
    const struct cause *cause = find(code);
    return cause ? translated(cause->text, es_error_info(cause->status)->message) : NULL;
}

const char *es_card_cause_remedy(const char *code)
{
    const struct cause *cause = find(code);
    if (!cause)
        return NULL;
    const char *own = cause->by_hand && !has_systemd() ? cause->by_hand : cause->remedy;
    return translated(own, es_error_info(cause->status)->hint);
}

es_status es_card_tell_cause(const char *code, struct es_readers *readers, struct es_error *err)
{
    const struct cause *cause = find(code);
    if (!cause)
        return es_fail(err, ES_INTERNAL);
    readers->cause = cause->code;
    if (cause->status == ES_OK) {
        if (err)
            err->status = ES_OK;
        return ES_OK;
    }
    (void)es_fail_with(err, cause->status, "%s", es_card_cause_text(code));
    es_hint(err, "%s", es_card_cause_remedy(code));
    return cause->status;
}
