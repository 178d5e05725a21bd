/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/moment.h"
#include "esign/file.h"
#include <string.h>
#include <time.h>

static void take_boot(char boot[ES_MOMENT_BOOT_SIZE])
{
    enum { LEN = ES_MOMENT_BOOT_SIZE - 1 };
    es_auto(buf) line = {0};
    if (es_file_read_line("/proc/sys/kernel/random/boot_id", LEN, &line) && line.len == LEN &&
        strspn(line.data, "0123456789abcdef-") == LEN)
        memcpy(boot, line.data, LEN + 1);
}

int64_t es_moment_up(void)
{
    struct timespec up = {0};
    clock_gettime(CLOCK_BOOTTIME, &up);
    return up.tv_sec;
}

struct es_moment es_moment_now(void)
{
    struct es_moment now = {.boot = ""};
    struct timespec wall = {0};
    clock_gettime(CLOCK_REALTIME, &wall);
    now.up = es_moment_up();
    now.wall = wall.tv_sec;
    take_boot(now.boot);
    return now;
}

bool es_moment_is_set(const struct es_moment *moment)
{
    return moment->wall || moment->up;
}

/* What must have passed, whatever the wall clock says. Where the boots are not known, more time
 * since boot may be the same boot's or another's; then at least the difference has passed. */
static int64_t least(const struct es_moment *then, const struct es_moment *now)
{
    bool known = then->boot[0] && now->boot[0];
    return known || now->up < then->up ? now->up : now->up - then->up;
}

int64_t es_moment_between(const struct es_moment *then, const struct es_moment *now)
{
    bool one_boot = then->boot[0] && !strcmp(then->boot, now->boot);
    if (one_boot && now->up >= then->up)
        return now->up - then->up;
    int64_t wall = now->wall > then->wall ? now->wall - then->wall : 0, up = least(then, now);
    return wall > up ? wall : up;
}

bool es_moment_fits(const struct es_moment *moment)
{
    const int64_t most = INT64_MAX / 2; /* no difference of two overflows */
    return moment->wall >= 0 && moment->up >= 0 && moment->wall < most && moment->up < most;
}

int64_t es_moment_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t es_moment_since(const struct es_moment *then)
{
    struct es_moment now = es_moment_now();
    return es_moment_between(then, &now);
}
