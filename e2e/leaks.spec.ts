import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { loadDriver } from "#db/driver.ts";
import { Canaries } from "./canaries.ts";
import { type Console, expect, test as withConsole } from "./console.ts";
import { Evidence, type Expected, judge } from "./evidence.ts";
import { EXPECTED_ON_GATEWAYS, makeGateways } from "./leaks-gateways.ts";
import { lookEverywhere, strangers } from "./leaks-look.ts";
import { askAndTell } from "./leaks-outbound.ts";
import { EXPECTED_ON_PEOPLE, letPeopleIn, takeAway } from "./leaks-people.ts";
import { publishAndResolve } from "./leaks-publish.ts";
import { sealAndUnseal } from "./leaks-vault.ts";
import {
  pasteInBrowser,
  pasteInTerminal,
  people,
  type Run,
  takeOver,
  takeOverMalformed,
} from "./leaks-walk.ts";
import { withoutScripts } from "./leaks-without-scripts.ts";
import { filesBelow } from "./plaintext.ts";
import { type Recorder, recordPage, startRecorder } from "./traffic.ts";

const BUILT = path.resolve(import.meta.dirname, "../.next");

const EXPECTED: Expected[] = [
  ...EXPECTED_ON_GATEWAYS,
  ...EXPECTED_ON_PEOPLE,
  {
    secret: "setup code",
    where: "the output of serve",
    why: "it is shown to who starts the console, and good for one owner",
  },
  ...["token", "signature"].flatMap((part) => [
    {
      secret: `${part} of the first session`,
      where: "answer of POST /setup: header set-cookie",
      why: "the browser gets its own cookie, which no script can read",
    },
    {
      secret: `${part} of the second session`,
      where: "answer of POST /sign-in: header set-cookie",
      why: "the browser gets its own cookie, which no script can read",
    },
  ]),
  {
    secret: "keyring's key",
    where: "~/.config/clawkeep/keyring.json",
    why: "the keyring is where this key lives",
  },
];

type Fixtures = { evidence: Evidence; recorder: Recorder };

const test = withConsole.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern.
  evidence: async ({}, use) => use(new Evidence()),
  recorder: async ({ evidence }, use) => {
    const recorder = await startRecorder(evidence);
    await use(recorder);
    await recorder.close();
  },
  proxy: async ({ recorder }, use) => use({ server: recorder.url, bypass: "<-loopback>" }),
});

test("no secret is in anything that Clawkeep writes or sends", { tag: ["@C06", "@C07"] }, async ({
  page,
  console,
  evidence,
  browser,
  recorder,
}) => {
  test.setTimeout(300_000);
  const startedMs = Date.now();
  const canaries = new Canaries();
  const gateways = makeGateways(console, canaries);
  noteKeyring(console, canaries);
  recordPage(page, evidence);
  const cli: Run["cli"] = (args, input) => {
    const said = console.cli(args, input);
    evidence.add("the terminal", said.stdout + said.stderr);
    return said;
  };
  const run: Run = { page, console, canaries, evidence, gateways, cli };

  await test.step("people", () => people(run));
  await test.step("take over what gateways have", () => takeOver(run));
  await test.step("paste in the browser", () => pasteInBrowser(run));
  await test.step("paste without scripts", () => withoutScripts(run, browser, recorder));
  await test.step("meet malformed files", () => takeOverMalformed(run));
  await test.step("paste in the terminal", () => pasteInTerminal(run));
  await test.step("publish and resolve", () => publishAndResolve(run));
  await test.step("ask a provider and tell a channel that echo", () => askAndTell(run));
  await test.step("seal and unseal", () => sealAndUnseal(run));
  await test.step("let people in", () => letPeopleIn(run));
  await test.step("take sealed copies away", () => takeAway(run));
  await test.step("strangers", () => strangers(run));
  await test.step("look everywhere", () => lookEverywhere(run));

  await test.step("collect what was written", () => {
    evidence.add("the output of serve", console.output());
    addProcess(console.pid, evidence);
    addFiles(console.home, "~", evidence);
    addRows(console, evidence);
    addBuild(startedMs, evidence);
  });
  await test.step("search", () => {
    expectAllWasSeen(evidence);
    const { leaks, unmet } = judge(evidence.tracesOf(canaries.secrets), EXPECTED);
    expect(leaks, "secrets outside the places where they belong").toEqual([]);
    expect(unmet, "expected places that hold no secret any more").toEqual([]);
  });
});

