/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A moment that a later run can measure from. The wall clock may be set back and forward; the
 * clock since boot can be set by nobody and runs on while the machine sleeps (CLOCK_BOOTTIME,
 * clock_gettime(2)), but begins anew at a boot: so both are kept, and which boot it was
 * (/proc/sys/kernel/random/boot_id, random(4)).
 */
#ifndef ESIGN_MOMENT_H
#define ESIGN_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { ES_MOMENT_BOOT_SIZE = 37 };

struct es_moment {
    int64_t wall, up;               /* seconds since 1970, and since boot */
    char boot[ES_MOMENT_BOOT_SIZE]; /* "" where the system does not tell */
};

struct es_moment es_moment_now(void);

/* Whether it is any moment: zeroes are none. */
bool es_moment_is_set(const struct es_moment *moment);

/* Whether one that was read somewhere can be counted with. */
bool es_moment_fits(const struct es_moment *moment);

/* Seconds from `then` to `now`, never negative. Within one boot they are right whatever happens to
 * the wall clock; over a boot the wall clock is believed, but not below the time since boot. */
int64_t es_moment_between(const struct es_moment *then, const struct es_moment *now);

/* The same to the present. */
int64_t es_moment_since(const struct es_moment *then);

/* Seconds since boot, sleep included, for what has to be done before a moment. */
int64_t es_moment_up(void);

/* Milliseconds of a clock that nobody sets and that stands still while the machine sleeps, for
 * how long something may take. */
int64_t es_moment_ms(void);

#endif
