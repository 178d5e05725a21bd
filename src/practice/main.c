/* SPDX-License-Identifier: Apache-2.0 */
/* esign-practice: all screens of the recovery, with invented accounts, on this computer. */
#include <curl/curl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "accounts.h"
#include "esign/i18n.h"
#include "server.h"

/* Signals come through a descriptor; blocked before the first thread starts. */
static int take_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL))
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void wait_for_end(int signals, bool with_stdin)
{
    struct pollfd waits[] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    char nothing[512];
    for (;;) {
        if (poll(waits, with_stdin ? 2 : 1, -1) < 0)
            continue;
        if (waits[0].revents)
            return;
        if (with_stdin && waits[1].revents && read(STDIN_FILENO, nothing, sizeof(nothing)) <= 0)
            return;
    }
}

static bool write_ready(const struct es_practice *practice)
{
    const char *dir = practice->folder.path;
    json_t *ready = json_pack("{ss+ ss+ ss+ ss+ ss ss si}", "url", practice->origin, "/", "ca", dir,
                              "/ca.pem", "outbox", dir, "/outbox", "sms", dir, "/sms", "dir", dir,
                              "markup", practice->markup->name, "pid", (int)getpid());
    char *text = ready ? json_dumps(ready, JSON_INDENT(1)) : NULL;
    bool ok = text && es_folder_write(&practice->folder, "ready", text, strlen(text));
    free(text);
    json_decref(ready);
    return ok;
}

static void tell_person(const struct es_practice *practice, const json_t *accounts)
{
    const char *dir = practice->folder.path;
    printf(_("esign-practice: a practice portal; it is not Kamu SM\n\n"));
    printf(_("portal:  %s/\n"), practice->origin);
    printf(_("its CA:  %s/ca.pem\n"), dir);
    printf(_("e-mails: %s/outbox\n"), dir);
    printf(_("SMS:     %s/sms\n\n"), dir);
    es_accounts_print(accounts);
    printf(_("\nto use it with esign:\n"
             "esign --profile practice --start %s/ --cacert %s/ca.pem guide\n"
             "stop with Ctrl-C\n"),
           practice->origin, dir);
}

static int serve(struct es_practice *practice, const json_t *accounts, int signals)
{
    struct es_tls tls;
    if (!es_tls_make(&tls) ||
        !es_folder_write(&practice->folder, "ca.pem", tls.ca.data, tls.ca.len)) {
        fprintf(stderr, _("esign-practice: the certificates cannot be made\n"));
        es_tls_free(&tls);
        return 1;
    }
    struct es_server *server = es_server_start(practice, &tls);
    int status = 1;
    if (!server) {
        fprintf(stderr, _("esign-practice: cannot listen on port %d of 127.0.0.1\n"),
                practice->options->port);
    } else if (!write_ready(practice)) {
        perror("esign-practice: ready");
    } else {
        tell_person(practice, accounts);
        wait_for_end(signals, practice->options->stop_with_stdin);
        status = 0;
    }
    es_server_stop(server);
    es_folder_remove(&practice->folder, "ready");
    es_tls_free(&tls);
    return status;
}

static int run(struct es_options *options, int signals)
{
    struct es_practice practice = {.options = options, .markup = es_markup_find(options->markup)};
    if (!es_folder_prepare(&practice.folder, options->dir)) {
        fprintf(stderr, _("esign-practice: the folder '%s' cannot be used\n"), options->dir);
        return 1;
    }
    json_t *accounts = es_accounts_read(options->accounts, options->cards);
    if (!accounts)
        return 1;
    char path[ES_FOLDER_PATH_MAX];
    es_folder_path(&practice.folder, "portal.db", path, sizeof(path));
    practice.store = es_store_open(path);
    int status =
        es_accounts_store(accounts, practice.store) ? serve(&practice, accounts, signals) : 1;
    es_store_close(practice.store);
    json_decref(accounts);
    return status;
}

int main(int argc, char **argv)
{
    struct es_options options;
    const struct rlimit no_core = {0, 0};
    umask(077);
    setrlimit(RLIMIT_CORE, &no_core);
    setvbuf(stdout, NULL, _IOLBF, 0);
    es_i18n_init(NULL);
    switch (es_options_read(argc, argv, &options)) {
    case ES_OPTIONS_DONE:
        return 0;
    case ES_OPTIONS_WRONG:
        return 2;
    case ES_OPTIONS_RUN:
        break;
    }
    int signals = take_signals();
    if (signals < 0) {
        perror("esign-practice");
        return 1;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status = run(&options, signals);
    curl_global_cleanup();
    return status;
}
