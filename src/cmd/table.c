/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd.h"

/* clang-format off */
const struct es_command *const cmd_table[] = {
    &cmd_guide,
    &cmd_card_check,
    &cmd_forgot_word,
    &cmd_reset_word,
    &cmd_login,
    &cmd_sms_verify,
    &cmd_pin_puk,
    &cmd_activate,
    &cmd_certs,
    &cmd_update_info,
    &cmd_card_pin,
    &cmd_status,
    &cmd_logout,
    &cmd_inspect,
    &cmd_page,
    &cmd_doctor,
    &cmd_help,
    NULL,
};
/* clang-format on */
