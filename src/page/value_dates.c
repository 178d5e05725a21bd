/* SPDX-License-Identifier: Apache-2.0 */
/* The values of date and time inputs (HTML Standard, "dates and times"). */
#include "values_internal.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { YEAR_LAST = 275760 }; /* of the time values of scripts, which browsers keep to */

struct clock {
    int hour, minute, second, milli;
};

/* A number of so many digits, in one go; at stands behind it then. */
static bool eat_number(const char **at, size_t least, size_t most, int *number)
{
    size_t n = 0;
    *number = 0;
    for (; n < most && **at >= '0' && **at <= '9'; n++, (*at)++)
        *number = *number * 10 + (**at - '0');
    return n >= least && !(**at >= '0' && **at <= '9');
}

static bool eat(const char **at, char c)
{
    bool there = **at == c;
    *at += there;
    return there;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* 0 is Sunday. */
static int weekday_of_new_year(int year)
{
    int before = year - 1;
    return (1 + before + before / 4 - before / 100 + before / 400) % 7;
}

static int weeks_in(int year)
{
    int day = weekday_of_new_year(year);
    return day == 4 || (day == 3 && is_leap(year)) ? 53 : 52;
}

static bool eat_year(const char **at, int *year)
{
    return eat_number(at, 4, 6, year) && *year > 0 && *year <= YEAR_LAST && eat(at, '-');
}

static bool eat_month(const char **at, int *year, int *month)
{
    return eat_year(at, year) && eat_number(at, 2, 2, month) && *month >= 1 && *month <= 12;
}

static bool eat_date(const char **at)
{
    int year, month, day;
    return eat_month(at, &year, &month) && eat(at, '-') && eat_number(at, 2, 2, &day) && day >= 1 &&
           day <= days_in(year, month);
}

static bool eat_week(const char **at)
{
    int year, week;
    return eat_year(at, &year) && eat(at, 'W') && eat_number(at, 2, 2, &week) && week >= 1 &&
           week <= weeks_in(year);
}

static bool eat_time(const char **at, struct clock *time)
{
    *time = (struct clock){0};
    if (!eat_number(at, 2, 2, &time->hour) || time->hour > 23 || !eat(at, ':') ||
        !eat_number(at, 2, 2, &time->minute) || time->minute > 59)
        return false;
    if (!eat(at, ':'))
        return true;
    if (!eat_number(at, 2, 2, &time->second) || time->second > 59)
        return false;
    if (!eat(at, '.'))
        return true;
    const char *from = *at;
    if (!eat_number(at, 1, 3, &time->milli))
        return false;
    for (long n = *at - from; n < 3; n++)
        time->milli *= 10;
    return true;
}

/* "Valid normalized local date and time string": a T, and no more of the seconds than it needs. */
static const char *as_local(const char *value, char *room, size_t size)
{
    const char *at = value;
    struct clock time;
    if (!eat_date(&at))
        return "";
    int day = (int)(at - value);
    if ((!eat(&at, 'T') && !eat(&at, ' ')) || !eat_time(&at, &time) || *at)
        return "";
    int len = snprintf(room, size, "%.*sT%02d:%02d", day, value, time.hour, time.minute);
    if (time.second || time.milli)
        len += snprintf(room + len, size - (size_t)len, ":%02d", time.second);
    if (time.milli)
        len += snprintf(room + len, size - (size_t)len, ".%03d", time.milli);
    while (time.milli && room[len - 1] == '0')
        room[--len] = '\0';
    return room;
}

const char *value_date(const char *type, const char *value, char room[VALUE_ROOM])
{
    const char *at = value;
    struct clock time;
    int year, month;
    bool good = false;
    if (strcmp(type, "datetime-local") == 0)
        return as_local(value, room, VALUE_ROOM);
    if (strcmp(type, "date") == 0)
        good = eat_date(&at);
    else if (strcmp(type, "month") == 0)
        good = eat_month(&at, &year, &month);
    else if (strcmp(type, "week") == 0)
        good = eat_week(&at);
    else if (strcmp(type, "time") == 0)
        good = eat_time(&at, &time);
    return good && !*at ? value : "";
}
