// How much a browser fetches before the pages are alive: wasm and its glue, in brotli.
//   node bench/size.js FOLDER [--limit BYTES] [--tell]
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { tell } from "./report.js";

const [folder, ...options] = process.argv.slice(2);
const limit = options.includes("--limit") ? Number(options[options.indexOf("--limit") + 1]) : null;

const files = readdirSync(folder).filter((name) => /\.(?:wasm|js)$/.test(name));
if (!files.some((name) => name.endsWith(".wasm")) || !files.some((name) => name.endsWith(".js"))) {
  console.error(`size: ${folder} has no wasm and no glue; build the release first (bin/build-release)`);
  process.exit(1);
}
const sizes = files.map((name) => {
  const bytes = readFileSync(join(folder, name));
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  return { name, plain: bytes.length, packed: packed.length };
});
const total = sizes.reduce((sum, { packed }) => sum + packed, 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
const figures = [...sizes.map(({ name, plain, packed }) => [name, `${kb(packed)} in brotli (${kb(plain)} plain)`]), ["Together", kb(total)]];

if (options.includes("--tell")) {
  tell("size", {
    title: "Size of the browser's side",
    command: "bin/bench size",
    how: "Release build, `wasm-opt -Oz`, brotli at quality 11.",
    figures,
    goal: "wasm and glue at most 250 KB in brotli",
    met: total <= 250_000,
  });
} else {
  for (const [what, value] of figures) console.log(`${what}: ${value}`);
}
if (limit !== null && total > limit) {
  console.error(`size: ${kb(total)} is more than the limit of ${kb(limit)}`);
  process.exit(1);
}
