/* SPDX-License-Identifier: Apache-2.0 */
/* What the system has for a connection: authorities, sockets, variables. */
#include "esign/file.h"
#include "esign/i18n.h"
#include "esign/log.h"
#include "web.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { CA_FILE_MAX = 4 << 20 }; /* bytes; all authorities of a system are 0.3 MB */

es_status es_web_read_ca(const char *path, struct es_buf *out, struct es_error *err)
{
    if (es_file_read(path, CA_FILE_MAX, out))
        return ES_OK;
    int number = errno;
    return es_fail_with(err, es_web_is_shortage(number) ? ES_NO_RESOURCES : ES_USAGE,
                        _("cannot read the CA file '%s': %s"), path, strerror(number));
}

bool es_web_has_authorities(void)
{
    glob_t found;
    int said = glob(ES_WEB_CA_FOLDER "/*.[0-9]", GLOB_NOSORT, NULL, &found);
    if (said == 0)
        globfree(&found);
    return said != GLOB_NOMATCH;
}

bool es_web_is_shortage(int number)
{
    return number == ENOBUFS || es_file_is_shortage(number);
}

int es_web_open_socket(struct es_http *http, int family, int type, int protocol)
{
    int fd = socket(family, type | SOCK_CLOEXEC, protocol);
    http->notes.reached = ES_HTTP_NAME; /* else there would be nothing to connect to */
    if (fd < 0 && es_web_is_shortage(errno))
        http->notes.shortage = errno;
    return fd;
}

/* What would have libcurl write down the keys, or the C library ask for another name first: gone
 * before either looks. */
void es_web_drop_variables(void)
{
    static const char *const names[] = {"SSLKEYLOGFILE", "LOCALDOMAIN", "RES_OPTIONS",
                                        "HOSTALIASES"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (getenv(names[i])) {
            unsetenv(names[i]);
            es_log(ES_LOG_VERBOSE, _("%s is ignored"), names[i]);
        }
    }
}

void es_web_ignore_sigpipe(struct sigaction *before)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, before);
}
