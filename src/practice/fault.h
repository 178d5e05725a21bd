/* SPDX-License-Identifier: Apache-2.0 */
/* Faults that the practice portal shows on request, so that clients can be tested with them. */
#ifndef ESIGN_PRACTICE_FAULT_H
#define ESIGN_PRACTICE_FAULT_H

#include <stdatomic.h>
#include <stdbool.h>

enum es_fault_kind {
    ES_FAULT_NONE,
    ES_FAULT_CLOSE_AFTER_POST,
    ES_FAULT_SLOW,
    ES_FAULT_HTTP500,
    ES_FAULT_HUGE,
    ES_FAULT_DEEP,
    ES_FAULT_CUT,
    ES_FAULT_UNKNOWN_PAGE,
    ES_FAULT_ELSEWHERE,
    ES_FAULT_MAINTENANCE,
    ES_FAULT_NEW_PORTAL,
    ES_FAULT_FORGET_SESSION,
    ES_FAULT_REPEAT,
};

enum { ES_FAULTS_MAX = 16 };

struct es_fault {
    enum es_fault_kind kind;
    int seconds;     /* of slow */
    char method[8];  /* "GET", "POST", or "" for both */
    char path[64];   /* a prefix; "" fits every path */
    atomic_int left; /* how often still; -1: for ever */
};

struct es_fault_list {
    struct es_fault items[ES_FAULTS_MAX];
    int count;
};

/* Adds what "NAME[=SECONDS][@[METHOD:]PATH][*COUNT]" says. False where it says nothing known. */
bool es_fault_add(struct es_fault_list *list, const char *text);

/* The first fault that fits the request, one use of it spent; NULL where none does. */
const struct es_fault *es_fault_take(struct es_fault_list *list, const char *method,
                                     const char *path);

/* Prints the table of faults for --help. */
void es_fault_help(void);

#endif
