// Makes what cargo-leptos leaves in a folder smaller to fetch. Packing what is packed already changes nothing.
//   node pack.mjs FOLDER
// cargo-leptos makes one wasm file of each piece of code that the same lazy pages share. Two dozen small ones are fetched for a
// page, and compress badly alone. Here each page gets one file: its pieces, one after the other, and a loader that takes them apart.
// A piece that two pages share stands in both files, and is set up once.
// It also gives short names to what the wasm imports: the long ones stand in the wasm and in the glue, and nobody reads them.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMPORTS, Reader, encoded, encodedText, withSections } from "./wasm.mjs";

const folder = process.argv[2];
const at = (name) => join(folder, name);
const MANIFEST = at("__wasm_split_manifest.json");
const LOADER = at("__wasm_split.______________________.js");
const GLUE = at("leadwire.js");
const [MAIN] = ["leadwire.wasm", "leadwire_bg.wasm"].map(at).filter(existsSync);
const PACKED = "page_";

const pieces = JSON.parse(readFileSync(MANIFEST, "utf8"));
if (Object.values(pieces).every((names) => names[0].startsWith(PACKED))) process.exit(0);

/** Writes one file for each page; answers of each page the names and lengths of its pieces. */
function packPages() {
  const parts = {};
  for (const [page, names] of Object.entries(pieces)) {
    const contents = names.map((name) => readFileSync(at(`${name}.wasm`)));
    writeFileSync(at(`${PACKED}${page}.wasm`), Buffer.concat(contents));
    parts[page] = names.map((name, index) => [name, contents[index].length]);
  }
  for (const name of readdirSync(folder)) {
    if (/^(chunk|split)_.*\.wasm$/.test(name)) rmSync(at(name));
  }
  return parts;
}

// What a debug build adds, so that pieces of another build are refused.
const [, canary] = /__wasm_split: \{ (.*?) *\} \};/.exec(readFileSync(LOADER, "utf8"));

/** The loader: the app imports `__wasm_split_load_PAGE` of each page from it, and is called back by a number in its table. */
const loader = (parts) => `import { initSync } from "./leadwire.js";
const pages = ${JSON.stringify(parts)};
const pieces = new Map();
const fetched = new Map();
function setUp(name, bytes) {
  const made = WebAssembly.instantiate(bytes, { __wasm_split: { ${canary}...initSync() } });
  pieces.set(name, made);
  made.catch(() => pieces.delete(name));
  return made;
}
async function get(page) {
  const answer = await fetch(new URL(\`./${PACKED}\${page}.wasm\`, import.meta.url));
  if (!answer.ok) throw new Error(\`\${answer.url} answers \${answer.status}\`);
  const bytes = await answer.arrayBuffer();
  let begin = 0;
  const parts = pages[page].map(([name, length]) => [name, new Uint8Array(bytes, begin, length), (begin += length)]);
  if (begin !== bytes.byteLength) throw new Error(\`\${answer.url} is of another version\`);
  const own = parts.pop();
  await Promise.all(parts.map(([name, piece]) => pieces.get(name) ?? setUp(name, piece)));
  await setUp(own[0], own[1]);
}
const load = (page) => async (callback, data) => {
  let isHere = true;
  try {
    if (!fetched.has(page)) fetched.set(page, get(page));
    await fetched.get(page);
  } catch (error) {
    console.error(error);
    fetched.delete(page);
    isHere = false;
  }
  initSync().__indirect_function_table.get(callback)(data, isHere);
};
${Object.keys(parts)
  .map((page) => `export const __wasm_split_load_${page} = load("${page}");`)
  .join("\n")}
`;

/** Gives short names to what the glue offers to the wasm. */
function shortenImports() {
  const wasm = readFileSync(MAIN);
  let glue = readFileSync(GLUE, "utf8");
  const imports = new Reader(wasm).imports();
  const short = new Map();
  for (const { module, name } of imports) {
    if (module.endsWith("leadwire_bg.js")) short.set(name, `$${short.size.toString(36)}`);
  }
  glue = glue.replace(/\b__wb(?:g|indgen)_\w+/g, (name) => short.get(name) ?? name);
  const shortened = withSections(wasm, ({ kind }) => {
    if (kind !== IMPORTS) return undefined;
    const entries = imports.map(({ module, name, begin, end }) => {
      const own = module.endsWith("leadwire_bg.js") ? short.get(name) : name;
      return Buffer.concat([encodedText(module), encodedText(own), wasm.subarray(begin, end)]);
    });
    return Buffer.concat([encoded(entries.length), ...entries]);
  });
  writeFileSync(MAIN, shortened);
  writeFileSync(GLUE, glue);
}

const parts = packPages();
shortenImports();
writeFileSync(LOADER, loader(parts));
writeFileSync(MANIFEST, JSON.stringify(Object.fromEntries(Object.keys(parts).map((page) => [page, [`${PACKED}${page}`]]))));
