import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { GET as checkRoute } from "#app/api/check/route.ts";
import { POST as resolverRoute } from "#app/api/resolver/route.ts";
import { credentials, profiles } from "#db/schema.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { readLog } from "#lib/operations/verify-audit.ts";
import { OWNER, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { apiToken, machineRequest, serveRoutesFrom } from "#lib/testing/machine-request.ts";
import { mountSmallDisk, whyNoMounts } from "#lib/testing/mounts.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** Holds the schema, what starting takes, and some hundred profiles. */
const DISK_KIB = 4096;
const byHand: Reload = async () => ({ kind: "by_hand", command: "openclaw secrets reload" });

test("a full disk refuses changes in words, leaves no half of one, answers reads and goes on when there is room", {
  tags: ["F04"],
}, async (task) => {
  const { ctx, gatewayId, ballast } = onSmallDisk(task);
  const { bearer } = apiToken(ctx, ["check:read"]);
  serveRoutesFrom(ctx);
  const said = addUntilRefused(ctx, gatewayId);

  expect(said.refusal).toMatchObject({ code: "disk_full" });
  const held = () => ({
    profiles: ctx.db.reader.$count(profiles),
    credentials: ctx.db.reader.$count(credentials),
  });
  expect(await held().profiles).toBe(said.added);
  expect(await held().credentials).toBe(said.added);
  expect(ctx.db.raw.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(await readLog(ctx.db, null)).toMatchObject({ bad: null });

  const read = await checkRoute(machineRequest("/api/check?gateway=local", bearer));
  expect([200, 503]).toContain(read.status);
  expect(await read.json()).toMatchObject({ gateway: "local" });

  rmSync(ballast);
  expect(addUntilRefused(ctx, gatewayId, { at: said.added, most: 5 })).toEqual({ added: 5, refusal: null });
  expect(await held().profiles).toBe(said.added + 5);
  sayFigure(task, `full after ${said.added} profiles, ${said.added} read back, 5 more after making room`);
});

test("a gateway's resolver hears 507 from a full disk, because no secret leaves without its audit row", {
  tags: ["F04"],
}, async (task) => {
  const { ctx, gatewayId, stateDir } = onSmallDisk(task);
  addUntilRefused(ctx, gatewayId, { at: 0, most: 1 });
  await publishGateway(ctx, gatewayId, byHand);
  const { token } = JSON.parse(readFileSync(path.join(stateDir, "clawkeep/resolver.json"), "utf8"));
  serveRoutesFrom(ctx);
  const ask = () => resolverRoute(resolverRequest(token));
  expect((await ask()).status).toBe(200);

  addUntilRefused(ctx, gatewayId, { at: 1, most: 10_000 });
  let answer = await ask();
  // A short row may still find room in the log's last pages.
  for (let asked = 0; answer.status === 200 && asked < 200; asked++) answer = await ask();
  expect(answer.status).toBe(507);
  expect(await answer.json()).toEqual({ error: { code: "disk_full" } });
});

test("a full disk of the gateway leaves its files as they were, and no draft", {
  tags: ["F04"],
}, async (task) => {
  const reason = whyNoMounts();
  if (reason) return task.skip(reason);
  const ctx = testContext();
  const disk = path.join(temporaryFolder(), "gateway");
  afterThisTest(mountSmallDisk(disk, 512));
  const folder = path.join(disk, ".openclaw");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "openclaw.json"), "{}\n", { mode: 0o600 });
  const { gatewayId } = addGateway(ctx, { name: "local", stateDir: folder });
  addUntilRefused(ctx, gatewayId, { at: 0, most: 20 });
  await publishGateway(ctx, gatewayId, byHand);

  addUntilRefused(ctx, gatewayId, { at: 20, most: 20 });
  const ballast = path.join(disk, "ballast");
  fill(ballast);
  const before = filesBelow(folder);
  const refusal = { code: "file_not_written", params: { cause: "ENOSPC" } };
  await expect(publishGateway(ctx, gatewayId, byHand)).rejects.toMatchObject(refusal);
  expect(filesBelow(folder)).toEqual(before);

  rmSync(ballast);
  expect(await publishGateway(ctx, gatewayId, byHand)).toMatchObject({ verified: true });
  expect(Object.keys(JSON.parse(readFileSync(storePathOf(folder), "utf8")).profiles)).toHaveLength(40);
});

test("without a transaction, half of a change stays on a full disk", {
  tags: ["F04-twin"],
}, (task) => {
  const { ctx } = onSmallDisk(task);
  const { raw } = ctx.db;
  raw.exec("CREATE TABLE one (n INTEGER); CREATE TABLE other (filler BLOB)");
  const writeBoth = () => {
    raw.prepare("INSERT INTO one VALUES (1)").run();
    raw.prepare("INSERT INTO other VALUES (?)").run(Buffer.alloc(500_000));
  };
  const halves = () =>
    raw.prepare("SELECT (SELECT count(*) FROM one) - (SELECT count(*) FROM other) AS halves").pluck().get();
  const inOne = raw.transaction(writeBoth);
  while (isDone(() => inOne.immediate()));
  expect(halves()).toBe(0);
  while (isDone(writeBoth));
  expect(halves()).toBe(1);
});

type Task = Parameters<typeof sayFigure>[0] & { skip(reason: string): never };

/** A console whose data are on a disk with room for little more, which `ballast` takes up where it is not yet full. */
function onSmallDisk(task: Task) {
  const reason = whyNoMounts();
  if (reason) task.skip(reason);
  const folder = temporaryFolder();
  const data = path.join(folder, ".local/share/clawkeep");
  afterThisTest(mountSmallDisk(data, DISK_KIB));
  const ctx = testContext(OWNER, folder);
  ctx.db.raw.pragma("wal_checkpoint(TRUNCATE)");
  const ballast = path.join(data, "ballast");
  writeFileSync(ballast, Buffer.alloc(512 * 1024));
  return { ctx, ...testGateway(ctx), ballast };
}

/** How many profiles found room, and what refused the first that did not. */
function addUntilRefused(ctx: TestContext, gatewayId: string, { at = 0, most = 10_000 } = {}) {
  for (let added = 0; added < most; added++) {
    const profileId = `openai:${at + added}`;
    const secret = `${FAKE.apiKey}-${at + added}`;
    const input = { gatewayId, agentId: "main", provider: "openai", profileId, secret };
    try {
      addApiKey(ctx, AddApiKeyInput.parse(input));
    } catch (refusal) {
      return { added, refusal };
    }
  }
  return { added: most, refusal: null };
}

function resolverRequest(token: string): Request {
  const body = JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: ["main/openai:0"] });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Request("http://127.0.0.1:3210/api/resolver", { method: "POST", headers, body });
}

/** Takes all the room that there is on a file's disk. */
function fill(file: string): void {
  const opened = openSync(file, "w");
  for (const bytes of [4096, 1]) {
    const piece = Buffer.alloc(bytes);
    while (isDone(() => writeSync(opened, piece)));
  }
  closeSync(opened);
}

/** Without the older copies of the configuration, whose numbers go up before the new one is tried. */
function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.includes(".bak"))
    .map(({ parentPath, name }) => path.join(parentPath, name));
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")]));
}

function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
