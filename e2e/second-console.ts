import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { freePort } from "./console.ts";

const CLAWKEEP = path.resolve(import.meta.dirname, "../bin/clawkeep");
const READY_MS = 60_000;

/** The console on another machine, as far as it can tell: a home of its own, with what a walk puts there first. */
export function startConsole(home: string) {
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: home, TMPDIR: path.join(home, "tmp") },
    ...{ LANG: "C.UTF-8", NODE_ENV: "production" as const },
  };
  mkdirSync(env.TMPDIR);
  let server: ChildProcess | null = null;
  return {
    cli(args: string[]) {
      const { status, stdout, stderr } = spawnSync(CLAWKEEP, args, { env, encoding: "utf8" });
      return { status, stdout, stderr };
    },
    /** Its address, once it answers. */
    async serve(): Promise<string> {
      const url = `http://127.0.0.1:${await freePort()}`;
      server = spawn(CLAWKEEP, ["serve", "--port", new URL(url).port], { env, stdio: "ignore" });
      const until = Date.now() + READY_MS;
      while (!(await answers(url))) {
        if (Date.now() > until) throw new Error("The second console did not start.");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return url;
    },
    async stop(): Promise<void> {
      if (!server || server.exitCode !== null) return;
      const ended = new Promise((resolve) => server?.once("exit", resolve));
      server.kill("SIGTERM");
      await ended;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/sign-in`).then(
    ({ ok }) => ok,
    () => false,
  );
