// Leaves functions out of a wasm file that are never called: their bodies become one trap, and wasm-opt drops what only they needed.
//   node leave-out.mjs FILE
// Leptos can take over a page while waiting (`hydrate_async`), and each kind of view brings code for that. Nothing of it runs, as
// our pages are taken over at once (src/app/hydrate.rs). Routes are listed by the server alone (`generate_routes`). The compiler
// cannot know either, as tables of functions point to all of it.
import { readFileSync, writeFileSync } from "node:fs";
import { CODE, CUSTOM, Reader, encoded, withSections } from "./wasm.mjs";

// The functions themselves and the bodies of asynchronous ones, never what stands inside: the compiler makes one of two functions that
// are the same, under either name, and a helper may be the same as that of a function that is called. These name tables of their own
// or their place in the source; the small ones do not.
const NEVER_CALLED = /(13hydrate_async(28_\$u7b\$\$u7b\$closure\$u7d\$\$u7d\$)?|15generate_routes)17h[0-9a-f]{16}E(\.|$)/;
const SMALLEST = 100;
const TRAP = Buffer.from([3, 0, 0, 0x0b]);

const file = process.argv[2];
const wasm = readFileSync(file);
const reader = new Reader(wasm);
const sections = reader.sections();

/** The functions' names by number, from the section `name`. */
const functionNames = () => {
  const names = new Map();
  for (const { kind, begin, end } of sections) {
    reader.at = begin;
    if (kind !== CUSTOM || reader.text() !== "name") continue;
    while (reader.at < end) {
      const what = reader.byte();
      const next = reader.number() + reader.at;
      if (what === 1) {
        for (let left = reader.number(); left > 0; left -= 1) names.set(reader.number(), reader.text());
      }
      reader.at = next;
    }
  }
  return names;
};

/** Whether the file has functions at all: a part that lazy pages share may be nothing but data. */
const hasFunctions = () => {
  const section = sections.find(({ kind }) => kind === CODE);
  if (!section) return false;
  reader.at = section.begin;
  return reader.number() > 0;
};

// Imported functions are numbered before our own.
const first = reader.imports().filter(({ isFunction }) => isFunction).length;
const names = functionNames();
if (names.size === 0 && hasFunctions()) {
  console.error(`leave-out: ${file} does not name its functions`);
  process.exit(1);
}
let [count, bytes] = [0, 0];
const left = withSections(wasm, ({ kind, begin }) => {
  if (kind !== CODE) return undefined;
  reader.at = begin;
  const functions = reader.number();
  const body = [encoded(functions)];
  for (let index = 0; index < functions; index += 1) {
    const start = reader.at;
    const length = reader.number();
    reader.at += length;
    const isLeftOut = length >= SMALLEST && NEVER_CALLED.test(names.get(first + index) ?? "");
    body.push(isLeftOut ? TRAP : wasm.subarray(start, reader.at));
    if (isLeftOut) [count, bytes] = [count + 1, bytes + length];
  }
  return Buffer.concat(body);
});
writeFileSync(file, left);
console.log(`leave-out: ${count} functions, ${bytes} bytes of ${file}`);
