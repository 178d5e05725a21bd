/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "pages.h"
#include "random.h"

enum { CODE_DIGITS = 6, WRONG_CODES_MAX = 3 };

void es_pages_mask_phone(const char *phone, char *out, size_t size)
{
    size_t len = strlen(phone);
    snprintf(out, size, "%.2s ... %s", phone, len > 4 ? phone + len - 2 : "");
}

void es_pages_phone(struct es_turn *turn)
{
    struct es_account account;
    char masked[32];
    if (!es_store_account_get(turn->practice->store, turn->visit.account, &account)) {
        es_turn_ended(turn);
        return;
    }
    es_pages_mask_phone(account.phone, masked, sizeof(masked));
    es_turn_show(turn, "phone", json_pack("{ss}", "phone", masked));
}

static bool send_code(struct es_turn *turn)
{
    struct es_practice *practice = turn->practice;
    char text[256], path[ES_FOLDER_PATH_MAX];
    es_random_digits(turn->visit.code, CODE_DIGITS);
    turn->visit.code_wrong = 0;
    turn->visit.code_until = es_clock_ms() + practice->options->sms_seconds * INT64_C(1000);
    turn->visit.phase = ES_PHASE_CODE;
    int len = snprintf(text, sizeof(text),
                       "[ALIŞTIRMA] SMS Onay Kodunuz: %s. Kod %d saniye geçerlidir. "
                       "Bu mesaj Kamu SM'den gelmemiştir.\n",
                       turn->visit.code, practice->options->sms_seconds);
    if (!es_folder_put(&practice->folder, "sms", "txt", text, (size_t)len, path))
        return false;
    printf("SMS: %s\n", path);
    return true;
}

static void say_no_sms(struct es_turn *turn)
{
    turn->status = 500;
    es_turn_say(turn, "Hata", "SMS yazılamadı.", true);
}

void es_pages_phone_press(struct es_turn *turn)
{
    if (send_code(turn))
        es_turn_go(turn, "/sms-kod");
    else
        say_no_sms(turn);
}

static int seconds_left(const struct es_turn *turn)
{
    int64_t left = turn->visit.code_until - es_clock_ms();
    return turn->visit.code[0] && left > 0 ? (int)((left + 999) / 1000) : 0;
}

static void show_code(struct es_turn *turn, const char *error, const char *notice)
{
    es_turn_show(turn, "code",
                 json_pack("{si ss ss si}", "seconds", seconds_left(turn), "error", error, "notice",
                           notice, "digits", CODE_DIGITS));
}

void es_pages_code(struct es_turn *turn)
{
    show_code(turn, "", "");
}

static void count_wrong_code(struct es_turn *turn)
{
    char error[200];
    turn->visit.code_wrong++;
    if (turn->visit.code_wrong < WRONG_CODES_MAX) {
        snprintf(error, sizeof(error), "SMS Onay Kodu hatalı. Kalan deneme hakkınız: %d",
                 WRONG_CODES_MAX - turn->visit.code_wrong);
    } else {
        turn->visit.code[0] = '\0';
        snprintf(error, sizeof(error),
                 "SMS Onay Kodu hatalı. Bu kod artık kullanılamaz; \"Tekrar "
                 "Gönder\" ile yeni bir kod isteyiniz.");
    }
    show_code(turn, error, "");
}

void es_pages_code_press(struct es_turn *turn)
{
    static const char *const buttons[] = {"gonder", "tekrar_gonder", NULL};
    if (!strcmp(es_turn_button(turn, buttons), "tekrar_gonder")) {
        if (send_code(turn))
            show_code(turn, "", "Yeni SMS Onay Kodu telefonunuza gönderilmiştir.");
        else
            say_no_sms(turn);
    } else if (!seconds_left(turn)) {
        show_code(turn,
                  "SMS Onay Kodunun süresi dolmuştur. \"Tekrar Gönder\" ile yeni bir kod "
                  "isteyiniz.",
                  "");
    } else if (strcmp(es_turn_field(turn, "kod"), turn->visit.code)) {
        count_wrong_code(turn);
    } else {
        es_turn_new_visit(turn, ES_PHASE_IN, turn->visit.account);
        es_turn_go(turn, "/menu");
    }
}