test("the search finds what is planted, and an exception for another place does not excuse it", {
  tag: ["@C06-twin"],
}, () => {
  const canaries = new Canaries();
  const evidence = new Evidence();
  const text = canaries.make("planted");
  evidence.add("answer of GET /", `<p>${text}</p>`);
  evidence.add("~/file", Buffer.from(text).toString("hex"));
  const allowed = { secret: "planted", where: "~/file", why: "for this test" };
  const traces = evidence.tracesOf(canaries.secrets);

  expect(judge(traces, [allowed]).leaks).toContain("answer of GET /: planted (plain)");
  expect(judge(traces, [allowed]).leaks.join("\n")).not.toContain("~/file");
  expect(judge(traces, [allowed, { ...allowed, where: /^answer of / }])).toEqual({ leaks: [], unmet: [] });
  expect(judge(traces, [{ ...allowed, secret: "another" }])).toMatchObject({
    leaks: expect.arrayContaining(["~/file: planted (hex)"]),
    unmet: ["another in ~/file"],
  });
});

/** The keyring's key: nobody gave it to Clawkeep, and nobody may see it either. */
function noteKeyring(console: Console, canaries: Canaries): void {
  const file = path.join(console.home, ".config/clawkeep/keyring.json");
  const [{ key }] = JSON.parse(readFileSync(file, "utf8")).keys;
  canaries.note("keyring's key", key);
  canaries.note("keyring's key in hex", Buffer.from(key, "base64url").toString("hex"));
}

/** The environment and the command line of a process and its children, as `ps` shows them. */
function addProcess(pid: number, evidence: Evidence): void {
  for (const name of ["environ", "cmdline"])
    evidence.add(`/proc/…/${name}`, readFileSync(`/proc/${pid}/${name}`));
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const children = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
    for (const child of children.split(" ").filter(Boolean)) addProcess(Number(child), evidence);
  }
}

function addFiles(folder: string, as: string, evidence: Evidence): void {
  for (const file of filesBelow(folder)) evidence.add(file.replace(folder, as), readFileSync(file));
}

/** Each value as a program reads it, because a long one may be cut in two in the file. */
function addRows(console: Console, evidence: Evidence): void {
  const db = new (loadDriver())(path.join(console.home, ".local/share/clawkeep/clawkeep.sqlite"), {
    readonly: true,
  });
  try {
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .all();
    for (const { name } of tables)
      evidence.add(`table ${name}`, JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all()));
  } finally {
    db.close();
  }
}

/** All of the build that a running console reads, and from the build's cache what was touched in this run. */
function addBuild(startedMs: number, evidence: Evidence): void {
  for (const file of filesBelow(BUILT)) {
    const isCache = file.startsWith(path.join(BUILT, "cache"));
    if (isCache && statSync(file).mtimeMs < startedMs) continue;
    evidence.add(file.replace(BUILT, ".next"), readFileSync(file));
  }
}

/** A search that had nothing to look at finds nothing. */
function expectAllWasSeen(evidence: Evidence): void {
  const places = new Set(evidence.places);
  for (const place of [
    "~/.local/share/clawkeep/clawkeep.sqlite",
    "~/.local/share/clawkeep/clawkeep.sqlite-wal",
    "~/.local/share/clawkeep/clawkeep.sqlite-shm",
    "~/.config/clawkeep/keyring.json",
    "~/whole/.openclaw/agents/ops/agent/auth-profiles.json",
    "table audit_log",
    "table session",
    "table credentials",
    "table probes",
    "table alert_channels",
    "table alert_deliveries",
    "answer of POST /probes",
    "the document of /alerts/deliveries",
    "/proc/…/environ",
    "/proc/…/cmdline",
    ".next/BUILD_ID",
    "the terminal",
    "the resolver's standard error",
    "answer of POST /setup",
    "answer of POST /sign-in",
    "answer of POST /profiles/new",
    "answer of POST /gateways/new",
    "answer of POST /profiles/new: header location",
    "answer of POST /profiles/new: header x-action-redirect",
    "what the browser keeps of /profiles/new",
    "the document of /audit",
  ])
    expect(places, "what was searched").toContain(place);
}
