// SPDX-License-Identifier: Apache-2.0
// What Chromium makes of a document: its controls with owner and accessible name, and the
// requests of its forms. The document holds no script; what runs here only looks and presses.
import { chromium } from "playwright-core";
import { arrange, colour, wrapped } from "./experiments.mjs";
import { Loopback } from "./loopback.mjs";

// In the page. A control's name may hide a form's property, so those are read off the prototype.
function look() {
  const all = (kind, selector) =>
    [...document.querySelectorAll(selector)].filter((one) => one.namespaceURI.endsWith("/xhtml"));
  const forms = all("form", "form");
  const controls = all("control", "input,select,textarea,button");
  // A person opens them without a script, and esign has what they hold.
  for (const details of all("details", "details")) {
    details.removeAttribute("name"); // of several with one name only one would stay open
    details.setAttribute("open", "");
  }
  const own = (element, property) => {
    for (let at = element; at; at = Object.getPrototypeOf(at)) {
      const found = at !== element && Object.getOwnPropertyDescriptor(at, property);
      if (found) return found.get.call(element);
    }
  };
  globalThis.oracle = { forms, controls, own, original: document.documentElement.cloneNode(true) };
  for (const form of forms)
    Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "noValidate").set.call(form, true);
  // What the old parser of selects did not let in.
  const holdsMore = (one) => Boolean(one.querySelector(":not(option,optgroup,script,template)"));
  return {
    charset: document.characterSet,
    forms: forms.length,
    holdsMore: all("select", "select").some(holdsMore),
    enctypes: forms.map((one) => own(one, "enctype")),
    methods: forms.map((one) => own(one, "method")),
    controls: controls.map((one) => ({
      type: one.localName === "select" ? "select" : one.type,
      input: one.localName === "input",
      form: one.form ? forms.indexOf(one.form) : -1,
      disabled: one.matches(":disabled"),
      name: one.name,
      value: one.getAttribute("value"),
      dirname: one.getAttribute("dirname"),
      hard: one.wrap === "hard",
      multiple: one.multiple,
      title: one.title,
      method: one.formMethod,
      enctype: one.formEnctype,
      inDatalist: Boolean(one.closest("datalist")),
      labels: (one.labels ?? []).length,
      parts: Math.max(...[one, ...(one.labels ?? []), ...(one.getAttribute("aria-labelledby") ?? "").split(/\s+/)
        .map((id) => document.getElementById(id)).filter(Boolean)]
        .map((named) => document.evaluate("count(.//node())", named).numberValue)),
      html: one.outerHTML.slice(0, 400),
    })),
  };
}

// In the page: presses a submitter, or submits without one. Says whether a request must come.
function press([form, submitter]) {
  const { forms, controls, own } = globalThis.oracle;
  const button = submitter < 0 ? null : controls[submitter];
  if (button) button.click();
  else HTMLFormElement.prototype.requestSubmit.call(forms[form]);
  const action = button?.hasAttribute("formaction") ? button.formAction : own(forms[form], "action");
  const method = button?.hasAttribute("formmethod") ? button.formMethod : own(forms[form], "method");
  let web = false;
  try {
    web = /^https?:$/.test(new URL(action).protocol);
  } catch { /* it leads nowhere */ }
  const fired = !button?.matches(":disabled");
  return { fired, expected: fired && web && method !== "dialog" };
}

const submits = (control) => control.type === "submit" || control.type === "image";

// With Chromium's own switch for a fault of its parser that is mended but not yet let out.
export const MENDED = ["--enable-blink-features=CorrectTemplateFormParsing"];

export async function launch(switches = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", ...switches],
    proxy: { server: "per-context" },
  });
}

export class Reader {
  static async open(browser) {
    const self = new Reader();
    self.loopback = await Loopback.start();
    const context = await browser.newContext({ proxy: { server: self.loopback.proxy }, javaScriptEnabled: false });
    self.page = await context.newPage();
    self.devtools = await context.newCDPSession(self.page);
    await self.devtools.send("Accessibility.enable");
    return self;
  }

  async close() {
    await this.page.context().close();
    await this.loopback.stop();
  }

