import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const DRIVER = Number(process.versions.napi) >= 10 ? "better-sqlite3-napi" : "better-sqlite3";

/** Where the SQLite driver is that this Node loads. */
export const driverPath = () => load.resolve(DRIVER);

/**
 * Another process's writer: commits a row every `everyMs`, as the console would, and keeps how many there were and how
 * long the slowest took, in milliseconds.
 */
export function startWriter(database, everyMs) {
  const db = new (load(DRIVER))(database, { timeout: 5000 });
  db.pragma("synchronous = FULL");
  const write = db.prepare("UPDATE settings SET value = value WHERE key = 'vault_id'");
  let [longestMs, commits] = [0, 0];
  const timer = setInterval(() => {
    const startedMs = performance.now();
    db.transaction(() => write.run()).immediate();
    longestMs = Math.max(longestMs, performance.now() - startedMs);
    commits += 1;
  }, everyMs);
  return {
    forget: () => {
      longestMs = 0;
    },
    figures: () => ({ longestMs, commits }),
    stop: () => {
      clearInterval(timer);
      db.close();
    },
  };
}
