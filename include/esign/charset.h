/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets of pages: which one, to UTF-8, and back for forms.
 * Source: HTML Standard "determining the character encoding" (without the locale step: the
 * portal's default is windows-1254) and the Encoding Standard. UTF-8, windows-1254 (also as
 * iso-8859-9, latin5, x-cp1254 …), windows-1252 (also as iso-8859-1, us-ascii …) and UTF-16 by
 * its BOM are known; any other label is passed over. Pure functions.
 */
#ifndef ESIGN_CHARSET_H
#define ESIGN_CHARSET_H

#include "esign/buf.h"

enum es_charset { ES_UTF_8, ES_WINDOWS_1254, ES_WINDOWS_1252, ES_UTF_16LE, ES_UTF_16BE };

/* "UTF-8", "windows-1254" … as the Encoding Standard names them. */
const char *es_charset_name(enum es_charset charset);

/* Finds a charset by any of its labels, blanks around it and case not counting. */
bool es_charset_find(const char *label, size_t len, enum es_charset *charset);

/* BOM, else the charset of content_type (a header's value, NULL where there is none), else
 * meta (or an XML declaration) in the first 1,024 bytes, else UTF-8 where the bytes are that and
 * not ASCII alone, else windows-1254. A meta that says UTF-16
 * means UTF-8. */
enum es_charset es_charset_detect(const char *bytes, size_t len, const char *content_type);

/* Appends the bytes as UTF-8 (U+FFFD for what is broken), without a BOM. */
bool es_charset_decode(enum es_charset charset, const char *bytes, size_t len,
                       struct es_buf *out) ES_MUST_CHECK;

/* Appends UTF-8 text in the charset as a form sends it: what cannot be encoded becomes &#N;
 * (decimal). UTF-16 encodes as UTF-8, as forms do. */
bool es_charset_encode(enum es_charset charset, const char *utf8, size_t len,
                       struct es_buf *out) ES_MUST_CHECK;

#endif
