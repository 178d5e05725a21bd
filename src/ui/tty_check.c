/* SPDX-License-Identifier: Apache-2.0 */
/* Is there a terminal, and is it of use. Nothing is written to it. */
#include "esign/i18n.h"
#include "esign/tty.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* So much the picture's digits and a PIN beside its words take. */
enum { COLUMNS_MIN = 40, LINES_MIN = 10 };

static bool look(struct winsize *size, struct termios *modes)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = tcgetattr(fd, modes) == 0;
    if (ioctl(fd, TIOCGWINSZ, size) != 0)
        *size = (struct winsize){0};
    close(fd);
    return ok;
}

void es_tty_check(struct es_check *check)
{
    struct winsize size;
    struct termios modes;
    if (!es_tty_usable() || !look(&size, &modes)) {
        es_check_unknown(check, ES_INPUT_NEEDED, _("there is none, so nothing can be asked"));
        es_check_remedy(check, _("Run esign in a terminal, or give it answers with --answers."));
    } else if (!es_tty_clears()) {
        es_check_wrong(
            check, ES_INPUT_NEEDED,
            _("this terminal cannot clear what it showed: PIN and PUK are not shown on it"));
        es_check_remedy(check, _("Use another terminal (TERM says what this one can do)."));
    } else if (size.ws_col > 0 && (size.ws_col < COLUMNS_MIN || size.ws_row < LINES_MIN)) {
        es_check_unknown(check, ES_OK, _("it is small: %d columns, %d lines"), size.ws_col,
                         size.ws_row);
        es_check_remedy(check, _("Make the window larger, or the picture cannot be read."));
    } else if (es_i18n_is_utf8() && !(modes.c_iflag & IUTF8)) {
        es_check_unknown(check, ES_OK, _("it erases half of a Turkish letter that is typed"));
        es_check_remedy(check, _("Run: stty iutf8"));
    } else if (size.ws_col == 0) {
        es_check_ok(check, _("its size is not told"));
    } else {
        es_check_ok(check, _("%d columns, %d lines"), size.ws_col, size.ws_row);
    }
}
