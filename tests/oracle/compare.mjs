// SPDX-License-Identifier: Apache-2.0
// Holds two readings of a document against each other.
import { explain } from "./explained.mjs";

const EXPLAINED = {
  tree: "documents explained", owner: "owners explained", label: "labels explained",
  request: "submissions explained",
};
const NAMED = ["aria", "label", "title", "placeholder"];

// esign drops a colon or star at the end of words; the browser joins several labels with blanks.
export function plain(words) {
  return words.replace(/[:*]/g, "").replace(/[\s\u00A0]+/g, " ").trim();
}

// The rule by which a control is named, and its words as one text: labels count together.
export function namedBy(control) {
  const rule = control.words.find(([by]) => NAMED.includes(by))?.[0] ?? "";
  const texts = control.words.filter(([by]) => by === rule).map(([, text]) => text);
  return [rule, rule ? plain((rule === "label" ? texts : texts.slice(0, 1)).join(" ")) : ""];
}

// The boundary of a multipart body is anyone's choice.
function parts({ method, url, type, body }) {
  const boundary = /; boundary=(.*)$/.exec(type)?.[1];
  const mend = (text) => (boundary ? text.replaceAll(boundary, "BOUNDARY") : text);
  return [method, url, mend(type), mend(body)];
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

  differ(what) {
    const name = explain(what);
    if (name) {
      this.count(EXPLAINED[what.kind]);
      this.explained[name] = (this.explained[name] ?? 0) + 1;
    } else {
      this.unexplained.push(what);
    }
    return name ?? "unexplained";
  }

  add(document, ours, theirs) {
    this.count("documents");
    const tree = (facts) => facts.code ?? [facts.forms, facts.controls.map((one) => one.type)].join(" ");
    if (ours.code || tree(ours) !== tree(theirs)) {
      this.differ({ kind: "tree", document, ours: tree(ours), theirs: tree(theirs), facts: theirs });
      return;
    }
    this.count("documents with the same controls");
    const owners = new Map(); // the forms whose controls are not the same, and why
    for (const [index, control] of theirs.controls.entries())
      this.addControl({ document, index, ours: ours.controls[index], theirs: control, facts: theirs }, owners);
    this.addRequests(document, ours, theirs, owners);
  }

  addControl(what, owners) {
    const { ours, theirs } = what;
    this.count("controls");
    if (ours.form === theirs.form) {
      this.count("owners equal");
    } else {
      const name = this.differ({ kind: "owner", ...what });
      owners.set(ours.form, name).set(theirs.form, name);
    }
    if (!theirs.seen || ours.unseen) return;
    const [[rule, mine], name] = [namedBy(ours), plain(theirs.words)];
    if (!mine && !name) return;
    this.count("labels compared");
    if (mine === name) this.count("labels equal");
    else this.differ({ kind: "label", rule, mine, name, ...what });
  }

  addRequests(document, ours, theirs, owners) {
    const key = ({ form, submitter }) => `${form} ${submitter}`;
    const mine = new Map(ours.requests.map((one) => [key(one), one]));
    for (const { form, submitter, request } of theirs.requests) {
      const own = mine.get(key({ form, submitter }));
      if (!own) continue; // its owner differs, which has been said
      this.count("submissions compared");
      const [a, b] = [own.code === "ok" ? parts(own) : null, request ? parts(request) : null];
      if (JSON.stringify(a) === JSON.stringify(b)) this.count("submissions equal");
      else this.differ({ kind: "request", document, form, submitter, ours: a, theirs: b, code: own.code, facts: theirs, owners });
    }
  }
}
