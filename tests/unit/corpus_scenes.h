/* SPDX-License-Identifier: Apache-2.0 */
/* The screens that the texts of tests/words stand on. */
#ifndef ESIGN_CORPUS_SCENES_H
#define ESIGN_CORPUS_SCENES_H

#include "esign/view.h"

struct field {
    const char *kind, *html;
};

#define ID      "<p><label for=i>T.C. Kimlik No</label><input id=i name=i>"
#define CAPTCHA "<p><img src=p.go><label for=c>Resimdeki Yazı</label><input id=c name=c>"
#define WORD    "<p><label for=w>Güvenlik Sözcüğü</label><input id=w name=w type=password>"
#define AGAIN   "<p><label for=a>Güvenlik Sözcüğü Tekrarı</label><input id=a name=a type=password>"
#define CODE    "<p><label for=k>SMS Onay Kodu</label><input id=k name=k>"

struct scene {
    enum es_screen screen;
    unsigned sent;
    const char *heading;
    struct field field[4];
    const char *standing; /* what people are told there anyway */
    const char *button;
    const char *buttons[5]; /* kinds that the screen's form is sent with */
    const char *goes[8];    /* kinds that are followed from there */
};

#define BIT(kind) (1u << ES_KIND_##kind)
static const struct scene scenes[] = {
    {ES_SCREEN_HOME,
     0,
     "Kamu SM",
     {{NULL, NULL}},
     "",
     "",
     {NULL},
     {"individual", "certificate_services", "online_services", "individuals"}},
    {ES_SCREEN_VERIFY,
     0,
     "Kullanıcı Doğrulama Ekranı",
     {{NULL, NULL}},
     "",
     "",
     {NULL},
     {"password_login"}},
    {ES_SCREEN_LOGIN,
     BIT(ID) | BIT(CAPTCHA) | BIT(WORD),
     "Şifreli Giriş Ekranı",
     {{"id", ID}, {"captcha", CAPTCHA}, {"word", WORD}},
     "<p>Üç kez hatalı girişte hesabınız bloke edilir.<p>Resimdeki yazıyı giriniz.",
     "Giriş",
     {"login", "send", "continue"},
     {"forgot", "request"}},
    {ES_SCREEN_FORGOT,
     BIT(ID) | BIT(CAPTCHA),
     "Güvenlik Sözcüğü İstek Ekranı",
     {{"id", ID}, {"captcha", CAPTCHA}},
     "<p>Güvenlik sözcüğünüz e-posta adresinize gönderilecektir.",
     "Gönder",
     {"send", "request", "confirm", "continue"},
     {NULL}},
    {ES_SCREEN_RESET,
     BIT(WORD) | BIT(WORD_AGAIN),
     "Güvenlik Sözcüğü Güncelleme Ekranı",
     {{"word", WORD}, {"word_again", AGAIN}},
     "<p>Güvenlik sözcüğü en az 6 karakter olmalıdır.",
     "Gönder",
     {"send", "change", "confirm", "continue"},
     {NULL}},
    {ES_SCREEN_PHONE,
     0,
     "SMS Onay Ekranı",
     {{NULL, NULL}},
     "<p>Telefon Numaranız : 54 ... 25",
     "Onay",
     {"confirm", "send"},
     {NULL}},
    {ES_SCREEN_CODE,
     BIT(CODE),
     "SMS Onay Kodu Giriş Ekranı",
     {{"code", CODE}},
     "<p>Kalan Süre 290 Saniye",
     "Gönder",
     {"send", "confirm", "login", "continue"},
     {"resend", "exit"}},
    {ES_SCREEN_MENU,
     0,
     "İşlemler Menüsü",
     {{NULL, NULL}},
     "",
     "",
     {NULL},
     {"pin_puk", "exit", "menu"}},
    {ES_SCREEN_PIN,
     0,
     "PIN ve PUK Bilgileri",
     {{NULL, NULL}},
     "<p>PIN: 1234</p><p>PUK: 87654321</p>",
     "",
     {NULL},
     {"exit", "menu"}},
};

static inline const struct scene *scene_of(const char *name)
{
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        if (scenes[i].screen == es_screen_find(name))
            return &scenes[i];
    }
    fail_msg("no screen is called '%s'", name);
    return NULL;
}

/* The scene's page: without the field of one kind, with more in its form and behind it. */
static inline const char *page_with(const struct scene *scene, const char *without,
                                    const char *inside, const char *button, const char *behind)
{
    static char html[16384];
    size_t len =
        (size_t)snprintf(html, sizeof(html), "<h1>%s</h1>%s", scene->heading, scene->standing);
    bool form = scene->button[0];
    len += (size_t)snprintf(html + len, sizeof(html) - len, "%s", form ? "<form method=post>" : "");
    for (int i = 0; i < 4 && scene->field[i].kind; i++) {
        if (strcmp(scene->field[i].kind, without) != 0)
            len += (size_t)snprintf(html + len, sizeof(html) - len, "%s", scene->field[i].html);
    }
    snprintf(html + len, sizeof(html) - len, "%s%s%s%s", inside, button, form ? "</form>" : "",
             behind);
    return html;
}

static inline const char *standard_button(const struct scene *scene)
{
    static char html[256];
    snprintf(html, sizeof(html), "<p><input type=submit name=std value='%s'>", scene->button);
    return scene->button[0] ? html : "";
}

#endif
