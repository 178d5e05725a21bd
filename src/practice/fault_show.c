/* SPDX-License-Identifier: Apache-2.0 */
#include "fault_show.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HUGE_BYTES = 3 << 20, DEEP_ELEMENTS = 5000, WAIT_STEP_MS = 50 };

void es_fault_wait(const struct es_fault *fault, const atomic_bool *stopping)
{
    if (fault->kind != ES_FAULT_SLOW)
        return;
    const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
    for (int left = fault->seconds * 1000; left > 0 && !atomic_load(stopping); left -= WAIT_STEP_MS)
        nanosleep(&step, NULL);
}

static bool set_page(struct es_turn *turn, const char *title, const char *text)
{
    es_buf_clear(&turn->body);
    turn->location[0] = '\0';
    turn->type = "text/html; charset=utf-8";
    return es_buf_printf(&turn->body,
                         "<!DOCTYPE html>\n<html lang=\"tr\"><head><title>%s</title></head>"
                         "<body><p>ALIŞTIRMA: bu sayfa Kamu SM'nin değildir.</p><h1>%s</h1>"
                         "<p>%s</p></body></html>\n",
                         title, title, text);
}

bool es_fault_replace(const struct es_fault *fault, struct es_turn *turn)
{
    switch (fault->kind) {
    case ES_FAULT_HTTP500:
        turn->status = 500;
        return set_page(turn, "Hata", "Beklenmeyen bir sunucu hatası oluştu.");
    case ES_FAULT_MAINTENANCE:
        turn->status = 503;
        return set_page(turn, "Bakım Çalışması",
                        "Bakım çalışması nedeniyle geçici olarak hizmet verememekteyiz.");
    case ES_FAULT_NEW_PORTAL:
        return set_page(turn, "Giriş",
                        "<a href=\"/e-devlet\">E-Devlet ile Giriş</a> "
                        "<a href=\"/kilit\">PIN Oluşturma/Kilit Çözme</a>");
    case ES_FAULT_ELSEWHERE:
        turn->status = 302;
        snprintf(turn->location, sizeof(turn->location), "https://elsewhere.example.org/");
        return true;
    default:
        return false;
    }
}

static bool repeat(struct es_buf *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        if (!es_buf_add_str(out, text))
            return false;
    return true;
}

/* Some portals greet people with what they typed. */
static bool repeat_fields(struct es_turn *turn)
{
    const char *name;
    json_t *value;
    bool ok = true;
    json_object_foreach((json_t *)turn->fields, name, value)
    {
        const char *text = json_string_value(value);
        if (text && *text && text[strcspn(text, "<&")] == '\0')
            ok = ok && es_buf_printf(&turn->body, "<p>Merhaba %s.</p>\n", text);
    }
    return ok;
}

void es_fault_spoil(const struct es_fault *fault, struct es_turn *turn)
{
    static const char filler[] = "<p>Bu paragraf yalnızca sayfayı büyütür.</p>\n";
    bool ok = true;
    switch (fault->kind) {
    case ES_FAULT_HUGE:
        ok = repeat(&turn->body, filler, HUGE_BYTES / strlen(filler));
        break;
    case ES_FAULT_DEEP:
        ok = repeat(&turn->body, "<div>", DEEP_ELEMENTS);
        break;
    case ES_FAULT_UNKNOWN_PAGE:
        turn->status = 200;
        ok = set_page(turn, "Duyuru", "Bugün hava güneşli, yarın parçalı bulutlu.");
        break;
    case ES_FAULT_REPEAT:
        ok = turn->location[0] || repeat_fields(turn);
        break;
    default:
        break;
    }
    if (!ok)
        turn->status = 500;
}

/* --- cut --------------------------------------------------------------------------------- */

struct half {
    size_t len;
    char bytes[];
};

static ssize_t read_half(void *context, uint64_t at, char *out, size_t max)
{
    const struct half *half = context;
    if (at >= half->len)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t take = half->len - (size_t)at;
    take = take < max ? take : max;
    memcpy(out, half->bytes + at, take);
    return (ssize_t)take;
}

struct MHD_Response *es_fault_cut_response(const struct es_buf *body)
{
    struct half *half = malloc(sizeof(*half) + body->len + 1);
    if (!half)
        return NULL;
    half->len = body->len / 2;
    memcpy(half->bytes, es_buf_str(body), half->len);
    return MHD_create_response_from_callback(body->len + 1, 4096, read_half, half, free);
}
