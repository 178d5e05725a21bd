/* SPDX-License-Identifier: Apache-2.0 */
/* chafa, and of glib what picture.c calls, loaded when a picture is drawn. */
#include "esign/late.h"
#include "picture_late.h"

#include <chafa.h>

#define CALLS(CALL)                                                                                \
    CALL(void, chafa_set_n_threads, (gint n), (n))                                                 \
    CALL(void, chafa_calc_canvas_geometry,                                                         \
         (gint width, gint height, gint * columns, gint * rows, gfloat ratio, gboolean zoom,       \
          gboolean stretch),                                                                       \
         (width, height, columns, rows, ratio, zoom, stretch))                                     \
    CALL(ChafaTermDb *, chafa_term_db_get_default, (void), ())                                     \
    CALL(ChafaTermInfo *, chafa_term_db_detect, (ChafaTermDb * db, gchar * *environment),          \
         (db, environment))                                                                        \
    CALL(ChafaTermInfo *, chafa_term_db_get_fallback_info, (ChafaTermDb * db), (db))               \
    CALL(gboolean, chafa_term_info_have_seq, (const ChafaTermInfo *term, ChafaTermSeq sequence),   \
         (term, sequence))                                                                         \
    CALL(void, chafa_term_info_supplement, (ChafaTermInfo * term, ChafaTermInfo * more),           \
         (term, more))                                                                             \
    CALL(void, chafa_term_info_unref, (ChafaTermInfo * term), (term))                              \
    CALL(ChafaSymbolMap *, chafa_symbol_map_new, (void), ())                                       \
    CALL(void, chafa_symbol_map_add_by_tags, (ChafaSymbolMap * map, ChafaSymbolTags tags),         \
         (map, tags))                                                                              \
    CALL(void, chafa_symbol_map_unref, (ChafaSymbolMap * map), (map))                              \
    CALL(ChafaCanvasConfig *, chafa_canvas_config_new, (void), ())                                 \
    CALL(void, chafa_canvas_config_unref, (ChafaCanvasConfig * config), (config))                  \
    CALL(void, chafa_canvas_config_set_geometry,                                                   \
         (ChafaCanvasConfig * config, gint columns, gint rows), (config, columns, rows))           \
    CALL(void, chafa_canvas_config_set_cell_geometry,                                              \
         (ChafaCanvasConfig * config, gint width, gint height), (config, width, height))           \
    CALL(void, chafa_canvas_config_set_pixel_mode,                                                 \
         (ChafaCanvasConfig * config, ChafaPixelMode mode), (config, mode))                        \
    CALL(void, chafa_canvas_config_set_canvas_mode,                                                \
         (ChafaCanvasConfig * config, ChafaCanvasMode mode), (config, mode))                       \
    CALL(void, chafa_canvas_config_set_symbol_map,                                                 \
         (ChafaCanvasConfig * config, const ChafaSymbolMap *map), (config, map))                   \
    CALL(void, chafa_canvas_config_set_work_factor, (ChafaCanvasConfig * config, gfloat factor),   \
         (config, factor))                                                                         \
    CALL(ChafaCanvas *, chafa_canvas_new, (const ChafaCanvasConfig *config), (config))             \
    CALL(void, chafa_canvas_draw_all_pixels,                                                       \
         (ChafaCanvas * canvas, ChafaPixelType type, const guint8 *pixels, gint width,             \
          gint height, gint stride),                                                               \
         (canvas, type, pixels, width, height, stride))                                            \
    CALL(GString *, chafa_canvas_print, (ChafaCanvas * canvas, ChafaTermInfo * term),              \
         (canvas, term))                                                                           \
    CALL(gchar **, g_get_environ, (void), ())                                                      \
    CALL(void, g_strfreev, (gchar * *strings), (strings))

ES_LATE_LIBRARY(ESIGN_LATE_CHAFA, ESIGN_LATE_CHAFA_PACKAGE, CALLS)
CALLS(ES_LATE_FORWARD)

es_status es_chafa_load(struct es_error *err)
{
    return es_late_open(&library, err);
}
