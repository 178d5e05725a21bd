// SPDX-License-Identifier: Apache-2.0
// Documents as they stood to older parsers. First: before `select` held other elements (HTML Standard
// until 2025, "in select" and "in select in table"); what they passed over is left out, what made them
// close the select closes it.

const tag = /<!--(?:-?>|[^]*?(?:--!?>|$))|<\/?[a-z][^\s/>]*(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*?>/gi;
const raw = ["textarea", "title", "style", "script", "xmp", "noembed", "iframe"]; // hold no tags
const kept = ["option", "optgroup", "script", "template"];
const closing = ["input", "keygen", "textarea"];
const table = ["caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th"];

const nameOf = (token) => /^<\/?([a-z][^\s/>]*)/i.exec(token)?.[1].toLowerCase();

// The document in pieces: texts, comments and tags; what stands in a raw element is text.
class Pieces {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  next() {
    tag.lastIndex = this.at;
    const found = tag.exec(this.text);
    const start = found ? found.index : this.text.length;
    const between = this.text.slice(this.at, start);
    this.at = found ? tag.lastIndex : this.text.length;
    return { between, token: found?.[0] ?? "" };
  }

  // No end tags of forms up to the end of the raw element that has begun.
  withoutForms(name) {
    const from = this.at;
    const part = this.rest(name);
    this.text = this.text.slice(0, from) + part.replace(/<\/form\b[^>]*>/gi, "") + this.text.slice(this.at);
    this.at = from;
  }

  rest(name) {
    const end = new RegExp(`</${name}[\\s/>]`, "gi");
    end.lastIndex = this.at;
    const found = end.exec(this.text);
    const rest = this.text.slice(this.at, found ? found.index : undefined);
    this.at += rest.length;
    return rest;
  }
}

// inTable: a select stands in a table, whose tags close it; or "counted": where one is open. forms: what
// becomes of end tags in a select, "keep" or "drop"; or "raw": esign, which looks for them in the source, passes over those in a raw element.
export function asOldSelects(text, { inTable, forms }) {
  const pieces = new Pieces(text);
  let [out, inside, after, tables] = ["", false, "", 0];
  const isInTable = () => (inTable === "counted" ? tables > 0 : inTable);
  const close = (more) => {
    out += `</select>${after}${more}`;
    [inside, after] = [false, ""];
  };
  // What closes a select counts as well.
  const count = (name, end) => {
    if (name === "table") tables = Math.max(0, tables + (end ? -1 : 1));
  };
  while (pieces.at < pieces.text.length) {
    const { between, token } = pieces.next();
    const name = nameOf(token);
    const end = token.startsWith("</");
    out += between;
    if (!inside || !name) {
      inside = inside || (name === "select" && !end);
      out += token;
      count(name, end);
    } else if (name === "select") close("");
    else if ((closing.includes(name) && !end) || (isInTable() && table.includes(name))) {
      close(token);
      count(name, end);
    } else if (kept.includes(name)) out += token;
    else {
      if (name === "form" && end && forms === "keep") after += token;
      if (!end && raw.includes(name) && forms === "raw") pieces.withoutForms(name);
      continue;
    }
    if (!end && raw.includes(name)) out += pieces.rest(name);
  }
  return out;
}

// As it stood to parsers that an end tag p or br did not lead out of svg and math (HTML Standard, "in
// foreign content"): without them.
export function asOldForeign(text) {
  return text.replace(/<(svg|math)\b[^]*?(?:<\/\1|$)/gi, (part) => part.replace(/<\/(?:p|br)\s*>/gi, ""));
}

// Without tags of formatting, whose end tags move what stands in them ("adoption agency algorithm").
export function asUnformatted(text) {
  return text.replace(/<\/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:\s[^>]*)?>/gi, "");
}
