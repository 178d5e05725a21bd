/* SPDX-License-Identifier: Apache-2.0 */
/* A picture, decoded in this process. */
#include "esign/picture.h"
#include "fuzz.h"
#include "picture_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = size ? (const char *)data : "";
    const char *type = es_picture_type(bytes, size);
    struct es_pixels pixels, again;
    bool decoded = es_pixels_parse(bytes, size, &pixels);
    claim("what is decoded is a picture", !decoded || type);
    claim("there are pixels where it was decoded", decoded == (pixels.rgba != NULL));
    if (!decoded) {
        claim("and no sides where it was not", !pixels.width && !pixels.height);
        return 0;
    }
    size_t n = (size_t)pixels.width * pixels.height;
    claim("a picture has sides",
          n > 0 && pixels.width <= ES_PICTURE_SIDE_MAX && pixels.height <= ES_PICTURE_SIDE_MAX);
    for (size_t i = 0; i < n; i++)
        claim("every pixel is opaque", pixels.rgba[i * 4 + 3] == 255);
    claim("the same file is the same picture",
          es_pixels_parse(bytes, size, &again) && again.width == pixels.width &&
              again.height == pixels.height && memcmp(again.rgba, pixels.rgba, n * 4) == 0);
    es_pixels_free(&again);
    es_pixels_two_tones(&pixels);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *pixel = pixels.rgba + i * 4;
        claim("for two tones it is grey, and opaque still",
              pixel[0] == pixel[1] && pixel[1] == pixel[2] && pixel[3] == 255);
    }
    es_pixels_free(&pixels);
    return 0;
}
