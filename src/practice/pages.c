/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"

#include <openssl/crypto.h>
#include <string.h>

enum {
    ANYONE = 0, /* no token, no phase */
    TOKEN = 1 << 16,
    VISITOR = ES_PHASE_STRANGER | ES_PHASE_LINK | ES_PHASE_UPDATED | ES_PHASE_WORD | ES_PHASE_CODE |
              ES_PHASE_IN,
};

/* Good for one POST, whatever comes of it. */
static bool spend_token(struct es_turn *turn)
{
    const char *sent = es_turn_field(turn, "jeton");
    bool good = turn->visit.token[0] && strlen(sent) == ES_TOKEN_CHARS &&
                !CRYPTO_memcmp(sent, turn->visit.token, ES_TOKEN_CHARS);
    turn->visit.token[0] = '\0';
    return good;
}

/* Browsers ask for it after each page: it must not cost the page its token. */
static void answer_icon(struct es_turn *turn)
{
    turn->status = 204;
}

static void answer_unknown(struct es_turn *turn, bool known_path)
{
    turn->status = known_path ? 405 : 404;
    es_turn_say(turn, "Sayfa Bulunamadı", "Aradığınız sayfa bu alıştırma portalında yoktur.", true);
}

static const struct row {
    const char *method, *path;
    int needs; /* phases of which one is needed, and whether a token is */
    void (*answer)(struct es_turn *turn);
} rows[] = {
    {"GET", "/", ANYONE, es_pages_home},
    {"GET", "/online", ANYONE, es_pages_online},
    {"GET", "/nes", ANYONE, es_pages_certificates},
    {"GET", "/ara", ANYONE, es_pages_search},
    {"GET", "/en", ANYONE, es_pages_english},
    {"POST", "/bulten", ANYONE, es_pages_newsletter},
    {"GET", "/bireysel", ANYONE, es_pages_verify},
    {"POST", "/bireysel", TOKEN | VISITOR, es_pages_verify_press},
    {"GET", "/e-imza", ANYONE, es_pages_signature},
    {"GET", "/giris", ANYONE, es_pages_login},
    {"POST", "/giris", TOKEN | VISITOR, es_pages_login_press},
    {"GET", "/sozcuk-istek", ANYONE, es_pages_forgot},
    {"POST", "/sozcuk-istek", TOKEN | VISITOR, es_pages_forgot_press},
    {"GET", "/resim", ANYONE, es_pages_picture},
    {"GET", "/nb.go", ANYONE, es_pages_link},
    {"GET", "/sozcuk", ES_PHASE_LINK, es_pages_reset},
    {"POST", "/sozcuk", TOKEN | ES_PHASE_LINK, es_pages_reset_press},
    {"GET", "/sonuc", ES_PHASE_UPDATED, es_pages_result},
    {"GET", "/sms-onay", ES_PHASE_WORD | ES_PHASE_CODE, es_pages_phone},
    {"POST", "/sms-onay", TOKEN | ES_PHASE_WORD | ES_PHASE_CODE, es_pages_phone_press},
    {"GET", "/sms-kod", ES_PHASE_CODE, es_pages_code},
    {"POST", "/sms-kod", TOKEN | ES_PHASE_CODE, es_pages_code_press},
    {"GET", "/menu", ES_PHASE_IN, es_pages_menu},
    {"POST", "/menu", TOKEN | ES_PHASE_IN, es_pages_menu_press},
    {"GET", "/pin-puk", ES_PHASE_IN, es_pages_pin},
    {"GET", "/kullanima-ac", ES_PHASE_IN, es_pages_activate},
    {"POST", "/kullanima-ac", TOKEN | ES_PHASE_IN, es_pages_activate_press},
    {"GET", "/sertifikalar", ES_PHASE_IN, es_pages_list},
    {"GET", "/bilgiler", ES_PHASE_IN, es_pages_details},
    {"POST", "/bilgiler", TOKEN | ES_PHASE_IN, es_pages_details_press},
    {"GET", "/iptal-aski", ES_PHASE_IN, es_pages_suspend},
    {"POST", "/iptal-aski", TOKEN | ES_PHASE_IN, es_pages_suspend_press},
    {"GET", "/kilit-cozme", ES_PHASE_IN, es_pages_unlock},
    {"GET", "/cikis", ANYONE, es_pages_leave},
    {"GET", "/favicon.ico", ANYONE, answer_icon},
    {"GET", "/logo.png", ANYONE, answer_icon},
};

void es_pages_answer(struct es_turn *turn)
{
    bool known_path = false;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct row *row = &rows[i];
        if (strcmp(row->path, turn->path))
            continue;
        known_path = true;
        if (turn->post != !strcmp(row->method, "POST"))
            continue;
        if ((row->needs & TOKEN && !spend_token(turn)) ||
            (row->needs & VISITOR && !(row->needs & turn->visit.phase)))
            es_turn_ended(turn);
        else
            row->answer(turn);
        return;
    }
    answer_unknown(turn, known_path);
}
