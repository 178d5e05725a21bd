// SPDX-License-Identifier: Apache-2.0
// What can be changed on a page in the browser, to see that it alone made a difference. These run
// in the page, after look() in browser.mjs, on a copy of what was there.

// Takes the causes named in `how` away from the control's words. Answers which of them it found.
//   nameless   labels, and what aria-labelledby names, that say nothing or are not shown
//   stars      labels and attributes of nothing but stars and colons
//   controls   other controls in its labels, in what aria-labelledby names, and in a button
//   boxes      what has a role of its own there becomes a plain block or span
//   echo       options of a select that say no more than its title
//   mute       what is aria-hidden there
//   label: k   its labels but the one of that index are none any more; -1: all
export function arrange([index, how]) {
  document.documentElement.replaceWith(globalThis.oracle.original.cloneNode(true));
  globalThis.oracle.controls = [...document.querySelectorAll("input,select,textarea,button")]
    .filter((control) => control.namespaceURI.endsWith("/xhtml"));
  const one = globalThis.oracle.controls[index];
  const kinds = "input,select,textarea,button,datalist,meter,progress";
  const boxes = "form,fieldset,details,dialog,math,svg,object,option,optgroup,output,noscript,table,tbody,tr,td,th";
  const namedBoxes = `${boxes},datalist`;
  const found = [];
  const labels = [...(one.labels ?? [])];
  for (const label of document.querySelectorAll("label")) // none shall become one of its
    if (label.control !== one && !label.htmlFor) label.htmlFor = " ";
  const named = () => (one.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean)
    .map((id) => document.getElementById(id)).filter((other) => other && other !== one);
  // What names the control and holds it: a copy without it takes its place.
  const copies = () => {
    const ids = (one.getAttribute("aria-labelledby") ?? "").split(/\s+/);
    ids.forEach((id, k) => {
      const other = document.getElementById(id);
      if (!other?.contains(one)) return;
      const copy = other.cloneNode(true);
      const at = [other, ...other.querySelectorAll("*")].indexOf(one);
      const inner = [copy, ...copy.querySelectorAll("*")][at];
      if (inner !== copy) inner.replaceWith(document.createElement("span"));
      ids[k] = copy.id = `copy${k}`;
      if (inner === copy) ids[k] = "";
      else document.body.append(copy);
      note("controls");
    });
    one.setAttribute("aria-labelledby", ids.join(" "));
  };
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
  // What a person sees of its text and pictures, without what stands in controls; of what is hidden
  // and named all the same, all.
  const words = (element) => {
    let text = "";
    const isHidden = !isShown(element);
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) text += node.data.trim();
      if (node.nodeType !== Node.ELEMENT_NODE || (node.matches(kinds) && node.localName !== "button")) return;
      if (node !== element && !isHidden && !isShown(node)) return;
      text += node.localName === "img" ? node.alt : "";
      node.childNodes.forEach(walk);
    };
    walk(element);
    return text;
  };
  // Another element with the same children and looks; the control itself may be among them.
  const become = (element, name) => {
    const other = document.createElement(name);
    for (const { name: attribute, value } of element.attributes)
      if (["id", "class", "style", "hidden", "aria-hidden"].includes(attribute)) other.setAttribute(attribute, value);
    other.style.display = getComputedStyle(element).display;
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  };
  const places = () => [...labels.filter((label) => label.isConnected), ...named(), one];
  const squeezed = (text) => text.replace(/\s+/g, " ").trim();
  const note = (name) => found.includes(name) || found.push(name);

  if ("label" in how)
    labels.forEach((label, k) => {
      if (k !== how.label) become(label, "span");
    });
  if (how.stars) {
    for (const label of labels)
      if (/^[\s:*]*[:*][\s:*]*$/.test(words(label))) note("stars"), become(label, "span");
    if (one.localName === "button" && /^[\s:*]*[:*][\s:*]*$/.test(words(one))) note("stars"), one.replaceChildren();
    for (const name of ["aria-label", "title", "placeholder", "value", "alt"])
      if (/^[\s:*]*[:*][\s:*]*$/.test(one.getAttribute(name) ?? "")) note("stars"), one.removeAttribute(name);
  }
  if (how.echo && one.localName === "select" && one.title && squeezed(one.textContent) === squeezed(one.title))
    note("echo"), one.replaceChildren();
  if (how.boxes)
    for (const place of places())
      for (const box of place.querySelectorAll("svg,math")) {
        note("boxes");
        const text = document.createElement("span");
        text.textContent = box.textContent;
        if (!box.contains(one)) box.replaceWith(text);
      }
  if (how.controls && one.hasAttribute("aria-labelledby")) copies();
  if (how.controls)
    for (const place of places()) {
      for (const other of place === one && one.localName !== "button" ? [] : place.querySelectorAll(kinds))
        if (other !== one && (!other.contains(one) || place.htmlFor)) {
          note("controls");
          if (other.contains(one)) place.after(one); // which a label's for still names
          const empty = document.createElement("span");
          empty.style.display = getComputedStyle(other).display;
          other.replaceWith(empty);
        }
      if (place !== one && place.matches(kinds) && place.localName !== "datalist") {
        note("controls");
        if (place.localName !== "button") place.replaceChildren();
        become(place, "span");
      }
    }
  if (how.boxes)
    for (const place of places())
      for (let box; place !== one && (box = place.parentNode?.closest("option,optgroup")); ) {
        note("boxes");
        become(box, "span");
      }
  if (how.boxes)
    for (const place of named())
      for (let box; (box = place.parentNode?.closest("meter,progress")); ) note("boxes"), box.before(place);
  if (how.boxes)
    for (const place of named())
      if (place.matches(namedBoxes)) note("boxes"), become(place, getComputedStyle(place).display === "inline" ? "span" : "div");
  if (how.boxes)
    for (const place of places())
      for (const box of place.querySelectorAll(boxes))
        if (place !== one || one.localName === "button") {
          note("boxes");
          become(box, getComputedStyle(box).display === "inline" ? "span" : "div");
        }
  if (how.mute)
    for (const place of places())
      for (const other of place.querySelectorAll("[aria-hidden=true]"))
        if (!other.contains(one)) note("mute"), other.remove();
  if (how.nameless) {
    for (const label of labels)
      if (label.isConnected && label.control === one && (!isShown(label) || !words(label))) {
        note("nameless");
        if (label.contains(one)) become(label, "span");
        else label.remove();
      }
    if (one.hasAttribute("aria-labelledby") && !named().some(words)) note("unnamed"), one.removeAttribute("aria-labelledby");
  }
  return found;
}

// A textarea's text with the line breaks that the screen gives it: its inner element's.
export function wrapped() {
  let out = "";
  let top = null;
  const range = document.createRange();
  const walk = (node) => {
    if (node.localName === "br") {
      out += node === this.lastChild && out.endsWith("\n") ? "" : "\n";
      top = null;
    }
    for (const child of node.childNodes) walk(child);
    if (node.nodeType !== Node.TEXT_NODE) return;
    let at = 0;
    for (const character of node.data) {
      range.setStart(node, at);
      range.setEnd(node, at += character.length);
      const box = range.getClientRects()[0];
      if (character !== "\n" && box) {
        if (top !== null && box.top > top + 1) out += "\n";
        top = box.top;
      }
      if (character === "\n") top = null;
      out += character;
    }
  };
  walk(this);
  return out;
}

// A colour as CSS has it, as the canvas says it.
export function colour(value) {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = value;
  return canvas.fillStyle;
}
