/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture in the terminal, through chafa, which the rest of the house never sees. It draws in a
 * child: glib ends the process where memory runs out. The child is another one than the decoder's,
 * so that no bytes of a picture have been near what is written to the terminal.
 */
#include "esign/picture.h"

#include "esign/cage.h"
#include "esign/file.h"
#include "esign/heap.h"
#include "esign/log.h"
#include "picture_decode.h"
#include "picture_font.h"
#include "picture_late.h"

#include <chafa.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* More columns than this make no letter of a picture clearer, and fill a wide screen. */
enum { COLUMNS_MAX = 80, COLUMNS_MIN = 10 };
enum { ROWS_MIN = 8, STRETCH = 2 }; /* a long strip of letters is drawn up to so much taller */
enum { CELL_WIDTH = 10, CELL_HEIGHT = 20 }; /* pixels, where the terminal does not tell */
enum { MEMORY = 256 << 20, DRAW_MS = 5000, TEXT_MAX = 64 << 20 };

struct look {
    ChafaTermInfo *term;
    ChafaPixelMode pixels;
    ChafaCanvasMode colours;
    int columns, rows; /* at most */
    int cell_width, cell_height;
    bool console; /* Linux's: no quarters, no lines, and no bright ground */
    bool whole;   /* its font has no halves: every cell has one colour */
};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

bool es_picture_can_show(int fd)
{
    const char *term = getenv("TERM");
    return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

static struct look measure(int fd)
{
    struct winsize size = {0};
    bool console = strcmp(getenv("TERM"), "linux") == 0,
         whole = console && !es_console_has_halves(fd);
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = (struct winsize){.ws_col = 80, .ws_row = 24};
    return (struct look){.console = console,
                         .whole = whole,
                         .columns = MIN(size.ws_col - 2, whole ? 2 * COLUMNS_MAX : COLUMNS_MAX),
                         .rows = MAX(size.ws_row - 2, 2),
                         .cell_width = size.ws_xpixel ? size.ws_xpixel / size.ws_col : CELL_WIDTH,
                         .cell_height =
                             size.ws_ypixel ? size.ws_ypixel / size.ws_row : CELL_HEIGHT};
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
    const char *colours = getenv("COLORTERM");
    const char *name = getenv("TERM");
    if (is_set("NO_COLOR") || strncmp(name, "vt", 2) == 0)
        return CHAFA_CANVAS_MODE_FGBG; /* no colour sequence at all */
    if (colours && (strcmp(colours, "truecolor") == 0 || strcmp(colours, "24bit") == 0))
        return CHAFA_CANVAS_MODE_TRUECOLOR;
    if (strcmp(name, "linux") == 0)
        return CHAFA_CANVAS_MODE_INDEXED_16_8; /* it takes bright grounds for the others */
    if (strstr(name, "16color"))               /* chafa's list takes any xterm for one of 256 */
        return CHAFA_CANVAS_MODE_INDEXED_16;
    if (strstr(name, "256") || chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_SET_COLOR_FGBG_256))
        return CHAFA_CANVAS_MODE_INDEXED_240; /* the first 16 are the person's to choose */
    return chafa_term_info_have_seq(term, CHAFA_TERM_SEQ_SET_COLOR_FGBG_16)
               ? CHAFA_CANVAS_MODE_INDEXED_16
               : CHAFA_CANVAS_MODE_FGBG;
}

static void look_at_terminal(struct look *look)
{
    gchar **environment = g_get_environ();
    ChafaTermDb *db = chafa_term_db_get_default();
    look->term = chafa_term_db_detect(db, environment);
    g_strfreev(environment);
    look->pixels = choose_pixels(look->term);
    look->colours = look->pixels == CHAFA_PIXEL_MODE_SYMBOLS ? choose_colours(look->term)
                                                             : CHAFA_CANVAS_MODE_TRUECOLOR;
    /* For the sequences of colours that the database does not list for an unknown terminal. */
    ChafaTermInfo *fallback = chafa_term_db_get_fallback_info(db);
    chafa_term_info_supplement(look->term, fallback);
    chafa_term_info_unref(fallback);
}

