// SPDX-License-Identifier: Apache-2.0
// The words in which esign and the browser differ, by name (docs/ORACLE.md has the reasons). Each
// is shown by an experiment: with the cause taken out of the page, the browser has esign's words.

const NAMED = ["aria", "label", "title", "placeholder"];
const buttons = ["submit", "reset", "button", "image"];

// esign drops stars before words, and colons and stars behind them.
export function plain(words) {
  return words.replace(/[\s\u00A0]+/g, " ").replace(/^[ *]+|[ :*]+$/g, "");
}

// Of several labels in one text nobody knows any more where each ended.
export function bare(words) {
  return plain(words.replace(/[:*]/g, " "));
}

// The best rule by which a control is named, and its words: labels count together.
export function namedBy(control) {
  const rule = control.words.find(([by]) => NAMED.includes(by))?.[0] ?? "";
  const texts = control.words.filter(([by]) => by === rule).map(([, text]) => text);
  return [rule, rule === "label" ? texts : texts.slice(0, 1)];
}

// What browsers write on a control where the page gives nothing, or only a title (HTML-AAM).
function ownWords({ type, multiple, input }) {
  if (!input) return null;
  return { submit: "Submit", image: "Submit", reset: "Reset", file: multiple ? "Choose Files" : "Choose File" }[type] ?? null;
}

const seen = (text) => plain(text.replace(/[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\uFFFD]/g, ""));

// What is taken out of a text may leave a blank or none.
const closed = (text) => text.replaceAll(" ", "");

// The same letters, with blanks that only esign has (src/page/page_apart.c).
const isParted = (mine, theirs) => closed(mine) === closed(theirs) && mine.length > theirs.length;

const causes = {
  nameless: "a hidden or empty label",
  controls: "a control inside a label or button",
  boxes: "a form or option inside a label or button",
  stars: "nothing but a star",
  echo: "a title that the options repeat",
  mute: "a blank before what is hidden",
};
const unique = (list) => [...new Set(list)];
const LONGEST = 1024; // bytes that esign keeps (src/page/work_internal.h)
const PARTS = 100; // of a name, after which Chromium stops
const CUT = "a label of more than a hundred parts";
const LONG = "words that are too long";
// "unnamed" is what aria-labelledby names, which byLabel() tells from a label that says nothing.
const nameOf = (cause) => causes[cause === "unnamed" ? "nameless" : cause] ?? cause;
const namesOf = (found) => unique(found.map(nameOf));

// Label by label, as esign has them: a button's own words first; no words twice.
async function byLabel({ document, reader, index, texts, theirs }, how) {
  const isButton = buttons.includes(theirs.type);
  const words = isButton ? [(await reader.rename(document, index, { ...how, label: -1 })).name] : [];
  for (let label = 0; label < theirs.labels; label++) {
    const { found, name } = await reader.rename(document, index, { ...how, label });
    words.push(found.includes("nameless") || (name === words[0] && isButton && texts.length === 1) ? "" : name);
  }
  const wanted = unique(words.map(seen).map(closed).filter(Boolean));
  return JSON.stringify(wanted) === JSON.stringify(unique(texts.map(seen).map(closed)));
}

export async function explainWords(what) {
  const { document, reader, index, rule, texts, theirs } = what;
  const mine = seen(texts.join(" "));
  const isOwn = (name) => ["", "title"].includes(rule) && texts.join("") === plain(theirs.title) &&
    plain(name.replace(/: No file chosen$/, "")) === ownWords(theirs);
  if (isOwn(theirs.words)) return ["the browser's own words"];
  if (mine === seen(theirs.words)) return ["control characters"];
  if (isParted(mine, seen(theirs.words))) return ["a blank between two elements"];
  const isCut = (name) =>
    theirs.parts > PARTS && seen(name) !== "" && closed(mine).startsWith(closed(seen(name)));
  if (isCut(theirs.words)) return [CUT];
  const isLong = (name) => Buffer.byteLength(texts.join(" ")) > LONGEST - 4 && closed(seen(name)).startsWith(closed(mine));
  if (isLong(theirs.words)) return [LONG];
  const isEqual = async (how) => {
    const { found, name } = await reader.rename(document, index, how);
    if (name === null) return { found, equal: false };
    if (isCut(name)) return { found: [...found, CUT], equal: true };
    if (isLong(name)) return { found: [...found, LONG], equal: true };
    const equal = texts.length > 1 ? closed(bare(seen(name))) === closed(bare(mine)) : closed(seen(name)) === closed(mine);
    return { found, equal: equal || isOwn(name) };
  };
  for (const cause of Object.keys(causes)) {
    const { found, equal } = await isEqual({ [cause]: true });
    if (equal) return namesOf(found);
  }
  const all = Object.fromEntries(Object.keys(causes).map((cause) => [cause, true]));
  const { found, equal } = await isEqual(all);
  if (equal) return namesOf(found);
  if (!theirs.labels) return null;
  if (rule === "aria" && buttons.includes(theirs.type))
    return (await isEqual({ label: -1 })).equal ? ["a label on a button"] : null;
  if (rule !== "label") return null;
  const label = buttons.includes(theirs.type) ? "a label on a button"
    : theirs.labels > 1 ? "several labels of one control" : null;
  if (!label) return null;
  if (await byLabel(what, {})) return [label];
  return (await byLabel(what, all)) ? [label, ...namesOf(found)] : null;
}
