/* SPDX-License-Identifier: Apache-2.0 */
/* How the guide puts the commands' questions: an answer that cannot be right costs nothing and is
 * asked for again, and what the person has typed once need not be typed again. */
#include "esign/i18n.h"
#include "esign/print.h"
#include "esign/tty.h"
#include "guide.h"

/* What is known of a kind: the number of this recovery, the word that was just set. */
static const struct es_buf *known(const struct guide *guide, enum es_kind kind)
{
    const struct es_buf *text = kind == ES_KIND_ID     ? &guide->id
                                : kind == ES_KIND_WORD ? &guide->word
                                                       : NULL;
    return text && text->len ? text : NULL;
}

static es_status copy(const struct es_buf *from, struct es_buf *to, struct es_error *err)
{
    es_buf_clear(to);
    return es_buf_add(to, from->data, from->len) ? ES_OK : es_fail_memory(err);
}

static es_status remember(struct guide *guide, enum es_kind kind, const struct es_buf *answer,
                          struct es_error *err)
{
    if (kind == ES_KIND_ID)
        return copy(answer, &guide->id, err);
    return kind == ES_KIND_WORD ? copy(answer, &guide->typed, err) : ES_OK;
}

/* Whose number is used without being asked for again is said, so that a mistake in it is seen. */
static void tell_number(const struct guide *guide)
{
    es_auto(buf) text = {0}, masked = {0};
    if (!guide->word.len && es_kind_mask_id(es_buf_str(&guide->id), &masked) &&
        es_buf_printf(&text, _("The identity number that you typed before is used: %s."),
                      es_buf_str(&masked)))
        guide_introduce(guide, es_buf_str(&text));
}

static void advise(struct guide *guide)
{
    if (!guide->advised)
        guide_say(guide, _("Think of a new word: mix digits with upper and lower case letters."));
    guide->advised = true;
}

/* For all that can be told before it is sent. */
static es_status can_be_right(const struct es_question *question, const struct es_buf *answer,
                              struct es_error *err)
{
    es_status status = es_kind_check(question->kind, answer, err);
    return status || !question->fits
               ? status
               : question->fits(question->fits_user, question->kind, answer->data, err);
}

es_status guide_ask(void *user, const struct es_question *question, struct es_buf *answer,
                    struct es_error *err)
{
    struct guide *guide = user;
    const struct es_buf *before = known(guide, question->kind);
    guide->another_picture = false;
    if (before && question->kind == ES_KIND_ID)
        tell_number(guide);
    if (before)
        return copy(before, answer, err);
    if (question->kind == ES_KIND_WORD && guide->new_word)
        advise(guide);
    if (question->kind == ES_KIND_CODE && guide->resend)
        guide_say(guide, _("A new SMS is on its way."));
    if (question->kind == ES_KIND_CAPTCHA)
        guide_say(guide, _("Enter alone: another picture. A question mark and Enter: open it in a "
                           "viewer."));
    fflush(guide->out);
    for (;;) {
        struct es_error why = ES_ERROR_INIT;
        es_status status = es_ask_terminal(question, answer, &why);
        es_kind_tidy(question->kind, answer);
        guide->another_picture = !status && question->kind == ES_KIND_CAPTCHA && answer->len == 0;
        if (!status && !guide->another_picture)
            status = can_be_right(question, answer, &why);
        if (!status && !guide->another_picture)
            return remember(guide, question->kind, answer, err);
        if (status == ES_ANSWER_INVALID) {
            guide_tell(guide, &why);
            fflush(guide->out);
            continue;
        }
        if (guide->another_picture)
            status = es_fail(&why, ES_ANSWER_INVALID);
        *err = why;
        return status;
    }
}
