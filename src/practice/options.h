/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of esign-practice. */
#ifndef ESIGN_PRACTICE_OPTIONS_H
#define ESIGN_PRACTICE_OPTIONS_H

#include <stdbool.h>

#include "fault.h"

struct es_options {
    const char *dir;      /* outbox, SMS, CA, ready, logs */
    const char *accounts; /* a JSON file, or NULL for the built-in accounts */
    const char *markup;   /* "modern" … */
    const char *smtp;     /* "127.0.0.1:2525", or NULL */
    const char *lang;     /* "tr", "en" or NULL */
    int port;             /* 0: any free one */
    int sms_seconds;
    int link_minutes;
    int idle_minutes;
    int cards; /* of the built-in account */
    bool no_sms;
    bool tell_captcha;
    bool tell_cookies;
    bool stop_with_stdin;
    struct es_fault_list faults;
};

enum es_options_result { ES_OPTIONS_RUN, ES_OPTIONS_DONE, ES_OPTIONS_WRONG };

/* Reads argv; prints help, version or what is wrong. out borrows from argv. */
enum es_options_result es_options_read(int argc, char **argv, struct es_options *out);

#endif
