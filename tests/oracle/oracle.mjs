// SPDX-License-Identifier: Apache-2.0
// Holds esign's reading of generated documents against Chromium's; prints TAP and the counts.
// ESIGN_PAGE_FACTS is the program made of oracle.c.
import { appendFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch, MENDED, Reader } from "./browser.mjs";
import { Comparison } from "./compare.mjs";
import { makeDocument } from "./documents.mjs";
import { Ours } from "./ours.mjs";

const SHOWN = 20;
// Browsers differ among their versions too: what is explained was explained for this one, and with
// another a difference without a name accuses nobody.
const EXPLAINED_FOR = 156;
const STEP = 500; // documents between two words about how far it is

const { values: options } = parseArgs({
  options: {
    documents: { type: "string", default: "4000" },
    seed: { type: "string", default: "20240517" },
    pages: { type: "string", default: "2" }, // at once
    only: { type: "string" },
    report: { type: "string" }, // a file for every difference that is not explained
    source: { type: "boolean", default: false },
  },
});
const seed = Number(options.seed);
const numbers = options.only
  ? options.only.split(",").map(Number)
  : Array.from({ length: Number(options.documents) }, (_, number) => number);

let version = 0;

// A second Chromium, for the documents in which the first one's parser is at fault.
class Mended {
  async read(document) {
    this.browser ??= await launch(MENDED);
    this.reader ??= await Reader.open(this.browser);
    return { document, reader: this.reader, facts: await this.reader.read(document) };
  }

  async close() {
    await this.reader?.close();
    await this.browser?.close();
  }
}

async function readAll(comparison) {
  const ours = new Ours(process.env.ESIGN_PAGE_FACTS);
  const browser = await launch();
  version = Number.parseInt(browser.version(), 10);
  const left = numbers.values();
  if (options.report) writeFileSync(options.report, "");
  const work = async () => {
    const [reader, mended] = [await Reader.open(browser), new Mended()];
    for (const number of left) {
      const document = makeDocument(seed, number);
      const [mine, theirs] = [await ours.read(document), await reader.read(document)];
      const before = comparison.unexplained.length;
      await comparison.add(document, mine, theirs, {
        ours: (edits) => ours.read(document, edits),
        mended: (other) => mended.read(other),
        reader,
      });
      if (options.report)
        for (const what of comparison.unexplained.slice(before))
          appendFileSync(options.report, `${asText(what)}\n`);
      const done = comparison.counts.documents;
      if (done % STEP === 0)
        console.error(`${done} documents, ${comparison.unexplained.length} differences not explained`);
    }
    await reader.close();
    await mended.close();
  };
  await Promise.all(Array.from({ length: Number(options.pages) }, work));
  await browser.close();
  return ours.close();
}

function asText({ kind, document, ...rest }) {
  delete rest.facts;
  delete rest.reader;
  return `document ${document.number}: ${kind} ${JSON.stringify(rest)}`;
}

let number = 0;
function test(sentence, holds, skip = "") {
  console.log(`${holds || skip ? "ok" : "not ok"} ${++number} - ${sentence}${holds ? "" : skip}`);
  if (!holds && !skip) process.exitCode = 1;
}

const started = Date.now();
const comparison = new Comparison();
console.log(`# seed ${seed}, ${numbers.length} documents`);
if (options.source)
  for (const one of numbers) {
    const { url, type, text } = makeDocument(seed, one);
    console.log(`# document ${one}: ${url} (${type})\n${text.replace(/^/gm, "  ")}`);
  }
const status = await readAll(comparison);
for (const [name, count] of Object.entries(comparison.counts)) console.log(`# ${name}: ${count}`);
console.log(`# seconds: ${Math.round((Date.now() - started) / 1000)}`);
for (const [name, count] of Object.entries(comparison.explained).sort())
  console.log(`# explained, ${name}: ${count}`);
comparison.unexplained.slice(0, SHOWN).forEach((what) => console.log(`  # ${asText(what)}`));
const other = version !== EXPLAINED_FOR ? ` # SKIP Chromium ${version}, explained for ${EXPLAINED_FOR}` : "";
const kinds = { tree: "the same controls", owner: "their owners", label: "their labels", request: "the bytes sent" };
for (const [kind, sentence] of Object.entries(kinds)) {
  const found = comparison.unexplained.filter((one) => one.kind === kind).length;
  test(`${sentence}: no difference that is not explained${found ? ` (${found})` : ""}`, found === 0, other);
}
test("enough was compared", comparison.counts["submissions compared"] >= numbers.length / 2 || Boolean(options.only));
test("page_facts ends well", status === 0);
console.log(`1..${number}`);
