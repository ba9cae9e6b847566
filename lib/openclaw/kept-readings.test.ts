import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { STEP_MS } from "#lib/openclaw/seen-files.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STORE = "agents/main/agent/auth-profiles.json";
const storeOf = (name: string, provider = "openai") =>
  JSON.stringify({
    version: 1,
    profiles: { [`${provider}:${name}`]: { type: "api_key", provider, key: "sk-PLANTED-0123456789" } },
  });

/** A gateway whose home has nothing else in it. The clock is ahead, so that its files are not recent. */
function layOut(files: Record<string, string>) {
  const home = fs.realpathSync(temporaryFolder());
  const gateway = { stateDir: path.join(home, ".openclaw") };
  const place = (name: string) => path.join(gateway.stateDir, name);
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(place(name)), { recursive: true, mode: 0o700 });
    fs.writeFileSync(place(name), text, { mode: 0o600 });
  };
  fs.mkdirSync(gateway.stateDir, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) write(name, text);
  const read = () => readUnchangedGateway(gateway);
  const profiles = () => [...(read().agents[0]?.effective.profiles.keys() ?? [])];
  return { home, gateway, place, write, read, profiles };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now: Date.now() + 1000 * STEP_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

const FILES = {
  "openclaw.json": '{ $include: "./more.json5" }',
  "more.json5": "{ agents: { list: [{ id: 'main' }] } }",
  ".env": "A=1\n",
  [STORE]: storeOf("one"),
};

test("A gateway of which nothing has changed is not read again", () => {
  const { read } = layOut(FILES);
  const first = read();
  expect(read()).toBe(first);
});

test("A reading that nobody asked for in a minute is let go, one that is asked for is not", () => {
  const { read } = layOut(FILES);
  const first = read();
  vi.advanceTimersByTime(59_000);
  expect(read()).toBe(first);
  vi.advanceTimersByTime(59_000);
  expect(read()).toBe(first);
  vi.advanceTimersByTime(61_000);
  expect(read()).not.toBe(first);
});

test("The gateway asked for least recently is let go when there are more than eight", () => {
  const gateways = Array.from({ length: 9 }, () => layOut(FILES));
  const [first, second] = gateways.slice(0, 8).map(({ read }) => read());
  expect(gateways[0]?.read()).toBe(first);
  gateways[8]?.read();
  expect(gateways[0]?.read()).toBe(first);
  expect(gateways[1]?.read()).not.toBe(second);
});

describe("It is read again when", () => {
  const CHANGES: [string, (at: ReturnType<typeof layOut>) => void][] = [
    ["the store is written", ({ write }) => write(STORE, storeOf("other"))],
    ["the store is gone", ({ place }) => fs.rmSync(place(STORE))],
    ["the config is written", ({ write }) => write("openclaw.json", "{}")],
    ["an included file is written", ({ write }) => write("more.json5", "{}")],
    ["a .env file is written", ({ write }) => write(".env", "B=1\n")],
    ["a store appears", ({ write }) => write("agents/work/agent/auth-profiles.json", storeOf("two"))],
    ["a legacy file appears", ({ write }) => write("agents/main/agent/auth.json", "{}")],
    ["a newer release's database appears", ({ write }) => write("state/openclaw.sqlite", "")],
    [
      "a command line tool's credentials appear in the home",
      ({ home }) => {
        fs.mkdirSync(path.join(home, ".qwen"));
        const tokens = { access_token: "FAKE-access", refresh_token: "FAKE-refresh", expiry_date: 1 };
        fs.writeFileSync(path.join(home, ".qwen/oauth_creds.json"), JSON.stringify(tokens));
      },
    ],
    [
      "a service appears that starts it with another environment",
      ({ home }) => {
        const folder = path.join(home, ".config/systemd/user");
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(path.join(folder, "openclaw-gateway.service"), "[Service]\nEnvironment=A=2\n");
      },
    ],
    [
      "the store is replaced by one of the same size and times",
      ({ place }) => {
        const before = fs.statSync(place(STORE));
        fs.writeFileSync(`${place(STORE)}.new`, storeOf("two"));
        fs.utimesSync(`${place(STORE)}.new`, before.atime, before.mtime);
        fs.renameSync(`${place(STORE)}.new`, place(STORE));
      },
    ],
    [
      "the store is written in place and its time is set back",
      ({ place }) => {
        const before = fs.statSync(place(STORE));
        fs.writeFileSync(place(STORE), storeOf("two"));
        fs.utimesSync(place(STORE), before.atime, before.mtime);
      },
    ],
    ["others may read the store", ({ place }) => fs.chmodSync(place(STORE), 0o644)],
    [
      "the folder of an agent is exchanged for a link to a copy",
      ({ place }) => {
        fs.cpSync(place("agents"), place("copy"), { recursive: true });
        fs.rmSync(place("agents"), { recursive: true });
        fs.symlinkSync(place("copy"), place("agents"));
      },
    ],
    ["the state dir is gone", ({ gateway }) => fs.rmSync(gateway.stateDir, { recursive: true })],
  ];

  test.each(CHANGES)("%s", (_, change) => {
    const at = layOut(FILES);
    const first = at.read();
    expect(at.read()).toBe(first);
    change(at);
    const second = at.read();
    expect(second).not.toBe(first);
    expect(second).not.toEqual(first);
  });
});

test("A file that changed a moment before it was read is read again, because it could have changed since", () => {
  const { write, read, profiles } = layOut(FILES);
  write(STORE, storeOf("two"));
  vi.setSystemTime(fs.statSync(path.join(read().stateDir, STORE)).ctimeMs + STEP_MS - 10);
  write(STORE, storeOf("six"));
  vi.setSystemTime(fs.statSync(path.join(read().stateDir, STORE)).ctimeMs + STEP_MS - 10);
  const recent = read();
  expect(read()).not.toBe(recent);
  expect(profiles()).toEqual(["openai:six"]);
  vi.setSystemTime(Date.now() + 20);
  const settled = read();
  expect(read()).toBe(settled);
});

test("A file of the future is never believed to be unchanged", () => {
  const { place, read } = layOut(FILES);
  fs.utimesSync(place(STORE), 4_000_000_000, 4_000_000_000);
  expect(read()).not.toBe(read());
});

test("What the clock decides is read again: a tool's credentials replace older ones in time", () => {
  const { home, read } = layOut(FILES);
  fs.mkdirSync(path.join(home, ".qwen"));
  const tokens = { access_token: "FAKE-access", refresh_token: "FAKE-refresh", expiry_date: Date.now() };
  fs.writeFileSync(path.join(home, ".qwen/oauth_creds.json"), JSON.stringify(tokens));
  expect(read().agents[0]?.effective.profiles.has("qwen-portal:qwen-cli")).toBe(true);
  expect(read()).not.toBe(read());
});

test.skipIf(process.geteuid?.() === 0)("What could not be read is tried again", () => {
  const { place, read } = layOut(FILES);
  fs.chmodSync(place(STORE), 0);
  expect(read()).not.toBe(read());
});
