import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { median, round, verdictOf, worstVerdict } from "./paired.mjs";
import { makeStateDir } from "./state-dir.mjs";
import { driverPath, startWriter } from "./steady-writer.mjs";

export const id = "B23";
export const title = "backup, restore and drill, against `VACUUM INTO`; a writer meanwhile";
export const quick = false;

const BACKUP = { goal: 1.3, gate: 2 };
const STALL_MS = { goal: 200, gate: 400 };
const OPTIONS = { profiles: { type: "string", default: "100000" }, runs: { type: "string", default: "5" } };
const CLI = fileURLToPath(new URL("../bin/clawkeep", import.meta.url));

/** Wall clock of whole processes: the floor is a process that opens the database and copies it. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const { home, stateDir, remove } = makeStateDir(Number(values.profiles), { agents: 10 });
  const out = mkdtempSync(path.join(os.tmpdir(), "clawkeep-b23-"));
  const env = { PATH: process.env.PATH, HOME: home, NODE_ENV: "production" };
  const clawkeep = (words, more = {}) => timed([CLI, ...words], { ...env, ...more });
  try {
    await clawkeep(["vault", "init"]);
    await clawkeep(["gateway", "add", "--name", "bench", "--state-dir", stateDir]);
    await clawkeep(["import", "--gateway", "bench"]);
    const database = path.join(home, ".local/share/clawkeep/clawkeep.sqlite");
    const identity = await generateX25519Identity();
    const keyFile = path.join(out, "key.txt");
    writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
    const recipient = await identityToRecipient(identity);
    const rows = [];
    const writer = startWriter(database, 20);
    for (let n = 0; n < Number(values.runs); n++) {
      const copy = path.join(out, `copy-${n}.sqlite`);
      const file = path.join(out, `backup-${n}.age`);
      const floorMs = await timed(["-e", COPY, database, copy], { ...env, CLAWKEEP_DRIVER: driverPath() });
      writer.forget();
      const backupMs = await clawkeep(["backup", file, "--recipient", recipient, "--with-keyring"]);
      const { longestMs: stallMs } = writer.figures();
      const verifyMs = await clawkeep(["backup", "verify", file, "--identity", keyFile]);
      const elsewhere = { HOME: mkdtempSync(path.join(out, "home-")) };
      const restoreMs = await clawkeep(["restore", file, "--identity", keyFile], elsewhere);
      rows.push({ floorMs, backupMs, verifyMs, restoreMs, stallMs, mib: statSync(file).size / 2 ** 20 });
      for (const made of [copy, file]) rmSync(made, { force: true });
      rmSync(elsewhere.HOME, { recursive: true });
    }
    writer.stop();
    const middle = (key) => Math.round(median(rows.map((row) => row[key])));
    const figures = Object.fromEntries(Object.keys(rows[0]).map((key) => [key, middle(key)]));
    const ratio = round(median(rows.map(({ backupMs, floorMs }) => backupMs / floorMs)), 2);
    const longestStallMs = round(Math.max(...rows.map(({ stallMs }) => stallMs)), 1);
    const verdicts = [verdictOf(ratio, BACKUP), verdictOf(longestStallMs, STALL_MS)];
    return {
      profiles: Number(values.profiles),
      ratio,
      ...BACKUP,
      ...figures,
      longestStallMs,
      verdict: worstVerdict(verdicts),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
    remove();
  }
}

const COPY = `
const [, database, copy] = process.argv;
const db = new (require(process.env.CLAWKEEP_DRIVER))(database);
db.exec("VACUUM INTO '" + copy + "'");
db.close();
`;

function timed(words, env) {
  const startedMs = performance.now();
  const child = spawn(process.execPath, words, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    child.once("exit", (status) => {
      if (status === 0) resolve(performance.now() - startedMs);
      else reject(new Error(`${words.slice(0, 3).join(" ")}: ${said}`));
    });
  });
}
