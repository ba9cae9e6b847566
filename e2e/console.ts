import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { test as base, expect, type Page } from "@playwright/test";

const ROOT = path.resolve(import.meta.dirname, "..");
const READY_MS = 60_000;
const SETUP_CODE = /\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b/;

/** Obviously fake secrets of the right shapes. */
export const FAKE = {
  setupToken: `sk-ant-oat01-${"Fake0Token".repeat(9)}`,
  apiKey: "sk-proj-FAKE-0123456789abcdef-openai-key",
  imported: "sk-FAKE-imported-from-the-store-0001",
};

export const OWNER = { name: "Ada Owner", email: "ada@example.test", password: "correct horse battery staple" };

/** The built console, running on data of its own, as a person starts it. */
export type Console = {
  url: string;
  home: string;
  setupCode: string;
  /** Everything `serve` printed so far. */
  output(): string;
  /** Runs the CLI on the same data. `input` goes to its standard input. */
  cli(args: string[], input?: string): { status: number | null; stdout: string; stderr: string };
  /** A state dir of OpenClaw 2026.3.13 under this console's home. */
  stateDir(name: string, files: { config?: string; store?: unknown }): string;
};

export const test = base.extend<{ console: Console }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern.
  console: async ({}, use) => {
    const home = mkdtempSync(path.join(os.tmpdir(), "clawkeep-e2e-"));
    const env = { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8", NODE_ENV: "production" as const };
    const port = await freePort();
    const child = spawn(path.join(ROOT, "bin/clawkeep"), ["serve", "--port", String(port)], { env });
    const said = collect(child);
    try {
      await ready(child, said);
      await use({
        url: `http://127.0.0.1:${port}`,
        home,
        setupCode: SETUP_CODE.exec(said.text)?.[0] ?? "",
        output: () => said.text,
        cli: (args, input = "") => {
          const options = { env, input, encoding: "utf8" as const, timeout: READY_MS };
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
});

export { expect };

/** Walks through first-run setup to the signed-in console. */
export async function setUp(page: Page, console: Console, labels = { code: "Setup code", name: "Your name", email: "E-mail", password: "Password", submit: "Create owner account" }): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel(labels.code).fill(console.setupCode);
  await page.getByLabel(labels.name).fill(OWNER.name);
  await page.getByLabel(labels.email).fill(OWNER.email);
  await page.getByLabel(labels.password).fill(OWNER.password);
  await page.getByRole("button", { name: labels.submit }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

function makeStateDir(folder: string, { config = "{}\n", store }: { config?: string; store?: unknown }): string {
  const state = path.join(folder, ".openclaw");
  const agentDir = path.join(state, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(state, "openclaw.json"), config, { mode: 0o600 });
  if (store) {
    writeFileSync(path.join(agentDir, "auth-profiles.json"), `${JSON.stringify(store, null, 2)}\n`, { mode: 0o600 });
  }
  return state;
}

function collect(child: ChildProcess): { text: string } {
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      said.text += chunk.toString("utf8");
    });
  }
  return said;
}

async function ready(child: ChildProcess, said: { text: string }): Promise<void> {
  const until = Date.now() + READY_MS;
  while (!SETUP_CODE.test(said.text)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`The console did not start:\n${said.text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
