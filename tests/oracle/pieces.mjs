// SPDX-License-Identifier: Apache-2.0
// The sound pieces of a document: lists of tokens (a tag or a text each).
import { isEncodable } from "./bytes.mjs";
import { Controls } from "./controls.mjs";

const words = [
  "Kimlik No", "T.C. Kimlik No", "Güvenlik Sözcüğü", "Resimdeki Yazı", "SMS Onay Kodu", "Şifre",
  "Ad", "Soyad", "İl", "ILÇE", "Gönder", "Giriş", "Ara", "E-posta", "Doğum tarihi", "çığ", "ağaç",
  "Onay", "Kabul ediyorum", "Evet", "Hayır", "Yeni", "Tekrar", "Adres", "Ülke", "€ tutarı",
];
const strange = ["Ж", "中", "😀", "≠", "ő", "„”", "\u00A0", "\u0096", "\0", "\uF701", "\uF705", "\uF7E7"];
const actions = [
  "", "gonder.go", "nb.go?eski=1", "/kok.go?x=%41&y#parca", "#parca", "?yalniz=1", "../ust/sayfa",
  "./", "//other.example.net/a", "http://portal.example.org/tam?s=1#f", " bosluk.go ",
  "http://other.example.net:8080/kapi", "http:göreli", "a b/ç.go?ğ=ı#ş", "dizin\\ters", "y?a=b&c=d",
  "sekme&#9;li&#10;.go", "http://PORTAL.example.org/%7euzun/./a/../b", "q?&#305;=1",
];
const oddActions = ["javascript:void(0)", "mailto:a@example.org", "http://", "http://[bozuk/", "data:,x"];

// References as a careless hand writes them: U+F700 and on stand for them.
const references = ["&#0;", "&copy=1", "&lt", "&#128;", "&#xD800;", "&notit;&amp", "&#13;", "&#1;", "&nbsp;&#x85"];

export class Pieces {
  constructor(random, charset) {
    this.random = random;
    this.charset = charset;
    this.controls = new Controls(this);
    this.number = 0;
  }

  // Text as it stands in the source: what the charset lacks becomes a reference.
  escape(text) {
    let out = "";
    for (const character of text) {
      if (character === "&") out += "&amp;";
      else if (character === "<") out += "&lt;";
      else if (references[character.codePointAt(0) - 0xf700]) out += references[character.codePointAt(0) - 0xf700];
      else if (isEncodable(character, this.charset)) out += character;
      else out += `&#${this.random.chance(0.5) ? "x" + character.codePointAt(0).toString(16) : character.codePointAt(0)};`;
    }
    return out;
  }

  plain() {
    const { random } = this;
    const count = random.weighed([[5, 1], [3, 2], [1, 3]]);
    const parts = Array.from({ length: count }, () => random.pick(words));
    if (random.chance(0.04)) parts.push(random.pick(strange));
    if (random.chance(0.5)) parts.push(String(++this.number));
    return parts.join(" ");
  }

  // Words as a page has them: a colon, a star, blanks, line breaks.
  text() {
    const { random } = this;
    let text = this.escape(this.plain());
    if (random.chance(0.15)) text += random.pick([" :", ":", " *", "*:"]);
    if (random.chance(0.1)) text = text.replace(" ", random.pick(["\n", "\r\n  ", "\t", "&nbsp;"]));
    if (random.chance(0.1)) text = ` ${text}\n`;
    return text;
  }

  // Text with markup in it, still on one line.
  rich() {
    const { random } = this;
    const text = this.text();
    switch (random.below(12)) {
      case 0: return ["<b>", text, "</b>"];
      case 1: return [text, "<span>", this.text(), "</span>"];
      case 2: return ["<font color='red'>", "*", "</font>", text];
      case 3: return [text, "<br>", this.text()];
      case 4: return [text, "<span hidden>", this.text(), "</span>"];
      case 5: return [text, '<span style="display:none">', this.text(), "</span>"];
      case 6: return [text, `<img src="/img/x.png" alt="${this.attribute(this.plain())}">`];
      case 7: return ["<div>", text, "</div>", "<div>", this.text(), "</div>"];
      case 8: return [text, '<span aria-hidden="true">', this.text(), "</span>"];
      default: return [text];
    }
  }

