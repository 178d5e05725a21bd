// SPDX-License-Identifier: Apache-2.0
// A document as it stood to parsers before `select` held other elements (HTML Standard until 2025,
// "in select" and "in select in table"): what they passed over is left out, what made them close the
// select closes it.

const token = new RegExp(
  "<!--[\\s\\S]*?(?:-->|$)" +
  "|<(textarea|title|style|script|xmp|noembed|iframe)\\b[^>]*>[\\s\\S]*?(?:</\\1[\\s/>]|$)" +
  "|</?[a-z](?:[^\\s/>]*)(?:\\s*(?:=\\s*\"[^\"]*\"|=\\s*'[^']*'|[^>]))*?>", "gi");
const kept = ["option", "optgroup", "script", "template"];
const closing = ["input", "keygen", "textarea"];
const table = ["caption", "table", "tbody", "tfoot", "thead", "tr", "td", "th"];

// inTable: a select stands in a table, whose tags close it. forms: "keep" or "drop" the end tags.
export function asOldSelects(text, { inTable, forms }) {
  let inside = false;
  let after = "";
  return text.replace(token, (whole) => {
    const name = /^<\/?([a-z][^\s/>]*)/i.exec(whole)?.[1].toLowerCase();
    const end = whole.startsWith("</");
    if (!name) return whole;
    if (!inside) {
      inside = name === "select" && !end;
      return whole;
    }
    const close = (rest) => {
      inside = false;
      const out = `</select>${after}${rest}`;
      after = "";
      return out;
    };
    if (name === "select") return close("");
    if (closing.includes(name) && !end) return close(whole);
    if (inTable && table.includes(name)) return close(whole);
    if (kept.includes(name)) return whole;
    if (name === "form" && end && forms === "keep") after += whole;
    return "";
  });
}
