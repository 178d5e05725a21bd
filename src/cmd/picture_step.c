/* SPDX-License-Identifier: Apache-2.0 */
/* The picture that a person reads: fetched once, saved, shown, and waited for over two runs. */
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/ledger.h"
#include "esign/log.h"
#include "esign/looks.h"
#include "esign/picture.h"
#include "esign/tty.h"
#include "journey.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool picture_waits(struct es_client *client, const struct picture_step *step)
{
    const struct es_view *view = NULL;
    struct es_error ignored = ES_ERROR_INIT;
    return es_client_has_session(client) &&
           !strcmp(es_client_session(client)->picture_for, step->command) &&
           !es_client_view(client, &view, &ignored) && view->match[step->screen].fits;
}

/* `esign page` led to a page from which the screen can be reached: the run goes on there. False
 * where it cannot; then the way begins anew. */
static bool came_by_hand(struct es_client *client, const struct picture_step *step,
                         es_status *status, struct es_error *err)
{
    struct es_session *session = es_client_session(client);
    struct es_error why = ES_ERROR_INIT;
    if (!es_client_has_session(client) || !session->by_hand)
        return false;
    *status = es_client_walk(client, step->screen, &why);
    int ends = es_error_info(*status)->exit_status;
    session->by_hand = false;
    if (*status && ends != es_error_info(ES_UNREACHABLE)->exit_status && *status != ES_LEFT_PORTAL)
        return false;
    if (*status && err)
        *err = why;
    return true;
}

es_status picture_arrive(struct es_run *run, struct es_client *client, struct picture_step *step,
                         struct es_error *err)
{
    if (es_ask_given(run->ask, ES_KIND_CAPTCHA) && picture_waits(client, step)) {
        snprintf(step->path, sizeof(step->path), "%s", es_client_session(client)->picture_path);
        return ES_OK;
    }
    es_status status = ES_OK;
    if (came_by_hand(client, step, &status, err))
        return status;
    status = es_client_begin(client, err);
    if (!status)
        status = es_client_walk(client, step->screen, err);
    return journey_hand_over(client, status, err);
}

/* In our own folder. */
static bool own_path(const struct es_run *run, const char *type, struct es_buf *path)
{
    return es_folder_open(ES_FOLDER_RUNTIME, path) &&
           es_buf_printf(path, "/%s-picture.%s", journey_session_name(run), type);
}

/* For the reason in errno; path is NULL where there is none. */
static es_status no_place(const struct es_run *run, const char *path, struct es_error *err)
{
    int number = errno;
    es_status status = run->options->given[OPT_CAPTCHA_OUT] ? ES_USAGE : ES_SESSION_UNUSABLE;
    if (path)
        es_fail_with(err, status, _("'%s' cannot be written: %s"), path, es_file_reason(number));
    else
        es_fail_with(err, status, _("there is no place for the picture: %s"),
                     es_file_reason(number));
    es_file_hint(err, number);
    return status;
}

static es_status choose_path(const struct es_run *run, const char *type,
                             char path[PICTURE_PATH_MAX], struct es_error *err)
{
    const char *wanted = run->options->value[OPT_CAPTCHA_OUT];
    es_auto(buf) chosen = {.max = PICTURE_PATH_MAX - 1};
    bool ok = true;
    if (wanted && wanted[0] != '/') {
        char here[2048];
        ok = getcwd(here, sizeof(here)) && es_buf_printf(&chosen, "%s/%s", here, wanted);
    } else if (wanted) {
        ok = es_buf_add_str(&chosen, wanted);
    } else {
        ok = own_path(run, type, &chosen);
    }
    if (!ok)
        return no_place(run, NULL, err);
    snprintf(path, PICTURE_PATH_MAX, "%s", es_buf_str(&chosen));
    return ES_OK;
}

static void show(const struct es_run *run, const struct es_buf *bytes, const char *path)
{
    es_log(ES_LOG_NORMAL, _("the picture is in %s"), path);
    if (!es_ask_in_terminal(run->ask, ES_KIND_CAPTCHA) || es_ui_accessible())
        return; /* a screen reader would read every block of it */
    int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return;
    if (es_picture_can_show(fd)) {
        es_tty_write("\n");
        (void)es_picture_show(bytes->data, bytes->len, fd);
        es_tty_write("\n");
    }
    close(fd);
}

