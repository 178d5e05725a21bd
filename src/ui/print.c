/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/print.h"

#include "esign/heap.h"
#include "esign/i18n.h"
#include "esign/json.h"
#include "esign/kind.h"
#include "esign/log.h"
#include "esign/pager.h"
#include "esign/secret.h"
#include "esign/text.h"
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static char out_buffer[BUFSIZ];

bool es_print_close(void)
{
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    es_wipe(out_buffer, sizeof(out_buffer));
    return written;
}

size_t es_print_columns(FILE *out)
{
    struct winsize size = {0};
    int fd = fileno(out); /* -1 for a stream in memory */
    size_t paged = es_pager_width(out);
    if (paged)
        return paged < ES_PRINT_WIDTH ? paged : ES_PRINT_WIDTH;
    if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return ES_PRINT_WIDTH;
    return size.ws_col < ES_PRINT_WIDTH ? size.ws_col : ES_PRINT_WIDTH;
}

/* Where text is being broken into lines. */
struct wrapping {
    size_t column, width, used;
    bool whole; /* words are never broken: of ours, paths and commands are to be copied */
    struct es_buf *out;
};

static bool next_line_at(struct wrapping *wrapping, size_t column)
{
    wrapping->used = column;
    return es_buf_printf(wrapping->out, "\n%*s", (int)column, "");
}

static bool next_line(struct wrapping *wrapping)
{
    return next_line_at(wrapping, wrapping->column);
}

/* A word that is longer than a line is broken: a terminal would go on in its first column. Marks
 * take no columns, and so stay in their letter's line. */
static bool add_long(struct wrapping *wrapping, const char *word)
{
    while (*word) {
        char letter[8] = "";
        size_t len = es_text_letter(word);
        if (len >= sizeof(letter))
            return false;
        memcpy(letter, word, len);
        size_t columns = es_text_columns(letter);
        if ((wrapping->used + columns > wrapping->width && wrapping->used > wrapping->column &&
             !next_line(wrapping)) ||
            !es_buf_add(wrapping->out, word, len))
            return false;
        wrapping->used += columns;
        word += len;
    }
    return true;
}

