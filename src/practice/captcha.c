/* SPDX-License-Identifier: Apache-2.0 */
#include "captcha.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum {
    WIDTH = 220,
    HEIGHT = 72,
    CELL = 40, /* from one digit to the next */
    MARGIN = 16,
    CORNERS_MAX = 12, /* of one digit's line */
    SPECKS = 260,
    HAIRS = 4,
};

struct canvas {
    unsigned char grey[HEIGHT][WIDTH];
};

struct point {
    double x, y;
};

/* One unbroken line a digit, on a grid of 4 by 8 from the top left; -1 ends it. */
static const signed char strokes[10][CORNERS_MAX * 2] = {
    {1, 0, 3, 0, 4, 2, 4, 6, 3, 8, 1, 8, 0, 6, 0, 2, 1, 0, -1},
    {0, 2, 2, 0, 2, 8, -1},
    {0, 2, 1, 0, 3, 0, 4, 2, 3, 4, 0, 8, 4, 8, -1},
    {0, 0, 4, 0, 2, 3, 4, 5, 4, 7, 3, 8, 0, 8, -1},
    {3, 8, 3, 0, 0, 5, 4, 5, -1},
    {4, 0, 0, 0, 0, 3, 3, 3, 4, 5, 4, 7, 3, 8, 0, 8, -1},
    {3, 0, 1, 1, 0, 4, 0, 7, 1, 8, 3, 8, 4, 6, 3, 4, 0, 5, -1},
    {0, 0, 4, 0, 1, 8, -1},
    {2, 4, 0, 2, 1, 0, 3, 0, 4, 2, 0, 6, 1, 8, 3, 8, 4, 6, 2, 4, -1},
    {4, 3, 1, 4, 0, 2, 1, 0, 3, 0, 4, 2, 4, 5, 3, 8, 1, 8, -1},
};

/* From -span to span. */
static double jitter(double span)
{
    return span * ((double)es_random_below(2001) / 1000.0 - 1.0);
}

static void darken(struct canvas *canvas, int x, int y, double shade)
{
    if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT)
        return;
    if (shade < canvas->grey[y][x])
        canvas->grey[y][x] = (unsigned char)shade;
}

static double distance(struct point p, struct point a, struct point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, len = dx * dx + dy * dy;
    double t = len > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / len : 0;
    t = fmin(1, fmax(0, t));
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

static void draw_line(struct canvas *canvas, struct point a, struct point b, double width,
                      double shade)
{
    double reach = width / 2 + 1;
    for (int y = (int)(fmin(a.y, b.y) - reach); y <= (int)(fmax(a.y, b.y) + reach); y++)
        for (int x = (int)(fmin(a.x, b.x) - reach); x <= (int)(fmax(a.x, b.x) + reach); x++) {
            double away = distance((struct point){x, y}, a, b) - width / 2;
            if (away < 1) /* soft for one pixel at the edge */
                darken(canvas, x, y, shade + (255 - shade) * fmax(0, away));
        }
}

static void draw_digit(struct canvas *canvas, int digit, double left)
{
    double size_x = 6.1 + jitter(0.5), size_y = 5.6 + jitter(0.5);
    double top = 13 + jitter(5), lean = jitter(0.12), width = 4.4 + jitter(0.6);
    struct point last = {0, 0};
    const signed char *corner = strokes[digit];
    for (int i = 0; corner[i] >= 0; i += 2) {
        struct point next = {left + corner[i] * size_x - lean * corner[i + 1] * size_y +
                                 jitter(1.3),
                             top + corner[i + 1] * size_y + jitter(1.3)};
        if (i > 0)
            draw_line(canvas, last, next, width, 30);
        last = next;
    }
}

static void draw_noise(struct canvas *canvas)
{
    for (int i = 0; i < SPECKS; i++)
        darken(canvas, (int)es_random_below(WIDTH), (int)es_random_below(HEIGHT),
               120 + es_random_below(100));
    for (int i = 0; i < HAIRS; i++) {
        struct point a = {0, es_random_below(HEIGHT)}, b = {WIDTH, es_random_below(HEIGHT)};
        struct point middle = {WIDTH / 2.0 + jitter(40), es_random_below(HEIGHT)};
        draw_line(canvas, a, middle, 0.5, 150);
        draw_line(canvas, middle, b, 0.5, 150);
    }
}

bool es_captcha_draw(const char *digits, struct es_buf *png)
{
    struct canvas canvas;
    memset(canvas.grey, 250, sizeof(canvas.grey));
    draw_noise(&canvas);
    for (int i = 0; digits[i] && i < ES_CAPTCHA_DIGITS; i++)
        if (digits[i] >= '0' && digits[i] <= '9')
            draw_digit(&canvas, digits[i] - '0', MARGIN + i * CELL + jitter(2));

    png_image image = {
        .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_GRAY};
    unsigned char bytes[2 * WIDTH * HEIGHT];
    png_alloc_size_t len = sizeof(bytes);
    if (!png_image_write_to_memory(&image, bytes, &len, 0, canvas.grey, 0, NULL))
        return false;
    return es_buf_add(png, bytes, len);
}