/* In symbols, three rows hold no letter: a strip is stretched, which letters bear. Whole cells are
 * twice as tall as they are wide, so that every picture has too few rows. */
static gint stretch(const struct look *look, gint rows)
{
    if (look->whole)
        return MIN(rows * STRETCH, look->rows);
    if (look->pixels != CHAFA_PIXEL_MODE_SYMBOLS || rows >= ROWS_MIN)
        return rows;
    return MIN(MIN(rows * STRETCH, ROWS_MIN), look->rows);
}

static ChafaCanvas *make_canvas(const struct look *look, const struct es_pixels *pixels)
{
    gint columns = look->columns, rows = look->rows;
    chafa_calc_canvas_geometry((gint)pixels->width, (gint)pixels->height, &columns, &rows, 0.5f,
                               TRUE, FALSE);
    rows = stretch(look, rows);
    ChafaSymbolMap *symbols = chafa_symbol_map_new();
    unsigned tags = CHAFA_SYMBOL_TAG_SPACE | CHAFA_SYMBOL_TAG_SOLID;
    if (!look->whole)
        tags |= CHAFA_SYMBOL_TAG_HALF;
    if (!look->console)
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

struct drawing {
    struct es_pixels pixels;
    struct look look;
    ChafaCanvas *canvas;
};

/* All but the pixels: sorting its symbols, it asks how large the machine is. */
static bool prepare(void *arg)
{
    struct drawing *drawing = arg;
    if (es_chafa_load(NULL)) /* here, for glib ends the process as soon as it is loaded, too */
        es_cage_leave(ES_CAGE_NO_LIBRARY);
    chafa_set_n_threads(1); /* the cage has no others */
    look_at_terminal(&drawing->look);
    drawing->canvas = make_canvas(&drawing->look, &drawing->pixels);
    struct es_pixels *pixels = &drawing->pixels; /* they may lie on the secure heap */
    pixels->rgba = es_heap_copy(pixels->rgba, (size_t)pixels->width * pixels->height * 4);
    if (pixels->rgba && drawing->look.colours == CHAFA_CANVAS_MODE_FGBG)
        es_pixels_two_tones(pixels);
    return pixels->rgba != NULL;
}

/* Nothing is given back: the child ends soon. */
static void draw(void *arg, struct es_cage_answer *answer)
{
    const struct drawing *drawing = arg;
    const struct es_pixels *pixels = &drawing->pixels;
    chafa_canvas_draw_all_pixels(drawing->canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, pixels->rgba,
                                 (gint)pixels->width, (gint)pixels->height,
                                 (gint)pixels->width * 4);
    const GString *text = chafa_canvas_print(drawing->canvas, drawing->look.term);
    answer->bytes = text->str;
    answer->len = text->len;
}

static void tell_what_is_missing(void)
{
    struct es_error err = ES_ERROR_INIT;
    if (es_chafa_load(&err))
        es_log_error(ES_LOG_NORMAL, &err);
}

bool es_picture_show(const char *bytes, size_t len, int fd)
{
    es_auto(pixels) pixels = {0};
    if (!es_picture_can_show(fd) || !es_pixels_decode(bytes, len, &pixels))
        return false;
    const struct es_cage cage = {.memory = MEMORY,
                                 .milliseconds = DRAW_MS,
                                 .answer_max = TEXT_MAX,
                                 .prepare = prepare,
                                 .work = draw};
    struct drawing drawing = {.pixels = pixels, .look = measure(fd)};
    struct es_cage_answer answer;
    enum es_cage_end end = drawing.look.columns >= COLUMNS_MIN
                               ? es_cage_run(&cage, &drawing, &answer)
                               : ES_CAGE_NO_CHILD;
    if (end == ES_CAGE_NO_LIBRARY)
        tell_what_is_missing();
    if (end != ES_CAGE_ANSWERED)
        return false;
    bool drawn = es_file_put(fd, answer.bytes, answer.len) && es_file_put(fd, "\n", 1);
    es_heap_free(answer.bytes);
    return drawn;
}
