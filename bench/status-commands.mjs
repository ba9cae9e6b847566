import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { makeStateDir } from "./state-dir.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** `clawkeep models status` and its floor on a state dir of `count` profiles, which must agree on the exit code. */
export function statusCommands(count) {
  const { home, stateDir, remove } = makeStateDir(count);
  const words = ["models", "status", "--state-dir", stateDir];
  const clawkeep = (...flags) => ({ argv: [process.execPath, file("../bin/clawkeep"), ...words, ...flags] });
  const floor = withExit({ argv: [process.execPath, file("floors/status.mjs"), stateDir] });
  const check = withExit(clawkeep("--check"));
  if (check.exit !== floor.exit) {
    remove();
    throw new Error(`Of ${count} profiles the check says ${check.exit} and the floor ${floor.exit}.`);
  }
  return { home, check, json: withExit(clawkeep("--json")), floor, remove };
}

/** The command with the exit code it ends with. What cannot run ends with more than a check does. */
export function withExit(command) {
  const [program, ...args] = command.argv;
  const stdio = ["ignore", "ignore", "pipe"];
  const { status, stderr } = spawnSync(program, args, { env: command.env ?? {}, stdio, encoding: "utf8" });
  if (status === null || status > 2) throw new Error(`${args.join(" ")}: ${stderr}`);
  return { ...command, exit: status };
}