  attribute(text) {
    return this.escape(text).replaceAll('"', "&quot;");
  }

  // name="value" in one of the ways to write it; null: no value.
  write(name, value) {
    const { random } = this;
    const shown = random.chance(0.07) ? name.toUpperCase() : name;
    if (value === null) return ` ${shown}${random.pick(["", "", `="${name}"`, '=""'])}`;
    const escaped = this.escape(value);
    const pick = random.below(10);
    if (pick === 0 && /^[\w.-]+$/.test(escaped)) return ` ${shown}=${escaped}`;
    if (pick === 1 && !escaped.includes("'")) return ` ${shown} = '${escaped}'`;
    return ` ${shown}="${escaped.replaceAll('"', "&quot;")}"`;
  }

  tag(name, attributes) {
    const { random } = this;
    if (random.chance(0.05)) name = name.toUpperCase();
    const order = random.chance(0.2) ? [...attributes].reverse() : attributes;
    let text = `<${name}`;
    for (const [attribute, value] of order) text += this.write(attribute, value);
    return `${text}${random.chance(0.08) ? random.pick([" ", "/", " /", "\n"]) : ""}>`;
  }

  // Few ids, so that some stand twice and some nowhere.
  id() {
    return `${this.random.pick(["a", "b"])}${this.random.between(1, 9)}`;
  }

  action() {
    const { random } = this;
    return random.chance(0.03) ? random.pick(oddActions) : random.pick(actions).replace("&#9;", "\t")
      .replace("&#10;", "\n").replace("&#305;", "ı");
  }

