/* SPDX-License-Identifier: Apache-2.0 */
/* What a command advises when it is run alone names another command. To somebody who is guided that
 * would be a way out of the guide: here stands what to do instead, where the guide's own ways do
 * not say it already. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "guide.h"

#include <string.h>

static const struct {
    es_status status;
    const char *hint; /* N_("…") */
} hints[] = {
    {ES_NO_CARD, N_("Break the chip part out of the large card, rub burrs off its edge, and put it "
                    "into the reader as the picture on the reader shows: the gold contacts go in "
                    "first.")},
    {ES_NO_READER, N_("Plug the reader in. If it is plugged in, take another socket of the "
                      "computer.")},
    {ES_READER_LOST, N_("Plug it in again.")},
    {ES_LAST_TRY, N_("A new word is the safe way, and ends the count.")},
    {ES_ACCOUNT_BLOCKED,
     N_("Only the portal can unblock it: get a new word by e-mail, or call 0262 648 18 18.")},
    {ES_WRONG_CODE, N_("Look at the newest SMS.")},
    {ES_MAIL_NOT_FOUND, N_("Wait a few minutes, and look in the spam folder too.")},
    {ES_SESSION_BUSY, N_("Wait for it to end.")},
    {ES_SESSION_UNUSABLE, N_("Make the file and its folder yours alone (chmod u+rwX,go-rwx), or "
                             "let XDG_RUNTIME_DIR name "
                             "a folder of your own.")},
    {ES_WRONG_PIN, N_("Three wrong PINs block it: look at the PIN once more before you give it "
                      "again.")},
    {ES_PIN_BLOCKED, N_("Unblock it on the portal: choose \"Kilit Çözme\" in its menu. esign never "
                        "tries a PUK.")},
    {ES_UNREACHABLE, N_("Check the network; nothing was sent.")},
    {ES_TIMED_OUT, N_("Nothing is lost; the portal may be slow just now.")},
    {ES_NO_RESOURCES, N_("Close other programs.")},
    {ES_OUTCOME_UNKNOWN, N_("It is not sent again. Whether it was taken is not known; a security "
                            "word that was sent counts as a try.")},
};

/* What it names; not what helps beside the guide, such as esign doctor, nor the guide's own
 * options. The one that may be given a file stands apart: so may the guide. */
enum named { NAMES_NOTHING, NAMES_A_STEP, NAMES_A_FILE };

static enum named names(const char *hint)
{
    static const struct es_command *const steps[] = {
        &cmd_card_check, &cmd_forgot_word, &cmd_reset_word, &cmd_login,
        &cmd_sms_verify, &cmd_pin_puk,     &cmd_card_pin,   &cmd_status,
    };
    if (strstr(hint, "esign reset-word --mail"))
        return NAMES_A_FILE;
    for (const char *at = hint; (at = strstr(at, "esign ")); at++)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (!strncmp(at + strlen("esign "), steps[i]->name, strlen(steps[i]->name)))
                return NAMES_A_STEP;
    return strstr(hint, "--last-try") ? NAMES_A_STEP : NAMES_NOTHING;
}

static bool is_of_the_list(const struct es_error *err)
{
    const char *hint = es_error_info(err->status)->hint;
    return *hint && strcmp(err->hint, gettext(hint)) == 0;
}

void guide_hint(struct es_error *err)
{
    const char *instead = NULL;
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].status == err->status)
            instead = gettext(hints[i].hint);
    if (err->status == ES_INPUT_NEEDED) /* at the end of input */
        es_hint(err, "%s", _("Go on where you were with: esign guide"));
    else if (names(err->hint) == NAMES_A_FILE)
        es_hint(err, "%s", _("Save the message in your mail program, and name its file here."));
    else if (names(err->hint) == NAMES_A_STEP || (instead && is_of_the_list(err)))
        es_hint(err, "%s", instead ? instead : "");
}

void guide_tell(const struct guide *guide, const struct es_error *why)
{
    struct es_error told = *why;
    guide_hint(&told);
    es_print_error(&told, guide->out);
    fflush(guide->out);
}

es_status guide_end(const struct es_error *why, struct es_error *err)
{
    char hint[ES_HINT_MAX];
    *err = *why;
    guide_hint(err);
    if (strstr(err->hint, "esign ")) /* it goes on by hand first */
        return err->status;
    snprintf(hint, sizeof hint, "%s", err->hint);
    es_hint(err, "%s%s%s", hint, *hint ? " " : "", _("Go on where you were with: esign guide"));
    return err->status;
}

es_status guide_stop(const struct es_error *why, struct es_error *err)
{
    es_fail_with(err, why->status, _("the guide was stopped"));
    es_hint(err, _("Go on where you were with: esign guide"));
    return why->status;
}
