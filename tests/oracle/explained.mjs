// SPDX-License-Identifier: Apache-2.0
// The differences that are meant, by name: docs/ORACLE.md gives their reasons. Each must show its
// cause in the document, and what is left without it must be equal.

const buttons = ["submit", "reset", "button", "image"];
// A tag in a select that the old parser passed over, or closed the select for.
const otherInSelect = /<select\b[^>]*>(?:(?!<\/select)[\s\S])*?<\/?(?!option|optgroup|hr\b|select\b|script|template)[a-z]/i;
const control = /[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f]/;

const NEW_SELECT = "select's new parser";
const CHILD_FORM = "a child form closes its parent";
const CONTROL_CHARACTERS = "control characters";

// ---- which controls there are, and who owns them ----

function explainTree({ document, facts }) {
  return facts.holdsMore || otherInSelect.test(document.text) ? NEW_SELECT : null;
}

function explainOwner({ document, theirs, facts }) {
  return theirs.parents.length ? CHILD_FORM : explainTree({ document, facts });
}

// ---- labels ----

const tokens = (text) => text.split(" ").filter(Boolean);

// The words stand in the text in their order, with others between them.
function isWithin(words, text) {
  const rest = tokens(text);
  return tokens(words).every((word) => {
    const at = rest.indexOf(word);
    rest.splice(0, at + 1);
    return at >= 0;
  });
}

const once = (text) => [...new Set(tokens(text))].join(" ");
const visible = (text) => text.replace(/[\x01-\x1f\x7f-\x9f\uFFFD]/g, "").replace(/ +/g, " ").trim();

// They begin alike: what follows is mixed with the values of other controls.
const beginsAlike = (a, b) => tokens(a)[0] === tokens(b)[0];
const hasOthers = ({ theirs }) => theirs.others || theirs.labels.some((label) => label.others);

const labelRules = [
  ["the browser's own words", ({ rule, name, theirs }) =>
    ["", "title"].includes(rule) && /^(Submit|Reset|Choose Files?)$/.test(name) && theirs.input],
  ["nothing but a star", ({ theirs }) => /^[\s:*]+$/.test(theirs.words)],
  [CONTROL_CHARACTERS, ({ mine, name, document }) =>
    control.test(document.text) && visible(mine) === visible(name)],
  ["a label on a button", ({ mine, name, theirs }) =>
    buttons.includes(theirs.type) && theirs.labels.length > 0 &&
    (isWithin(visible(name), visible(mine)) || theirs.labels.some((label) => label.others || !label.shown))],
  ["a hidden or empty label", ({ rule, mine, name, theirs }) =>
    (name === "" && theirs.labels.length + theirs.named.length > 0) ||
    ((rule !== "label" || isWithin(name, mine)) && theirs.labels.some((label) => !label.shown))],
  ["aria-labelledby names a control", ({ theirs }) => theirs.named.some((one) => one.controls)],
  ["a control inside a label or button", (what) =>
    hasOthers(what) && (what.rule !== "label" || isWithin(visible(what.mine), visible(what.name)) ||
      beginsAlike(what.mine, what.name))],
  ["a form or option inside a label or button", ({ theirs }) =>
    theirs.boxes || theirs.labels.some((label) => label.boxes)],
  ["a label inside a label", ({ mine, name, theirs }) =>
    theirs.labels.some((label) => label.labels) &&
    tokens(mine).every((word) => tokens(name).includes(word))],
  ["two labels with the same words", ({ mine, name, theirs }) =>
    theirs.labels.length > 1 && once(mine) === once(name)],
  [NEW_SELECT, ({ facts }) => facts.holdsMore],
];

// ---- requests ----

const ofForm = ({ facts, form }) => facts.controls.filter((one) => one.form === form);

// name, where it applies, what to leave out on either side
const requestRules = [
  ["a submit button without a value", ({ facts, submitter }) => {
    const button = facts.controls[submitter];
    return button?.input && button.type === "submit" && button.value === null;
  }, (text) => text.replace(/=Submit(?=&|\r\n|$)/g, "=").replace(/\r\nSubmit(?=\r\n--B)/g, "\r\n")],
  [CONTROL_CHARACTERS, ({ document }) => control.test(document.text), (text) =>
    text.replace(/%EF%BF%BD|%C2%[89]\w|%26%23(65533|1[2-5]\d)%3B|&#(65533|1[2-5]\d);|\u00EF\u00BF\u00BD|\u00C2[\u0080-\u009F]/g, "§")],
  ["an empty dirname", (what) => ofForm(what).some((one) => one.dirname === ""), (text) =>
    text.replace(/--BOUNDARY\r\n[^\r\n]* name=""\r\n\r\nltr\r\n/g, "").replace(/(^|&|\?)=ltr(?=&|$)/g, "").replace(/(^|\n)=ltr\r\n/g, "$1").replace(/\?&/, "?").replace(/^&/, "")],
  ["textarea wrap=hard", (what) => ofForm(what).some((one) => one.hard), (text) =>
    text.replace(/%0D%0A|\r\n/g, "")],
  ["a colour by its name", (what) => ofForm(what).some((one) => one.type === "color" && one.value === "red"), (text) =>
    text.replace(/(%23|#)(ff0000|000000)/g, "red")],
];

function entries([method, url, type, body]) {
  const text = method === "GET" ? url.slice(url.indexOf("?") + 1) : body;
  const between = { t: "\r\n", m: /--BOUNDARY(?:--)?\r\n/, a: "&" };
  return text.split(between[type[0] ?? "a"]).filter(Boolean);
}

// Chromium has more entries, as many as there are controls in a datalist.
function isDatalist(what, ours, theirs) {
  const inside = ofForm(what).filter((one) => one.inDatalist);
  const most = inside.length + inside.filter((one) => one.dirname !== null).length;
  const rest = entries(ours);
  let more = 0;
  for (const entry of entries(theirs)) {
    if (entry === rest[0]) rest.shift();
    else more++;
  }
  return rest.length === 0 && more > 0 && more <= most;
}

// Chromium mixes two encodings where a button says text/plain and is, or is on, a GET form's.
function isPlainInName({ facts, form, submitter, ours, theirs }) {
  const button = facts.controls[submitter];
  if (ours[0] === "GET")
    return theirs[0] === "GET" && button && (button.enctype || facts.enctypes[form]) === "text/plain";
  return button?.overrides && ours[2] === "text/plain" && theirs[2] === "text/plain" &&
    /^[^\r\n]*$/.test(theirs[3]);
}

function explainRequest(what) {
  if (what.owners.has(what.form)) return `${what.owners.get(what.form)} (sent with it)`;
  if (!what.ours || !what.theirs) return null;
  let [ours, theirs] = [what.ours, what.theirs];
  const names = [];
  for (const [name, applies, leave] of requestRules) {
    if (!applies(what)) continue;
    const [a, b] = [ours.map(leave), theirs.map(leave)];
    if (JSON.stringify([a, b]) !== JSON.stringify([ours, theirs])) names.push(name);
    [ours, theirs] = [a, b];
  }
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return names.join(", ");
  if (isPlainInName(what)) return "text/plain on a GET form's button";
  if (isDatalist(what, ours, theirs)) return [...names, "a control in a datalist"].join(", ");
  return explainTree(what);
}

export function explain(what) {
  switch (what.kind) {
    case "tree": return explainTree(what);
    case "owner": return explainOwner(what);
    case "label": return labelRules.find(([, is]) => is(what))?.[0] ?? null;
    default: return explainRequest(what);
  }
}
