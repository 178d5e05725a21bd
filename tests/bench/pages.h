/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that are measured. */
#ifndef ESIGN_BENCH_PAGES_H
#define ESIGN_BENCH_PAGES_H

#include "esign/buf.h"
#include <stdint.h>

/* A page as a portal serves it, of about `size` bytes: navigation, forms laid out in tables and
 * with labels, lists, tables of data, running text, scripts. The seed alone decides. */
bool bench_page(size_t size, uint64_t seed, struct es_buf *out) ES_MUST_CHECK;

/* Pages made to cost much, of `size` bytes less a part of a piece. NULL behind the last. */
const char *bench_hostile_name(size_t which);
bool bench_hostile(size_t which, size_t size, struct es_buf *out) ES_MUST_CHECK;

#endif
