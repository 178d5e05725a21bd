/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"
#include <string.h>

struct dice {
    uint64_t state;
};

/* splitmix64 */
static uint64_t throw(struct dice * dice)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static unsigned below(struct dice *dice, unsigned n)
{
    return (unsigned)(throw(dice) % n);
}

static const char *const words[] = {
    "güvenlik", "sözcüğü", "kimlik",  "numarası", "başvuru", "sertifika", "işlemleri",     "kart",
    "giriş",    "onay",    "kodu",    "telefon",  "geçerli", "süresi",    "bilgilerini",   "ve",
    "ile",      "için",    "adresi",  "duyuru",   "yeni",    "yardım",    "&ccedil;evrim", "belge",
    "menü",     "sayfa",   "yazılım", "kurulum",  "sürücü",  "güncel"};

static bool add_words(struct dice *dice, unsigned n, struct es_buf *out)
{
    for (unsigned i = 0; i < n; i++)
        if (!es_buf_printf(out, "%s%s", i ? " " : "",
                           words[below(dice, sizeof words / sizeof *words)]))
            return false;
    return true;
}

static bool add_text(struct dice *dice, struct es_buf *out)
{
    unsigned lines = 2 + below(dice, 5);
    bool ok = es_buf_add_str(out, "<p class=\"metin\">\n    ");
    for (unsigned i = 0; ok && i < lines; i++)
        ok = add_words(dice, 6 + below(dice, 10), out) &&
             es_buf_add_str(out, i % 3 == 2 ? " <b>önemli</b>.<br>\n    " : ".\n    ");
    return ok && es_buf_add_str(out, "</p>\n");
}

static bool add_links(struct dice *dice, struct es_buf *out)
{
    unsigned n = 3 + below(dice, 8);
    bool ok = es_buf_add_str(out, "<ul class=\"menu\">\n");
    for (unsigned i = 0; ok && i < n; i++)
        ok = es_buf_printf(out, "  <li class=\"item\"><a href=\"/sayfa.go?no=%u&amp;dil=tr\">",
                           below(dice, 100000)) &&
             add_words(dice, 1 + below(dice, 4), out) && es_buf_add_str(out, "</a></li>\n");
    return ok && es_buf_add_str(out, "</ul>\n");
}

static bool add_data(struct dice *dice, struct es_buf *out)
{
    unsigned rows = 3 + below(dice, 10), columns = 2 + below(dice, 4);
    bool ok = es_buf_add_str(out, "<table class=\"liste\" border=\"0\">\n");
    for (unsigned i = 0; ok && i < rows; i++) {
        ok = es_buf_add_str(out, "  <tr>\n");
        for (unsigned j = 0; ok && j < columns; j++)
            ok = es_buf_add_str(out, i ? "    <td align=\"left\">" : "    <th>") &&
                 add_words(dice, 1 + below(dice, 3), out) &&
                 es_buf_add_str(out, i ? "</td>\n" : "</th>\n");
        ok = ok && es_buf_add_str(out, "  </tr>\n");
    }
    return ok && es_buf_add_str(out, "</table>\n");
}

static bool add_field(struct dice *dice, unsigned how, unsigned number, struct es_buf *out)
{
    static const char *const before = "<tr><td class=\"etiket\">";
    static const char *const behind[] = {"</td><td>", "</label>"};
    static const char *const end[] = {"</td></tr>\n", "</div>\n"};
    return es_buf_printf(out, how ? "<div><label for=\"f%u\">" : before, number) &&
           add_words(dice, 1 + below(dice, 3), out) && es_buf_add_str(out, ":") &&
           es_buf_add_str(out, behind[how]) &&
           es_buf_printf(out, "<input type=\"%s\" id=\"f%u\" name=\"alan%u\" maxlength=\"20\">",
                         below(dice, 4) ? "text" : "password", number, number) &&
           es_buf_add_str(out, end[how]);
}

