/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates over JSON values: {{name}} escaped for HTML, {{{name}}} as it is,
 * {{#name}}…{{/name}} once for a true value and once for each item of a list,
 * {{^name}}…{{/name}} for a missing, false or empty one, {{>name}} another file of the folder.
 * A name is looked for in the innermost value first, then outwards; {{.}} is the item itself.
 */
#ifndef ESIGN_PRACTICE_TEMPLATE_H
#define ESIGN_PRACTICE_TEMPLATE_H

#include <jansson.h>

#include "esign/buf.h"

/* True where the folder ("modern") holds the file ("login.html"). */
bool es_template_exists(const char *folder, const char *file);

/* Appends the rendered file to out. False where it is missing, malformed or too long. */
bool es_template_render(const char *folder, const char *file, const json_t *values,
                        struct es_buf *out) ES_MUST_CHECK;

#endif
