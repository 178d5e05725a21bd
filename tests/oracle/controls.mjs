// SPDX-License-Identifier: Apache-2.0
// Controls of every kind, with names and values that are hard to send, and their labels.

const names = [
  "kimlik", "ad", "soyad", "kod", "onay", "secim", "form:alan", "dizi[]", "boş luk", "şifre", "a&b",
  "c=d", "e+f", "yüz%", "tırnak\"", "satır\nsonu", "Жuk", "*-._", "~!'()", "isindex", "_charset_",
  "_CHARSET_", "__VIEWSTATE", "", "submit", "action", "😀", "kimlik", "ad", "sıfır\0", "\uF701",
];
const values = [
  "", "1", "deneme", "Güvenlik Sözcüğü", "ığüşöç İĞÜŞÖÇ", "a b+c&d=e", "yüzde %41", "iki\nsatır",
  "  boşluklu  ", "Ж ve 中", "😀!", "€ 100", "<b>\"'&amp;", "tab\tlı", "~*-._", "\u0096\u00A0",
  "cr\rlf\r\nson", "10000000146", "a\0b\0", "\r\r\n\n", "\n", "kırık \uF7C3son \uF7E2\uF782", "\uF700x",
  "\uF701y", "\uF702", "\uF703 \uF704", "\uF705", "1\uF7062", "\uF707", "\uF708", "\u0130I\u0131i", "ﬁ ½ ŧ",
];
const typed = {
  number: ["5", "-1.5", "-", "1e", "1.e1", "0x10", "Infinity", "\u0661", "1e3", ".5", "+5", "5.", "beş", " 7 ", "1,5", "", "00", "1e999"],
  range: ["7", "200", "-3", "beş", "", "33.3"],
  color: ["#FF00aa", "#12345", "red", "", "#000000", "#AbC", "rgb(1, 2, 300)", " #ff0000", "Teal", "yok"],
  date: ["2024-02-29", "2023-02-29", "2024-13-01", "1.2.2024", "", "0000-01-01", "12024-01-01"],
  month: ["2024-05", "2024-00", "mayıs", "2024-13"],
  week: ["2024-W05", "2024-W54", "2024-w05", "5"],
  time: ["09:05", "24:00", "9:05", "12:30:15", "12:30:15.250", "12:60"],
  "datetime-local": ["2024-05-06T07:08", "2024-05-06 07:08", "2024-05-06T07:08:00", "2024-05-06T25:00", "bugün", "2024-05-06T07:08:09.100"],
  email: [" a@example.org ", "a@example.org, b@example.org", "ş@örnek.example", "a\n@example.org"],
  url: [" http://example.org/ ş ", "\thttp://example.org\n", "göreli"],
};
const lineTypes = ["text", "password", "search", "tel", "url", "email"];
const otherTypes = ["number", "range", "color", "date", "month", "week", "time", "datetime-local"];
const oddTypes = ["TEXT", "metin", "", "datetime", "PassWord", " text", "FİLE", "f\u0131le", "HIDDEN", "İMAGE"];

export class Controls {
  constructor(pieces) {
    this.pieces = pieces;
    this.random = pieces.random;
  }

  name() {
    const { random } = this;
    const name = random.pick(names);
    return random.chance(0.3) && name ? `${name}${random.below(30)}` : name;
  }

  // What any control may have.
  common({ labelled = false } = {}) {
    const { random, pieces } = this;
    const out = [];
    if (random.chance(0.92)) out.push(["name", this.name()]);
    if (random.chance(0.07)) out.push(["disabled", null]);
    if (random.chance(0.1)) out.push(["form", random.chance(0.1) ? "" : random.chance(0.1) ? "yok" : pieces.id()]);
    if (random.chance(0.02)) out.push(["hidden", null]);
    if (!labelled && random.chance(0.3)) out.push(["id", pieces.id()]);
    if (random.chance(0.06)) out.push(["aria-label", pieces.plain()]);
    if (random.chance(0.05))
      out.push(["aria-labelledby", random.chance(0.3) ? `${pieces.id()} ${pieces.id()}` : pieces.id()]);
    if (random.chance(0.15)) out.push(["title", pieces.plain()]);
    return out;
  }

