/* SPDX-License-Identifier: Apache-2.0 */
#include "card_certificate.h"
#include "esign/i18n.h"
#include "esign/kind.h"
#include "esign/module.h"
#include "esign/print.h"
#include "esign/progress.h"
#include "esign/text.h"
#include <string.h>
#include <time.h>

enum { DAY = 24 * 60 * 60, COLUMN = 22 };

/* ---------------------------------------------------------------- as JSON */

/* Of each word its first letter. */
static bool mask_name(const char *name, struct es_buf *out)
{
    bool ok = true, inside = false;
    for (const char *at = name; ok && *at;) {
        size_t len = es_text_letter(at);
        if (*at == ' ')
            ok = es_buf_add_char(out, ' ');
        else if (!inside)
            ok = es_buf_add(out, at, len) && es_buf_add_str(out, "•••");
        inside = *at != ' ';
        at += len;
    }
    return ok;
}

static json_t *masked(const char *text, bool full,
                      bool (*mask)(const char *text, struct es_buf *out))
{
    es_auto(buf) shown = {0};
    if (full)
        return cmd_text(text);
    return mask(text, &shown) ? cmd_text(es_buf_str(&shown)) : json_null();
}

static json_t *pem_of(const struct es_module_certificate *certificate)
{
    es_auto(buf) pem = {0};
    return es_certificate_pem(certificate->der, certificate->len, &pem)
               ? json_string(es_buf_str(&pem))
               : json_null();
}

static json_t *days_left(const struct es_certificate *told, int64_t now)
{
    enum es_certificate_time time = es_certificate_time_at(told, now);
    bool runs = time == ES_CERTIFICATE_VALID || time == ES_CERTIFICATE_ENDING;
    return runs ? json_integer((told->to - now) / DAY) : json_null();
}

static json_t *certificate_value(const struct es_module_certificate *certificate, bool full,
                                 int64_t now)
{
    const struct es_certificate *told = &certificate->told;
    json_t *value = json_object(), *statements = json_array();
    for (size_t i = 0; i < told->n_statements; i++)
        json_array_append_new(statements, json_string(told->statement[i]));
    json_object_set_new(value, "owner", masked(told->owner, full, mask_name));
    json_object_set_new(value, "owner_id", masked(told->owner_id, full, es_kind_mask_id));
    json_object_set_new(value, "issuer", cmd_text(told->issuer));
    json_object_set_new(value, "issuer_organisation", cmd_text(told->issuer_organisation));
    json_object_set_new(value, "serial", json_string(told->serial));
    json_object_set_new(value, "valid_from", json_string(told->from_text));
    json_object_set_new(value, "valid_to", json_string(told->to_text));
    json_object_set_new(value, "time",
                        json_string(es_certificate_time_name(es_certificate_time_at(told, now))));
    json_object_set_new(value, "days_left", days_left(told, now));
    json_object_set_new(value, "for_signing", json_boolean(told->for_signing));
    json_object_set_new(value, "qualified", json_boolean(told->qualified));
    json_object_set_new(value, "on_device", json_boolean(told->on_device));
    json_object_set_new(value, "law_5070", json_boolean(told->law_5070));
    json_object_set_new(value, "statements", statements);
    json_object_set_new(value, "pem", full ? pem_of(certificate) : json_null());
    return value;
}

static void set_problem(struct es_run *run, const struct es_error *err)
{
    json_object_set_new(run->data, "certificate_problem",
                        json_pack("{s:s, s:s, s:o}", "code", es_error_info(err->status)->code,
                                  "message", err->message, "hint", cmd_text(err->hint)));
}

/* ---------------------------------------------------------------- reading */

es_status card_module_find(const struct opt_values *options, struct es_buf *path,
                           struct es_error *err)
{
    es_status status = es_module_find(options->value[OPT_MODULE], path, err);
    return settings_blame(options, OPT_MODULE, status, err);
}

es_status card_certificate_check(const struct es_run *run, struct es_error *err)
{
    es_auto(buf) path = {0};
    return run->options->value[OPT_MODULE] ? card_module_find(run->options, &path, err) : ES_OK;
}

