/* SPDX-License-Identifier: Apache-2.0 */
/* Answers from outside: the JSON of --answers, files of one answer, what an askpass program
 * prints. Also JSON by itself, which they and the other files are made of. */
#include "esign/ask.h"
#include "esign/json.h"
#include "esign/moment.h"
#include "memfile.h"

/* The linker puts these in the terminal's place (--wrap): somebody types the input's first line. */
static const char *typed; /* NULL: nobody is there */
bool __wrap_es_tty_usable(void);
es_status __wrap_es_tty_ask(const char *prompt, bool echo, size_t max, struct es_buf *answer,
                            struct es_error *err);
es_status __wrap_es_tty_ask_in_time(const struct es_tty_time *time, bool live, size_t max,
                                    struct es_buf *answer, struct es_error *err);
void __wrap_es_viewer_open(const char *path);

bool __wrap_es_tty_usable(void)
{
    return typed != NULL;
}

es_status __wrap_es_tty_ask(const char *prompt, bool echo, size_t max, struct es_buf *answer,
                            struct es_error *err)
{
    claim("a question is asked with its words", *prompt && (echo || answer->secret));
    es_buf_clear(answer);
    if (!typed || !*typed)
        return es_fail(err, ES_INPUT_NEEDED);
    return strlen(typed) <= max && es_buf_add_str(answer, typed) ? ES_OK
                                                                 : es_fail(err, ES_ANSWER_INVALID);
}

es_status __wrap_es_tty_ask_in_time(const struct es_tty_time *time, bool live, size_t max,
                                    struct es_buf *answer, struct es_error *err)
{
    es_auto(buf) prompt = {0};
    claim("a question has words at every second", time->prompt(1, &prompt) && (live || prompt.len));
    return __wrap_es_tty_ask(es_buf_str(&prompt), false, max, answer, err);
}

/* Who has seen the picture types something else. */
void __wrap_es_viewer_open(const char *path)
{
    claim("it is the picture that is opened", strcmp(path, "picture") == 0);
    typed = "seen";
}

/* Twice the same way, the other way round, and once more. */
static void claim_json(const uint8_t *data, size_t size)
{
    static const enum es_json_style styles[] = {ES_JSON_COMPACT, ES_JSON_SORTED, ES_JSON_PRETTY};
    struct es_json_error where = {0};
    json_auto_t *value = es_json_read((const char *)data, size, &where);
    if (!value) {
        claim("what is wrong is said", where.message && *where.message);
        claim("and where", where.line >= 0 && where.column >= 0);
        return;
    }
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        es_auto(buf) text = {0}, again = {0}, small = {.max = 4};
        claim("what was read is written", es_json_write(value, styles[i], &text));
        json_auto_t *back = es_json_read(es_buf_str(&text), text.len, NULL);
        claim("what was written is read, and is the same",
              back && es_json_write(back, styles[i], &again) && fuzz_same(&text, &again));
        claim("a buffer that is too small stays empty",
              text.len <= 4 || (!es_json_write(value, styles[i], &small) && small.len == 0));
    }
}