  value(list = values) {
    const { random } = this;
    return random.pick(random.chance(0.8) ? list : values);
  }

  field(own = [], options = {}) {
    const { random, pieces } = this;
    const type = random.weighed([
      [6, random.pick(lineTypes)], [2.5, random.pick(otherTypes)], [2, "hidden"], [1.5, "checkbox"],
      [1.5, "radio"], [0.4, "file"], [0.6, random.pick(oddTypes)], [1, null],
    ]);
    const out = [...own, ...this.common(options)];
    if (type !== null) out.unshift(["type", random.chance(0.05) ? type.toUpperCase() : type]);
    if (random.chance(0.7)) out.push(["value", this.value(typed[type])]);
    if (random.chance(0.2)) out.push(["placeholder", pieces.plain()]);
    if (type === "checkbox" || type === "radio" ? random.chance(0.6) : random.chance(0.03))
      out.push(["checked", null]);
    if (random.chance(0.06)) out.push(["readonly", null]);
    if (random.chance(0.06)) out.push(["required", null]);
    if (random.chance(0.05)) out.push(["dirname", random.pick(["yön", "x.dir", ""])]);
    if (random.chance(0.05)) out.push(["maxlength", String(random.below(12))]);
    if ((type === "email" || type === "file") && random.chance(0.3)) out.push(["multiple", null]);
    if (random.chance(0.04)) out.push(["list", pieces.id()]);
    if (type === "hidden" && random.chance(0.15))
      out.splice(0, out.length, ["type", "hidden"], ["name", random.pick(["_charset_", "_Charset_", "_charset_ "])],
        ...(random.chance(0.4) ? [["value", "latin5"]] : []), ...(random.chance(0.2) ? [["dirname", "yön"]] : []));
    if ((type === "range" || type === "number") && random.chance(0.4))
      out.push(["min", random.pick(["0", "10", "-5", "x"])], ["max", random.pick(["100", "20", "5"])],
        ...(random.chance(0.4) ? [["step", random.pick(["5", "0.1", "any", "7"])]] : []));
    return [pieces.tag("input", out)];
  }

  textarea(own = [], options = {}) {
    const { random, pieces } = this;
    const out = [...own, ...this.common(options)];
    if (random.chance(0.2)) out.push(["placeholder", pieces.plain()]);
    if (random.chance(0.05)) out.push(["dirname", "yön"]);
    if (random.chance(0.1)) out.push(["wrap", random.pick(["hard", "soft"])], ["cols", random.pick(["5", "12", "20", "0", "x"])]);
    if (random.chance(0.08)) out.push(["readonly", null]);
    if (random.chance(0.05)) out.push(["maxlength", "3"]);
    const lead = random.pick(["", "", "\n", "\r\n", "\n\n", "\r", " "]);
    const tail = random.pick(["", "", "\n", "</form>", "<b>", "<!--"]);
    return [pieces.tag("textarea", out), lead + pieces.escape(this.value()) + tail, "</textarea>"];
  }

  option() {
    const { random, pieces } = this;
    const out = [];
    if (random.chance(0.6)) out.push(["value", this.value()]);
    if (random.chance(0.2)) out.push(["selected", null]);
    if (random.chance(0.15)) out.push(["disabled", null]);
    if (random.chance(0.1)) out.push(["label", pieces.plain()]);
    const text = [pieces.text()];
    if (random.chance(0.1)) text.push("  ", pieces.text(), "\n");
    return [pieces.tag("option", out), ...text, ...(random.chance(0.6) ? ["</option>"] : [])];
  }

  select(own = [], options = {}) {
    const { random, pieces } = this;
    const out = [...own, ...this.common(options)];
    if (random.chance(0.25)) out.push(["multiple", null]);
    if (random.chance(0.2)) out.push(["size", random.pick(["1", "3", "0", "x"])]);
    const inside = [];
    for (let i = random.between(0, 3); i > 0; i--) {
      if (random.chance(0.06)) inside.push("<hr>");
      if (random.chance(0.2))
        inside.push(random.chance(0.3) ? "<optgroup disabled label=G>" : '<optgroup label="Grup">',
          ...this.option(), ...this.option(), ...(random.chance(0.6) ? ["</optgroup>"] : []));
      else inside.push(...this.option());
    }
    return [pieces.tag("select", out), ...inside, "</select>"];
  }

