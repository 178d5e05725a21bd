/* SPDX-License-Identifier: Apache-2.0 */
/* Why no PC/SC service answers: a look at its socket and at where it would be installed. */
#include "pcsc.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char SERVICE_SOCKET[] = "/run/pcscd/pcscd.comm";

/* libpcsclite tells "no service" whatever the reason; a connect of our own tells it apart. */
static int probe(void)
{
    const char *path = secure_getenv("PCSCLITE_CSOCK_NAME");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!path)
        path = SERVICE_SOCKET;
    if (strlen(path) >= sizeof address.sun_path)
        return ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return errno;
    int failed = connect(fd, (const struct sockaddr *)&address, sizeof address) ? errno : 0;
    close(fd);
    return failed;
}

/* Where packages put it; and systemd's unit, for there are other places. */
static bool is_installed(void)
{
    static const char *const PLACES[] = {
        "/usr/sbin/pcscd",
        "/usr/bin/pcscd",
        "/usr/local/sbin/pcscd",
        "/run/current-system/sw/bin/pcscd",
        "/usr/lib/systemd/system/pcscd.socket",
        "/lib/systemd/system/pcscd.socket",
        "/etc/systemd/system/pcscd.socket",
    };
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++)
        if (access(PLACES[i], F_OK) == 0)
            return true;
    return false;
}

const char *es_service_cause(void)
{
    switch (probe()) {
    case ENOENT:
    case ENOTDIR:
        return is_installed() ? "service_not_running" : "service_not_installed";
    case ECONNREFUSED:
        return "socket_stale";
    case EACCES:
    case EPERM:
        return "socket_refused";
    case EAGAIN: /* nobody takes connections any more: its queue is full */
        return "service_hung";
    case 0: /* it takes connections and talks no PC/SC, or has come just now */
        return "service_nonsense";
    default:
        return "service_not_running";
    }
}
