import { accessSync, constants, existsSync } from "node:fs";
import { run } from "./commands.mjs";

/** The reverse proxy that one walk puts before the console. */

const PROGRAM = "/usr/sbin/nginx";

/** An installed nginx, or undefined: the walk through it is then skipped, and says so. */
export function findNginx() {
  try {
    accessSync(PROGRAM, constants.X_OK);
    return PROGRAM;
  } catch {
    return undefined;
  }
}

/** Installs it where that is one command; resolves to an exit code, which is 0 where it cannot be installed. */
export async function installNginx() {
  if (findNginx() || !existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return 0;
  // Debian starts a server as soon as it is installed, unless the machine is said to be in another runlevel.
  const quietly = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "nginx-light"], quietly);
  return 0;
}