  button(own = []) {
    const { random, pieces } = this;
    const kind = random.weighed([
      [4, "submit"], [3, "button"], [2, "image"], [0.5, "input-button"], [0.5, "reset"], [1, "plain"],
    ]);
    const out = [...own, ...this.common()];
    if (random.chance(0.18)) out.push(["formaction", pieces.action()]);
    if (random.chance(0.12)) out.push(["formmethod", random.pick(["post", "get", "POST", "x", "", "dialog"])]);
    if (random.chance(0.08))
      out.push(["formenctype", random.pick(["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "y"])]);
    if (random.chance(0.05)) out.push(["formnovalidate", null]);
    if (random.chance(0.03)) out.push([random.pick(["commandfor", "command", "popovertarget"]), pieces.id()]);
    if (random.chance(0.04)) out.push(["dirname", "yön"]);
    const worded = random.chance(0.85);
    switch (kind) {
      case "submit":
        return [pieces.tag("input", [["type", "submit"], ...out, ...(worded ? [["value", pieces.plain()]] : [])])];
      case "image":
        return [pieces.tag("input", [["type", "image"], ...out, ["src", "/img/d.png"],
          ...(worded ? [["alt", pieces.plain()]] : []), ...(random.chance(0.3) ? [["value", "v"]] : [])])];
      case "input-button":
        return [pieces.tag("input", [["type", "button"], ...out, ["value", pieces.plain()]])];
      case "reset":
        return [pieces.tag("input", [["type", "reset"], ...out, ["value", pieces.plain()]])];
      default: {
        const type = kind === "plain" ? random.pick(["button", "reset", "menu", ""]) : "submit";
        if (kind === "plain" || random.chance(0.5)) out.unshift(["type", type]);
        if (random.chance(0.5)) out.push(["value", this.value()]);
        return [pieces.tag("button", out), ...(worded ? pieces.rich() : []), "</button>"];
      }
    }
  }

  // What may have a label and belong to a form, and sends nothing.
  silent(own = []) {
    const { random, pieces } = this;
    const out = [...own, ["name", this.name()], ...(random.chance(0.2) ? [["form", pieces.id()]] : [])];
    switch (random.below(4)) {
      case 0: return [pieces.tag("output", out), ...pieces.rich(), "</output>"];
      case 1: return [pieces.tag("object", out), ...(random.chance(0.5) ? this.field() : pieces.rich()), "</object>"];
      case 2: return [pieces.tag("meter", [...out, ["value", "0.5"]]), "yarım", "</meter>"];
      default: return [pieces.tag("progress", out), "</progress>"];
    }
  }

  any(own = [], options = {}) {
    return this.random.weighed([
      [0.3, () => this.silent(own)],
      [7, () => this.field(own, options)],
      [1.5, () => this.textarea(own, options)],
      [1.8, () => this.select(own, options)],
      [0.8, () => this.button(own)],
    ])();
  }

  // A control with a label, in the ways that pages have them.
  labelled() {
    const { random, pieces } = this;
    const id = pieces.id();
    const control = this.any([["id", id]], { labelled: true });
    const label = (of = id) => [pieces.tag("label", [["for", of]]), ...pieces.rich(), "</label>"];
    switch (random.below(12)) {
      case 0:
      case 1:
      case 2: return [...label(), ...control];
      case 3: return [...control, ...label()];
      case 4: return ["<label>", ...pieces.rich(), ...this.any(), "</label>"];
      case 5: return ["<label>", ...this.any(), ...pieces.rich(), "</label>"];
      case 6: return [...label(), ...control, ...label()];
      case 7: return [...label("yok"), ...control];
      case 8: return [pieces.tag("label", [["for", id]]), ...pieces.rich(), ...this.any(), "</label>", ...control];
      case 9: return ["<label>", ...pieces.rich(), ...this.any(), ...this.any(), "</label>"];
      case 10: return [`<span id="${id}">`, ...pieces.rich(), "</span>",
        ...this.any([["aria-labelledby", random.chance(0.3) ? `${id} ${pieces.id()}` : id]])];
      default: return ["<label hidden for=" + id + ">", ...pieces.rich(), "</label>", ...control];
    }
  }
}
