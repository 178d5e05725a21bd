/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/ask.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include "esign/looks.h"
#include "esign/text.h"
#include "esign/tty.h"
#include "esign/viewer.h"
#include <errno.h>
#include <string.h>

enum { ANSWERS_MAX = 64 << 10 };

struct es_ask {
    struct es_ask_options options;
    json_t *answers;           /* NULL without --answers */
    bool file_used, text_used; /* for a field: they answer one alone */
    es_ask_person person;      /* or NULL */
    void *user;
    es_ask_fits fits; /* or NULL */
    void *fits_user;
};

/* Of several fields each has its own. */
static bool all_strings(const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (!json_is_string(value))
            return false;
    }
    return json_is_object(object);
}

/* The key itself is not told: it may be an answer that stands in the wrong place. */
static es_status fail_key(struct es_error *err)
{
    es_auto(buf) keys = {0};
    bool ok = true;
    for (int kind = 0; kind < ES_KIND_COUNT; kind++)
        ok = ok && es_buf_printf(&keys, "%s%s", kind ? ", " : "", es_kind_name((enum es_kind)kind));
    es_status status = es_fail_with(err, ES_USAGE, _("there is an unknown key among the answers"));
    if (ok)
        es_hint(err, _("The keys are: %s"), es_buf_str(&keys));
    return status;
}

static es_status check_answers(const json_t *answers, struct es_error *err)
{
    if (!json_is_object(answers))
        return es_fail_with(err, ES_USAGE, _("the answers are not one JSON object"));
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)answers, key, value)
    {
        enum es_kind kind;
        if (!es_kind_find(key, &kind))
            return fail_key(err);
        if (!json_is_string(value) && (kind != ES_KIND_FIELD || !all_strings(value)))
            return es_fail_with(err, ES_USAGE, _("the answer '%s' is not a JSON string"),
                                es_kind_name(kind));
    }
    return ES_OK;
}

static es_status read_answers(struct es_ask *ask, struct es_error *err)
{
    es_auto(buf) text = ES_BUF_SECRET;
    if (!es_file_read(ask->options.answers, ANSWERS_MAX, &text))
        return es_fail_with(err, es_file_is_shortage(errno) ? ES_NO_RESOURCES : ES_USAGE,
                            errno == EFBIG ? _("the answers in '%s' are larger than 64 KiB: %s")
                                           : _("the answers in '%s' cannot be read: %s"),
                            ask->options.answers, strerror(errno));
    struct es_json_error where;
    ask->answers = es_json_read(es_buf_str(&text), text.len, &where);
    if (!ask->answers)
        return es_fail_with(err, ES_USAGE, _("the answers are not JSON: line %d, column %d"),
                            where.line, where.column);
    return check_answers(ask->answers, err);
}

es_status es_ask_open(const struct es_ask_options *options, struct es_ask **out,
                      struct es_error *err)
{
    es_auto(ask) *ask = es_heap_zeroed(1, sizeof(*ask));
    if (!ask)
        return es_fail(err, ES_INTERNAL);
    ask->options = *options;
    if (options->answers) {
        es_status status = read_answers(ask, err);
        if (status)
            return status;
    }
    *out = ask;
    ask = NULL;
    return ES_OK;
}

void es_ask_free(struct es_ask **ask)
{
    if (!*ask)
        return;
    json_decref((*ask)->answers);
    es_heap_free(*ask);
    *ask = NULL;
}

/* What is asked twice, where a person types it. */
static const struct pair {
    enum es_kind once, again;
} PAIRS[] = {
    {ES_KIND_WORD, ES_KIND_WORD_AGAIN},
    {ES_KIND_NEW_PIN, ES_KIND_NEW_PIN_AGAIN},
};
enum { N_PAIRS = sizeof PAIRS / sizeof PAIRS[0] };

/* A missing word_again equals word, and so does a new PIN's. */
static const json_t *from_answers(const struct es_ask *ask, enum es_kind kind)
{
    const json_t *value = json_object_get(ask->answers, es_kind_name(kind));
    for (size_t i = 0; !value && i < N_PAIRS; i++)
        if (PAIRS[i].again == kind)
            value = json_object_get(ask->answers, es_kind_name(PAIRS[i].once));
    return value;
}

bool es_ask_given(const struct es_ask *ask, enum es_kind kind)
{
    return ask->options.text[kind] || ask->options.file[kind] || from_answers(ask, kind);
}

bool es_ask_asked_twice(const struct es_ask *ask, enum es_kind kind)
{
    for (size_t i = 0; i < N_PAIRS; i++)
        if (PAIRS[i].once == kind)
            return !es_ask_given(ask, kind) || es_ask_given(ask, PAIRS[i].again);
    return false;
}

bool es_ask_possible(const struct es_ask *ask, enum es_kind kind)
{
    return es_ask_given(ask, kind) ||
           (!ask->options.no_input && (ask->options.askpass || es_tty_usable()));
}

bool es_ask_in_terminal(const struct es_ask *ask, enum es_kind kind)
{
    return !es_ask_given(ask, kind) && !ask->options.no_input &&
           (ask->person || !ask->options.askpass) && es_tty_usable();
}

