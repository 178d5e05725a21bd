// SPDX-License-Identifier: Apache-2.0
// Text to the bytes of a document. U+F780 to U+F7FF stand for the bytes 0x80 to 0xFF as they
// are, so that broken sequences can be written down.

const table = new Map();
{
  const decoder = new TextDecoder("windows-1254");
  for (let byte = 0; byte < 256; byte++) table.set(decoder.decode(Uint8Array.of(byte)), byte);
}

export function isEncodable(character, charset) {
  return charset === "utf-8" || table.has(character) || isRaw(character);
}

function isRaw(character) {
  return character >= "\uF780" && character <= "\uF7FF";
}

export function encode(text, charset) {
  const parts = [];
  for (const character of text) {
    if (isRaw(character)) parts.push(Buffer.of(character.charCodeAt(0) - 0xf700));
    else if (charset === "utf-8") parts.push(Buffer.from(character, "utf8"));
    else if (table.has(character)) parts.push(Buffer.of(table.get(character)));
    else throw new Error(`${charset} has no ${character}`);
  }
  return Buffer.concat(parts);
}
