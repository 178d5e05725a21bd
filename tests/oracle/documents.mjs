// SPDX-License-Identifier: Apache-2.0
// Documents of tag soup, each from a seed and its number: sound pieces first, then mischief.
import { encode } from "./bytes.mjs";
import { Pieces } from "./pieces.mjs";
import { Random } from "./random.mjs";

const utf8Types = ["text/html; charset=utf-8", "text/html;charset=UTF-8", 'text/html; charset="utf-8"'];
const turkishTypes = [
  "text/html; charset=windows-1254", "text/html;charset=ISO-8859-9", "text/html; charset=latin5",
  "text/html; charset=x-cp1254",
];
const doctypes = [
  "<!DOCTYPE html>", "<!doctype html>", "",
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">',
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
];
const metas = [
  "", "", '<meta charset="utf-8">', '<meta charset="windows-1254">',
  '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">',
];
const addresses = [
  "giris.go", "nb.go?adim=2", "jsf/sayfa.xhtml?a=%C4%B1&b", "alt/dizin/", "sayfa.aspx;jsessionid=1A?x=1",
];
const bases = [
  '<base href="alt/">', '<base href="/kok/">', '<base href="http://portal.example.org/b/c?d=1#e">',
  '<base href="http://other.example.net:8080/x/y?z#w">', '<base target="_self"><base href="../ust/">',
  '<base href="bir/"><base href="iki/">', '<base href="">', '<BASE HREF=" /bosluk/ ">',
  '<base href="?sorgu">', '<base href="#parca">',
];
// What a careless hand leaves behind.
const strays = [
  "</form>", "</form>", "<form>", '<form action="gecen" method="post">', "</table>", "<table>",
  "<tr>", "<td>", "</td>", "</tr>", "</div>", "<div>", "</p>", "<p>", "</label>", "<label>",
  "</fieldset>", "<fieldset>", "<fieldset disabled>", "</select>", "</body>", "</html>", "<b>",
  "</b>", "<a href='x'>", "</a>", "</button>", "<tbody>", "</tbody>", "<caption>", "</caption>",
  "<legend>", "</legend>", "<br>", "</br>", "<li>", "</ul>", "<dd>", "<h2>", "</h3>", "<i>",
  "</i>", "<nobr>", "<font color=red>", "</font>", "<center>", "<col>", "<center></form>",
  "<!-- </form> -->", "<!-- ", " -->", "<!-->", "<form id='a1'>", "<svg>", "</svg>", "<math>",
  "</math>", "<object>", "</object>", "<marquee>", "</template>", "<template>", "<option>",
  "</option>", "<optgroup>", "<body bgcolor=white>", "<html lang=tr>", "<head>", "<p></form>",
  "<title></form></title>", "<style></form></style>", "<textarea></form>", "</textarea>", "<xmp>",
  "</xmp>", "<?xml version='1.0'?>", "</ >", "<>", "<table></form>", "<input", "</form x='>'>",
];

function mischief(random, tokens) {
  const times = random.weighed([[4, 0], [2, 1], [2, random.between(2, 4)], [1, random.between(5, 9)]]);
  for (let i = 0; i < times && tokens.length > 1; i++) {
    const at = random.below(tokens.length);
    switch (random.below(6)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, tokens[random.below(tokens.length)]);
        break;
      case 2: { // two things cross
        const other = random.below(tokens.length);
        [tokens[at], tokens[other]] = [tokens[other], tokens[at]];
        break;
      }
      case 3: { // an end tag goes astray
        const ends = [...tokens.keys()].filter((k) => tokens[k].startsWith("</"));
        if (!ends.length) break;
        const [moved] = tokens.splice(random.pick(ends), 1);
        tokens.splice(random.below(tokens.length), 0, moved);
        break;
      }
      default:
        tokens.splice(at, 0, random.pick(strays));
    }
  }
}

export function makeDocument(seed, number) {
  const random = new Random(seed, number);
  const charset = random.chance(0.5) ? "utf-8" : "windows-1254";
  const pieces = new Pieces(random, charset);
  const head = [random.pick(doctypes)];
  if (random.chance(0.8)) head.push("<html>", "<head>");
  head.push(random.pick(metas));
  if (random.chance(0.5)) head.push("<title>", pieces.text(), random.pick(["", "</form>"]), "</title>");
  if (random.chance(0.3)) head.push(random.pick(bases));
  if (head.includes("<head>")) head.push("</head>", "<body>");
  const tokens = pieces.body();
  mischief(random, tokens);
  const bom = charset === "utf-8" && random.chance(0.03) ? "\uFEFF" : "";
  const text = bom + head.join(random.pick(["", "\n", "\r\n"])) + tokens.join("");
  return {
    number,
    url: `http://portal.example.org/d${number}/${random.pick(addresses)}`,
    type: random.pick(bom ? [...utf8Types, ...turkishTypes] : charset === "utf-8" ? utf8Types : turkishTypes),
    text,
    charset,
    bytes: encode(text, charset),
  };
}