void es_ask_drop(struct es_ask *ask, enum es_kind kind)
{
    if (ask->answers)
        json_object_del(ask->answers, es_kind_name(kind));
}

void es_ask_through(struct es_ask *ask, es_ask_person person, void *user)
{
    ask->person = person;
    ask->user = user;
}

void es_ask_for(struct es_ask *ask, es_ask_fits fits, void *user)
{
    ask->fits = fits;
    ask->fits_user = user;
}

static es_status take_text(enum es_kind kind, const char *text, struct es_buf *answer,
                           struct es_error *err)
{
    return es_buf_add_str(answer, text)
               ? ES_OK
               : es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is too long"),
                              es_kind_words(kind));
}

static es_status take_file(enum es_kind kind, const char *path, struct es_buf *answer,
                           struct es_error *err)
{
    if (es_file_read_line(path, ES_ANSWER_MAX, answer))
        return ES_OK;
    if (errno == EFBIG)
        return es_fail_with(err, ES_ANSWER_INVALID, _("the answer '%s' is too long"),
                            es_kind_words(kind));
    return es_file_not_read(path, errno, err);
}

static es_status ask_once(const struct es_question *question, struct es_buf *answer,
                          struct es_error *err)
{
    return question->time
               ? es_tty_ask_in_time(question->time, !es_ui_accessible(), ES_ANSWER_MAX, answer, err)
               : es_tty_ask(question->prompt, question->shown, ES_ANSWER_MAX, answer, err);
}

es_status es_ask_terminal(const struct es_question *question, struct es_buf *answer,
                          struct es_error *err)
{
    es_status status = ask_once(question, answer, err);
    while (!status && question->picture && strcmp(es_buf_str(answer), "?") == 0) {
        es_viewer_open(question->picture);
        status = ask_once(question, answer, err);
    }
    return status;
}

/* Nobody looks for a key that no question names. */
static es_status ask_in_terminal(const struct es_question *question, struct es_buf *answer,
                                 struct es_error *err)
{
    es_auto(buf) prompt = {0};
    struct es_question told = *question;
    if (question->picture && !question->time && es_viewer_is_there()) {
        if (!es_buf_printf(&prompt, "%s\n%s", _("? and Enter: open the picture in a viewer."),
                           question->prompt))
            return es_fail_memory(err);
        told.prompt = es_buf_str(&prompt);
    }
    return es_ask_terminal(&told, answer, err);
}

static es_status ask_person(struct es_ask *ask, const struct es_question *question,
                            struct es_buf *answer, struct es_error *err)
{
    const struct es_ask_options *options = &ask->options;
    if (options->no_input)
        return es_fail(err, ES_INPUT_NEEDED);
    if (ask->person)
        return ask->person(ask->user, question, answer, err);
    if (options->askpass)
        return es_askpass(options->askpass, question->prompt, es_kind_name(question->kind),
                          question->picture, ES_ANSWER_MAX, answer, err);
    return ask_in_terminal(question, answer, err);
}

static es_status fetch(struct es_ask *ask, const struct es_question *question,
                       struct es_buf *answer, struct es_error *err)
{
    enum es_kind kind = question->kind;
    const struct es_ask_options *options = &ask->options;
    const json_t *known = from_answers(ask, kind);
    if (options->text[kind])
        return take_text(kind, options->text[kind], answer, err);
    if (options->file[kind])
        return take_file(kind, options->file[kind], answer, err);
    if (known)
        return take_text(kind, json_string_value(known), answer, err);
    return ask_person(ask, question, answer, err);
}

/* Of an object of labels the one that reads like this field's. */
static const char *text_for(const json_t *fields, const char *label)
{
    const char *key;
    json_t *value;
    const json_t *found = json_object_get(fields, label);
    json_object_foreach((json_t *)fields, key, value)
    {
        if (!found && es_text_fit(key, label) >= ES_FIT_EQUAL_MARKS)
            found = value;
    }
    return json_string_value(found);
}

static es_status fetch_field(struct es_ask *ask, const char *label,
                             const struct es_question *question, struct es_buf *answer,
                             struct es_error *err)
{
    const char *path = ask->options.file[ES_KIND_FIELD];
    const json_t *known = json_object_get(ask->answers, es_kind_name(ES_KIND_FIELD));
    const char *text = text_for(known, label);
    if (text)
        return take_text(ES_KIND_FIELD, text, answer, err);
    if (path && !ask->file_used) {
        ask->file_used = true;
        return take_file(ES_KIND_FIELD, path, answer, err);
    }
    if (json_is_string(known) && !ask->text_used) {
        ask->text_used = true;
        return take_text(ES_KIND_FIELD, json_string_value(known), answer, err);
    }
    return ask_person(ask, question, answer, err);
}

static void prepare(struct es_buf *answer)
{
    es_buf_clear(answer);
    answer->secret = true;
    answer->max = ES_ANSWER_MAX + 1;
}

