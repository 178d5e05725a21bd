// SPDX-License-Identifier: Apache-2.0
// Starts and stops the practice portal, and reads what a person would read elsewhere.
import { spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export const ID = "10000000146";
export const WORD = "Deneme123";
export const PIN = "482913";
export const PUK = "70516284";
export const SERIAL = "ALS-1000200030";

const START_MS = 20000;

export class Practice {
  static async start(...options) {
    const program = process.env.ESIGN_PRACTICE_BIN;
    if (!program) throw new Error("set ESIGN_PRACTICE_BIN to the built esign-practice");
    const self = new Practice();
    self.dir = mkdtempSync(join(tmpdir(), "esign-practice-"));
    const argv = ["--dir", self.dir, "--tell-captcha", "--stop-with-stdin", ...options];
    self.child = spawn(program, argv, { stdio: ["pipe", "ignore", "inherit"] });
    self.ended = new Promise((resolve) => self.child.once("exit", resolve));
    const ready = join(self.dir, "ready");
    for (const until = Date.now() + START_MS; !existsSync(ready); ) {
      if (self.child.exitCode !== null || Date.now() > until)
        throw new Error("esign-practice did not start");
      await sleep(10); // no event tells of a new file; it is written whole
    }
    Object.assign(self, JSON.parse(readFileSync(ready, "utf8")));
    return self;
  }

  async stop() {
    this.child.stdin.end();
    const status = await this.ended;
    rmSync(this.dir, { recursive: true, force: true });
    return status;
  }

  // What Chromium needs to trust this portal and no other: a hash of its CA's key.
  trust() {
    const key = new X509Certificate(readFileSync(this.ca)).publicKey;
    const bytes = key.export({ type: "spki", format: "der" });
    return createHash("sha256").update(bytes).digest("base64");
  }

  captcha() {
    return readFileSync(join(this.dir, "captcha.txt"), "utf8").trim().split("\n").at(-1);
  }

  code() {
    const name = readdirSync(this.sms).sort().at(-1);
    return /Kodunuz: (\d+)/.exec(readFileSync(join(this.sms, name), "utf8"))[1];
  }

  // The link of the newest mail. Its text part is quoted-printable or base64.
  link() {
    const name = readdirSync(this.outbox).sort().at(-1);
    const [, head, body] = /text\/plain;([\s\S]*?)\r\n\r\n([\s\S]*?)\r\n--/.exec(
      readFileSync(join(this.outbox, name), "latin1"));
    const text = head.includes("base64")
      ? Buffer.from(body, "base64").toString("utf8")
      : body.replace(/=\r\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return /https:\S+nb\.go\?\S+/.exec(text)[0];
  }
}
