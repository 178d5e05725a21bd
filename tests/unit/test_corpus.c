/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that were written without knowledge of the profile (tests/words): what each is taken for.
 * A wrong thing taken for sure fails; so does a text that is not known and not marked so. */
#include "view_testing.h"

#include "../../src/cmd/phone.h"
#include "corpus_scenes.h"
#include "corpus_testing.h"
#include "esign/cards.h"
#include "esign/client.h"

/* ---- answers ---- */

static es_status class_of(const struct scene *scene, bool same_form, bool link, const char *text)
{
    static char html[16384];
    char shown[ES_PORTAL_MESSAGE_MAX], line[8192];
    bool alone = link || scene->screen == ES_SCREEN_PHONE;
    struct es_page *before =
        alone ? NULL : page_of(page_with(scene, "", "", standard_button(scene), ""));
    snprintf(line, sizeof(line), "<p class=m>%s</p>", text);
    snprintf(html, sizeof(html), "%s",
             same_form ? page_with(scene, "", line, standard_button(scene), "") : line);
    struct es_page *after = page_of(html);
    es_status status = es_classify(profile, before, after, link ? BIT(LINK) : scene->sent, shown);
    es_page_free(&before);
    es_page_free(&after);
    return status;
}

static const char *code_of(es_status status)
{
    return status == ES_PAGE_UNKNOWN ? "none" : es_error_info(status)->code;
}

static enum verdict judge_class(const char *wanted, const char *got)
{
    if (!strcmp(wanted, got))
        return RIGHT;
    bool dangerous = !strcmp(wanted, "none") || !strcmp(got, "wrong_captcha") || !strcmp(got, "ok");
    return dangerous ? DANGEROUS : MISSED;
}

/* On the screen's own form and on a page of its own; where a link was opened, on that alone. What
 * speaks of nothing at all ("ok:alone") says something only where the form is gone. */
static enum verdict judge_answer(const struct corpus_row *row, const char **got)
{
    const struct scene *scene = scene_of(row->cell[0]);
    const char *wanted = !strncmp(row->cell[1], "ok", 2) ? "ok" : row->cell[1];
    enum verdict worst = RIGHT;
    bool link = !strcmp(wanted, "link_expired"), none = !strcmp(wanted, "none");
    for (int way = 0; way < 3; way++) {
        bool by_link = way == 2;
        if (by_link ? !(link || (none && scene->screen == ES_SCREEN_RESET)) : link && !none)
            continue;
        if (way == 0 && scene->screen == ES_SCREEN_PHONE)
            continue;
        bool nothing = way == 0 && !strcmp(row->cell[1], "ok:alone");
        const char *said = code_of(class_of(scene, way == 0, by_link, row->cell[2]));
        enum verdict verdict = judge_class(nothing ? "none" : wanted, said);
        if (verdict >= worst) {
            worst = verdict;
            *got = said;
        }
    }
    return worst;
}

static void what_a_portal_answers_is_told_apart(void **state)
{
    corpus_run("answers", 3, judge_answer);
}

/* ---- labels ---- */

static const char *kind_seen(const char *name)
{
    for (uint32_t i = 0; i < page->controls.n; i++) {
        if (!strcmp(es_page_str(page, es_page_controls(page)[i].name), name))
            return view->controls[i].kind ? view->controls[i].kind : "";
    }
    return "";
}

static bool is_answer(const char *kind)
{
    enum es_kind ignored;
    return *kind && es_kind_find(kind, &ignored);
}

static enum verdict judge_label(const struct corpus_row *row, const char **got)
{
    char field[2048];
    const struct scene *scene = scene_of(row->cell[0]);
    const char *wanted = row->cell[1];
    bool other = !strcmp(wanted, "other"), picture = !strcmp(wanted, "captcha");
    snprintf(field, sizeof(field), "<p>%s<label for=x>%s</label><input id=x name=x type=%s>",
             picture ? "<img src=p.go>" : "", row->cell[3], row->cell[2]);
    see(page_with(scene, wanted, field, standard_button(scene), ""));
    *got = kind_seen("x");
    if (other && is_answer(*got))
        return DANGEROUS;
    if (other) { /* and alone in its form */
        see(page_with(scene, scene->field[0].kind, field, standard_button(scene), ""));
        *got = kind_seen("x");
        return is_answer(*got) ? DANGEROUS : RIGHT;
    }
    if (!strcmp(*got, wanted))
        return view->match[scene->screen].fits ? RIGHT : MISSED;
    return is_answer(*got) ? DANGEROUS : MISSED;
}

static void labels_of_fields_are_known(void **state)
{
    corpus_run("labels", 4, judge_label);
}

/* ---- buttons ---- */

static bool has(const char *const *kinds, size_t n, const char *kind)
{
    for (size_t i = 0; i < n && kinds[i]; i++) {
        if (!strcmp(kinds[i], kind))
            return true;
    }
    return false;
}

static const char *link_kind(void)
{
    return view->page->links.n && view->links[0].kind ? view->links[0].kind : "";
}

/* The button of the screen's form. */
static enum verdict judge_sender(const struct corpus_row *row, const struct scene *scene,
                                 const char **got)
{
    char button[1024];
    bool other = !strcmp(row->cell[1], "other");
    snprintf(button, sizeof(button), "<p><input type=submit name=x value='%s'>", row->cell[2]);
    see(page_with(scene, "", "", button, ""));
    *got = kind_seen("x");
    bool pressed = view->match[scene->screen].fits;
    if (!other)
        return pressed ? RIGHT : MISSED;
    if (pressed)
        return DANGEROUS;
    char both[2048];
    snprintf(both, sizeof(both), "%s%s", button, standard_button(scene));
    see(page_with(scene, "", "", both, ""));
    const struct es_match *match = &view->match[scene->screen];
    if (!match->fits)
        return MISSED;
    const char *name = es_page_str(page, es_page_controls(page)[match->button.index].name);
    return strcmp(name, "std") ? DANGEROUS : RIGHT;
}