/* All of them, and the one that signs. */
static void fill_reader(json_t *reader, const struct es_module_view *view,
                        const struct es_readers *readers, size_t index, bool full)
{
    const struct es_module_certificate *best = NULL;
    int64_t now = time(NULL);
    json_t *list = json_array();
    for (size_t i = 0; i < view->n_certificates; i++) {
        const struct es_module_certificate *one = &view->certificate[i];
        if (es_module_reader_of(view, one->token, readers) != (int)index)
            continue;
        json_array_append_new(list, certificate_value(one, full, now));
        if (!best || es_certificate_is_better(&one->told, &best->told, now))
            best = one;
    }
    json_object_set_new(reader, "certificates", list);
    if (best)
        json_object_set_new(reader, "certificate", certificate_value(best, full, now));
}

static void fill_readers(struct es_run *run, const struct es_module_view *view,
                         const struct es_readers *readers)
{
    json_t *reader, *list = json_object_get(run->data, "readers");
    size_t i;
    json_array_foreach(list, i, reader)
    {
        fill_reader(reader, view, readers, i, run->options->given[OPT_FULL]);
    }
}

/* Where none of the module's cards can be told to be in one of these readers, none of its
 * certificates is shown, which is not the same as none being there. */
static es_status check_place(const struct es_module_view *view, const struct es_readers *readers,
                             struct es_error *err)
{
    if (view->n_tokens == 0)
        return es_fail_with(err, ES_MODULE_FAILED, _("the card's module sees no card"));
    for (size_t i = 0; i < view->n_tokens; i++)
        if (es_module_reader_of(view, i, readers) >= 0)
            return ES_OK;
    es_status status = es_fail_with(err, ES_MODULE_FAILED,
                                    _("it cannot be told in which reader the module's card is"));
    es_hint(err, "%s", _("Leave that card alone in the readers, and name none with --reader."));
    return status;
}

void card_certificate_read(struct es_run *run, const struct es_readers *readers)
{
    const char *named = run->options->value[OPT_MODULE];
    struct es_error err = ES_ERROR_INIT;
    struct es_module_view *view = NULL;
    es_auto(buf) path = {0}, shown = {0};
    if (!es_module_is_for(readers, named))
        return;
    es_status status = card_module_find(run->options, &path, &err);
    if (!status) {
        if (es_text_safe(path.data, ES_MODULE_TEXT_MAX, &shown))
            json_object_set_new(run->data, "module", json_string(es_buf_str(&shown)));
        es_progress_begin(_("Reading the card"));
        status = es_module_look(path.data, true, es_card_is_shared(readers), &view, &err);
        es_progress_end();
    }
    if (!status)
        status = check_place(view, readers, &err);
    if (status)
        set_problem(run, &err);
    if (view)
        fill_readers(run, view, readers);
    es_module_view_free(&view);
}

/* ---------------------------------------------------------------- for a person */

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* "2026-10-24T08:00:00Z" as the clock on the wall shows it. */
static void local_time(const char *utc, char *out, size_t size)
{
    struct tm parts = {0}, local;
    const char *end = utc ? strptime(utc, "%Y-%m-%dT%H:%M:%SZ", &parts) : NULL;
    time_t moment = end ? timegm(&parts) : 0;
    if (!end || !localtime_r(&moment, &local) ||
        /* TRANSLATORS: a date and a time of day, as strftime takes them */
        strftime(out, size, _("%Y-%m-%d %H:%M:%S"), &local) == 0)
        snprintf(out, size, "%s", utc ? utc : "");
}

static const char *kind_text(const json_t *certificate)
{
    bool signs = json_is_true(json_object_get(certificate, "for_signing"));
    if (!json_is_true(json_object_get(certificate, "qualified")))
        return _("not a qualified certificate: no e-signature in the law's sense");
    return signs ? _("qualified e-signature certificate") : _("qualified, but not for signing");
}

