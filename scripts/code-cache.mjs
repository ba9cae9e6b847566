import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import v8 from "node:v8";
import vm from "node:vm";

// node code-cache.mjs BUNDLE [WORD…]
//
// Runs the CLI with these words and keeps what the engine compiled for it beside the bundle, where bin/clawkeep
// looks for it: half of what a short command takes is compiling functions that run once.

/** What the bundle imports later is named as seen from there. */
const binFolder = new URL("../bin/", import.meta.url);

const [bundle, ...words] = process.argv.slice(2);
// As bin/clawkeep does: an engine takes only what was compiled under its own flags.
v8.setFlagsFromString("--no-opt");
const script = new vm.Script(readFileSync(bundle, "utf8"), { filename: bundle });
process.argv = [process.argv[0], bundle, ...words];
process.on("exit", () => {
  // What the command said of the sample is no business of the build.
  process.exitCode = 0;
  writeFileSync(`${bundle}.cache.new`, script.createCachedData());
  renameSync(`${bundle}.cache.new`, `${bundle}.cache`);
});
script.runInThisContext()(createRequire(bundle), (file) => import(new URL(file, binFolder).href));
