/* SPDX-License-Identifier: Apache-2.0 */
#include "list_text.h"

#include "esign/print.h"
#include "esign/text.h"

#include <string.h>

enum { COLUMNS_MAX = 40, GAP = 2 };

static const char *text_at(const json_t *row, size_t column)
{
    const char *text = json_string_value(json_array_get(row, column));
    return text ? text : "";
}

static void widen(const json_t *row, size_t width[COLUMNS_MAX], size_t *n)
{
    size_t columns = json_array_size(row);
    columns = columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
    *n = columns > *n ? columns : *n;
    for (size_t i = 0; i < columns; i++) {
        size_t wide = es_text_columns(text_at(row, i));
        width[i] = wide > width[i] ? wide : width[i];
    }
}

/* Whether the rows fit side by side; how wide each column is. */
static bool fits(const json_t *table, FILE *out, size_t width[COLUMNS_MAX], size_t *n)
{
    size_t i, all = 0;
    json_t *row;
    widen(json_object_get(table, "headers"), width, n);
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        widen(row, width, n);
    }
    for (i = 0; i < *n; i++)
        all += width[i] + (i ? GAP : 0);
    return all <= es_print_columns(out);
}

static void show_row(const json_t *row, const size_t width[COLUMNS_MAX], size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        const char *text = text_at(row, i);
        bool last = i + 1 == n;
        fprintf(out, "%s%*s", text, last ? 0 : (int)(width[i] + GAP - es_text_columns(text)), "");
    }
    fputc('\n', out);
}

static void show_rule(const size_t width[COLUMNS_MAX], size_t n, FILE *out)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t column = 0; column < width[i]; column++)
            fputc('-', out);
        fprintf(out, "%*s", i + 1 < n ? GAP : 0, "");
    }
    fputc('\n', out);
}

static void show_columns(const json_t *table, const size_t width[COLUMNS_MAX], size_t n, FILE *out)
{
    const json_t *headers = json_object_get(table, "headers");
    size_t i;
    json_t *row;
    if (json_is_array(headers)) {
        show_row(headers, width, n, out);
        show_rule(width, n, out);
    }
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        show_row(row, width, n, out);
    }
}

/* The labels' column: as wide as the widest, but no more than half of the screen. */
static size_t label_column(const json_t *labels, FILE *out)
{
    size_t widest = 0, i, half = es_print_columns(out) / 2;
    json_t *label;
    json_array_foreach((json_t *)labels, i, label)
    {
        size_t wide = es_text_columns(json_string_value(label));
        widest = wide > widest ? wide : widest;
    }
    return widest + GAP < half ? widest + GAP : half;
}

/* A label that is too wide stands on lines of its own. */
static void show_pair(const char *label, const char *value, size_t column, FILE *out)
{
    enum { INDENT = 2 };
    if (es_text_columns(label) + 1 < column) {
        es_print_pair(label, value, column, out);
        return;
    }
    es_print_foreign(label, 0, out);
    fprintf(out, "%*s", INDENT, "");
    es_print_foreign(value, INDENT, out);
}

static void show_pairs(const json_t *table, FILE *out)
{
    const json_t *headers = json_object_get(table, "headers");
    size_t column = label_column(headers, out), i, k;
    json_t *row;
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        if (i)
            fputc('\n', out);
        for (k = 0; k < json_array_size(row); k++) {
            if (*text_at(row, k))
                show_pair(text_at(headers, k), text_at(row, k), column, out);
        }
    }
}

/* Without headers a row of two is a label and its value. */
static void show_labelled(const json_t *table, FILE *out)
{
    json_t *labels = json_array(), *row;
    size_t i, k;
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        json_array_append(labels, json_array_get(row, 0));
    }
    size_t column = label_column(labels, out);
    json_array_foreach(json_object_get(table, "rows"), i, row)
    {
        show_pair(text_at(row, 0), text_at(row, 1), column, out);
        for (k = 2; k < json_array_size(row); k++)
            show_pair("", text_at(row, k), column, out);
    }
    json_decref(labels);
}

void list_text_show(const json_t *table, FILE *out)
{
    size_t width[COLUMNS_MAX] = {0}, n = 0;
    if (fits(table, out, width, &n))
        show_columns(table, width, n, out);
    else if (json_is_array(json_object_get(table, "headers")))
        show_pairs(table, out);
    else
        show_labelled(table, out);
}
