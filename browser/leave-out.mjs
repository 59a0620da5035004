// Leaves functions out of a wasm file that are never called: their bodies become one trap, and wasm-opt drops what only they needed.
//   node leave-out.mjs FILE
// Leptos can take over a page while waiting (`hydrate_async`), and each kind of view brings code for that. Nothing of it runs, as
// our pages are taken over at once (src/app/hydrate.rs). Routes are listed by the server alone (`generate_routes`). The compiler
// cannot know either, as tables of functions point to all of it.
import { readFileSync, writeFileSync } from "node:fs";

// The functions themselves and the bodies of asynchronous ones, never what stands inside: the compiler makes one of two functions that
// are the same, under either name, and a helper may be the same as that of a function that is called. These name tables of their own
// or their place in the source; the small ones do not.
const NEVER_CALLED = /(13hydrate_async(28_\$u7b\$\$u7b\$closure\$u7d\$\$u7d\$)?|15generate_routes)17h[0-9a-f]{16}E(\.|$)/;
const SMALLEST = 100;
const TRAP = Buffer.from([3, 0, 0, 0x0b]);

const file = process.argv[2];
const wasm = readFileSync(file);
let at = 8;

const number = () => {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = wasm[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
};
const encoded = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
};
const text = () => {
  const length = number();
  return wasm.toString("utf8", at, (at += length));
};

const CUSTOM = 0;
const IMPORTS = 2;
const CODE = 10;
const sections = [];
while (at < wasm.length) {
  const kind = wasm[at++];
  const length = number();
  sections.push({ kind, begin: at, end: at + length });
  at += length;
}

/** Skips the limits of a table or memory. */
const limits = () => {
  const hasMost = wasm[at++] & 1;
  number();
  if (hasMost) number();
};

/** How many functions are imported: those are numbered before our own. */
const importedFunctions = () => {
  const section = sections.find(({ kind }) => kind === IMPORTS);
  if (!section) return 0;
  at = section.begin;
  let functions = 0;
  for (let left = number(); left > 0; left -= 1) {
    text();
    text();
    const kind = wasm[at++];
    if (kind === 0) {
      functions += 1;
      number();
    } else if (kind === 1) {
      at += 1;
      limits();
    } else if (kind === 2) {
      limits();
    } else {
      at += 2;
    }
  }
  return functions;
};

/** The functions' names by number, from the section `name`. */
const functionNames = () => {
  const names = new Map();
  for (const { kind, begin, end } of sections) {
    at = begin;
    if (kind !== CUSTOM || text() !== "name") continue;
    while (at < end) {
      const what = wasm[at++];
      const next = number() + at;
      if (what === 1) {
        for (let left = number(); left > 0; left -= 1) names.set(number(), text());
      }
      at = next;
    }
  }
  return names;
};

/** Whether the file has functions at all: a part that lazy pages share may be nothing but data. */
const hasFunctions = () => {
  const section = sections.find(({ kind }) => kind === CODE);
  if (!section) return false;
  at = section.begin;
  return number() > 0;
};

const first = importedFunctions();
const names = functionNames();
if (names.size === 0 && hasFunctions()) {
  console.error(`leave-out: ${file} does not name its functions`);
  process.exit(1);
}
const parts = [wasm.subarray(0, 8)];
let [count, bytes] = [0, 0];
for (const { kind, begin, end } of sections) {
  let body = [wasm.subarray(begin, end)];
  if (kind === CODE) {
    at = begin;
    const functions = number();
    body = [encoded(functions)];
    for (let index = 0; index < functions; index += 1) {
      const start = at;
      const length = number();
      at += length;
      const isLeftOut = length >= SMALLEST && NEVER_CALLED.test(names.get(first + index) ?? "");
      body.push(isLeftOut ? TRAP : wasm.subarray(start, at));
      if (isLeftOut) [count, bytes] = [count + 1, bytes + length];
    }
  }
  const content = Buffer.concat(body);
  parts.push(Buffer.from([kind]), encoded(content.length), content);
}
writeFileSync(file, Buffer.concat(parts));
console.log(`leave-out: ${count} functions, ${bytes} bytes of ${file}`);