static bool add_form(struct dice *dice, unsigned *number, struct es_buf *out)
{
    unsigned how = below(dice, 2), fields = 2 + below(dice, 5);
    bool ok = es_buf_printf(out,
                            "<form method=\"post\" action=\"/islem%u.go\">\n"
                            "<input type=\"hidden\" name=\"jeton\" value=\"%016llx\">\n%s",
                            *number, (unsigned long long) throw(dice), how ? "" : "<table>\n");
    for (unsigned i = 0; ok && i < fields; i++)
        ok = add_field(dice, how, (*number)++, out);
    return ok && es_buf_add_str(out, how ? "" : "</table>\n") &&
           es_buf_add_str(out,
                          "<button type=\"submit\" class=\"dugme\">Gönder</button>\n</form>\n");
}

static bool add_script(struct dice *dice, struct es_buf *out)
{
    unsigned lines = 2 + below(dice, 6);
    bool ok = es_buf_add_str(out, "<script type=\"text/javascript\">\n");
    for (unsigned i = 0; ok && i < lines; i++)
        ok = es_buf_printf(out, "  document.getElementById('f%u').title = '<b>%u</b>';\n",
                           below(dice, 100), below(dice, 1000));
    return ok && es_buf_add_str(out, "</script>\n");
}

static bool add_section(struct dice *dice, unsigned *number, struct es_buf *out)
{
    bool ok = es_buf_printf(out, "<div class=\"kutu\" id=\"k%u\">\n<h2>", (*number)++) &&
              add_words(dice, 2 + below(dice, 3), out) && es_buf_add_str(out, "</h2>\n");
    for (unsigned i = 0; ok && i < 3; i++) {
        unsigned what = below(dice, 8);
        ok = what < 3    ? add_text(dice, out)
             : what == 3 ? add_links(dice, out)
             : what < 6  ? add_data(dice, out)
             : what == 6 ? add_form(dice, number, out)
                         : add_script(dice, out);
    }
    return ok && es_buf_add_str(out, "</div>\n");
}

bool bench_page(size_t size, uint64_t seed, struct es_buf *out)
{
    struct dice dice = {seed};
    unsigned number = 0;
    bool ok =
        es_buf_add_str(out, "<!DOCTYPE html>\n<html lang=\"tr\"><head><meta charset=\"utf-8\">"
                            "<title>Kullanıcı İşlemleri</title></head>\n<body>\n") &&
        add_links(&dice, out) && add_form(&dice, &number, out);
    while (ok && out->len < size)
        ok = add_section(&dice, &number, out);
    return ok && es_buf_add_str(out, "</body></html>\n");
}

/* ---- pages made to cost much ---- */

static const struct {
    const char *name, *piece;
} hostile[] = {
    {"text alone", "sözcük "},
    {"paragraphs", "<p>"},
    {"cells", "<td>"},
    {"rows of cells", "<tr><td>a<td>b"},
    {"tables in tables", "<table><tr><td>"},
    {"bold in paragraphs", "<p><b>"},
    {"links", "<a href=x>a</a>"},
    {"fields", "<input name=a>"},
    {"labels", "<label>a<input></label>"},
    {"options", "<option>a"},
    {"forms", "<form></form>"},
    {"attributes", " a b=c"},
    {"deep divisions", "<div>"},
    {"terms", "<dt>a<dd>b"},
    {"lines with colons", "a:b<br>"},
    {"images", "<img alt=a>"},
    {"references", "&amp;"},
    {"comments", "<!---->"},
    {"scripts", "<script></script>"},
    {"end tags", "</form>"},
    {"less-than signs", "<"},
    {"zero bytes", ""},
};

const char *bench_hostile_name(size_t which)
{
    return which < sizeof hostile / sizeof *hostile ? hostile[which].name : NULL;
}

bool bench_hostile(size_t which, size_t size, struct es_buf *out)
{
    const char *piece = hostile[which].piece;
    size_t len = *piece ? strlen(piece) : 1;
    bool ok = true;
    out->max = size;
    if (piece[0] == ' ')
        ok = es_buf_add_str(out, "<div");
    if (strncmp(piece, "<t", 2) == 0)
        ok = es_buf_add_str(out, "<table>");
    if (strncmp(piece, "<option", 7) == 0)
        ok = es_buf_add_str(out, "<select>");
    while (ok && out->len + len <= size)
        ok = es_buf_add(out, piece, len);
    return ok;
}
