/* SPDX-License-Identifier: Apache-2.0 */
#include "esign/looks.h"

static bool accessible_in_force;

void es_ui_set_accessible(bool accessible)
{
    accessible_in_force = accessible;
}

bool es_ui_accessible(void)
{
    return accessible_in_force;
}
