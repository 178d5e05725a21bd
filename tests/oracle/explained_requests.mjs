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
  ["dirname on a button", (one, i) =>
    one.dirname && one.input && ["submit", "reset", "button"].includes(one.type) && !one.disabled &&
    [`undirected ${i}`, `before ${i} ${encodeURIComponent(one.dirname)}`]],
  ["a control in a datalist", (one, i) => one.inDatalist && [`listed ${i}`]],
  ["textarea wrap=hard", (one, i) =>
    typeof one.wrapped === "string" && [`value ${i} ${encodeURIComponent(one.wrapped)}`]],
  ["a colour that is not #rrggbb", (one, i) =>
    one.type === "color" && one.value !== null && !/^#[\da-f]{6}$/i.test(one.value) &&
    [`value ${i} ${encodeURIComponent(one.colour)}`]],
];

// Control characters come to esign as U+FFFD: the same in what the browser sent. A charset without
// U+FFFD has a reference for it.
const inUtf8 = [
  [/%(?:0[1-8BEF]|1\w|7F)|%C2%[89]\w/g, "%EF%BF%BD"],
  [/[\x01-\x08\x0b\x0e-\x1f\x7f]|\u00C2[\x80-\x9f]/g, "\u00EF\u00BF\u00BD"],
];
const inTurkish = [
  [/%(?:0[1-8BEF]|1\w|7F|81|8D|8E|8F|90|9D|9E)|%26%231(?:2[89]|[345]\d)%3B/g, "%26%2365533%3B"],
  [/[\x01-\x08\x0b\x0e-\x1f\x7f\x81\x8d-\x90\x9d\x9e]|&#1(?:2[89]|[345]\d);/g, "&#65533;"],
];
const readable = (list) => (text) => list.reduce((out, [from, to]) => out.replace(from, to), text);

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// Equal as they are, or with control characters as esign has them: which of both.
function equal(ours, theirs) {
  if (same(ours, theirs)) return [];
  for (const list of [inUtf8, inTurkish])
    if (ours && same(ours, theirs.map(readable(list)))) return ["control characters"];
  return null;
}

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
    const query = body && Buffer.from(body[3].replace(/[\t\r\n]/g, ""), "utf8").toString("latin1")
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
    const written = equal(await edited(edits), what.theirs);
    if (written) return written;
    const strange = await mixed(what, edits, edited);
    const rest = strange && equal(strange, what.theirs);
    return rest && ["text/plain on a button of another method", ...rest];
  };
  const rest = await ask(found);
  if (!rest) return null;
  let needed = found; // each is named that cannot be done without
  for (const cause of found) {
    const fewer = needed.filter((one) => one !== cause);
    if (await ask(fewer)) needed = fewer;
  }
  const names = [...needed.map(([name]) => name), ...rest];
  return names.length ? names : null;
}
