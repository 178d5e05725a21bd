// SPDX-License-Identifier: Apache-2.0
// Serves one document at a time over loopback and writes down every other request, byte for
// byte. The browser has it as its proxy, so a document can lead to any host.
import { createServer } from "node:http";

const REQUEST_MS = 20000; // a request that must come
const SILENCE_MS = 200; // none should

export class Loopback {
  static async start() {
    const self = new Loopback();
    self.server = createServer((request, response) => self.answer(request, response));
    await new Promise((resolve) => self.server.listen(0, "127.0.0.1", resolve));
    self.proxy = `http://127.0.0.1:${self.server.address().port}`;
    return self;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  serve(document) {
    this.document = document;
    this.served = false;
    this.seen = [];
  }

  async answer(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const head = { "Cache-Control": "no-store" };
    if (/^http:\/\/[^/]*\/(img\/|favicon\.ico$)/.test(request.url)) {
      response.writeHead(404, head).end();
    } else if (!this.served && request.method === "GET" && request.url === this.document.url) {
      this.served = true;
      response.writeHead(200, { ...head, "Content-Type": this.document.type }).end(this.document.bytes);
    } else {
      response.writeHead(204, head).end(); // the browser stays where it is
      this.seen.push({
        method: request.method,
        url: request.url,
        type: request.headers["content-type"] ?? "",
        body: Buffer.concat(chunks).toString("latin1"),
      });
      this.wake?.();
    }
  }

  // The next request that has been written down, or null.
  async next(expected) {
    if (!this.seen.length) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, expected ? REQUEST_MS : SILENCE_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    return this.seen.shift() ?? null;
  }
}
