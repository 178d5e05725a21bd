/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"

json_t *cmd_text(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}
