import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/**
 * Notes for how long files called `*.lock` are there, by standing between the product and the two calls that make
 * and remove them.
 */
export function lockClock() {
  const { openSync, rmSync } = fs;
  const heldMs = [];
  let since = 0;
  fs.openSync = (file, flags, mode) => {
    const opened = openSync(file, flags, mode);
    if (String(file).endsWith(".lock") && flags === "wx") since = performance.now();
    return opened;
  };
  fs.rmSync = (file, options) => {
    rmSync(file, options);
    if (String(file).endsWith(".lock")) heldMs.push(performance.now() - since);
  };
  syncBuiltinESMExports();
  return {
    heldMs,
    stop() {
      Object.assign(fs, { openSync, rmSync });
      syncBuiltinESMExports();
    },
  };
}
