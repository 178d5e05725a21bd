// SPDX-License-Identifier: Apache-2.0
// Holds two readings of a document against each other.
import { encode } from "./bytes.mjs";
import { explainRequest } from "./explained_requests.mjs";
import { explainWords, bare, namedBy, plain } from "./explained_words.mjs";
import { asOldForeign, asOldSelects, asUnformatted } from "./old_parser.mjs";

const TWO_FORMS = "an end tag that ends two forms";
const OLD_FOREIGN = "an end tag p or br in svg or math";
const MOVED = "a control that a formatting end tag moves";
const NEW_SELECT = "select's new parser";
const old = ["counted", true, false].flatMap((inTable) => ["drop", "keep", "raw"].map((forms) => ({ inTable, forms })));

// The boundary of a multipart body is anyone's choice.
function parts({ method, url, type, body }) {
  const boundary = /; boundary=(.*)$/.exec(type)?.[1];
  const mend = (text) => (boundary ? text.replaceAll(boundary, "BOUNDARY") : text);
  return [method, url, mend(type), mend(body)];
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const controlsOf = (facts) => facts.code ?? [facts.forms, facts.controls.map((one) => one.type)];
const ownersOf = (facts) => facts.code ?? facts.controls.map((one) => one.form);
const isSameTree = (ours, theirs) =>
  same(controlsOf(ours), controlsOf(theirs)) && same(ownersOf(ours), ownersOf(theirs));
const key = ({ form, submitter }) => `${form} ${submitter}`;

const isNamedAlike = (ours, theirs) => bare(namedBy(ours)[1].join(" ")) === bare(theirs.words);

// The document as it is, with the owners and requests of another reading.
function withOwners(document, theirs, read, again) {
  const controls = theirs.controls.map((one, k) => ({ ...one, form: read.facts.controls[k].form }));
  return { document, reader: again.reader, facts: { ...theirs, controls, requests: read.facts.requests } };
}

export class Comparison {
  constructor() {
    this.counts = {
      documents: 0, "documents with the same controls": 0, "documents explained": 0,
      controls: 0, "owners equal": 0, "owners explained": 0,
      "labels compared": 0, "labels equal": 0, "labels explained": 0,
      "submissions compared": 0, "submissions equal": 0, "submissions explained": 0,
    };
    this.explained = {};
    this.unexplained = [];
  }

  count(name, by = 1) {
    this.counts[name] += by;
  }

  differ(counted, names, what) {
    if (!names) {
      this.unexplained.push(what);
      return;
    }
    this.count(counted);
    for (const name of names) this.explained[name] = (this.explained[name] ?? 0) + 1;
  }

  // again: { ours: edits => facts, reader, mended: document => facts } for what differs
  async add(document, ours, theirs, again) {
    this.count("documents");
    const read = await this.addTree(document, ours, theirs, again);
    if (!read) return;
    for (const [index, control] of read.facts.controls.entries())
      await this.addWords({ index, ours: ours.controls[index], theirs: control, ...read }, again);
    await this.addRequests(read, ours, again);
  }

  // Controls and owners. Where they differ for a known reason, the rest of the document is compared
  // with what Chromium makes of it without that reason.
  async addTree(document, ours, theirs, again) {
    const isSame = same(controlsOf(ours), controlsOf(theirs));
    if (isSame) this.count("documents with the same controls");
    this.count("controls", theirs.controls.length);
    const wrong = isSame ? theirs.controls.filter((one, index) => one.form !== ours.controls[index].form).length : 0;
    if (isSame) this.count("owners equal", theirs.controls.length - wrong);
    if (isSame && !wrong) return { document, facts: theirs, reader: again.reader };
    const [name, read] = ours.code ? [] : await this.without(document, ours, theirs, again);
    if (isSame) for (let i = 0; i < wrong; i++)
      this.differ("owners explained", name && [name], { kind: "owner", document, ours: ownersOf(ours), theirs: ownersOf(theirs) });
    else
      this.differ("documents explained", name && [name], { kind: "tree", document, ours: controlsOf(ours), theirs: controlsOf(theirs) });
    return read;
  }

  async without(document, ours, theirs, again) {
    const mended = await again.mended(document);
    if (isSameTree(ours, mended.facts)) return [TWO_FORMS, mended];
    for (const [name, change] of [[OLD_FOREIGN, asOldForeign], [MOVED, asUnformatted]]) {
      const text = change(document.text);
      const read = await again.mended({ ...document, text, bytes: encode(text, document.charset) });
      if (isSameTree(ours, read.facts)) return [name, name === MOVED ? withOwners(document, theirs, read, again) : read];
    }
    let best;
    for await (const read of this.withOldSelects(document, again)) {
      const alike = isSameTree(ours, read.facts) ? 1 + read.facts.controls.filter((one, k) => isNamedAlike(ours.controls[k], one)).length : 0;
      if (alike > (best?.alike ?? 0)) best = { alike, read };
    }
    if (!best) return [];
    // Its reader has gone on to another document: what is looked at again is opened again.
    return [NEW_SELECT, best.read];
  }

  // What Chromium makes of the document when its selects are as they once were (old_parser.mjs).
  async *withOldSelects(document, again) {
    const before = new Set([document.text]);
    for (const how of old) {
      const text = asOldSelects(document.text, how);
      if (!before.has(text)) yield again.mended({ ...document, text, bytes: encode(text, document.charset) });
      before.add(text);
    }
  }

  async addWords(what, again) {
    const { ours, theirs } = what;
    if (!theirs.seen || ours.unseen) return;
    const [rule, texts] = namedBy(ours);
    if (!texts.length && !plain(theirs.words)) return;
    this.count("labels compared");
    if (plain(texts.join(" ")) === plain(theirs.words) ||
        (texts.length > 1 && bare(texts.join(" ")) === bare(theirs.words))) {
      this.count("labels equal");
      return;
    }
    const asked = { rule, texts, ...what };
    const names = (await explainWords(asked)) ?? (await this.oldWords(asked, again));
    this.differ("labels explained", names, { kind: "label", rule, texts, name: theirs.words, ...what });
  }

  // A select holds more than it did: its words may differ though the controls are the same.
  async oldWords(asked, again) {
    if (!asked.facts.holdsMore) return null;
    for await (const read of this.withOldSelects(asked.document, again)) {
      const theirs = read.facts.controls[asked.index];
      if (!theirs?.seen) continue;
      if (bare(theirs.words) === bare(asked.texts.join(" "))) return [NEW_SELECT];
      const names = await explainWords({ ...asked, theirs, ...read });
      if (names) return [NEW_SELECT, ...names];
    }
    return null;
  }

  async oldRequest(what, edited, again) {
    if (!what.facts.holdsMore) return null;
    for await (const read of this.withOldSelects(what.document, again)) {
      const found = read.facts.requests.find((one) => key(one) === key(what));
      const theirs = found?.request ? parts(found.request) : null;
      if (!found || !isSameTree(what.facts, read.facts)) continue;
      if (same(theirs, what.ours)) return [NEW_SELECT];
      const names = theirs && what.ours && await explainRequest({ ...what, ...read, theirs }, edited);
      if (names) return [NEW_SELECT, ...names];
    }
    return null;
  }

  async addRequests(read, ours, again) {
    const mine = new Map(ours.requests.map((one) => [key(one), one]));
    for (const { form, submitter, request } of read.facts.requests) {
      const own = mine.get(key({ form, submitter }));
      this.count("submissions compared");
      const [a, b] = [own?.code === "ok" ? parts(own) : null, request ? parts(request) : null];
      if (own && same(a, b)) {
        this.count("submissions equal");
        continue;
      }
      const what = { kind: "request", form, submitter, ours: a, theirs: b, code: own?.code, ...read };
      const edited = async (edits) => {
        const found = (await again.ours(edits)).requests.find((one) => key(one) === key(what));
        return found?.code === "ok" ? parts(found) : null;
      };
      const names = (a && b && (await explainRequest(what, edited))) ?? (await this.oldRequest(what, edited, again));
      this.differ("submissions explained", names, what);
    }
  }
}