/* What is followed from the screen. */
static enum verdict judge_way(const struct corpus_row *row, const struct scene *scene,
                              const char **got)
{
    char link[1024];
    snprintf(link, sizeof(link), "<p><a href=x.go>%s</a>", row->cell[2]);
    see(page_with(scene, "", "", standard_button(scene), link));
    *got = link_kind();
    bool followed = has(scene->goes, 8, *got) || !strcmp(*got, "continue");
    if (!strcmp(row->cell[1], "other")) {
        bool harmless = !strcmp(*got, "menu") || !strcmp(*got, "resend");
        return followed && !harmless ? DANGEROUS : RIGHT;
    }
    static const struct scene exit_alone = {.goes = {"exit"}}, pin_alone = {.goes = {"pin_puk"}};
    const struct scene *wanted = !strcmp(row->cell[1], "go.exit")  ? &exit_alone
                                 : !strcmp(row->cell[1], "go.pin") ? &pin_alone
                                                                   : scene;
    if (has(wanted->goes, 8, *got))
        return RIGHT;
    return followed ? DANGEROUS : MISSED;
}

static enum verdict judge_button(const struct corpus_row *row, const char **got)
{
    const struct scene *scene = scene_of(row->cell[0]);
    bool sends = !strncmp(row->cell[1], "send.", 5);
    enum verdict verdict = RIGHT;
    if (sends || (!strcmp(row->cell[1], "other") && scene->button[0]))
        verdict = judge_sender(row, scene, got);
    if (sends || verdict != RIGHT)
        return verdict;
    return judge_way(row, scene, got);
}

static void buttons_are_pressed_for_what_they_mean(void **state)
{
    corpus_run("buttons", 3, judge_button);
}

/* ---- headings ---- */

/* The first screen with this heading, in the profile's order, of those that the page might be: a
 * screen with fields needs them. A home page needs no heading. */
static enum verdict judge_heading(const struct corpus_row *row, const char **got)
{
    size_t i, h;
    json_t *screen, *heading;
    *got = "other";
    json_array_foreach((json_t *)es_profile_get(profile, "screens"), i, screen)
    {
        const char *name = json_string_value(json_object_get(screen, "name"));
        if (json_object_get(screen, "fields") && strcmp(row->cell[0], "other") != 0 &&
            strcmp(row->cell[0], name) != 0)
            continue;
        json_array_foreach(json_object_get(screen, "headings"), h, heading)
        {
            if (!strcmp(*got, "other") && es_text_fit(row->cell[1], json_string_value(heading)))
                *got = name;
        }
    }
    if (!strcmp(*got, row->cell[0]) || (!strcmp(row->cell[0], "home") && !strcmp(*got, "other")))
        return RIGHT;
    return strcmp(*got, "other") ? DANGEROUS : MISSED;
}

static void headings_tell_their_screen(void **state)
{
    corpus_run("headings", 2, judge_heading);
}

/* ---- values ---- */

static const char *cards_seen(void)
{
    static const char *const keys[] = {"description", "serial", "pin", "puk"};
    static char text[1024];
    size_t i, len = 0;
    json_t *cards = es_cards_read(view), *card;
    text[0] = '\0';
    json_array_foreach(cards, i, card)
    {
        for (size_t k = 0; k < 4; k++) {
            const char *value = json_string_value(json_object_get(card, keys[k]));
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
                                    k   ? "|"
                                    : i ? ";"
                                        : "",
                                    value ? value : "");
        }
    }
    json_decref(cards);
    return text;
}

/* Nothing read is a miss; anything else than what is there is a wrong value. */
static enum verdict judge_value(const struct corpus_row *row, const char **got)
{
    static char text[64];
    text[0] = '\0';
    *got = text;
    if (!strcmp(row->cell[0], "phone")) {
        es_auto(buf) phone = {0};
        see(page_with(&(struct scene){.heading = "SMS Onay Ekranı",
                                      .standing = row->cell[2],
                                      .button = "Onay"},
                      "", "", "<input type=submit value=Onay>", ""));
        snprintf(text, sizeof(text), "%s", phone_find(view, &phone) ? es_buf_str(&phone) : "");
    } else if (!strcmp(row->cell[0], "seconds")) {
        see(page_with(&(struct scene){.heading = "SMS Onay Kodu Giriş Ekranı",
                                      .standing = row->cell[2],
                                      .button = "Gönder"},
                      "", CODE, "<input type=submit value=Gönder>", ""));
        int seconds = phone_seconds(view, -1);
        snprintf(text, sizeof(text), "%d", seconds);
        if (seconds < 0)
            text[0] = '\0';
    } else {
        see(page_with(&(struct scene){.heading = "PIN ve PUK Bilgileri",
                                      .standing = row->cell[2],
                                      .button = ""},
                      "", "", "", ""));
        *got = cards_seen();
    }
    if (!strcmp(*got, row->cell[1]))
        return RIGHT;
    return **got ? DANGEROUS : MISSED;
}

static void values_are_read_where_they_stand(void **state)
{
    corpus_run("values", 3, judge_value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEEN(what_a_portal_answers_is_told_apart),    SEEN(labels_of_fields_are_known),
        SEEN(buttons_are_pressed_for_what_they_mean), SEEN(headings_tell_their_screen),
        SEEN(values_are_read_where_they_stand),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
