/* SPDX-License-Identifier: Apache-2.0 */
#include "turn.h"

#include <stdio.h>
#include <string.h>

#include "pages.h"
#include "random.h"
#include "template.h"

const char *es_turn_field(const struct es_turn *turn, const char *name)
{
    const char *value = json_string_value(json_object_get(turn->fields, name));
    return value ? value : "";
}

const char *es_turn_query(const struct es_turn *turn, const char *name)
{
    const char *value = json_string_value(json_object_get(turn->query, name));
    return value ? value : "";
}

const char *es_turn_button(const struct es_turn *turn, const char *const *names)
{
    const char *pressed = es_turn_field(turn, "islem");
    for (int i = 0; names[i]; i++)
        if (!strcmp(pressed, names[i]) || json_object_get(turn->fields, names[i]))
            return names[i];
    return names[0];
}

void es_turn_new_visit(struct es_turn *turn, int phase, int64_t account)
{
    if (turn->visit.id[0])
        es_store_visit_drop(turn->practice->store, turn->visit.id);
    turn->visit = (struct es_visit){.phase = phase, .account = account};
    es_random_hex(turn->visit.id, ES_TOKEN_CHARS);
    turn->new_cookie = true;
}

static const struct {
    const char *page, *title;
} titles[] = {
    {"home", "Ana Sayfa"},
    {"online", "Online İşlemler"},
    {"nes", "Nitelikli Elektronik Sertifika İşlemleri"},
    {"verify", "Kullanıcı Doğrulama Ekranı"},
    {"login", "Şifreli Giriş Ekranı"},
    {"forgot", "Güvenlik Sözcüğü İstek Ekranı"},
    {"reset", "Güvenlik Sözcüğü Güncelleme Ekranı"},
    {"phone", "SMS Onay Ekranı"},
    {"code", "SMS Onay Kodu Giriş Ekranı"},
    {"menu", "İşlemler Menüsü"},
    {"pin", "PIN ve PUK Bilgileri"},
    {"refresh", "Lütfen bekleyiniz"},
};

static void set_missing(json_t *values, const char *key, json_t *value)
{
    if (json_object_get(values, key))
        json_decref(value);
    else
        json_object_set_new(values, key, value);
}

static void set_common(struct es_turn *turn, const char *name, json_t *values)
{
    char session[64] = "";
    if (turn->practice->markup->session_in_url)
        snprintf(session, sizeof(session), ";jsessionid=%s", turn->visit.id);
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
        if (!strcmp(titles[i].page, name))
            set_missing(values, "title", json_string(titles[i].title));
    set_missing(values, "token", json_string(turn->visit.token));
    set_missing(values, "session", json_string(session));
    set_missing(values, "nonce", json_string(turn->nonce));
    set_missing(values, "inside", json_boolean(turn->visit.phase == ES_PHASE_IN));
    set_missing(values, "home", json_boolean(!strcmp(name, "home")));
}

static void give(struct es_turn *turn, const struct es_buf *page)
{
    es_buf_clear(&turn->body);
    bool ok = turn->practice->markup->turkish_bytes
                  ? es_markup_encode(es_buf_str(page), &turn->body)
                  : es_buf_add(&turn->body, page->data, page->len);
    if (!ok)
        turn->status = 500;
}

void es_turn_show(struct es_turn *turn, const char *name, json_t *values)
{
    if (!turn->visit.id[0])
        es_turn_new_visit(turn, ES_PHASE_STRANGER, 0);
    es_random_hex(turn->visit.token, ES_TOKEN_CHARS);
    es_random_hex(turn->nonce, sizeof(turn->nonce) - 1);
    if (!values)
        values = json_object();
    set_common(turn, name, values);

    char file[64];
    snprintf(file, sizeof(file), "%s.html", name);
    es_auto(buf) page = {0};
    if (es_template_render(turn->practice->markup->name, file, values, &page)) {
        give(turn, &page);
    } else {
        fprintf(stderr, "esign-practice: the page %s/%s cannot be made\n",
                turn->practice->markup->name, file);
        turn->status = 500;
    }
    json_decref(values);
}

void es_turn_say(struct es_turn *turn, const char *title, const char *text, bool error)
{
    es_turn_show(turn, "message",
                 json_pack("{ss ss}", "title", title, error ? "error" : "notice", text));
}

void es_turn_ended(struct es_turn *turn)
{
    es_turn_new_visit(turn, ES_PHASE_STRANGER, 0);
    es_turn_show(turn, "message",
                 json_pack("{ss ss sb}", "title", "Oturum", "error",
                           "Oturumunuz sonlanmıştır. Lütfen yeniden giriş yapınız.", "again", 1));
}

static void redirect(struct es_turn *turn, unsigned status, const char *path)
{
    bool in_url = turn->practice->markup->session_in_url;
    turn->status = status;
    snprintf(turn->location, sizeof(turn->location), "%s%s%s", path, in_url ? ";jsessionid=" : "",
             in_url ? turn->visit.id : "");
    es_buf_clear(&turn->body);
}

void es_turn_go(struct es_turn *turn, const char *path)
{
    switch (turn->practice->markup->way_on) {
    case ES_WAY_SEE_OTHER:
        redirect(turn, 303, path);
        return;
    case ES_WAY_REFRESH:
        if (turn->visit.phase & (ES_PHASE_WORD | ES_PHASE_IN) && !strcmp(turn->path, "/giris"))
            es_turn_show(turn, "refresh", json_pack("{ss}", "path", path));
        else
            redirect(turn, 302, path);
        return;
    case ES_WAY_FOUND:
        redirect(turn, 302, path);
        return;
    case ES_WAY_DIRECT:
        turn->post = false;
        turn->path = path;
        es_pages_answer(turn);
        return;
    }
}

void es_turn_answer(struct es_turn *turn)
{
    turn->status = 200;
    es_pages_answer(turn);
    if (turn->visit.id[0])
        es_store_visit_save(turn->practice->store, &turn->visit);
}
