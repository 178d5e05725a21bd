/* SPDX-License-Identifier: Apache-2.0 */
/* libpsl, the list of top-level names, loaded when a message is read. */
#include "esign/late.h"
#include "link.h"

#include <libpsl.h>

#define CALLS(CALL)                                                                                \
    CALL(const psl_ctx_t *, psl_builtin, (void), ())                                               \
    CALL(int, psl_is_public_suffix2, (const psl_ctx_t *list, const char *name, int type),          \
         (list, name, type))

ES_LATE_LIBRARY(ESIGN_LATE_PSL, ESIGN_LATE_PSL_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_psl_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