  async open(document, tries = 5) {
    this.loopback.serve(document);
    this.current = document;
    try {
      await this.page.goto(document.url, { waitUntil: "load" });
    } catch (error) {
      // The form before it led nowhere, and the browser was slow to say so; or it is still on its way.
      if (tries === 0 || !/about:blank|interrupted by another navigation/.test(String(error))) throw error;
      return this.open(document, tries - 1);
    }
    return this.run(look);
  }

  async run(what, argument) {
    const expression = `(${what})(${JSON.stringify(argument)})`;
    const { result, exceptionDetails } =
      await this.devtools.send("Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  async read(document) {
    const facts = await this.open(document);
    await this.addNames(facts.controls);
    await this.addValues(facts.controls);
    facts.requests = [];
    for (let form = 0; form < facts.forms; form++) {
      await this.submit(document, facts, form, -1);
      for (const [index, control] of facts.controls.entries())
        if (control.form === form && submits(control)) await this.submit(document, facts, form, index);
    }
    if (this.loopback.seen.length) throw new Error(`document ${document.number}: a request too many`);
    return facts;
  }

  // The accessible names, by the accessibility tree. Controls stand in it by their DOM node.
  async addNames(controls) {
    const { root } = await this.devtools.send("DOM.getDocument", { depth: -1 });
    const { nodes } = await this.devtools.send("Accessibility.getFullAXTree");
    const named = new Map(nodes.filter((node) => !node.ignored)
      .map((node) => [node.backendDOMNodeId, node]));
    let index = 0;
    const walk = (node) => {
      if (["INPUT", "SELECT", "TEXTAREA", "BUTTON"].includes(node.nodeName)) {
        const seen = named.get(node.backendNodeId);
        Object.assign(controls[index++], { seen: Boolean(seen), words: seen?.name?.value ?? "" });
      }
      for (const child of node.children ?? []) walk(child);
    };
    walk(root);
    if (index !== controls.length) throw new Error("the two trees differ");
  }

  // What is sent of controls whose value depends on the browser's screen or on CSS.
  async addValues(controls) {
    for (const [index, control] of controls.entries()) {
      if (control.type === "color" && control.value !== null)
        control.colour = await this.run(colour, control.value);
      if (control.hard && control.type === "textarea") control.wrapped = await this.wrap(index);
    }
  }

  async wrap(index) {
    const { result } = await this.devtools.send("Runtime.evaluate", { expression: `oracle.controls[${index}]` });
    const { node } = await this.devtools.send("DOM.describeNode", { objectId: result.objectId, depth: -1, pierce: true });
    const inner = node.shadowRoots?.[0]?.children?.filter((one) => one.nodeName === "DIV").at(-1); // the first may be a placeholder
    if (!inner) return null;
    const { object } = await this.devtools.send("DOM.resolveNode", { backendNodeId: inner.backendNodeId });
    const answer = await this.devtools.send("Runtime.callFunctionOn",
      { objectId: object.objectId, functionDeclaration: String(wrapped), returnByValue: true });
    return answer.result.value;
  }

  // The control's accessible name when its words have been arranged anew (experiments.mjs); null
  // where nothing was there to arrange.
  async rename(document, index, how) {
    if (this.current !== document) await this.open(document);
    const found = await this.run(arrange, [index, how]);
    if (!found.length && !("label" in how)) return { found, name: null };
    const { result } = await this.devtools.send("Runtime.evaluate", { expression: `oracle.controls[${index}]` });
    const { nodes } = await this.devtools.send("Accessibility.getPartialAXTree", { objectId: result.objectId, fetchRelatives: false });
    return { found, name: nodes[0]?.name?.value ?? "" };
  }

  async submit(document, facts, form, submitter) {
    const { fired, expected } = await this.run(press, [form, submitter]);
    const request = fired ? await this.loopback.next(expected) : null;
    if (expected && fired && !request) throw new Error("a request did not come");
    facts.requests.push({ form, submitter, request });
    // What leads nowhere may have led to about:blank#blocked all the same.
    if (fired && !expected) await this.open(document);
  }
}