static bool add_word(struct wrapping *wrapping, const char *word)
{
    size_t columns = es_text_columns(word);
    bool first = wrapping->used == wrapping->column;
    if (!first && wrapping->used + 1 + columns > wrapping->width) {
        /* A long path has all of a line. */
        bool long_one = wrapping->whole && wrapping->column + columns > wrapping->width;
        if (!next_line_at(wrapping, long_one ? 0 : wrapping->column))
            return false;
    } else if (!first) {
        wrapping->used++;
        if (!es_buf_add_char(wrapping->out, ' '))
            return false;
    }
    if (!wrapping->whole && wrapping->used + columns > wrapping->width)
        return add_long(wrapping, word);
    wrapping->used += columns;
    return es_buf_add_str(wrapping->out, word);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Up to the next blank at which a line may end: of ours, not within "0262 648 18 18". */
static size_t word_length(const char *text, bool whole)
{
    size_t len = strcspn(text, " ");
    while (whole && len && is_digit(text[len - 1]) && text[len] && is_digit(text[len + 1]))
        len += 1 + strcspn(text + len + 1, " ");
    return len;
}

/* Beside a column that takes most of a narrow screen some room is left all the same. */
static bool wrap(const char *text, struct wrapping *wrapping)
{
    enum { ROOM = 8 };
    bool ok = true;
    if (!wrapping->whole && wrapping->width < wrapping->column + ROOM)
        wrapping->width = wrapping->column + ROOM;
    wrapping->used = wrapping->column;
    while (ok && *text) {
        size_t len = word_length(text, wrapping->whole);
        es_auto(buf) raw = ES_BUF_SECRET, word = ES_BUF_SECRET;
        ok = es_buf_add(&raw, text, len) && es_text_safe(es_buf_str(&raw), len, &word) &&
             (!len || add_word(wrapping, es_buf_str(&word)));
        text += len;
        text += strspn(text, " ");
    }
    return ok;
}

bool es_print_wrap_foreign(const char *text, size_t column, FILE *out, struct es_buf *into)
{
    return wrap(text,
                &(struct wrapping){.column = column, .width = es_print_columns(out), .out = into});
}

static void print_wrapped(const char *text, size_t column, bool whole, FILE *out)
{
    es_auto(buf) lines = ES_BUF_SECRET;
    struct wrapping wrapping = {
        .column = column, .width = es_print_columns(out), .whole = whole, .out = &lines};
    (void)wrap(text, &wrapping);
    fprintf(out, "%s\n", es_buf_str(&lines));
}

void es_print_wrapped(const char *text, size_t column, FILE *out)
{
    print_wrapped(text, column, true, out);
}

void es_print_foreign(const char *text, size_t column, FILE *out)
{
    print_wrapped(text, column, false, out);
}

void es_print_pair(const char *label, const char *value, size_t column, FILE *out)
{
    es_auto(buf) safe = ES_BUF_SECRET;
    if (!value || !es_text_safe(value, ES_ANSWER_MAX, &safe))
        return;
    size_t columns = es_text_columns(label);
    size_t gap = columns + 1 < column ? column - columns : 1;
    fprintf(out, "%s%*s", label, (int)gap, "");
    es_print_foreign(es_buf_str(&safe), columns + gap, out);
}

/* Messages name what was typed and what files and hosts are called: any bytes, and the last
 * letter may be cut. */
static bool print_line(const char *lead, const char *text, bool whole, FILE *out)
{
    es_auto(buf) safe = {0};
    if (!es_text_safe(text, strlen(text), &safe))
        return false;
    if (!*text)
        return true;
    fputs(lead, out);
    print_wrapped(es_buf_str(&safe), es_text_columns(lead), whole, out);
    return true;
}

/* A terminal would break what is longer than its line in the middle of a word, or a path. Elsewhere
 * each message stays in one line. */
static void print_log(const char *text)
{
    if (isatty(STDERR_FILENO))
        (void)print_line("esign: ", text, true, stderr);
    else
        fprintf(stderr, "esign: %s\n", text);
}

void es_print_open(void)
{
    setvbuf(stdout, out_buffer, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, sizeof(out_buffer));
    es_log_through(print_log);
}

void es_print_error(const struct es_error *err, FILE *out)
{
    if (!print_line("esign: ", err->message, true, out)) /* no memory; our own words need no care */
        fprintf(out, "esign: %s\n", _("there is not enough memory"));
    (void)print_line(_("The portal says: "), err->portal_message, false, out);
    if (err->tries_left == 0 && err->status != ES_WRONG_CAPTCHA)
        fputs(_("No try is left.\n"), out);
    else if (err->tries_left > 0 && err->status != ES_WRONG_CAPTCHA) /* which costs none */
        fprintf(
            out,
            ngettext("%d try is left.\n", "%d tries are left.\n", (unsigned long)err->tries_left),
            err->tries_left);
    (void)print_line("", err->hint, true, out);
}

static json_t *safe_string(const char *text)
{
    es_auto(buf) safe = {0};
    return es_text_safe(text, strlen(text), &safe) ? json_string(es_buf_str(&safe)) : NULL;
}

static json_t *string_or_null(const char *text)
{
    return text && *text ? safe_string(text) : json_null();
}

static json_t *number_or_null(int number)
{
    return number < 0 ? json_null() : json_integer(number);
}

static json_t *needs_of(const struct es_error *err)
{
    json_t *needs = json_array();
    for (unsigned kind = 0; kind < ES_KIND_COUNT; kind++) {
        if (err->needs & 1u << kind)
            json_array_append_new(needs, json_string(es_kind_name((enum es_kind)kind)));
    }
    return needs;
}

static json_t *error_of(const struct es_envelope *envelope)
{
    const struct es_error *err = envelope->error;
    if (!envelope->status || !err)
        return json_null();
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:o, s:o}", "code",
                     es_error_info(envelope->status)->code, "message", safe_string(err->message),
                     "hint", string_or_null(err->hint), "portal_message",
                     string_or_null(err->portal_message), "tries_left",
                     number_or_null(err->tries_left), "retryable", es_retryable(envelope->status),
                     "retry_after", number_or_null(err->retry_after), "needs", needs_of(err));
}

/* inspect's, of the largest page, is well below. */
enum { ENVELOPE_MAX = 64 << 20 };

bool es_print_envelope(const struct es_envelope *envelope, FILE *out)
{
    const struct es_error_info *info = es_error_info(envelope->status);
    unsigned refusals = es_heap_refusals();
    json_t *next = envelope->next_command
                       ? json_pack("{s:s, s:s}", "command", envelope->next_command, "text",
                                   envelope->next_text ? envelope->next_text : "")
                       : json_null();
    json_t *data = envelope->data ? json_incref((json_t *)envelope->data) : json_object();
    json_t *value = json_pack("{s:i, s:o, s:b, s:i, s:s, s:o, s:o, s:o}", "schema", 1, "command",
                              string_or_null(envelope->command), "ok", envelope->status == ES_OK,
                              "status", info->exit_status, "code", info->code, "data", data,
                              "error", error_of(envelope), "next", next);
    es_auto(buf) written = {.secret = true, .max = ENVELOPE_MAX};
    es_auto(buf) text = {.secret = true, .max = 2 * ENVELOPE_MAX};
    bool ok = value && es_json_write(value, ES_JSON_COMPACT, &written) &&
              es_text_safe_json(es_buf_str(&written), written.len, &text) &&
              es_buf_add_char(&text, '\n') && es_heap_refusals() == refusals;
    json_decref(value);
    return ok && fwrite(text.data, 1, text.len, out) == text.len && fflush(out) == 0;
}

void es_print_bare_envelope(es_status status, const struct es_error *err, FILE *out)
{
    const struct es_error_info *info = es_error_info(status);
    fprintf(out,
            "{\"schema\":1,\"command\":null,\"ok\":false,\"status\":%d,\"code\":\"%s\",\"data\":{},"
            "\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"hint\":null,\"portal_message\":null,"
            "\"tries_left\":null,\"retry_after\":null,\"retryable\":%s,\"needs\":[]},\"next\":"
            "null}\n",
            info->exit_status, info->code, info->code, err->message,
            es_retryable(status) ? "true" : "false");
}
