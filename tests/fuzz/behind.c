/* SPDX-License-Identifier: Apache-2.0 */
/* Pages behind the menu: what may be confirmed on one, and the certificates that it lists. */
#include "esign/by_hand.h"
#include "esign/certificates.h"
#include "esign/confirm.h"
#include "esign/pin_page.h"
#include "list_text.h"
#include "shown.h"
#include "view_internal.h"

static const char *const keys[] = {"kind", "serial", "card_serial", "state", "begins", "ends"};

/* ---- what may be confirmed ---- */

static void claim_way(const struct es_view *view, struct es_target way)
{
    claim("it is offered",
          es_by_hand_offers(
              view->page, way.kind == ES_TARGET_LINK ? ES_THING_LINK : ES_THING_BUTTON, way.index));
    claim("what cannot be taken back is not confirmed", !es_view_is_final(view));
    claim("nor a page of secrets", !es_pin_page_is(view, NULL));
    claim("it goes on", es_view_goes_on(view, NULL));
    if (way.kind != ES_TARGET_BUTTON)
        return;
    const struct es_control *button = &es_page_controls(view->page)[way.index];
    claim("a button sends a form", es_control_is_submitter(button) && button->form != ES_NONE);
}

/* A password, a file and a choice are a person's. */
static void claim_fields(const struct es_view *view, struct es_target way, bool filled)
{
    const struct es_control *controls = es_page_controls(view->page);
    for (uint32_t i = 0; way.kind == ES_TARGET_BUTTON && i < view->page->controls.n; i++) {
        if (controls[i].form != controls[way.index].form || !es_control_is_detail(&controls[i]) ||
            es_view_is_aside(view, i))
            continue;
        claim("no password and no file goes along",
              controls[i].type != ES_CONTROL_PASSWORD && controls[i].type != ES_CONTROL_FILE);
        claim("nothing is left to be chosen", !filled || controls[i].type != ES_CONTROL_RADIO);
        claim("nothing is left to be typed",
              !filled || !es_control_is_typed(&controls[i]) || controls[i].value);
    }
}

static void claim_confirmation(const struct es_view *view)
{
    struct es_target one, other, again;
    bool confirms = es_view_confirmation(view, NULL, &one),
         details = es_view_details(view, NULL, &other);
    if (confirms) {
        claim_way(view, one);
        claim_fields(view, one, true);
    }
    if (details) {
        claim_way(view, other);
        claim_fields(view, other, false);
    }
    claim("there is one way on", !confirms || !details || one.index == other.index);
    claim("the same page says the same", es_view_confirmation(view, NULL, &again) == confirms &&
                                             (!confirms || again.index == one.index));
    /* what stood on the page before is no part of it, and makes nothing final */
    (void)es_view_confirmation(view, view->page, &again);
}

static void claim_items(const struct es_view *view)
{
    static const char *const actions[] = {"activate", "certificates", "update_info"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct es_error err = ES_ERROR_INIT;
        struct es_target item, any;
        if (es_view_menu_item(view, actions[i], &item, &err))
            continue;
        claim("an item is what is called so", !es_view_action(view, actions[i], &any, &err) &&
                                                  any.kind == item.kind && any.index == item.index);
        const struct es_control *controls = es_page_controls(view->page);
        for (uint32_t k = 0; item.kind == ES_TARGET_BUTTON && k < view->page->controls.n; k++)
            claim("no form is sent by it", controls[k].form != controls[item.index].form ||
                                               !es_control_is_detail(&controls[k]) ||
                                               es_view_is_aside(view, k));
    }
}

/* ---- the list ---- */

static bool is_in_a_table(const json_t *tables, const char *text)
{
    size_t i, k, m;
    json_t *table, *row, *cell;
    json_array_foreach((json_t *)tables, i,
                       table) json_array_foreach(json_object_get(table, "rows"), k, row)
        json_array_foreach(row, m, cell) if (!strcmp(json_string_value(cell), text)) return true;
    return false;
}

static void claim_table(const json_t *table)
{
    const json_t *headers = json_object_get(table, "headers"),
                 *rows = json_object_get(table, "rows");
    size_t i;
    json_t *row;
    claim("headers are a list, or null", json_is_null(headers) || json_is_array(headers));
    claim("rows are not too many", json_array_size(rows) <= ES_LIST_ROWS_MAX);
    json_array_foreach((json_t *)rows, i, row)
        claim("a row is as wide as its headers",
              json_is_null(headers) || json_array_size(row) == json_array_size(headers));
    char *shown = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&shown, &len);
    claim("there is room", out);
    list_text_show(table, out);
    fclose(out);
    for (char *line = shown, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        claim_shown(line);
        claim("a line fits the screen", es_text_columns(line) <= 80);
    }
    free(shown);
}

static void claim_list(const struct es_view *view)
{
    json_auto_t *list = es_certificates_read(view), *again = es_certificates_read(view);
    const json_t *tables = json_object_get(list, "tables");
    size_t i;
    json_t *item;
    claim("a page can be read for a list", json_is_object(list));
    claim("the same page has the same list", json_equal(list, again));
    claim_json_shown(list);
    claim("tables are not too many", json_array_size(tables) <= ES_LIST_TABLES_MAX);
    json_array_foreach((json_t *)tables, i, item) claim_table(item);
    json_array_foreach(json_object_get(list, "certificates"), i, item)
    {
        size_t known = 0;
        claim("a certificate has six values", json_object_size(item) == 6);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const char *text = json_string_value(json_object_get(item, keys[k]));
            known += text != NULL;
            claim("a value stands in a table", !text || is_in_a_table(tables, text));
        }
        claim("of a certificate two things are known", known >= 2);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct es_page *page = fuzz_page(data, size, NULL);
    struct es_view *view = NULL;
    if (!page)
        return 0;
    claim("a page can be seen", es_view_make(fuzz_profile(), page, &view, NULL) == ES_OK);
    claim_confirmation(view);
    struct es_target way;
    if (es_view_confirmation(view, page, &way)) /* what was there before may go without words */
        claim_way(view, way);
    claim_items(view);
    claim_list(view);
    es_view_free(&view);
    es_page_free(&page);
    return 0;
}
