// SPDX-License-Identifier: Apache-2.0
// Numbers that look random and depend on a seed alone: each document has its own, so that any
// one of them can be made again without the others.

export class Random {
  constructor(seed, document) {
    this.state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(document, 0xc2b2ae35)) | 0;
    for (let i = 0; i < 4; i++) this.next();
  }

  // 0 to just under 1 (the mixing steps of "splitmix32").
  next() {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  between(low, high) {
    return low + this.below(high - low + 1);
  }

  chance(share) {
    return this.next() < share;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  // [[weight, thing], …]
  weighed(list) {
    let at = this.next() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, thing] of list) {
      at -= weight;
      if (at < 0) return thing;
    }
    return list.at(-1)[1];
  }
}
