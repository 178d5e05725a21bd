/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads messages from standard input, each as its length on a line of its own and its bytes, and
 * says of each on a line: "+ LINK", or "- WHY NOT". A message that begins with "link:" is a link
 * by itself, as it is pasted. The portal is the built-in profile's.
 */
#include "esign/mail.h"
#include "esign/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_portal(const char *address, void *user)
{
    es_auto(url) url = {0};
    return es_url_parse(address, NULL, &url) && es_profile_allows_origin(user, &url);
}

static void judge(const char *bytes, size_t len, struct es_profile *profile)
{
    es_auto(buf) link = ES_BUF_SECRET;
    struct es_error err = ES_ERROR_INIT;
    bool pasted = strncmp(bytes, "link:", 5) == 0;
    es_status status = pasted ? es_mail_check_link(bytes + 5, is_portal, profile, &link, &err)
                              : es_mail_link(bytes, len, is_portal, profile, &link, &err);
    if (status == ES_OK)
        printf("+ %s\n", es_buf_str(&link));
    else
        printf("%s %s\n", status == ES_LINK_REFUSED ? "-" : "?", err.message);
    fflush(stdout); /* or a child would say it again */
}

int main(void)
{
    struct es_profile *profile = NULL;
    struct es_error err = ES_ERROR_INIT;
    if (es_profile_load("kamusm", &profile, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    size_t len = 0;
    while (scanf("%zu", &len) == 1 && len <= 2 * ES_MAIL_MAX && getchar() == '\n') {
        char *bytes = malloc(len + 1);
        if (!bytes || fread(bytes, 1, len, stdin) != len)
            return 1;
        bytes[len] = '\0';
        judge(bytes, len, profile);
        free(bytes);
    }
    es_profile_free(&profile);
    return 0;
}