  form(depth) {
    const { random } = this;
    const attributes = [];
    if (random.chance(0.8)) attributes.push(["action", this.action()]);
    if (random.chance(0.75))
      attributes.push(["method", random.weighed([[6, "post"], [3, "get"], [1, "POST"], [1, "Get"], [1, "put"], [0.4, ""], [0.2, "dialog"]])]);
    if (random.chance(0.4)) attributes.push(["id", this.id()]);
    if (random.chance(0.2)) attributes.push(["name", "f" + random.below(3)]);
    if (random.chance(0.12))
      attributes.push(["accept-charset", random.pick(["utf-8", "windows-1254", "ISO-8859-9", "bilinmez utf-8", "latin1", "UTF-8, latin5", "bilinmez", " ", "utf-16", "UNKNOWN"])]);
    if (random.chance(0.12))
      attributes.push(["enctype", random.pick(["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "sacma", "TEXT/PLAIN"])]);
    if (random.chance(0.05)) attributes.push(["target", "_self"]);
    if (random.chance(0.04)) attributes.push(["hidden", null]);
    const inside = this.blocks(depth - 1, random.between(1, 4));
    if (random.chance(0.8)) inside.push(...this.controls.button());
    return [this.tag("form", attributes), ...inside, "</form>"];
  }

  // A form whose start and end are out of step with a table's.
  tableForm(depth) {
    const form = this.form(depth);
    const rows = () => ["<tr>", "<td>", ...this.rich(), "</td>", "<td>", ...this.controls.any(), "</td>", "</tr>"];
    switch (this.random.below(4)) {
      case 0: return ["<table>", form[0], ...rows(), ...rows(), ...form.slice(1), "</table>"];
      case 1: return ["<table>", "<tr>", form[0], "<td>", ...form.slice(1, -1), "</td>", "</tr>", "</form>", ...rows(), "</table>"];
      case 2: return ["<table>", "<tr>", "<td>", form[0], "</td>", "<td>", ...form.slice(1, -1), "</td>", "</tr>", "</table>", "</form>"];
      default: return ["<table>", "<tbody>", form[0], ...rows(), "</tbody>", ...form.slice(1, -1), "</table>", ...this.controls.any(), "</form>"];
    }
  }

  table(depth) {
    const { random } = this;
    const out = ["<table>"];
    if (random.chance(0.2)) out.push("<caption>", this.text(), "</caption>");
    if (random.chance(0.3)) out.push("<tbody>");
    for (let i = random.between(1, 3); i > 0; i--) {
      out.push("<tr>", random.chance(0.2) ? "<th>" : "<td>", ...this.rich(), random.chance(0.9) ? "</td>" : "");
      out.push("<td>", ...(random.chance(0.2) ? this.blocks(depth - 1, 1) : this.controls.any()), "</td>", "</tr>");
    }
    return [...out, "</table>"];
  }

  fieldset(depth) {
    const { random } = this;
    const attributes = random.chance(0.35) ? [["disabled", null]] : [];
    const legend = random.chance(0.6)
      ? ["<legend>", this.text(), ...(random.chance(0.4) ? this.controls.any() : []), "</legend>"] : [];
    const before = random.chance(0.1) ? this.controls.any() : [];
    const second = random.chance(0.1) ? ["<legend>", ...this.controls.any(), "</legend>"] : [];
    const inside = this.blocks(depth - 1, random.between(1, 3));
    return [this.tag("fieldset", attributes), ...before, ...legend, ...second, ...inside, "</fieldset>"];
  }

  terms() {
    return ["<dl>", "<dt>", ...this.rich(), "</dt>", "<dd>", ...this.controls.any(), "</dd>", "</dl>"];
  }

  hiding(depth) {
    const inside = this.blocks(depth - 1, 2);
    switch (this.random.below(5)) {
      case 0: return ["<div hidden>", ...inside, "</div>"];
      case 1: return ['<div style="display: none">', ...inside, "</div>"];
      case 2: return ['<div aria-hidden="true">', ...inside, "</div>"];
      case 3: return ["<details>", "<summary>", this.text(), "</summary>", ...inside, "</details>"];
      default: return ['<div style="visibility:hidden">', ...inside, "</div>"];
    }
  }

  // What is not there, whatever it says.
  unreal(depth) {
    const { random } = this;
    switch (random.below(8)) {
      case 6: return ["<noscript>", ...this.controls.any(), "</noscript>"];
      case 7: return ["<iframe>", "<form>", "</form>", "</iframe>", "<object>", ...this.controls.labelled(), "</object>"];
      case 0: return ["<template>", ...this.blocks(depth - 1, 2), "</template>"];
      case 1: return ["<template>", ...this.form(depth - 1), "</template>"];
      case 2: return ["<!-- <form><input name=yorum> </form> -->"];
      case 3: return ['<script type="text/plain">"<form>" </form> <!-- </script>'];
      case 4: return ["<style>/* </form> <input> */</style>"];
      default: return [`<datalist id=${this.id()}>`, ...this.controls.any(), "<option>", this.text(), "</option>", "</datalist>"];
    }
  }

  block(depth) {
    const { random } = this;
    const leaf = depth <= 0;
    return random.weighed([
      [5, () => this.controls.labelled()],
      [2, () => ["<p>", ...this.rich(), ...this.controls.any(), "</p>"]],
      [1, () => this.rich()],
      [1.5, () => this.controls.any()],
      [1, () => this.controls.button()],
      [leaf ? 0 : 2.5, () => this.form(depth)],
      [leaf ? 0 : 1.2, () => this.tableForm(depth)],
      [leaf ? 0 : 1.5, () => this.table(depth)],
      [leaf ? 0 : 1.2, () => this.fieldset(depth)],
      [0.6, () => this.terms()],
      [leaf ? 0 : 1, () => ["<div>", ...this.blocks(depth - 1, random.between(1, 3)), "</div>"]],
      [leaf ? 0 : 0.5, () => this.hiding(depth)],
      [leaf ? 0 : 0.6, () => this.unreal(depth)],
      [0.4, () => ["<ul>", "<li>", this.text(), ...this.controls.any(), "</ul>"]],
    ])();
  }

  blocks(depth, count) {
    const out = [];
    for (let i = 0; i < count; i++) {
      out.push(...this.block(depth));
      if (this.random.chance(0.3)) out.push(this.random.pick(["\n", " ", "\r\n"]));
    }
    return out;
  }

  body() {
    const { random } = this;
    const out = this.blocks(3, random.between(1, 4));
    if (!out.some((token) => /^<form/i.test(token))) out.push(...this.form(2));
    return out;
  }
}
