/* SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esign/i18n.h"
#include "help.h"

static const struct fault_row {
    const char *name;
    enum es_fault_kind kind;
    const char *method; /* what it fits where the option names none */
    int left;
    const char *help;
} rows[] = {
    {"close-after-post", ES_FAULT_CLOSE_AFTER_POST, "POST", 1,
     N_("take the POST, then close the connection unanswered (once)")},
    {"slow", ES_FAULT_SLOW, "", -1, N_("wait before answering: slow=SECONDS")},
    {"http500", ES_FAULT_HTTP500, "", -1, N_("answer with status 500")},
    {"huge", ES_FAULT_HUGE, "", -1, N_("add 3 MB to the page")},
    {"deep", ES_FAULT_DEEP, "", -1, N_("add 5,000 elements inside one another")},
    {"cut", ES_FAULT_CUT, "", -1, N_("break off in the middle of the page")},
    {"unknown-page", ES_FAULT_UNKNOWN_PAGE, "", -1, N_("answer with an unrelated page")},
    {"elsewhere", ES_FAULT_ELSEWHERE, "", -1, N_("redirect to another host")},
    {"maintenance", ES_FAULT_MAINTENANCE, "", -1, N_("be out of service, with status 503")},
    {"new-portal", ES_FAULT_NEW_PORTAL, "", -1, N_("show a page that sends people to e-Devlet")},
    {"forget-session", ES_FAULT_FORGET_SESSION, "", -1, N_("forget who is asking")},
    {"repeat", ES_FAULT_REPEAT, "", -1, N_("repeat on the page what was sent to it")},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

void es_fault_help(void)
{
    for (int i = 0; i < ROWS; i++)
        es_help_line(rows[i].name, _(rows[i].help));
}

static const struct fault_row *find_row(const char *name, size_t len)
{
    for (int i = 0; i < ROWS; i++)
        if (strlen(rows[i].name) == len && !strncmp(rows[i].name, name, len))
            return &rows[i];
    return NULL;
}

/* text stands after '@': [METHOD:]PATH, up to '*' or the end. */
static bool read_place(struct es_fault *fault, const char *text)
{
    size_t len = strcspn(text, "*");
    const char *colon = memchr(text, ':', len);
    if (colon) {
        size_t method = (size_t)(colon - text);
        if (method >= sizeof(fault->method))
            return false;
        memcpy(fault->method, text, method);
        fault->method[method] = '\0';
        len -= method + 1;
        text = colon + 1;
    }
    if (*text != '/' || len >= sizeof(fault->path))
        return false;
    memcpy(fault->path, text, len);
    return true;
}

bool es_fault_add(struct es_fault_list *list, const char *text)
{
    const struct fault_row *row = find_row(text, strcspn(text, "=@*"));
    if (!row || list->count == ES_FAULTS_MAX)
        return false;
    struct es_fault *fault = &list->items[list->count];
    fault->kind = row->kind;
    fault->seconds = 1;
    atomic_store(&fault->left, row->left);
    snprintf(fault->method, sizeof(fault->method), "%s", row->method);

    const char *value = text + strlen(row->name);
    if (*value == '=')
        fault->seconds = atoi(value + 1);
    const char *place = strchr(value, '@'), *count = strchr(value, '*');
    if (place && !read_place(fault, place + 1))
        return false;
    if (count)
        atomic_store(&fault->left, atoi(count + 1));
    list->count++;
    return true;
}

static bool fits(const struct es_fault *fault, const char *method, const char *path)
{
    return (!fault->method[0] || !strcmp(fault->method, method)) &&
           !strncmp(path, fault->path, strlen(fault->path));
}

const struct es_fault *es_fault_take(struct es_fault_list *list, const char *method,
                                     const char *path)
{
    for (int i = 0; i < list->count; i++) {
        struct es_fault *fault = &list->items[i];
        if (!fits(fault, method, path))
            continue;
        int left = atomic_load(&fault->left);
        if (left == 0)
            continue;
        if (left > 0)
            atomic_fetch_sub(&fault->left, 1);
        return fault;
    }
    return NULL;
}