static void show_time(const json_t *certificate, FILE *out)
{
    const char *time = text_of(certificate, "time");
    long long days = json_integer_value(json_object_get(certificate, "days_left"));
    es_auto(buf) line = {0};
    bool ok = true;
    if (strcmp(time, "not_begun") == 0)
        ok = es_buf_add_str(&line, _("Its time has not begun. A renewed card has no usable PIN "
                                     "until the old certificate ends."));
    else if (strcmp(time, "over") == 0)
        ok = es_buf_add_str(&line, _("Its time is over: it signs nothing any more."));
    else if (strcmp(time, "ending") == 0)
        ok = es_buf_printf(&line,
                           ngettext("Its time ends in less than %lld day: have it renewed.",
                                    "Its time ends in less than %lld days: have it renewed.",
                                    (unsigned long)days + 1),
                           days + 1);
    if (ok && line.len)
        es_print_wrapped(es_buf_str(&line), 0, out);
}

/* `reader` NULL: there is no other. */
static void show_certificate(const json_t *certificate, const char *reader, FILE *out)
{
    char from[64], to[64];
    local_time(text_of(certificate, "valid_from"), from, sizeof from);
    local_time(text_of(certificate, "valid_to"), to, sizeof to);
    fprintf(out, "%s\n", _("Certificate on the card:"));
    es_print_pair(_("  Reader"), reader, COLUMN, out);
    es_print_pair(_("  Owner"), text_of(certificate, "owner"), COLUMN, out);
    es_print_pair(_("  Identity number"), text_of(certificate, "owner_id"), COLUMN, out);
    es_print_pair(_("  Issuer"), text_of(certificate, "issuer"), COLUMN, out);
    es_print_pair(_("  Serial number"), text_of(certificate, "serial"), COLUMN, out);
    es_print_pair(_("  Valid from"), from, COLUMN, out);
    es_print_pair(_("  Valid to"), to, COLUMN, out);
    es_print_pair(_("  Kind"), kind_text(certificate), COLUMN, out);
    show_time(certificate, out);
}

/* Most people have no module, and need none for what the portal does. */
static bool is_absent(const json_t *problem)
{
    return strcmp(text_of(problem, "code"), es_error_info(ES_MODULE_ABSENT)->code) == 0;
}

static void show_problem(const json_t *problem, FILE *out)
{
    es_auto(buf) line = {0};
    if (is_absent(problem)) {
        es_print_wrapped(_("Its certificate was not read: the card maker's module (libakisp11.so) "
                           "is not installed, and --module names no other."),
                         0, out);
        return;
    }
    if (es_buf_printf(&line, _("Its certificate was not read: %s."), text_of(problem, "message")))
        es_print_wrapped(es_buf_str(&line), 0, out);
    if (text_of(problem, "hint"))
        es_print_wrapped(text_of(problem, "hint"), 0, out);
}

static size_t count_certified(const json_t *readers)
{
    const json_t *reader;
    size_t i, n = 0;
    json_array_foreach((json_t *)readers, i, reader)
    {
        n += json_is_object(json_object_get(reader, "certificate"));
    }
    return n;
}

void card_certificate_show(const struct es_run *run, FILE *out)
{
    const json_t *reader, *problem = json_object_get(run->data, "certificate_problem");
    const json_t *readers = json_object_get(run->data, "readers");
    size_t i, shown = 0, others = 0;
    bool several = count_certified(readers) > 1;
    json_array_foreach((json_t *)readers, i, reader)
    {
        const json_t *certificate = json_object_get(reader, "certificate");
        if (!json_is_object(certificate))
            continue;
        show_certificate(certificate, several ? text_of(reader, "name") : NULL, out);
        others += json_array_size(json_object_get(reader, "certificates")) - 1;
        shown++;
    }
    if (others)
        fprintf(out,
                ngettext("There is %zu more; see it with --json.",
                         "There are %zu more; see them with --json.", others),
                others);
    if (others)
        fputc('\n', out);
    if (json_is_object(problem) && !(run->guided && is_absent(problem)))
        show_problem(problem, out);
    else if (!shown && text_of(run->data, "module"))
        fprintf(out, "%s\n", _("The card's module tells of no certificate on it."));
}
