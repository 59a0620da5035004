// Reads and writes the frame of a wasm file: its sections, and the numbers and texts in them.
// https://webassembly.github.io/spec/core/binary/

export const CUSTOM = 0;
export const IMPORTS = 2;
export const CODE = 10;

/** A number as wasm writes it (LEB128, unsigned). */
export const encoded = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
};

/** A text as wasm writes it. */
export const encodedText = (text) => {
  const bytes = Buffer.from(text);
  return Buffer.concat([encoded(bytes.length), bytes]);
};

/** Reads a wasm file from front to back; `at` is the place in it. */
export class Reader {
  at = 8;

  constructor(wasm) {
    this.wasm = wasm;
  }

  byte() {
    return this.wasm[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  text() {
    const length = this.number();
    return this.wasm.toString("utf8", this.at, (this.at += length));
  }

  /** All sections, each with its kind and its place. */
  sections() {
    const sections = [];
    this.at = 8;
    while (this.at < this.wasm.length) {
      const kind = this.byte();
      const length = this.number();
      sections.push({ kind, begin: this.at, end: this.at + length });
      this.at += length;
    }
    return sections;
  }

  /** All imports, each with its module, its name, whether it is a function, and where its description stands. */
  imports() {
    const section = this.sections().find(({ kind }) => kind === IMPORTS);
    if (!section) return [];
    this.at = section.begin;
    return Array.from({ length: this.number() }, () => {
      const [module, name, begin] = [this.text(), this.text(), this.at];
      const kind = this.byte();
      this.#skip(kind);
      return { module, name, isFunction: kind === 0, begin, end: this.at };
    });
  }

  /** Skips what describes a function, a table, a memory, a global or a tag. */
  #skip(kind) {
    if (kind === 0) {
      this.number();
    } else if (kind === 1) {
      this.at += 1;
      this.#skipLimits();
    } else if (kind === 2) {
      this.#skipLimits();
    } else {
      this.at += 2;
    }
  }

  #skipLimits() {
    const hasMost = this.byte() & 1;
    this.number();
    if (hasMost) this.number();
  }
}

/** The file with the content of some sections replaced: `change` answers the new content, or nothing. */
export function withSections(wasm, change) {
  const parts = [wasm.subarray(0, 8)];
  for (const section of new Reader(wasm).sections()) {
    const content = change(section) ?? wasm.subarray(section.begin, section.end);
    parts.push(Buffer.from([section.kind]), encoded(content.length), content);
  }
  return Buffer.concat(parts);
}
