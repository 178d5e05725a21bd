/* SPDX-License-Identifier: Apache-2.0 */
/* The picture in the terminal, through chafa, which the rest of the house never sees. */
#include "esign/picture.h"

#include "esign/error.h"
#include "esign/file.h"
#include "picture_decode.h"

#include <chafa.h>
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* More columns than this make no letter of a picture clearer, and fill a wide screen. */
enum { COLUMNS_MAX = 80, COLUMNS_MIN = 10 };
enum { CELL_WIDTH = 10, CELL_HEIGHT = 20 }; /* pixels, where the terminal does not tell */

struct look {
    ChafaTermInfo *term;
    ChafaPixelMode pixels;
    ChafaCanvasMode colours;
    int columns, rows; /* at most */
    int cell_width, cell_height;
    bool plain_font; /* the console's: no quarters, no lines */
};

static bool is_set(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value;
}

bool es_picture_can_show(int fd)
{
    const char *term = g_getenv("TERM");
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

static void measure(int fd, struct look *look)
{
    struct winsize size = {0};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = (struct winsize){.ws_col = 80, .ws_row = 24};
    look->columns = MIN(size.ws_col - 2, COLUMNS_MAX);
    look->rows = MAX(size.ws_row - 2, 2);
    look->cell_width = size.ws_xpixel ? size.ws_xpixel / size.ws_col : CELL_WIDTH;
    look->cell_height = size.ws_ypixel ? size.ws_ypixel / size.ws_row : CELL_HEIGHT;
}

/* Pixels where the environment says that the terminal has them. Inside tmux or screen it tells
 * of the terminal outside, which pixels would not reach. */
static ChafaPixelMode choose_pixels(const ChafaTermInfo *term)
{
    if (is_set("TMUX") || is_set("STY"))
        return CHAFA_PIXEL_MODE_SYMBOLS;
    if (chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1))
        return CHAFA_PIXEL_MODE_KITTY;
    if (chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE))
        return CHAFA_PIXEL_MODE_ITERM2;
    if (chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_BEGIN_SIXELS))
        return CHAFA_PIXEL_MODE_SIXELS;
    return CHAFA_PIXEL_MODE_SYMBOLS;
}

/* All colours only where COLORTERM promises them: chafa's list claims them for terminals that
 * show them wrong. */
static ChafaCanvasMode choose_colours(const ChafaTermInfo *term)
{
    const char *colours = g_getenv("COLORTERM");
    const char *name = g_getenv("TERM");
    if (is_set("NO_COLOR") || strncmp(name, "vt", 2) == 0)
        return CHAFA_CANVAS_MODE_FGBG; /* no colour sequence at all */
    if (colours && (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0))
        return CHAFA_CANVAS_MODE_TRUECOLOR;
    if (strstr(name, "256") || chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_SET_COLOR_FGBG_256))
        return CHAFA_CANVAS_MODE_INDEXED_240; /* the first 16 are the person's to choose */
    return chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_SET_COLOR_FGBG_16)
               ? CHAFA_CANVAS_MODE_INDEXED_16
               : CHAFA_CANVAS_MODE_FGBG;
}

static struct look look_at_terminal(int fd)
{
    struct look look = {.plain_font = strcmp(g_getenv("TERM"), "linux") == 0};
    gchar **environment = g_get_environ();
    ChafaTermDb *db = chafa_term_db_get_default();
    look.term = chafa_term_db_detect(db, environment);
    g_strfreev(environment);
    look.pixels = choose_pixels(look.term);
    look.colours = look.pixels == CHAFA_PIXEL_MODE_SYMBOLS ? choose_colours(look.term)
                                                           : CHAFA_CANVAS_MODE_TRUECOLOR;
    /* For the sequences of colours that the database does not list for an unknown terminal. */
    ChafaTermInfo *fallback = chafa_term_db_get_fallback_info(db);
    chafa_term_info_supplement(look.term, fallback);
    chafa_term_info_unref(fallback);
    measure(fd, &look);
    return look;
}

static ChafaCanvas *make_canvas(const struct look *look, const struct es_pixels *pixels)
{
    gint columns = look->columns, rows = look->rows;
    chafa_calc_canvas_geometry((gint)pixels->width, (gint)pixels->height, &columns, &rows, 0.5f,
                               TRUE, FALSE);
    ChafaSymbolMap *symbols = chafa_symbol_map_new();
    unsigned tags = CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_SOLID | CHAFA_SYMBOL_TAG_HALF;
    if (!look->plain_font)
        tags |= CHAFA_SYMBOL_TAG_BLOCK | CHAFA_SYMBOL_TAG_BORDER | CHAFA_SYMBOL_TAG_QUAD;
    chafa_symbol_map_add_by_tags(symbols, (ChafaSymbolTags)tags);

    ChafaCanvasConfig *config = chafa_canvas_config_new();
    chafa_canvas_config_set_geometry(config, columns, rows);
    chafa_canvas_config_set_cell_geometry(config, look->cell_width, look->cell_height);
    chafa_canvas_config_set_pixel_mode(config, look->pixels);
    chafa_canvas_config_set_canvas_mode(config, look->colours);
    chafa_canvas_config_set_symbol_map(config, symbols);
    chafa_canvas_config_set_work_factor(config, 1.0f);
    ChafaCanvas *canvas = chafa_canvas_new(config);
    chafa_canvas_config_unref(config);
    chafa_symbol_map_unref(symbols);
    return canvas;
}

static bool draw(const struct es_pixels *pixels, int fd)
{
    struct look look = look_at_terminal(fd);
    bool drawn = false;
    if (look.columns >= COLUMNS_MIN) {
        ChafaCanvas *canvas = make_canvas(&look, pixels);
        chafa_canvas_draw_all_pixels(canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, pixels->rgba,
                                     (gint)pixels->width, (gint)pixels->height,
                                     (gint)pixels->width * 4);
        GString *text = chafa_canvas_print(canvas, look.term);
        drawn = es_file_put(fd, text->str, text->len) && es_file_put(fd, "\n", 1);
        g_string_free(text, TRUE);
        chafa_canvas_unref(canvas);
    }
    chafa_term_info_unref(look.term);
    return drawn;
}

bool es_picture_show(const char *bytes, size_t len, int fd)
{
    es_auto(pixels) pixels = {0};
    return es_picture_can_show(fd) && es_pixels_decode(bytes, len, &pixels) && draw(&pixels, fd);
}
