// SPDX-License-Identifier: Apache-2.0
// What esign makes of documents: page_facts (oracle.c), which answers one line for each.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Ours {
  constructor(program) {
    this.child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.on("error", () => {}); // its end is seen on stdout
    this.turn = Promise.resolve();
  }

  // One at a time: the answers come in the order of the questions. For the edits see oracle.c.
  read(document, edits = []) {
    this.turn = this.turn.then(() => this.ask(document, edits));
    return this.turn;
  }

  async ask({ url, type, bytes }, edits) {
    const lines = [url, type, edits.length, ...edits, bytes.length];
    this.child.stdin.write(lines.map((line) => `${line}\n`).join(""));
    this.child.stdin.write(bytes);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`page_facts ended with ${await this.ended}`);
    return JSON.parse(value);
  }

  async close() {
    this.child.stdin.end();
    return this.ended;
  }
}
