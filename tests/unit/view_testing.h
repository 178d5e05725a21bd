/* SPDX-License-Identifier: Apache-2.0 */
/* A page seen with the built-in profile's eyes. */
#ifndef ESIGN_VIEW_TESTING_H
#define ESIGN_VIEW_TESTING_H

#include "page_testing.h"

#include "esign/view.h"

static struct es_profile *profile;
static struct es_page *page;
static struct es_view *view;

static inline int load(void **state)
{
    struct es_error err = ES_ERROR_INIT;
    return es_profile_load("kamusm", &profile, &err) ? -1 : 0;
}

static inline int unload(void **state)
{
    es_profile_free(&profile);
    return 0;
}

static inline int forget(void **state)
{
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}

static inline void see(const char *html)
{
    struct es_error err = ES_ERROR_INIT;
    forget(NULL);
    page = page_of(html);
    assert_int_equal(es_view_make(profile, page, &view, &err), ES_OK);
}

#define SEEN(name) cmocka_unit_test_teardown(name, forget)

#endif
