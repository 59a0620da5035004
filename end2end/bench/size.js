// How much a browser fetches before a page is alive, in brotli: wasm and glue of every page, and the files of that page.
//   node bench/size.js FOLDER [--limit BYTES] [--tell]
// The limit holds for the largest page with everything that it needs.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { tell } from "./report.js";

const [folder, ...options] = process.argv.slice(2);
const limit = options.includes("--limit") ? Number(options[options.indexOf("--limit") + 1]) : null;

// cargo-leptos lists the files of each lazy page; whatever is not in the list is fetched for every page.
const list = join(folder, "__wasm_split_manifest.json");
const pages = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : null;
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:wasm|js)$/.test(name)) : [];
const ofPages = new Set(Object.values(pages ?? {}).flatMap((names) => names.map((name) => `${name}.wasm`)));
const ofAll = files.filter((name) => !ofPages.has(name));
if (!pages || !ofAll.some((name) => name.endsWith(".wasm")) || !ofAll.some((name) => name.endsWith(".js"))) {
  console.error(`size: ${folder} has no wasm, no glue or no list of pages; build the release first (bin/build-release)`);
  process.exit(1);
}

const weigh = (name) => {
  const bytes = readFileSync(join(folder, name));
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  return { name, plain: bytes.length, packed: packed.length };
};
const sizes = new Map([...ofAll, ...ofPages].sort().map((name) => [name, weigh(name)]));
const sum = (names) => names.reduce((total, name) => total + sizes.get(name).packed, 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

const first = sum(ofAll);
// A page `leads_lead` stands inside the lazy page `leads`, so both are counted. What begins with `part_` comes once a page is alive.
const parts = (page) => Object.keys(pages).filter((other) => page === other || page.startsWith(`${other}_`));
const needs = Object.keys(pages)
  .filter((page) => !page.startsWith("part_"))
  .sort()
  .map((page) => ({ page, total: first + sum([...new Set(parts(page).flatMap((part) => pages[part]))].map((name) => `${name}.wasm`)) }));
const largest = Math.max(first, ...needs.map(({ total }) => total));
const figures = [
  ...[...sizes.values()].map(({ name, plain, packed }) => [name, `${kb(packed)} in brotli (${kb(plain)} plain)`]),
  ["For every page", kb(first)],
  ...needs.map(({ page, total }) => [`For the page "${page}"`, kb(total)]),
  ["All pages together, once the first is alive", kb(sum([...sizes.keys()]))],
];

if (options.includes("--tell")) {
  tell("size", {
    title: "Size of the browser's side",
    command: "bin/bench size",
    how: "Release build, `wasm-opt -Oz`, brotli at quality 11. A page is counted with all that it needs.",
    figures,
    goal: "wasm and glue of the largest page at most 250 KB in brotli",
    met: largest <= 250_000,
  });
} else {
  for (const [what, value] of figures) console.log(`${what}: ${value}`);
}
if (limit !== null && largest > limit) {
  console.error(`size: ${kb(largest)} for one page is more than the limit of ${kb(limit)}`);
  process.exit(1);
}
