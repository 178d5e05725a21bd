// SPDX-License-Identifier: Apache-2.0
// How a person finds things on the page, in each markup: by the words they see.

const words = {
  modern: {
    id: "Kimlik No", captcha: "Resimdeki Yazı", word: "Güvenlik Sözcüğü",
    again: "Güvenlik Sözcüğü Tekrarı", code: "SMS Onay Kodu",
  },
  tables: {
    id: "T.C. Kimlik No :", captcha: /^Resimdeki Yazı.* :$/, word: "Güvenlik Sözcüğü :",
    again: "Güvenlik Sözcüğü Tekrarı :", code: "SMS Onay Kodu :",
  },
  jsf: {
    id: "T.C. Kimlik Numarası ya da Pasaport Numarası *", captcha: /^Resimdeki/,
    word: /^Güven\S+ Sözcüğü(nüz)? \*$/, again: "Güvenlik Sözcüğü (Tekrar) *",
    code: "SMS Onay Kodunuz",
  },
  placeholder: {
    id: "Kimlik No", captcha: /^Resimdeki/, word: "Güvenlik Sözcüğü",
    again: "Güvenlik Sözcüğü Tekrarı", code: "SMS Onay Kodu",
  },
};

export class Eyes {
  constructor(page, markup) {
    this.page = page;
    this.markup = markup;
  }

  field(kind) {
    const text = words[this.markup][kind];
    switch (this.markup) {
      case "tables": // the cell to the right of the words
        return this.page.getByRole("cell", { name: text, exact: true })
          .locator("xpath=following-sibling::td[1]//input");
      case "placeholder":
        return this.page.getByPlaceholder(text, { exact: true });
      default:
        return this.page.getByLabel(text, { exact: true });
    }
  }

  async type(kind, text) {
    await this.field(kind).fill(text);
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  // A link or a button: a person does not mind which.
  thing(name) {
    return this.page.getByRole("link", { name, exact: true }).or(this.button(name)).first();
  }

  // The button that belongs to the field: "Gönder" stands on some pages twice. Where the form
  // ends out of order (it opens inside a table) a person takes the next button below.
  buttonBeside(kind, name) {
    return this.markup === "tables"
      ? this.button(name).first()
      : this.page.locator("form").filter({ has: this.field(kind) })
          .getByRole("button", { name, exact: true });
  }

  async press(thing) {
    await Promise.all([this.page.waitForEvent("load"), thing.click()]);
  }

  text() {
    return this.page.locator("body").innerText();
  }
}