es_status picture_save(const struct es_run *run, const struct es_buf *bytes,
                       char path[PICTURE_PATH_MAX], struct es_error *err)
{
    const char *type = es_picture_type(es_buf_str(bytes), bytes->len);
    if (!type)
        return es_fail_with(err, ES_PAGE_UNKNOWN, _("what the portal gave is no picture"));
    es_status status = choose_path(run, type, path, err);
    if (status)
        return status;
    if (!es_file_write(path, bytes->data, bytes->len))
        return no_place(run, path, err);
    show(run, bytes, path);
    return ES_OK;
}

static es_status fetch(struct es_run *run, struct es_client *client, struct picture_step *step,
                       struct es_error *err)
{
    es_auto(buf) bytes = {.max = ES_PICTURE_MAX};
    es_status status = es_client_picture(client, step->screen, &bytes, err);
    return status ? journey_hand_over(client, status, err)
                  : picture_save(run, &bytes, step->path, err);
}

es_status picture_stop(struct es_client *client, const struct picture_step *step,
                       struct es_error *err)
{
    struct es_session *session = es_client_session(client);
    snprintf(session->picture_for, sizeof(session->picture_for), "%s", step->command);
    snprintf(session->picture_path, sizeof(session->picture_path), "%s", step->path);
    struct es_error why = ES_ERROR_INIT;
    es_status status = es_client_keep(client, &why);
    if (status) {
        if (err)
            *err = why;
        return status;
    }
    if (!err || err->needs & 1u << ES_KIND_CAPTCHA)
        es_hint(err, _("Look at the picture in %s, then run the same command with --captcha TEXT."),
                step->path);
    return ES_INPUT_NEEDED;
}

/* An answer that was given for a picture nobody has seen yet is not sent. */
static es_status check_answers(struct es_run *run, bool fresh, const struct picture_step *step,
                               struct es_error *err)
{
    es_status status = es_ask_missing(run->ask, step->needs, err);
    if (!fresh || !es_ask_given(run->ask, ES_KIND_CAPTCHA))
        return status;
    unsigned needs = status && err ? err->needs : 0;
    status = es_fail_with(err, ES_INPUT_NEEDED,
                          _("a text was given, but no picture was waiting for it; here is one"));
    if (err)
        err->needs = needs | 1u << ES_KIND_CAPTCHA;
    return status;
}

es_status picture_prepare(struct es_run *run, struct es_client *client, struct picture_step *step,
                          struct es_error *err)
{
    bool fresh = !step->path[0];
    es_status status = fresh ? fetch(run, client, step, err) : ES_OK;
    if (status)
        return status;
    journey_set(run, "picture", step->path);
    status = check_answers(run, fresh, step, err);
    return status ? picture_stop(client, step, err) : ES_OK;
}

/* A file that the person named stays theirs. */
static bool remove_own(const char *path)
{
    es_auto(buf) folder = {0};
    return es_folder_open(ES_FOLDER_RUNTIME, &folder) && !strncmp(path, folder.data, folder.len) &&
           path[folder.len] == '/' && es_file_remove(path);
}

void picture_forget(const struct es_run *run)
{
    static const char *const types[] = {"png", "jpg", "gif", "bmp"}; /* es_picture_type's */
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        es_auto(buf) path = {.max = PICTURE_PATH_MAX - 1};
        if (own_path(run, types[i], &path))
            (void)es_file_remove(path.data);
    }
}

void picture_spent(struct es_run *run, struct es_client *client)
{
    struct es_session *session = es_client_session(client);
    const char *path = json_string_value(json_object_get(run->data, "picture"));
    if (path && remove_own(path))
        journey_set(run, "picture", NULL);
    session->picture_for[0] = session->picture_path[0] = '\0';
}

void picture_failed(struct es_run *run, struct es_client *client)
{
    bool forgotten = false, waited = es_client_session(client)->picture_for[0] != '\0';
    struct es_error ignored = ES_ERROR_INIT;
    picture_spent(run, client);
    if (waited)
        (void)!es_session_forget(es_client_session(client), &forgotten, &ignored);
}

es_status picture_unknown(struct es_run *run, struct es_client *client, const char *id,
                          const char *host, struct es_error *err)
{
    struct es_error why = ES_ERROR_INIT;
    picture_spent(run, client);
    es_status status = es_ledger_hash(id, host, es_client_session(client)->id_hash, &why);
    if (status && err)
        *err = why;
    return status ? status : journey_hand_over(client, ES_OUTCOME_UNKNOWN, err);
}
