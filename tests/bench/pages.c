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

/* The head once, then the piece again and again up to the half, or to the end where there is no
 * other piece for the rest. A # in a piece is its number. */
static const struct {
    const char *name, *head, *piece, *other;
} hostile[] = {
    {"text alone", "", "sözcük ", NULL},
    {"paragraphs", "", "<p>", NULL},
    {"cells", "<table>", "<td>", NULL},
    {"rows of cells", "<table>", "<tr><td>a<td>b", NULL},
    {"tables in tables", "", "<table><tr><td>", NULL},
    {"bold in paragraphs", "", "<p><b>", NULL},
    {"links", "", "<a href=x>a</a>", NULL},
    {"fields", "", "<input name=a>", NULL},
    {"labels around fields", "", "<label>a<input></label>", NULL},
    {"options", "<select>", "<option>a", NULL},
    {"forms", "", "<form></form>", NULL},
    {"forms across tables", "", "<table><form><tr><td><input></table></form>", NULL},
    {"attributes, one name", "<div", " a b=c", NULL},
    {"attributes", "<div", " a#=b", NULL},
    {"one huge attribute", "<input value='", "x", NULL},
    {"one huge style", "<p style='", "left:-1;", NULL},
    {"deep divisions", "", "<div>", NULL},
    {"terms", "", "<dt>a<dd>b", NULL},
    {"lists of terms", "", "<dl><dt>a<dd>b<dd><input></dl>", NULL},
    {"lines with colons", "", "a:b<br>", NULL},
    {"images", "", "<img alt=a>", NULL},
    {"character references", "", "&amp;", NULL},
    {"comments", "", "<!---->", NULL},
    {"comments, odd ends", "", "<!-- a --!>", NULL},
    {"scripts", "", "<script></script>", NULL},
    {"end tags", "", "</form>", NULL},
    {"less-than signs", "", "<", NULL},
    {"broken UTF-8", "", "\xdc", NULL},
    {"zero bytes", "", "", NULL},
    {"spans", "<table>", "<tr><td rowspan=3 colspan=5>a:<td>b", NULL},
    {"widest cells", "<table>", "<tr><td colspan=1000>a", NULL},
    {"colons in a row", "<table>", "<td>:", "<td>a"},
    {"empty cells, fields", "<table>", "<td><td><input>", NULL},
    {"ids", "", "<p id=i#>", NULL},
    {"radio buttons", "", "<input type=radio name=g# value=#> a", NULL},
    {"check boxes", "", "<input type=checkbox><i></i>", NULL},
    {"labels by id", "", "<label for=f#>a #</label><input id=f#>", NULL},
    {"labels of one field", "<input id=f>", "<label for=f>a</label>", NULL},
    {"label ids, one field", "<p id=a>a</p><input aria-labelledby='", "a ", NULL},
    {"fields, one empty label", "<p id=a>", "<i></i>", "<input aria-labelledby=a>"},
    {"fields, one blank label", "<p id=a>", " ", "<input aria-labelledby=a>"},
    {"fields, one long label", "<p id=a>", "ab ", "<input aria-labelledby=a>"},
    {"group of label ids", "<div role=group aria-labelledby='", "a ", "'><input><hr b='"},
    {"group of a long label", "<div role=group aria-label='", "a ", "'><input><hr b='"},
    {"fieldsets in one", "<fieldset disabled>", "<input><fieldset><input></fieldset>", NULL},
    {"unseen legends", "<fieldset disabled>", "<legend hidden></legend>", "<input>"},
    {"one empty legend", "<fieldset><legend>", "<i></i>", "</legend><input>"},
    {"details, summaries", "<details>", "<i></i>", "<summary></summary>"},
    {"fields, 400 deep", NULL, "<div>", "<input>"},
    {"lines, 400 deep", NULL, "<span>", "a<br>"},
    {"terms, 400 deep", NULL, "<dd><div>", "<i></i>"},
    {"labels, 400 deep", NULL, "<label>", "<i></i>x"},
    {"forms, 400 deep", NULL, "<form><div></form>", "<i></i>"},
};

enum { DEEP = 400 };

const char *bench_hostile_name(size_t which)
{
    return which < sizeof hostile / sizeof *hostile ? hostile[which].name : NULL;
}

/* Fails at the size, too. */
static bool add_piece(const char *piece, unsigned number, struct es_buf *out)
{
    if (!*piece)
        return es_buf_add(out, "", 1);
    for (const char *hash; (hash = strchr(piece, '#')); piece = hash + 1)
        if (!es_buf_add(out, piece, (size_t)(hash - piece)) || !es_buf_printf(out, "%u", number))
            return false;
    return es_buf_add_str(out, piece);
}

bool bench_hostile(size_t which, size_t size, struct es_buf *out)
{
    const char *head = hostile[which].head, *other = hostile[which].other;
    size_t half = other ? size / 2 : size;
    unsigned number = 0;
    out->max = size;
    bool ok = !head || es_buf_add_str(out, head);
    while (ok && (head ? out->len < half : number < DEEP))
        ok = add_piece(hostile[which].piece, number++, out);
    while (ok && other)
        ok = add_piece(other, number++, out);
    return out->len > size / 2;
}
