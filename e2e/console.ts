import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { type Labels, labelsOfProject } from "./labels.ts";
import { PASSWORD } from "./secrets.ts";
import { type Watch, watchPage } from "./watch.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const READY_MS = 60_000;
const CLI_MS = 60_000;
const SETUP_CODE = /\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b/;
const TEMPORARY_PREFIX = "clawkeep-e2e-";

export const OWNER = { name: "Ada Owner", email: "ada@example.test", password: PASSWORD };

/** The built console, running on data of its own, as a person starts it. */
export type Console = {
  url: string;
  port: number;
  /** The process that `serve` is. */
  pid: number;
  /** Holds everything: data, keyring, gateways, and what programs put into their temporary folder. */
  home: string;
  setupCode: string;
  /** Everything `serve` printed so far. */
  output(): string;
  /** Ends it and starts it again on the same data, with more variables when asked. */
  restart(more?: Record<string, string>): Promise<void>;
  /** Runs the CLI on the same data. `input` goes to its standard input. */
  cli(args: string[], input?: string): { status: number | null; stdout: string; stderr: string };
  /** A state dir of OpenClaw 2026.3.13 under this console's home. */
  stateDir(name: string, files: { config?: string; store?: unknown }): string;
};

/** How a test wants the console served. Playwright takes a bare function for a fixture, so they are in an object. */
type Serving = {
  /** Variables for `serve`. */
  env(place: { home: string; port: number }): Record<string, string>;
  /** Where its pages are. */
  url(place: { port: number }): string;
  /** More flags of `serve`. */
  flags?: readonly string[];
};

const PLAINLY: Serving = { env: () => ({}), url: ({ port }) => `http://127.0.0.1:${port}` };

type Fixtures = {
  console: Console;
  /** Watches the test's own page; the test fails when something went wrong in it. */
  watch: Watch;
};

export const test = base.extend<{ serving: Serving } & Fixtures>({
  serving: [PLAINLY, { option: true }],
  console: async ({ serving }, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), TEMPORARY_PREFIX));
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: home,
      TMPDIR: path.join(home, "tmp"),
      LANG: "C.UTF-8",
      NODE_ENV: "production" as const,
    };
    mkdirSync(env.TMPDIR);
    const port = await freePort();
    Object.assign(env, serving.env({ home, port }));
    const said = { text: "" };
    const start = (more = {}) => {
      const words = ["serve", "--port", String(port), ...(serving.flags ?? [])];
      const started = spawn(path.join(ROOT, "bin/clawkeep"), words, {
        env: { ...env, ...more },
      });
      collect(started, said);
      return started;
    };
    let child = start();
    try {
      await ready(child, said, SETUP_CODE);
      await use({
        url: serving.url({ port }),
        port,
        pid: child.pid ?? 0,
        home,
        setupCode: SETUP_CODE.exec(said.text)?.[0] ?? "",
        output: () => said.text,
        restart: async (more) => {
          await stop(child);
          said.text = "";
          child = start(more);
          await ready(child, said, /^Clawkeep is ready/m);
        },
        cli: (args, input = "") => {
          const options = { env, input, encoding: "utf8" as const, timeout: CLI_MS };
          const { status, stdout, stderr } = spawnSync(path.join(ROOT, "bin/clawkeep"), args, options);
          return { status, stdout, stderr };
        },
        stateDir: (name, files) => makeStateDir(path.join(home, name), files),
      });
    } finally {
      await stop(child);
      rmSync(home, { recursive: true, force: true });
    }
  },
  baseURL: async ({ console }, use) => use(console.url),
  watch: [
    async ({ page }, use) => {
      const watch = await watchPage(page);
      await use(watch);
      expect(await watch.problems()).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Walks through first-run setup to the signed-in console. */
export async function setUp(
  page: Page,
  console: Console,
  t: Labels = labelsOfProject,
  password: string = OWNER.password,
): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel(t("setup.code"), { exact: true }).fill(console.setupCode);
  await page.getByLabel(t("setup.name"), { exact: true }).fill(OWNER.name);
  await page.getByLabel(t("setup.email"), { exact: true }).fill(OWNER.email);
  await page.getByLabel(t("setup.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: t("setup.submit") }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** Makes an account in the terminal and signs in with it in the browser. */
export async function signInAs(page: Page, console: Console, role: string): Promise<void> {
  const email = `${role}@example.test`;
  const { status, stderr } = console.cli(["user", "create", "--email", email, "--role", role], PASSWORD);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  await signIn(page, email, PASSWORD);
  await page.waitForURL((url) => url.pathname === "/");
}

/** Fills in the sign-in page and sends it, whatever comes of it. */
export async function signIn(
  page: Page,
  email: string,
  password: string,
  t: Labels = labelsOfProject,
): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel(t("sign_in.email"), { exact: true }).fill(email);
  await page.getByLabel(t("sign_in.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: t("sign_in.submit"), exact: true }).click();
}

/** Types the password beside a deed that asks for a fresh proof. */
export async function prove(
  where: Page | Locator,
  t: Labels = labelsOfProject,
  password: string = OWNER.password,
): Promise<void> {
  await where.getByLabel(t("proof.password"), { exact: true }).fill(password);
}

/** What people and programs did, newest first. What the console does by itself, such as a checkpoint, is left out. */
export function deedsOf(console: Pick<Console, "cli">): unknown[] {
  const { status, stdout } = console.cli(["audit", "list", "--json"]);
  expect(status).toBe(0);
  const { rows }: { rows: { actorKind: string }[] } = JSON.parse(stdout);
  return rows.filter(({ actorKind }) => actorKind !== "system");
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address) resolve(address.port);
        else reject(new Error("The system gave no port."));
      });
    });
  });
}

function makeStateDir(
  folder: string,
  { config = "{}\n", store }: { config?: string; store?: unknown },
): string {
  const state = path.join(folder, ".openclaw");
  const agentDir = path.join(state, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(state, "openclaw.json"), config, { mode: 0o600 });
  if (store) {
    const text = `${JSON.stringify(store, null, 2)}\n`;
    writeFileSync(path.join(agentDir, "auth-profiles.json"), text, { mode: 0o600 });
  }
  return state;
}

function collect(child: ChildProcess, said: { text: string }): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said.text += chunk.toString("utf8");
    });
  }
}

async function ready(child: ChildProcess, said: { text: string }, sign: RegExp): Promise<void> {
  const until = Date.now() + READY_MS;
  while (!sign.test(said.text)) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(`The console did not start:\n${said.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
