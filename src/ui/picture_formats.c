/* SPDX-License-Identifier: Apache-2.0 */
/* PNG, JPEG and GIF to pixels, by the libraries for them. Pure: bytes in, pixels out. */
#include "picture_decode.h"

#include "esign/heap.h"
#include "esign/log.h"
#include "esign/picture.h"
#include "picture_late.h"

#include <gif_lib.h>
#include <png.h>
#include <string.h>
#include <turbojpeg.h>

struct input {
    const uint8_t *bytes;
    size_t len, at;
};

bool es_pixels_make_room(struct es_pixels *out, long width, long height)
{
    if (width < 1 || height < 1 || width > ES_PICTURE_SIDE_MAX || height > ES_PICTURE_SIDE_MAX)
        return false;
    out->width = (uint32_t)width;
    out->height = (uint32_t)height;
    out->rgba = es_heap_zeroed((size_t)width * (size_t)height, 4);
    return out->rgba != NULL;
}

static bool decode_png(struct input *in, struct es_pixels *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, in->bytes, in->len))
        return false;
    image.format = PNG_FORMAT_RGBA;
    bool done = es_pixels_make_room(out, image.width, image.height) &&
                png_image_finish_read(&image, NULL, out->rgba, 0, NULL);
    png_image_free(&image);
    return done;
}

static bool decode_jpeg(struct input *in, struct es_pixels *out)
{
    tjhandle handle = tjInitDecompress();
    int width, height, sampling, space;
    bool done =
        handle &&
        tjDecompressHeader3(handle, in->bytes, in->len, &width, &height, &sampling, &space) == 0 &&
        es_pixels_make_room(out, width, height) &&
        tjDecompress2(handle, in->bytes, in->len, out->rgba, width, 0, height, TJPF_RGBA,
                      TJFLAG_STOPONWARNING) == 0;
    if (handle)
        tjDestroy(handle);
    return done;
}

static int read_gif(GifFileType *gif, GifByteType *to, int wanted)
{
    struct input *in = gif->UserData;
    size_t n = wanted < 0 ? 0 : (size_t)wanted;
    if (n > in->len - in->at)
        n = in->len - in->at;
    memcpy(to, in->bytes + in->at, n);
    in->at += n;
    return (int)n;
}

static void paint_gif(const GifFileType *gif, const ColorMapObject *map, int transparent,
                      struct es_pixels *out)
{
    const SavedImage *image = &gif->SavedImages[0];
    const GifImageDesc *at = &image->ImageDesc;
    for (int y = 0; y < at->Height && at->Top + y < (int)out->height; y++)
        for (int x = 0; x < at->Width && at->Left + x < (int)out->width; x++) {
            int colour = image->RasterBits[y * at->Width + x];
            if (colour == transparent || colour >= map->ColorCount)
                continue;
            uint8_t *pixel =
                out->rgba + ((size_t)(at->Top + y) * out->width + (size_t)(at->Left + x)) * 4;
            pixel[0] = map->Colors[colour].Red;
            pixel[1] = map->Colors[colour].Green;
            pixel[2] = map->Colors[colour].Blue;
            pixel[3] = 255;
        }
}

static bool decode_gif(struct input *in, struct es_pixels *out)
{
    int error;
    GifFileType *gif = DGifOpen(in, read_gif, &error);
    if (!gif)
        return false;
    bool done = es_pixels_make_room(out, gif->SWidth, gif->SHeight) && DGifSlurp(gif) == GIF_OK &&
                gif->ImageCount > 0;
    if (done) {
        const ColorMapObject *own = gif->SavedImages[0].ImageDesc.ColorMap;
        const ColorMapObject *map = own ? own : gif->SColorMap;
        GraphicsControlBlock control = {.TransparentColor = NO_TRANSPARENT_COLOR};
        DGifSavedExtensionToGCB(gif, 0, &control);
        done = map != NULL;
        if (map)
            paint_gif(gif, map, control.TransparentColor, out);
    }
    DGifCloseFile(gif, &error);
    return done;
}

/* A browser shows the picture on a white page; a terminal may be dark, and so may the letters. */
static void put_on_white(struct es_pixels *pixels)
{
    size_t n = (size_t)pixels->width * pixels->height;
    for (size_t i = 0; i < n; i++) {
        uint8_t *pixel = pixels->rgba + i * 4;
        for (int c = 0; c < 3; c++)
            pixel[c] = (uint8_t)((pixel[c] * pixel[3] + 255 * (255 - pixel[3])) / 255);
        pixel[3] = 255;
    }
}

static const struct {
    const char *type;
    es_status (*load)(struct es_error *err);
    bool (*decode)(struct input *in, struct es_pixels *out);
} decoders[] = {
    {"png", es_png_load, decode_png},
    {"jpg", es_jpeg_load, decode_jpeg},
    {"gif", es_gif_load, decode_gif},
};
enum { DECODERS = sizeof decoders / sizeof *decoders };

/* DECODERS where there is none. */
static size_t find_decoder(const char *bytes, size_t len)
{
    const char *type = es_picture_type(bytes, len);
    size_t i = 0;
    while (i < DECODERS && !(type && strcmp(type, decoders[i].type) == 0))
        i++;
    return i;
}

static bool load(size_t i)
{
    struct es_error err = ES_ERROR_INIT;
    bool loaded = i < DECODERS && decoders[i].load(&err) == ES_OK;
    if (err.status)
        es_log_error(ES_LOG_NORMAL, &err);
    return loaded;
}

bool es_pixels_load(const char *bytes, size_t len)
{
    return load(find_decoder(bytes, len));
}

bool es_pixels_parse(const char *bytes, size_t len, struct es_pixels *out)
{
    *out = (struct es_pixels){0};
    struct input in = {(const uint8_t *)bytes, len, 0};
    size_t i = find_decoder(bytes, len);
    bool done = load(i) && decoders[i].decode(&in, out);
    if (done)
        put_on_white(out);
    else
        es_pixels_free(out);
    return done;
}

void es_pixels_free(struct es_pixels *pixels)
{
    es_heap_free(pixels->rgba);
    *pixels = (struct es_pixels){0};
}