static void claim_id(const char *text, size_t len)
{
    es_auto(buf) masked = {0};
    claim("an identity number has a length", len >= 5 && len <= 15);
    claim("it is plain", strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789") == len);
    claim("it is masked", es_kind_mask_id(text, &masked));
    claim("as long as it was", es_text_length(es_buf_str(&masked)) == len);
    claim("but for six characters",
          strspn(es_buf_str(&masked), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789") <= 3);
}

static bool claim_taken(enum es_kind kind, es_status status, const struct es_buf *answer)
{
    claim("an answer is had, or it is said why not",
          status == ES_OK || status == ES_ANSWER_INVALID || status == ES_INPUT_NEEDED ||
              status == ES_USAGE);
    if (status != ES_OK)
        return false;
    const char *text = es_buf_str(answer);
    claim("an answer is there, and not too long",
          answer->len > 0 && answer->len <= ES_ANSWER_MAX && strlen(text) == answer->len);
    claim("it is UTF-8", es_text_is_utf8(text, answer->len));
    for (size_t i = 0; i < answer->len; i++)
        claim("without control characters", (unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
    claim("it is in secret memory", answer->secret);
    if (kind == ES_KIND_ID)
        claim_id(text, answer->len);
    return true;
}

/* The text is the answer, but for blanks that are no answer; of none is it empty. */
static bool is_answer(enum es_kind kind, const char *text, size_t len, const struct es_buf *answer)
{
    es_auto(buf) tidy = {0};
    claim("there is memory", es_buf_add(&tidy, text, len));
    es_kind_tidy(kind, &tidy);
    bool same = answer->len == tidy.len && memcmp(answer->data, tidy.data, tidy.len) == 0;
    es_kind_tidy(kind, &tidy);
    claim("what is tidy stays as it is", tidy.len <= len && (!same || answer->len == tidy.len));
    return same;
}

static void claim_kind(struct es_ask *ask, enum es_kind kind, const json_t *known)
{
    es_auto(buf) answer = {0};
    struct es_error err = ES_ERROR_INIT;
    es_status status = es_ask(ask, kind, "?", NULL, &answer, &err);
    bool had = claim_taken(kind, status, &answer);
    const json_t *value = json_object_get(known, es_kind_name(kind));
    if (!value && kind == ES_KIND_WORD_AGAIN)
        value = json_object_get(known, "word");
    claim("an answer is given where the answers have it",
          es_ask_given(ask, kind) == (value != NULL));
    claim("what is not given is needed", value || status == ES_INPUT_NEEDED);
    claim("it is said what is needed", status != ES_INPUT_NEEDED || err.needs == 1u << kind);
    claim("what is had is what stands there",
          !had || !json_is_string(value) ||
              is_answer(kind, json_string_value(value), strlen(json_string_value(value)), &answer));
    struct es_error missing = ES_ERROR_INIT;
    claim("it is known before",
          (es_ask_missing(ask, 1u << kind, &missing) == ES_OK) == (value != NULL));
}

static void claim_fields(struct es_ask *ask, const json_t *known)
{
    static const char *const labels[] = {"Ad", "T.C. Kimlik No", "SMS"};
    const json_t *field = json_object_get(known, "field");
    size_t had = 0, n = sizeof labels / sizeof *labels;
    for (size_t i = 0; i < n; i++) {
        es_auto(buf) answer = {0};
        struct es_error err = ES_ERROR_INIT;
        had += claim_taken(ES_KIND_FIELD, es_ask_field(ask, labels[i], false, "?", &answer, &err),
                           &answer);
    }
    claim("one text answers one field", !json_is_string(field) || had <= 1);
    claim("no answer, no field", field || had == 0);
}

static void claim_answers(const struct memfile *file, const uint8_t *data, size_t size)
{
    const struct es_ask_options options = {.answers = file->path, .no_input = true};
    struct es_error err = ES_ERROR_INIT;
    es_auto(ask) *ask = NULL;
    es_status status = es_ask_open(&options, &ask, &err);
    json_auto_t *known = es_json_read((const char *)data, size, NULL);
    claim("answers are taken, or their use is wrong", status == ES_OK || status == ES_USAGE);
    claim("what is wrong is said", status == ES_OK || err.message[0]);
    if (status != ES_OK)
        return;
    claim("answers are a JSON object", json_is_object(known));
    for (unsigned kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (kind != ES_KIND_FIELD)
            claim_kind(ask, (enum es_kind)kind, known);
    }
    claim("a word is had twice, a code once",
          es_ask_asked_twice(ask, ES_KIND_WORD) && !es_ask_asked_twice(ask, ES_KIND_CODE));
    claim_fields(ask, known);
    for (unsigned kind = 0; kind < ES_KIND_COUNT; kind++) {
        es_ask_drop(ask, (enum es_kind)kind);
        claim("what was dropped is not given",
              kind == ES_KIND_WORD_AGAIN || !es_ask_given(ask, (enum es_kind)kind));
    }
}

/* A file of one answer: its first line, whoever reads it. It is read byte by byte, so a long one is
 * taken for one kind alone. */
static void claim_file(const struct memfile *file, const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t len = end ? (size_t)(end - data) : size;
    len -= len && data[len - 1] == '\r';
    bool each = size < 64;
    for (unsigned kind = each ? 0 : (unsigned)(size % ES_KIND_COUNT), first = kind;
         kind < (each ? ES_KIND_COUNT : first + 1); kind++) {
        struct es_ask_options options = {.no_input = true};
        options.file[kind] = file->path;
        es_auto(ask) *ask = NULL;
        es_auto(buf) answer = {0};
        struct es_error err = ES_ERROR_INIT;
        claim("files are looked at late", es_ask_open(&options, &ask, &err) == ES_OK);
        es_status status = kind == ES_KIND_FIELD
                               ? es_ask_field(ask, "Ad", true, "?", &answer, &err)
                               : es_ask(ask, (enum es_kind)kind, "?", NULL, &answer, &err);
        if (claim_taken((enum es_kind)kind, status, &answer))
            claim("an answer is the file's first line",
                  is_answer((enum es_kind)kind, (const char *)data, len, &answer));
        claim("a line that cannot be right is invalid, not unusable", status != ES_USAGE);
    }
}

static bool add_seconds(int seconds, struct es_buf *out)
{
    return es_buf_printf(out, "within %d s?", seconds);
}

static es_status answer_typed(void *user, const struct es_question *question, struct es_buf *answer,
                              struct es_error *err)
{
    *(size_t *)user += 1;
    claim("a secret is not shown", !question->shown || !es_kind_is_secret(question->kind));
    return es_ask_terminal(question, answer, err);
}

/* A code that is good for a while, asked by somebody else's means. */
static void claim_in_time(struct es_ask *person)
{
    es_auto(buf) answer = {0}, same = {0};
    struct es_error err = ES_ERROR_INIT;
    struct es_tty_time good = {add_seconds, es_moment_up() + 60}, over = {add_seconds, 0};
    size_t asked = 0;
    bool had = claim_taken(ES_KIND_CODE, es_ask_in_time(person, ES_KIND_CODE, &good, &answer, &err),
                           &answer);
    es_ask_through(person, answer_typed, &asked);
    bool also =
        claim_taken(ES_KIND_CODE, es_ask_in_time(person, ES_KIND_CODE, &good, &same, &err), &same);
    claim("who asks makes no difference", asked == 1 && had == also);
    claim("what is over is not asked",
          es_ask_in_time(person, ES_KIND_CODE, &over, &same, &err) == ES_CODE_EXPIRED &&
              asked == 1);
    es_ask_through(person, NULL, NULL);
}

/* The same line on the command line and at a terminal. */
static void claim_typed(const uint8_t *data, size_t size)
{
    char *line = fuzz_line(&data, &size);
    for (unsigned n = 0; n < ES_KIND_COUNT; n++) {
        enum es_kind kind = (enum es_kind)n;
        struct es_ask_options given = {.no_input = true}, nothing = {0};
        given.text[kind] = line;
        es_auto(ask) *ask = NULL, *person = NULL;
        es_auto(buf) answer = {0}, same = {0};
        struct es_error err = ES_ERROR_INIT;
        claim("nothing is read yet", es_ask_open(&given, &ask, &err) == ES_OK &&
                                         es_ask_open(&nothing, &person, &err) == ES_OK);
        typed = line;
        claim("it is asked where it is not given",
              es_ask_in_terminal(person, kind) && !es_ask_in_terminal(ask, kind));
        claim("somebody can be asked", es_ask_possible(person, kind));
        bool had = claim_taken(kind, es_ask(ask, kind, "?", NULL, &answer, &err), &answer);
        bool also = claim_taken(kind, es_ask(person, kind, "?", NULL, &same, &err), &same);
        if (kind == ES_KIND_CODE)
            claim_in_time(person);
        if (kind == ES_KIND_CAPTCHA) {
            es_auto(buf) read = {0};
            bool opens = strcmp(line, "?") == 0;
            claim("a question mark opens the picture",
                  es_ask(person, kind, "?", "picture", &read, &err) != ES_OK ||
                      strcmp(read.data, opens ? "seen" : line) == 0);
            typed = line;
        }
        claim("who types it is understood as well",
              had == also && (!had || fuzz_same(&answer, &same)));
        typed = NULL;
        claim("nobody is asked where nobody is", !es_ask_possible(person, kind));
    }
    free(line);
}

/* Assent is the word that was asked for, or one that means yes, and nothing else. */
static void claim_confirmed(const uint8_t *data, size_t size)
{
    char *line = fuzz_line(&data, &size);
    const struct es_ask_options options = {0}, silent = {.no_input = true};
    struct es_error err = ES_ERROR_INIT;
    es_auto(ask) *ask = NULL, *other = NULL;
    bool agreed = true, is = strcmp(line, "YES") == 0;
    claim("nothing is read yet", es_ask_open(&options, &ask, &err) == ES_OK &&
                                     es_ask_open(&silent, &other, &err) == ES_OK);
    claim("where nobody is, nobody agrees",
          es_ask_confirm(ask, "?", "YES", &agreed, &err) == ES_OK && !agreed);
    typed = line;
    (void)!es_ask_confirm(ask, "?", "YES", &agreed, &err);
    claim("a yes is a yes", agreed == is);
    (void)!es_ask_yes_no(ask, "?", &agreed, &err);
    claim("yes or no: what is understood",
          agreed == (strlen(line) <= ES_ANSWER_MAX && es_ask_assent(line) == ES_ASSENT_YES));
    claim("who is not to be asked does not agree",
          es_ask_confirm(other, "?", "YES", &agreed, &err) == ES_OK && !agreed &&
              es_ask_yes_no(other, "?", &agreed, &err) == ES_OK && !agreed);
    typed = NULL;
    free(line);
}

/* cat prints the file: the same answer as from the file itself. A program for each input would be
 * all of the work, so only an input that asks for it has one. */
static void claim_askpass(const struct memfile *file)
{
    struct es_ask_options options = {.askpass = "cat"}, same = {.no_input = true};
    same.file[ES_KIND_WORD] = file->path;
    es_auto(ask) *ask = NULL, *other = NULL;
    es_auto(buf) answer = {0}, again = {0};
    struct es_error err = ES_ERROR_INIT;
    claim("askpass is there",
          es_ask_open(&options, &ask, &err) == ES_OK && es_ask_open(&same, &other, &err) == ES_OK);
    claim("somebody can be asked", es_ask_possible(ask, ES_KIND_WORD));
    es_status status = es_ask(ask, ES_KIND_WORD, file->path, "p.png", &answer, &err);
    es_status from_file = es_ask(other, ES_KIND_WORD, "?", NULL, &again, &err);
    claim("a program and a file give the same answer",
          (status == ES_OK) == (from_file == ES_OK) &&
              (status != ES_OK || fuzz_same(&answer, &again)));
}

/* "!!", and a sum that the fuzzer keeps now and then. */
static bool wants_askpass(const uint8_t *data, size_t size)
{
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    return size > 1 && data[0] == '!' && data[1] == '!' && sum % 64 == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memfile file = memfile_of(data, size);
    claim_json(data, size);
    claim_answers(&file, data, size);
    claim_file(&file, data, size);
    claim_typed(data, size);
    claim_confirmed(data, size);
    if (wants_askpass(data, size))
        claim_askpass(&file);
    memfile_close(&file);
    return 0;
}