static es_status check(enum es_kind kind, es_status status, struct es_buf *answer,
                       struct es_error *err)
{
    es_kind_tidy(kind, answer);
    if (status == ES_INPUT_NEEDED && err) {
        unsigned needs = err->needs | 1u << kind;
        if (!strcmp(err->message, gettext(es_error_info(ES_INPUT_NEEDED)->message)))
            es_fail_with(err, status, _("an answer is needed and nobody can be asked: %s"),
                         es_kind_name(kind));
        err->needs = needs;
    }
    return status ? status : es_kind_check(kind, answer, err);
}

es_status es_ask_field(struct es_ask *ask, const char *label, bool shown, const char *prompt,
                       struct es_buf *answer, struct es_error *err)
{
    const struct es_question question = {.kind = ES_KIND_FIELD, .prompt = prompt, .shown = shown};
    prepare(answer);
    es_status status = fetch_field(ask, label, &question, answer, err);
    return check(ES_KIND_FIELD, status, answer, err);
}

es_status es_ask(struct es_ask *ask, enum es_kind kind, const char *prompt, const char *picture,
                 struct es_buf *answer, struct es_error *err)
{
    const struct es_question question = {.kind = kind,
                                         .prompt = prompt,
                                         .picture = picture,
                                         .shown = !es_kind_is_secret(kind),
                                         .fits = ask->fits,
                                         .fits_user = ask->fits_user};
    prepare(answer);
    return check(kind, fetch(ask, &question, answer, err), answer, err);
}

es_status es_ask_in_time(struct es_ask *ask, enum es_kind kind, const struct es_tty_time *time,
                         struct es_buf *answer, struct es_error *err)
{
    es_auto(buf) prompt = {0};
    struct es_question question = {
        .kind = kind, .time = time, .fits = ask->fits, .fits_user = ask->fits_user};
    prepare(answer);
    es_status status = es_tty_time_prompt(time, &prompt, err);
    if (status)
        return status;
    question.prompt = es_buf_str(&prompt);
    return check(kind, fetch(ask, &question, answer, err), answer, err);
}

es_status es_ask_confirm(struct es_ask *ask, const char *prompt, const char *expected, bool *agreed,
                         struct es_error *err)
{
    *agreed = false;
    if (ask->options.no_input || !es_tty_usable())
        return ES_OK;
    es_auto(buf) line = {.max = ES_ANSWER_MAX};
    es_status status = es_tty_ask(prompt, true, ES_ANSWER_MAX, &line, err);
    *agreed = !status && strcmp(es_buf_str(&line), expected) == 0;
    return status;
}

enum es_assent es_ask_assent(const char *answer)
{
    static const struct {
        const char *word;
        enum es_assent means;
    } words[] = {{"e", ES_ASSENT_YES},   {"evet", ES_ASSENT_YES}, {"y", ES_ASSENT_YES},
                 {"yes", ES_ASSENT_YES}, {"h", ES_ASSENT_NO},     {"hayır", ES_ASSENT_NO},
                 {"n", ES_ASSENT_NO},    {"no", ES_ASSENT_NO}};
    if (!answer[strspn(answer, " \t")])
        return ES_ASSENT_NO;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (es_text_fit(answer, words[i].word) >= ES_FIT_EQUAL_MARKS)
            return words[i].means;
    return ES_ASSENT_UNCLEAR;
}

es_status es_ask_yes_no(struct es_ask *ask, const char *prompt, bool *agreed, struct es_error *err)
{
    enum { TIMES = 3 };
    *agreed = false;
    if (ask->options.no_input || !es_tty_usable())
        return ES_OK;
    es_auto(buf) again = {0};
    if (!es_buf_printf(&again, "%s\n%s", _("Please type y for yes or n for no."), prompt))
        return es_fail_memory(err);
    enum es_assent assent = ES_ASSENT_UNCLEAR;
    for (int i = 0; assent == ES_ASSENT_UNCLEAR && i < TIMES; i++) {
        es_auto(buf) line = {.max = ES_ANSWER_MAX};
        es_status status =
            es_tty_ask(i ? es_buf_str(&again) : prompt, true, ES_ANSWER_MAX, &line, err);
        if (status && status != ES_ANSWER_INVALID)
            return status;
        assent = status ? ES_ASSENT_UNCLEAR : es_ask_assent(es_buf_str(&line));
    }
    *agreed = assent == ES_ASSENT_YES;
    return ES_OK;
}

es_status es_ask_missing(const struct es_ask *ask, unsigned kinds, struct es_error *err)
{
    unsigned missing = 0;
    es_auto(buf) names = {.max = 256};
    for (unsigned kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (!(kinds & 1u << kind) || es_ask_possible(ask, (enum es_kind)kind))
            continue;
        missing |= 1u << kind;
        if (!es_buf_printf(&names, "%s%s", names.len ? ", " : "", es_kind_name((enum es_kind)kind)))
            return es_fail(err, ES_INTERNAL);
    }
    if (!missing)
        return ES_OK;
    es_status status =
        es_fail_with(err, ES_INPUT_NEEDED, _("an answer is needed and nobody can be asked: %s"),
                     es_buf_str(&names));
    if (err)
        err->needs = missing;
    return status;
}
