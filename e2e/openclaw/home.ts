import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test as base, expect } from "@playwright/test";
import { OPENCLAW_RELEASE, openclawRelease } from "../../scripts/openclaw-release.mjs";
import { freePort } from "../console.ts";
import { type Provider, startProvider } from "./provider.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const COMMAND_MS = 120_000;
const START_MS = 90_000;

export type Ended = { code: number | null; stdout: string; stderr: string };

/** A home folder with a gateway of a real OpenClaw, 2026.3.13 unless said otherwise, and Clawkeep's data side by side. */
export type Home = {
  folder: string;
  stateDir: string;
  /** The main agent's `auth-profiles.json`. */
  storePath: string;
  configPath: string;
  provider: Provider;
  /** Runs `bin/clawkeep`. `input` goes to its standard input. */
  clawkeep(args: string[], input?: string): Promise<Ended>;
  /** The same, which must end with 0. Its standard output. */
  clawkeepDone(args: string[], input?: string): Promise<string>;
  /** Runs the real `openclaw`. */
  openclaw(args: string[]): Promise<Ended>;
  /** What an `openclaw … --json` prints behind any log lines, parsed. */
  openclawJson(args: string[]): Promise<Record<string, unknown>>;
  /** Starts a program that stays, waits until it says `ready`, and stops it when the test ends. */
  start(program: "clawkeep" | "openclaw", args: string[], ready: RegExp): Promise<Started>;
  /** An `openclaw` that Clawkeep can be told to run. */
  openclawPath: string;
  /** From now on `openclaw` is this one, as after an upgrade. */
  upgrade(openclawPath: string): void;
};

export type Started = { output(): string; stop(): Promise<void> };

type Fixtures = { home: Home; release: string };

export const test = base.extend<Fixtures>({
  release: [OPENCLAW_RELEASE, { option: true }],
  home: async ({ release }, use) => {
    const { openclaw: openclawPath } = openclawRelease(release);
    const root = mkdtempSync(path.join(os.tmpdir(), "clawkeep-openclaw-"));
    const folder = path.join(root, "home");
    const provider = await startProvider();
    const started: Started[] = [];
    try {
      await use(makeHome({ folder, provider, openclawPath, started }));
    } finally {
      for (const program of started.reverse()) await program.stop();
      await provider.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
});

export { expect };

type Parts = { folder: string; provider: Provider; openclawPath: string; started: Started[] };

function makeHome({ folder, provider, openclawPath, started }: Parts): Home {
  const stateDir = path.join(folder, ".openclaw");
  mkdirSync(path.join(folder, "tmp"), { recursive: true });
  mkdirSync(stateDir, { mode: 0o700 });
  const configPath = path.join(stateDir, "openclaw.json");
  writeFileSync(configPath, configText(folder, provider), { mode: 0o600 });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    NODE_ENV: "production" as const,
  };
  const programs = { clawkeep: path.join(ROOT, "bin/clawkeep"), openclaw: openclawPath };
  const openclaw = (args: string[]) => run(programs.openclaw, args, env);
  return {
    upgrade: (to) => {
      programs.openclaw = to;
    },
    folder,
    stateDir,
    storePath: path.join(stateDir, "agents/main/agent/auth-profiles.json"),
    configPath,
    provider,
    openclawPath,
    openclaw,
    clawkeep: (args, input) => run(programs.clawkeep, args, env, input),
    clawkeepDone: async (args, input) => {
      const { code, stdout, stderr } = await run(programs.clawkeep, args, env, input);
      expect(code, `clawkeep ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
      return stdout;
    },
    openclawJson: async (args) => {
      const { stdout, stderr } = await openclaw([...args, "--json"]);
      expect(stdout, `openclaw ${args.join(" ")}\n${stderr}`).toContain("{");
      return JSON.parse(stdout.slice(stdout.indexOf("{")));
    },
    start: async (program, args, ready) => {
      const one = await startProgram(programs[program], args, env, ready);
      started.push(one);
      return one;
    },
  };
}

/** Two providers that are the same local server, and nothing that would talk to anyone else. */
function configText(folder: string, { url }: Provider): string {
  return `// The gateway at home.
{
  gateway: { mode: "local" }, // only here
  update: { checkOnStart: false },
  discovery: { mdns: { mode: "off" } },
  browser: { enabled: false },
  logging: { file: ${JSON.stringify(path.join(folder, "openclaw.log"))} },
  models: {
    providers: {
      fake: {
        baseUrl: "${url}/v1",
        api: "openai-completions",
        models: [{ id: "fake-1", name: "Fake 1", contextWindow: 32000, maxTokens: 1024 }],
      },
      anthropic: {
        baseUrl: "${url}",
        api: "anthropic-messages",
        models: [{ id: "fake-2", name: "Fake 2", contextWindow: 200000, maxTokens: 1024 }],
      },
    },
  },
  agents: { defaults: { model: { primary: "fake/fake-1" } } },
}
`;
}

/** Starts the console of a home and says where it answers. */
export async function serve(home: Home): Promise<{ url: string; output(): string }> {
  const port = await freePort();
  const { output } = await home.start("clawkeep", ["serve", "--port", String(port)], /Clawkeep is ready/);
  return { url: `http://127.0.0.1:${port}`, output };
}

export function readJson(file: string) {
  return JSON.parse(readFileSync(file, "utf8"));
}

type Environment = NodeJS.ProcessEnv;

/** Waits without blocking: the provider server lives in this process and has to answer meanwhile. */
function run(command: string, args: string[], env: Environment, input = ""): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd: env.HOME, detached: true });
    const timer = setTimeout(() => killGroup(child, "SIGKILL"), COMMAND_MS);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    }
    child.stdin.on("error", () => {}).end(input);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...said });
    });
  });
}

async function startProgram(
  command: string,
  args: string[],
  env: Environment,
  ready: RegExp,
): Promise<Started> {
  const child = spawn(command, args, {
    env,
    cwd: env.HOME,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const started = {
    output: () => said,
    stop: async () => {
      await stop(child);
      await stopRestarted(said);
    },
  };
  const until = Date.now() + START_MS;
  while (!ready.test(said)) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop(child);
      throw new Error(`${path.basename(command)} ${args[0]} did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return started;
}

/** A gateway that started itself again is another process, which says its number when it listens. */
async function stopRestarted(said: string): Promise<void> {
  const pid = Number([...said.matchAll(/listening on \S.*\(PID (\d+)\)/g)].at(-1)?.[1]);
  if (!pid) return;
  for (let waits = 0; waits < 150 && kill(pid, 0); waits += 1) {
    kill(pid, waits < 100 ? "SIGTERM" : "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  killGroup(child, "SIGTERM");
  const timer = setTimeout(() => killGroup(child, "SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

/** The program and what it started: `openclaw` starts itself again as a child. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) kill(-child.pid, signal);
}

/** False when it has ended by itself. */
function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
