import { readdirSync } from "node:fs";

// npm run bench                      the quick ones
// npm run bench -- B05 B12           these
// npm run bench -- B05 --pairs 21    with that benchmark's own options
//
// Each benchmark prints one JSON line and a verdict. Exit 1 when a figure is beyond its gate.

const [ids, options] = splitArguments(process.argv.slice(2));
const benchmarks = await loadBenchmarks();
const unknown = ids.filter((id) => !benchmarks.has(id));
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(" ")}. There are: ${[...benchmarks.keys()].join(" ")}.\n`);
  process.exit(64);
}

const chosen = ids.length > 0 ? ids : [...benchmarks.keys()].filter((id) => benchmarks.get(id).quick);
for (const id of chosen) {
  const { title, run } = benchmarks.get(id);
  const result = await run(options);
  process.stdout.write(`${JSON.stringify({ id, ...result })}\n`);
  process.stdout.write(`${id} ${title}: ${wordsFor(result.verdict)}\n`);
  if (result.verdict === "red") process.exitCode = 1;
}

function wordsFor(verdict) {
  return {
    goal: "at its goal",
    gate: "behind its goal, inside the gate",
    red: "BEYOND THE GATE",
    skipped: "skipped",
  }[verdict];
}

function splitArguments(args) {
  const first = args.findIndex((arg) => !/^b\d\d$/i.test(arg));
  const end = first < 0 ? args.length : first;
  return [args.slice(0, end).map((arg) => arg.toUpperCase()), args.slice(end)];
}

/** Every `bNN-*.mjs` here that exports `id`, `title`, `quick` and `run(args)`, which gives `{ verdict, … }`. */
async function loadBenchmarks() {
  const names = readdirSync(new URL(".", import.meta.url)).filter((name) => /^b\d\d-.*\.mjs$/.test(name));
  const modules = await Promise.all(names.sort().map((name) => import(new URL(name, import.meta.url).href)));
  return new Map(modules.map((module) => [module.id, module]));
}
