/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "captcha.h"
#include "pages.h"
#include "random.h"
#include "template.h"

void es_pages_home(struct es_turn *turn)
{
    es_turn_show(turn, "home", NULL);
}

/* Some years' way in had two more pages; a markup that has them shows them. */
static void show_if_there(struct es_turn *turn, const char *name)
{
    char file[64];
    snprintf(file, sizeof(file), "%s.html", name);
    if (es_template_exists(turn->practice->markup->name, file))
        es_turn_show(turn, name, NULL);
    else
        es_turn_go(turn, "/bireysel");
}

void es_pages_online(struct es_turn *turn)
{
    show_if_there(turn, "online");
}

void es_pages_certificates(struct es_turn *turn)
{
    show_if_there(turn, "nes");
}

void es_pages_search(struct es_turn *turn)
{
    es_turn_say(turn, "Arama", "Alıştırma portalında arama yapılmaz.", false);
}

void es_pages_newsletter(struct es_turn *turn)
{
    es_turn_say(turn, "E-Bülten", "Alıştırma portalının bülteni yoktur; adresiniz saklanmadı.",
                false);
}

void es_pages_english(struct es_turn *turn)
{
    es_turn_say(turn, "English", "The practice portal's pages are in Turkish only.", false);
}

void es_pages_verify(struct es_turn *turn)
{
    es_turn_show(turn, "verify", NULL);
}

void es_pages_verify_press(struct es_turn *turn)
{
    static const char *const buttons[] = {"sifreli", "eimza", NULL};
    es_turn_go(turn, strcmp(es_turn_button(turn, buttons), "eimza") ? "/giris" : "/e-imza");
}

void es_pages_signature(struct es_turn *turn)
{
    es_turn_say(turn, "E-İmzalı Giriş",
                "Alıştırma portalında yalnız \"Şifreli Giriş\" kullanılabilir.", false);
}

/* --- the picture ------------------------------------------------------------------------- */

/* Each fetch draws a new picture, and the newest alone is good: as sites do it. */
void es_pages_picture(struct es_turn *turn)
{
    if (!turn->visit.id[0])
        es_turn_new_visit(turn, ES_PHASE_STRANGER, 0);
    es_random_digits(turn->visit.picture, ES_CAPTCHA_DIGITS);
    turn->type = "image/png";
    if (!es_captcha_draw(turn->visit.picture, &turn->body))
        turn->status = 500;
    if (turn->practice->options->tell_captcha &&
        !es_folder_append(&turn->practice->folder, "captcha.txt", turn->visit.picture))
        perror("esign-practice: captcha.txt");
}

static void trim(const char *text, char *out, size_t size)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t len = strlen(text);
    while (len && isspace((unsigned char)text[len - 1]))
        len--;
    snprintf(out, size, "%.*s", (int)(len < size ? len : size - 1), text);
}

/* Good for one answer. */
static bool picture_fits(struct es_turn *turn)
{
    char answer[32];
    trim(es_turn_field(turn, "resim"), answer, sizeof(answer));
    bool fits = turn->visit.picture[0] && !strcmp(answer, turn->visit.picture);
    turn->visit.picture[0] = '\0';
    return fits;
}

static void show_with_picture(struct es_turn *turn, const char *page, const char *error)
{
    char random[17], address[64];
    turn->visit.picture[0] = '\0';
    es_random_hex(random, 16);
    snprintf(address, sizeof(address), "/resim?r=%s", random);
    es_turn_show(turn, page,
                 json_pack("{ss ss ss ss}", "picture", address, "random", random, "error",
                           error ? error : "", "id", es_turn_field(turn, "kimlik")));
}

/* --- login ------------------------------------------------------------------------------- */

void es_pages_login(struct es_turn *turn)
{
    show_with_picture(turn, "login", NULL);
}

static const char blocked[] =
    "Hesabınız bloke edilmiştir. Yeniden etkinleştirmek için \"Güvenlik Sözcüğümü Unuttum\" "
    "düğmesiyle yeni bir Güvenlik Sözcüğü belirleyiniz.";

static void count_wrong_word(struct es_turn *turn, struct es_account *account)
{
    char error[400];
    account->wrong++;
    account->blocked = account->wrong >= ES_WRONG_WORDS_MAX;
    es_store_account_save(turn->practice->store, account);
    if (account->blocked)
        snprintf(error, sizeof(error), "Güvenlik Sözcüğü hatalı. %s", blocked);
    else
        snprintf(error, sizeof(error), "Güvenlik Sözcüğü hatalı. Kalan deneme hakkınız: %d",
                 ES_WRONG_WORDS_MAX - account->wrong);
    show_with_picture(turn, "login", error);
}

static void accept_word(struct es_turn *turn, struct es_account *account)
{
    bool sms = !turn->practice->options->no_sms;
    account->wrong = 0;
    es_store_account_save(turn->practice->store, account);
    /* A new cookie, so that one known before the login is worth nothing after it. */
    es_turn_new_visit(turn, sms ? ES_PHASE_WORD : ES_PHASE_IN, account->number);
    es_turn_go(turn, sms ? "/sms-onay" : "/menu");
}

void es_pages_login_press(struct es_turn *turn)
{
    static const char *const buttons[] = {"giris", "unuttum", NULL};
    if (!strcmp(es_turn_button(turn, buttons), "unuttum")) {
        es_turn_go(turn, "/sozcuk-istek");
        return;
    }
    struct es_account account;
    char id[32];
    trim(es_turn_field(turn, "kimlik"), id, sizeof(id));
    if (!picture_fits(turn))
        show_with_picture(turn, "login", "Resimdeki yazı hatalı.");
    else if (!es_store_account_find(turn->practice->store, id, &account))
        show_with_picture(turn, "login", "Kimlik No ya da Güvenlik Sözcüğü hatalı.");
    else if (account.blocked)
        show_with_picture(turn, "login", blocked);
    else if (!es_store_word_fits(turn->practice->store, account.number,
                                 es_turn_field(turn, "sozcuk")))
        count_wrong_word(turn, &account);
    else
        accept_word(turn, &account);
}

/* --- the request for a mail -------------------------------------------------------------- */

void es_pages_forgot(struct es_turn *turn)
{
    show_with_picture(turn, "forgot", NULL);
}

void es_pages_forgot_press(struct es_turn *turn)
{
    struct es_account account;
    char id[32];
    trim(es_turn_field(turn, "kimlik"), id, sizeof(id));
    if (!picture_fits(turn)) {
        show_with_picture(turn, "forgot", "Resimdeki yazı hatalı.");
    } else if (!es_store_account_find(turn->practice->store, id, &account)) {
        show_with_picture(turn, "forgot", "Kimlik No doğrulanamadı.");
    } else if (!es_pages_mail_link(turn, &account)) {
        turn->status = 500;
        es_turn_say(turn, "Hata", "E-posta hazırlanamadı.", true);
    } else {
        es_turn_say(turn, "Sonuç",
                    "Güvenlik Sözcüğü güncelleme bağlantısı kayıtlı e-posta adresinize "
                    "gönderilmiştir.",
                    false);
    }
}
