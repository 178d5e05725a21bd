// SPDX-License-Identifier: Apache-2.0
// Walks the practice portal's pages in Chromium, as a person would; prints TAP.
// With ESIGN_SCREENSHOTS=FOLDER each page is also saved there as a picture.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Eyes } from "./eyes.mjs";
import { ID, PIN, Practice, PUK, SERIAL, WORD } from "./practice.mjs";

const axe = createRequire(import.meta.url)("axe-core").source;
const shots = process.env.ESIGN_SCREENSHOTS;
const phone = { width: 360, height: 740 };
const desk = { width: 1100, height: 800 };
let number = 0;
let failed = 0;

async function test(sentence, body) {
  try {
    await body();
    console.log(`ok ${++number} - ${sentence}`);
    return true;
  } catch (error) {
    failed++;
    console.log(`not ok ${++number} - ${sentence}`);
    console.log(String(error.stack ?? error).replace(/^/gm, "  # "));
    return false;
  }
}

async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

// What holds of every page in every markup.
async function checkPage(eyes, problems, name) {
  const { page } = eyes;
  assert.match(await page.title(), /ALIŞTIRMA/);
  assert.equal(await page.locator("html").getAttribute("lang"), "tr");
  assert.equal(await page.locator("script").count(), 0, "no script");
  const text = await eyes.text();
  assert.match(text, /ALIŞTIRMA/);
  assert.match(text, /Kamu SM değildir/);
  assert.doesNotMatch(text, /\uFFFD|Ã|Å|\{\{/, "no broken letters");
  assert.deepEqual(problems, [], "nothing on the console");
  await shoot(page, `${eyes.markup}-${name}`);
}

// What holds of the good markup beyond that.
async function checkGoodPage(eyes, heading) {
  const { page } = eyes;
  assert.equal(await page.locator("h1").count(), 1, "one h1");
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), heading);
  assert.equal(await page.getByRole("main").count(), 1);
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes[0].html}`), []);
  await page.setViewportSize(phone);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= phone.width, `fits on a phone (${wide})`);
  await shoot(page, `phone-${heading.replace(/\W+/g, "-")}`);
  await page.setViewportSize(desk);
}

const screens = {
  home: "Ana Sayfa", verify: "Kullanıcı Doğrulama Ekranı", login: "Şifreli Giriş Ekranı",
  forgot: "Güvenlik Sözcüğü İstek Ekranı", sent: "Sonuç",
  reset: "Güvenlik Sözcüğü Güncelleme Ekranı", result: "Sonuç", phone: "SMS Onay Ekranı",
  code: "SMS Onay Kodu Giriş Ekranı", menu: "İşlemler Menüsü", pin: "PIN ve PUK Bilgileri",
};

// The twelve screens but the card's: [screen, what the person does there, what it must show].
function journey(eyes, portal, newWord) {
  const { page } = eyes;
  const say = async (pattern) => assert.match(await eyes.text(), pattern);
  const identify = async () => {
    await eyes.type("id", ID);
    await eyes.type("captcha", portal.captcha());
  };
  const enter = async () => {
    for (const name of ["ONLINE İŞLEMLER", "Nitelikli Elektronik Sertifika İşlemleri"])
      if (eyes.markup === "tables") await eyes.press(eyes.thing(name));
    await eyes.press(eyes.thing("Bireysel İşlemler"));
  };
  return [
    ["home", enter],
    ["verify", () => eyes.press(eyes.thing("Şifreli Giriş"))],
    ["login", async () => {
      await say(/bloke/);
      await eyes.press(eyes.button("Güvenlik Sözcüğümü Unuttum"));
    }],
    ["forgot", async () => {
      await say(/gönderilecektir|gönderilecek/);
      await identify();
      await eyes.press(eyes.buttonBeside("id", "Gönder"));
    }],
    ["sent", async () => {
      await say(/kayıtlı e-posta adresinize gönderilmiştir/);
      await page.goto(portal.link());
    }],
    ["reset", async () => {
      if (eyes.markup !== "placeholder") // which answers in place
        assert.doesNotMatch(page.url(), /[?&]sessionid=/, "the token has left the address");
      await eyes.type("word", newWord);
      await eyes.type("again", newWord);
      await eyes.press(eyes.buttonBeside("again", "Gönder"));
    }],
    ["result", async () => {
      await say(/Güvenlik Sözcüğü başarıyla güncellenmiştir/);
      await eyes.press(eyes.thing("Şifreli Giriş"));
    }],
    ["login", async () => {
      await identify();
      await eyes.type("word", newWord);
      // Enter presses the first button, "Giriş".
      await eyes.field("word").press("Enter");
      await page.waitForURL(/sms-onay|giris/);
      await page.getByText("54 ... 25").waitFor();
    }],
    ["phone", async () => {
      await say(/Telefon Numaranız\s*:\s*54 \.\.\. 25/);
      await say(/0262 648 18 18/);
      await eyes.press(eyes.button("Onay"));
    }],
    ["code", async () => {
      await say(/Cep telefonunuza gelen SMS Onay Kodunu Giriniz/);
      await say(/Kalan Süre\s*(29\d|28\d) Saniye/);
      await eyes.type("code", portal.code());
      await eyes.press(eyes.buttonBeside("code", "Gönder"));
    }],
    ["menu", async () => {
      for (const name of ["Kullanıma Aç", "Sertifikamı İptal Et / Askıya Al",
        "Bilgileri Güncelle", "Sertifika Listeleme", "Kilit Çözme", "Çıkış"])
        await eyes.button(name).waitFor();
      await eyes.press(eyes.button("PIN / PUK Bilgisi"));
    }],
    ["pin", async () => {
      for (const text of [SERIAL, PIN, PUK, "ALS-1000200031"])
        await page.getByText(text).first().waitFor();
      await eyes.press(eyes.thing("Çıkış"));
      await say(/Güvenli çıkış yaptınız/);
    }],
  ];
}

async function open(portal, markup) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", `--ignore-certificate-errors-spki-list=${portal.trust()}`],
  });
  const context = await browser.newContext({ viewport: desk, locale: "tr-TR" });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  return { browser, page, problems, eyes: new Eyes(page, markup) };
}

async function walk(markup) {
  const portal = await Practice.start("--markup", markup, "--cards", "2");
  const { browser, page, problems, eyes } = await open(portal, markup);
  await page.goto(portal.url);
  const seen = {};
  for (const [screen, act] of journey(eyes, portal, "Çiçek 2026")) {
    const again = (seen[screen] = (seen[screen] ?? 0) + 1) > 1 ? ", the second time" : "";
    if (!again) {
      await test(`${markup}: the page of ${screen} is as every page`, () =>
        checkPage(eyes, problems, screen));
      if (markup === "modern")
        await test(`${markup}: the page of ${screen} is good HTML`, () =>
          checkGoodPage(eyes, screens[screen]));
    }
    const on = await test(`${markup}: a person gets on from ${screen}${again}`, act);
    if (!on) break; // whatever follows would only say the same
  }
  await browser.close();
  await test(`${markup}: the portal ends cleanly`, async () => assert.equal(await portal.stop(), 0));
}

async function logIn(portal, eyes, word = WORD, captcha = portal.captcha()) {
  await eyes.type("id", ID);
  await eyes.type("captcha", captcha);
  await eyes.type("word", word);
  await eyes.press(eyes.button("Giriş"));
}

async function mistakes() {
  const portal = await Practice.start("--sms-seconds", "2");
  const { browser, page, problems, eyes } = await open(portal, "modern");
  const alert = () => page.getByRole("alert").innerText();
  await page.goto(`${portal.url}giris`);
  await test("a wrong picture is said in an alert, and the page stays good", async () => {
    await logIn(portal, eyes, WORD, "x");
    assert.equal(await alert(), "Resimdeki yazı hatalı.");
    await checkPage(eyes, problems, "wrong-picture");
    await checkGoodPage(eyes, screens.login);
  });
  await test("another picture can be asked for without a script", async () => {
    const first = portal.captcha();
    await eyes.press(page.getByRole("link", { name: "Resmi yenile" }));
    assert.notEqual(portal.captcha(), first);
  });
  await test("a wrong word is said with the tries that are left", async () => {
    await logIn(portal, eyes, "wrong-1");
    assert.match(await alert(), /Güvenlik Sözcüğü hatalı\. Kalan deneme hakkınız: 2/);
  });
  await test("a page that has been overtaken by another one ends the session", async () => {
    const other = await page.context().newPage();
    await other.goto(`${portal.url}giris`);
    await other.close();
    await logIn(portal, eyes);
    assert.equal(await alert(), "Oturumunuz sonlanmıştır. Lütfen yeniden giriş yapınız.");
    await eyes.press(page.getByRole("link", { name: "Şifreli Giriş" }));
  });
  await test("a late code is said, and another one can be sent", async () => {
    await logIn(portal, eyes);
    await eyes.press(eyes.button("Onay"));
    do {
      await page.goto(`${portal.url}sms-kod`);
    } while (!/ 0 Saniye/.test(await eyes.text()));
    await eyes.type("code", portal.code());
    await eyes.press(eyes.button("Gönder"));
    assert.match(await alert(), /süresi dolmuştur/);
    await shoot(page, "modern-late-code");
    await eyes.press(eyes.button("Tekrar Gönder"));
    await eyes.type("code", portal.code());
    await eyes.press(eyes.button("Gönder"));
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), screens.menu);
  });
  for (const item of ["Kullanıma Aç", "Sertifikamı İptal Et / Askıya Al", "Bilgileri Güncelle",
    "Sertifika Listeleme", "Kilit Çözme"])
    await test(`the page behind "${item}" is good HTML`, async () => {
      await eyes.press(eyes.button(item));
      await checkPage(eyes, problems, `item-${item.slice(0, 4)}`);
      await checkGoodPage(eyes, item);
      await eyes.press(page.getByRole("link", { name: "Menü", exact: true }));
    });
  await browser.close();
  await portal.stop();
}

for (const markup of ["modern", "tables", "jsf", "placeholder"]) await walk(markup);
await mistakes();
console.log(`1..${number}`);
process.exitCode = failed ? 1 : 0;
