// SPDX-License-Identifier: Apache-2.0
// The requests in which esign and the browser differ, by name (docs/ORACLE.md has the reasons).
// With the controls named here made as the browser has them (oracle.c: edits), esign's own code must
// write the browser's request, byte for byte.

const fields = ["text", "search", "url", "tel", "email", "password", "hidden", "submit", "reset", "button"];

// For each name: the edits of one control.
const causes = [
  ["a submit button without a value", (one, i) =>
    one.input && one.type === "submit" && one.value === null && [`value ${i} Submit`]],
  ["an empty dirname", (one, i) =>
    one.dirname === "" && (one.type === "textarea" || (one.input && fields.includes(one.type))) && [`dirname ${i}`]],
  ["dirname on _charset_", (one, i) =>
    one.dirname !== null && one.type === "hidden" && /^_charset_$/i.test(one.name) && [`undirected ${i}`]],
  ["dirname on a submit button", (one, i) =>
    one.dirname && one.input && one.type === "submit" && one.name && !one.disabled &&
    [`undirected ${i}`, `before ${i} ${encodeURIComponent(one.dirname)}`]],
  ["a control in a datalist", (one, i) => one.inDatalist && [`listed ${i}`]],
  ["textarea wrap=hard", (one, i) =>
    typeof one.wrapped === "string" && [`value ${i} ${encodeURIComponent(one.wrapped)}`]],
  ["a number with a point and no digits behind it", (one, i) =>
    one.type === "number" && /^-?\d+\.e[-+]?\d+$/i.test(one.value ?? "") && [`value ${i} ${one.value}`]],
  ["a colour that is not #rrggbb", (one, i) =>
    one.type === "color" && one.value !== null && !/^#[\da-f]{6}$/i.test(one.value) &&
    [`value ${i} ${encodeURIComponent(one.colour)}`]],
];

// Control characters come to esign as U+FFFD, which a charset may have a reference for. In each
// charset: how the request has U+FFFD, and how a control character.
const written = [
  ["%EF%BF%BD", /%(?:0[1-8BEF]|1\w|7F)|%C2%[89]\w/],
  ["\u00EF\u00BF\u00BD", /[\x01-\x08\x0b\x0e-\x1f\x7f]|\u00C2[\x80-\x9f]/],
  ["%C3%AF%C2%BF%C2%BD", /%(?:0[1-8BEF]|1\w|7F)|%C3%82%(?:C2%[89]\w|C[56B]%\w\w|E2%\w\w%\w\w)/], // asWestern()
  ["%26%2365533%3B", /%(?:0[1-8BEF]|1\w|7F|81|8D|8E|8F|90|9D|9E)|%26%231(?:2[89]|[345]\d)%3B/],
  ["&#65533;", /[\x01-\x08\x0b\x0e-\x1f\x7f\x81\x8d-\x90\x9d\x9e]|&#1(?:2[89]|[345]\d);/],
];

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// The same text, with a control character in theirs wherever ours has U+FFFD and theirs has not.
function isReplaced(ours, theirs) {
  return written.some(([replacement, control]) => {
    const token = new RegExp(`${replacement}|${control.source}|[^]`, "g");
    const [a, b] = [ours.match(token) ?? [], theirs.match(token) ?? []];
    const fits = (one, k) => one === b[k] || (one === replacement && new RegExp(`^(?:${control.source})$`).test(b[k]));
    return a.length === b.length && a.every(fits);
  });
}

// Equal as they are, or with control characters as esign has them: which of both.
function equal(ours, theirs) {
  if (!ours) return null;
  if (same(ours, theirs)) return [];
  return ours.every((part, k) => part === theirs[k] || isReplaced(part, theirs[k])) ? ["control characters"] : null;
}

// Bytes read as windows-1252. (Node's own reads it as ISO-8859-1.)
const turkish = new TextDecoder("windows-1254");
const asWestern = (bytes) => bytes.replace(/[\x80-\x9f]/g, (c) =>
  ({ "\x8e": "\u017d", "\x9e": "\u017e" })[c] ?? turkish.decode(Uint8Array.of(c.charCodeAt(0))));

// Chromium asks the form's method, not the button's, whether text/plain may be: a GET form's button
// that posts sends an urlencoded body as text/plain; a POST form's button that gets sends plain text
// as the address's query (form_submission.cc, FormSubmission::Create).
async function mixed({ facts, form, submitter, ours }, edits, edited) {
  const button = facts.controls[submitter];
  const enctype = button?.enctype || facts.enctypes[form];
  if (!button || enctype !== "text/plain") return null;
  if (facts.methods[form] === "get" && ours[0] === "POST") {
    const query = await edited([...edits, `method ${submitter} 0`]);
    return query && [ours[0], ours[1], "text/plain", query[1].slice(query[1].indexOf("?") + 1)];
  }
  if (facts.methods[form] !== "get" && ours[0] === "GET") {
    const body = await edited([...edits, `method ${submitter} 1`, `enctype ${submitter} 2`]);
    const text = body && asWestern(body[3].replace(/[\t\r\n]/g, ""));
    const query = text && Buffer.from(text, "utf8").toString("latin1")
      .replace(/[^\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    return body && [ours[0], ours[1].slice(0, ours[1].indexOf("?") + 1) + query, "", ""];
  }
  return null;
}

export async function explainRequest(what, edited) {
  const controls = [...what.facts.controls.entries()].filter(([, one]) => one.form === what.form);
  const found = causes
    .map(([name, edit]) => [name, controls.flatMap(([i, one]) => edit(one, i) || [])])
    .filter(([, edits]) => edits.length);
  const ask = async (list) => {
    const edits = list.flatMap(([, some]) => some);
    const plain = equal(await edited(edits), what.theirs);
    if (plain) return plain;
    const strange = await mixed(what, edits, edited);
    const rest = strange && equal(strange, what.theirs);
    return rest && ["text/plain on a button of another method", ...rest];
  };
  if (!(await ask(found))) return null;
  let needed = found; // each is named that cannot be done without
  for (const cause of found) {
    const fewer = needed.filter((one) => one !== cause);
    if (await ask(fewer)) needed = fewer;
  }
  return [...needed.map(([name]) => name), ...(await ask(needed))];
}
