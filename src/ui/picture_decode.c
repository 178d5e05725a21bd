/* SPDX-License-Identifier: Apache-2.0 */
#include "picture_decode.h"

#include "esign/error.h"
#include "esign/heap.h"
#include "esign/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <gif_lib.h>
#include <png.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <turbojpeg.h>
#include <unistd.h>

enum {
    CHILD_CPU_SECONDS = 2,
    CHILD_MS = 3000,
    CHILD_DATA_MAX = 128 << 20,
    CHILD_SPACE_MAX = 1 << 30,
};

struct input {
    const uint8_t *bytes;
    size_t len, at;
};

static bool make_room(struct es_pixels *out, long width, long height)
{
    if (width < 1 || height < 1 || width > ES_PICTURE_SIDE_MAX || height > ES_PICTURE_SIDE_MAX)
        return false;
    out->width = (uint32_t)width;
    out->height = (uint32_t)height;
    out->rgba = es_heap_zeroed((size_t)width * (size_t)height, 4);
    return out->rgba != NULL;
}

static bool decode_png(const struct input *in, struct es_pixels *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, in->bytes, in->len))
        return false;
    image.format = PNG_FORMAT_RGBA;
    bool done = make_room(out, image.width, image.height) &&
                png_image_finish_read(&image, NULL, out->rgba, 0, NULL);
    png_image_free(&image);
    return done;
}

static bool decode_jpeg(const struct input *in, struct es_pixels *out)
{
    tjhandle handle = tjInitDecompress();
    int width, height, sampling, space;
    bool done =
        handle &&
        tjDecompressHeader3(handle, in->bytes, in->len, &width, &height, &sampling, &space) == 0 &&
        make_room(out, width, height) &&
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
    bool done = make_room(out, gif->SWidth, gif->SHeight) && DGifSlurp(gif) == GIF_OK &&
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

static bool decode(const char *bytes, size_t len, struct es_pixels *out)
{
    struct input in = {(const uint8_t *)bytes, len, 0};
    const char *type = es_picture_type(bytes, len);
    bool done = false;
    if (type && strcmp(type, "png") == 0)
        done = decode_png(&in, out);
    else if (type && strcmp(type, "jpg") == 0)
        done = decode_jpeg(&in, out);
    else if (type && strcmp(type, "gif") == 0)
        done = decode_gif(&in, out);
    if (done)
        put_on_white(out);
    return done;
}

static void set_limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    for (const char *at = bytes; len > 0;) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static void __attribute__((noreturn)) be_child(const char *bytes, size_t len, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    set_limit(RLIMIT_CPU, CHILD_CPU_SECONDS);
    set_limit(RLIMIT_FSIZE, 0);
#ifndef __SANITIZE_ADDRESS__ /* its shadow alone is larger */
    set_limit(RLIMIT_DATA, CHILD_DATA_MAX);
    set_limit(RLIMIT_AS, CHILD_SPACE_MAX);
#endif
    /* Nothing but the pipe: no terminal, no session file, no network. */
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 ||
        (out != 3 && dup2(out, 3) < 0))
        _exit(1);
    close_range(4, ~0U, 0);
    struct es_pixels pixels = {0};
    uint32_t size[2];
    bool done = decode(bytes, len, &pixels);
    size[0] = pixels.width;
    size[1] = pixels.height;
    done = done && write_all(3, size, sizeof size) &&
           write_all(3, pixels.rgba, (size_t)pixels.width * pixels.height * 4);
    _exit(done ? 0 : 1);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool read_all(int fd, void *to, size_t len, int64_t deadline)
{
    for (uint8_t *at = to; len > 0;) {
        int64_t left = deadline - now_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        ssize_t n = ready > 0 ? read(fd, at, len) : 0;
        if ((ready < 0 || n < 0) && errno == EINTR)
            continue;
        if (ready <= 0 || n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool read_pixels(int fd, struct es_pixels *out)
{
    int64_t deadline = now_ms() + CHILD_MS;
    uint32_t size[2];
    if (!read_all(fd, size, sizeof size, deadline) || size[0] > ES_PICTURE_SIDE_MAX ||
        size[1] > ES_PICTURE_SIDE_MAX || !make_room(out, size[0], size[1]))
        return false;
    return read_all(fd, out->rgba, (size_t)out->width * out->height * 4, deadline);
}

bool es_pixels_decode(const char *bytes, size_t len, struct es_pixels *out)
{
    *out = (struct es_pixels){0};
    int pipes[2];
    if (len > ES_PICTURE_MAX || !es_picture_type(bytes, len) || pipe2(pipes, O_CLOEXEC) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        be_child(bytes, len, pipes[1]);
    close(pipes[1]);
    bool done = child > 0 && read_pixels(pipes[0], out);
    close(pipes[0]);
    if (child > 0) {
        kill(child, SIGKILL); /* it has nothing more to do, or it hangs */
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    if (!done)
        es_pixels_free(out);
    return done;
}

void es_pixels_free(struct es_pixels *pixels)
{
    es_heap_free(pixels->rgba);
    *pixels = (struct es_pixels){0};
}
