/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "message.h"
#include "pages.h"
#include "random.h"
#include "template.h"

enum { WORD_CHARS_MIN = 6, WORD_CHARS_MAX = 20 };

static const char link_expired[] =
    "Bağlantının süresi dolmuş ya da bağlantı daha önce kullanılmış. Lütfen Güvenlik Sözcüğü "
    "İstek Ekranından yeni bir e-posta isteyiniz.";

/* --- the mail ---------------------------------------------------------------------------- */

static bool make_message(struct es_turn *turn, const struct es_account *account, const char *token,
                         struct es_buf *message)
{
    struct es_practice *practice = turn->practice;
    char flow[9], link[256];
    es_random_digits(flow, sizeof(flow) - 1);
    snprintf(link, sizeof(link), "%s/nb.go?akis=%s&sessionid=%s", practice->origin, flow, token);
    es_auto(buf) text = {0}, html = {0};
    json_t *values = json_pack("{ss ss si}", "link", link, "origin", practice->origin, "minutes",
                               practice->options->link_minutes);
    bool ok = es_template_render("mail", "reset.txt", values, &text) &&
              es_template_render("mail", "reset.html", values, &html) &&
              es_message_make(practice->markup, account->email, es_buf_str(&text),
                              es_buf_str(&html), message);
    json_decref(values);
    return ok;
}

bool es_pages_mail_link(struct es_turn *turn, const struct es_account *account)
{
    struct es_practice *practice = turn->practice;
    char token[ES_TOKEN_CHARS + 1], path[ES_FOLDER_PATH_MAX], why[256];
    es_random_hex(token, ES_TOKEN_CHARS);
    es_auto(buf) message = {0};
    if (!make_message(turn, account, token, &message) ||
        !es_folder_put(&practice->folder, "outbox", "eml", message.data, message.len, path))
        return false;
    es_store_link_add(practice->store, token, account->number,
                      es_clock_ms() + practice->options->link_minutes * INT64_C(60000));
    printf("e-mail: %s\n", path);
    if (practice->options->smtp &&
        !es_message_send(practice->options->smtp, account->email, &message, why, sizeof(why)))
        fprintf(stderr, "esign-practice: SMTP: %s\n", why);
    return true;
}

/* --- from the link to the new word ------------------------------------------------------- */

void es_pages_link(struct es_turn *turn)
{
    const char *token = es_turn_query(turn, "sessionid");
    if (!token[0]) { /* the old entry page */
        es_pages_verify(turn);
        return;
    }
    int64_t account = es_store_link_account(turn->practice->store, token);
    if (!account) {
        es_turn_say(turn, "Güvenlik Sözcüğü Güncelleme", link_expired, true);
        return;
    }
    es_turn_new_visit(turn, ES_PHASE_LINK, account);
    snprintf(turn->visit.link, sizeof(turn->visit.link), "%s", token);
    /* On to an address without the token, so that it stays in no history and no Referer. */
    es_turn_go(turn, "/sozcuk");
}

static void show_reset(struct es_turn *turn, const char *error)
{
    es_turn_show(turn, "reset",
                 json_pack("{ss si si}", "error", error ? error : "", "least", WORD_CHARS_MIN,
                           "most", WORD_CHARS_MAX));
}

void es_pages_reset(struct es_turn *turn)
{
    show_reset(turn, NULL);
}

static size_t count_chars(const char *utf8)
{
    size_t count = 0;
    for (; *utf8; utf8++)
        count += (*utf8 & 0xC0) != 0x80;
    return count;
}

static void set_word(struct es_turn *turn, const char *word)
{
    struct es_practice *practice = turn->practice;
    struct es_account account;
    int64_t number = turn->visit.account;
    es_store_word_set(practice->store, number, word);
    es_store_link_use(practice->store, turn->visit.link);
    if (es_store_account_get(practice->store, number, &account)) {
        account.wrong = 0;
        account.blocked = false;
        es_store_account_save(practice->store, &account);
    }
    es_turn_new_visit(turn, ES_PHASE_UPDATED, number);
    es_turn_go(turn, "/sonuc");
}

void es_pages_reset_press(struct es_turn *turn)
{
    const char *word = es_turn_field(turn, "sozcuk"), *again = es_turn_field(turn, "tekrar");
    size_t chars = count_chars(word);
    if (!es_store_link_account(turn->practice->store, turn->visit.link))
        es_turn_say(turn, "Güvenlik Sözcüğü Güncelleme", link_expired, true);
    else if (strcmp(word, again))
        show_reset(turn, "Güvenlik Sözcüğü ile Güvenlik Sözcüğü Tekrarı uyuşmuyor.");
    else if (chars < WORD_CHARS_MIN || chars > WORD_CHARS_MAX)
        show_reset(turn, "Güvenlik Sözcüğü geçersiz: en az 6, en çok 20 karakter olmalıdır.");
    else
        set_word(turn, word);
}

void es_pages_result(struct es_turn *turn)
{
    es_turn_show(turn, "message",
                 json_pack("{ss ss sb}", "title", "Sonuç", "notice",
                           "Güvenlik Sözcüğü başarıyla güncellenmiştir.", "again", 1));
}
