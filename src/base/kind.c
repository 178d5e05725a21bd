/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/kind.h"
#include "esign/i18n.h"
#include "esign/secret.h"
#include "esign/text.h"
#include <string.h>

static const struct {
    const char *name;
    bool secret;
    const char *words; /* N_("…"): to a person */
} kinds[ES_KIND_COUNT] = {
    [ES_KIND_ID] = {"id", true, N_("identity number")},
    [ES_KIND_CAPTCHA] = {"captcha", false, N_("text in the picture")},
    [ES_KIND_WORD] = {"word", true, N_("security word")},
    [ES_KIND_WORD_AGAIN] = {"word_again", true, N_("security word again")},
    [ES_KIND_LINK] = {"link", true, N_("link from the message")},
    [ES_KIND_CODE] = {"code", true, N_("SMS code")},
    [ES_KIND_PHONE_OK] = {"phone_ok", false, N_("phone number's confirmation")},
    [ES_KIND_SERIAL] = {"serial", false, N_("card's serial number")},
    [ES_KIND_FIELD] = {"field", true, N_("field of the page")},
    [ES_KIND_PIN] = {"pin", true, N_("card's PIN")},
    [ES_KIND_NEW_PIN] = {"new_pin", true, N_("new PIN")},
    [ES_KIND_NEW_PIN_AGAIN] = {"new_pin_again", true, N_("new PIN again")},
    [ES_KIND_MAIL_PASSWORD] = {"mail_password", true, N_("password of the mailbox")},
};

const char *es_kind_name(enum es_kind kind)
{
    return kinds[kind].name;
}

const char *es_kind_words(enum es_kind kind)
{
    return gettext(kinds[kind].words);
}

bool es_kind_find(const char *name, enum es_kind *kind)
{
    for (unsigned i = 0; i < ES_KIND_COUNT; i++) {
        if (!strcmp(kinds[i].name, name)) {
            *kind = (enum es_kind)i;
            return true;
        }
    }
    return false;
}

bool es_kind_is_secret(enum es_kind kind)
{
    return kinds[kind].secret;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The check digits of a T.C. identity number: d10 = (7·odd − even) mod 10 over the first nine,
 * d11 = the sum of the first ten mod 10. Public rule of the population register (MERNİS). */
bool es_kind_is_identity_number(const char *id)
{
    int odd = 0, even = 0;
    for (int i = 0; i < 9; i++)
        *(i % 2 ? &even : &odd) += id[i] - '0';
    int tenth = ((odd * 7 - even) % 10 + 10) % 10;
    int last = (odd + even + tenth) % 10;
    return id[0] != '0' && id[9] - '0' == tenth && id[10] - '0' == last;
}

static bool id_fits(const char *id, size_t len)
{
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < len; i++) {
        digits += is_digit(id[i]);
        letters += is_letter(id[i]);
    }
    if (digits == len)
        return len == 11 && es_kind_is_identity_number(id);
    return digits + letters == len && len >= 5 && len <= 15;
}

static bool is_pin(enum es_kind kind)
{
    return kind == ES_KIND_PIN || kind == ES_KIND_NEW_PIN || kind == ES_KIND_NEW_PIN_AGAIN;
}

static bool all_digits(const struct es_buf *answer)
{
    for (size_t i = 0; i < answer->len; i++)
        if (!is_digit(answer->data[i]))
            return false;
    return true;
}

static bool has_digit(const struct es_buf *answer)
{
    for (size_t i = 0; i < answer->len; i++)
        if (is_digit(answer->data[i]))
            return true;
    return false;
}

/* Bytes of the blank at `at`: a space, a tab, or one of those that pages and messages keep figures
 * together with (U+00A0, U+2007, U+2009, U+202F); 0: there is none. */
static size_t blank_at(const struct es_buf *answer, size_t at)
{
    static const char *const BLANKS[] = {" ", "\t", "\u00a0", "\u2007", "\u2009", "\u202f"};
    for (size_t i = 0; i < sizeof BLANKS / sizeof BLANKS[0]; i++) {
        size_t len = strlen(BLANKS[i]);
        if (answer->len - at >= len && !memcmp(answer->data + at, BLANKS[i], len))
            return len;
    }
    return 0;
}

/* Where the text ends that has blanks behind it alone. */
static size_t end_of_text(const struct es_buf *answer)
{
    size_t end = 0;
    for (size_t at = 0, blank; at < answer->len; at += blank ? blank : 1) {
        blank = blank_at(answer, at);
        if (!blank)
            end = at + 1;
    }
    return end;
}

void es_kind_tidy(enum es_kind kind, struct es_buf *answer)
{
    bool all = kind == ES_KIND_ID || kind == ES_KIND_CODE;
    if (!answer->len || (!all && kind != ES_KIND_CAPTCHA))
        return;
    size_t end = end_of_text(answer), kept = 0;
    for (size_t at = 0, blank; at < end; at += blank ? blank : 1) {
        blank = blank_at(answer, at);
        if (blank && (all || !kept))
            continue;
        for (size_t i = 0; i < (blank ? blank : 1); i++)
            answer->data[kept++] = answer->data[at + i];
    }
    es_wipe(answer->data + kept, answer->len - kept);
    answer->len = kept;
}

static bool has_control(const struct es_buf *answer)
{
    for (size_t i = 0; i < answer->len; i++) {
        unsigned char c = (unsigned char)answer->data[i];
        if (c < 0x20 || c == 0x7f)
            return true;
    }
    return false;
}

es_status es_kind_check(enum es_kind kind, const struct es_buf *answer, struct es_error *err)
{
    const char *name = es_kind_words(kind);
    if (answer->len == 0)
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is empty"), name);
    if (answer->len > ES_ANSWER_MAX)
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is too long"), name);
    if (!es_text_is_utf8(answer->data, answer->len) || has_control(answer))
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is not plain text in UTF-8"),
                            name);
    if (kind == ES_KIND_ID && !id_fits(answer->data, answer->len))
        return es_fail_with(err, ES_ANSWER_INVALID,
                            _("this is no T.C. identity number (its check digits do not fit) and "
                              "no passport number"));
    if (kind == ES_KIND_CODE && !has_digit(answer))
        return es_fail_with(err, ES_ANSWER_INVALID, _("an SMS code has digits; this one has none"));
    if (is_pin(kind) && !all_digits(answer))
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is not digits alone"), name);
    return ES_OK;
}

bool es_kind_mask_id(const char *id, struct es_buf *out)
{
    size_t n = 0, i = 0;
    for (const char *at = id; *at; at += es_text_letter(at))
        n++;
    for (const char *at = id; *at; at += es_text_letter(at), i++) {
        bool shown = n >= 9 && (i < 3 || i + 3 >= n);
        if (!(shown ? es_buf_add(out, at, es_text_letter(at)) : es_buf_add_str(out, "•")))
            return false;
    }
    return true;
}
