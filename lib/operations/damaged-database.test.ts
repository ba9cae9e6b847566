import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { insertResolverToken, saveGrant } from "#db/repositories/resolver.ts";
import { resolverRefId } from "#lib/domain/resolver-id.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import { mutate } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { identifyGateway, ResolveSecretsInput, resolveSecrets } from "#lib/operations/resolve-secrets.ts";
import type { Runtime } from "#lib/runtime.ts";
import { testContext, testRuntime } from "#lib/testing/context.ts";
import { FAKE, stateDir } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { trialSize } from "#lib/testing/trial-size.ts";
import { newResolverToken } from "#lib/vault/token.ts";

const FLIPS = trialSize({ everyday: 300, full: 5000 });
const PROFILES = 9;
const IDS = Array.from({ length: PROFILES }, (_, n) => `main/openai:${n}`);

/** Two gateways with as many profiles each, all granted; ids are one bit from each other, as ids are that people number. */
function publishedConsole() {
  const ctx = testContext();
  const tokens = new Map<string, string>();
  for (const name of ["one", "two"]) {
    const { gatewayId } = addGateway(ctx, { name, stateDir: stateDir() });
    const { token, id, hash } = newResolverToken();
    tokens.set(gatewayId, token.reveal());
    const added = Array.from({ length: PROFILES }, (_, n) => {
      const profileId = `openai:${n}`;
      const secret = `${FAKE.apiKey}-${name}-${n}`;
      const input = {
        gatewayId,
        agentId: "main",
        provider: "openai",
        profileId,
        secret,
        label: `label ${n}`,
      };
      return { rowId: addApiKey(ctx, AddApiKeyInput.parse(input)).profileRowId, agentId: "main", profileId };
    });
    mutate(ctx, (tx) => {
      insertResolverToken(tx, { id, gatewayId, tokenHash: hash, createdAtMs: NOW_MS });
      for (const profile of added)
        saveGrant(tx, {
          gatewayId,
          refId: resolverRefId(profile),
          profileRowId: profile.rowId,
          grantedAtMs: NOW_MS,
        });
      return { result: undefined, audit: { event: "test.granted", subject: gatewayId } };
    });
  }
  const { databaseFile } = ctx.runtime.config;
  const log = readFileSync(`${databaseFile}-wal`);
  const roots = ctx.runtime.db.raw.prepare(ROOTS).pluck().all() as number[];
  ctx.runtime.close();
  const whole = readFileSync(databaseFile);
  const deliver = (content: Buffer, foreignLog?: Buffer): Delivery | string => {
    for (const end of ["-wal", "-shm"]) rmSync(databaseFile + end, { force: true });
    writeFileSync(databaseFile, content);
    if (foreignLog) writeFileSync(`${databaseFile}-wal`, foreignLog);
    return deliveryOf(testRuntime(ctx.folder), tokens);
  };
  return { whole, log, pages: roots.map((page) => (page - 1) * PAGE_BYTES), deliver };
}

const PAGE_BYTES = 4096;

/** The pages that say which secret goes where. */
const ROOTS = `SELECT rootpage FROM sqlite_master
  WHERE tbl_name IN ('resolver_grants', 'resolver_tokens', 'profiles', 'credentials', 'data_keys') AND rootpage > 0`;

/** Asks for every id as every gateway does. A text is the fault that the console says instead. */
function deliveryOf(runtime: Runtime, tokens: ReadonlyMap<string, string>): Delivery | string {
  const delivery: Delivery = {};
  try {
    for (const [gatewayId, token] of tokens) {
      const gateway = runtime.openingContext({ kind: "gateway", gatewayId }, NOW_MS);
      const input = ResolveSecretsInput.parse({ protocolVersion: 1, provider: "clawkeep", ids: IDS });
      const { values, errors } = resolveSecrets(gateway, identifyGateway(gateway, token), input);
      for (const id of IDS) delivery[`${gatewayId} ${id}`] = values[id] ?? errors[id]?.code ?? "nothing";
    }
    return delivery;
  } catch (error) {
    const known = asOperationError(error);
    if (known instanceof OperationError) return known.code;
    // What SQLite says of a column whose name is another one in the damaged file. Anything else would be a bug.
    if (error instanceof Error && "code" in error && error.code === "SQLITE_ERROR") return "internal";
    throw error;
  } finally {
    runtime.close();
  }
}

/** Who gets what: each secret by gateway and id, or the code of what that gateway is told instead. */
type Delivery = Record<string, string>;

test("no bit that flips brings a secret to another gateway or id, or shows it beside facts that are not its own", {
  tags: ["F08"],
  timeout: 1_200_000,
}, (task) => {
  const published = publishedConsole();
  const { whole, pages, deliver } = published;
  const due = deliver(whole);
  const random = randomNumbers(1);
  const anywhere = () => random(whole.length);
  const inTables = () => (pages[random(pages.length)] ?? 0) + random(PAGE_BYTES);
  const outcomes = Array.from({ length: FLIPS }, (_, n) => {
    const [at, bit] = [n % 3 === 0 ? anywhere() : inTables(), random(8)];
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    return outcomeOf(due, deliver(copy));
  });
  expect(outcomes).not.toContain("wrong");
  expect(outcomes).toEqual(expect.arrayContaining(["same", "refused", "some refused"]));
  sayFigure(task, `${FLIPS} flipped bits: ${counted(outcomes)}`);
});

test("pages of zeros, a file that was cut and the log of another database bring no secret where it does not belong", {
  tags: ["F08"],
  timeout: 300_000,
}, (task) => {
  const { whole, pages, deliver } = publishedConsole();
  const due = deliver(whole);
  const zeroed = [0, ...pages].map((at) => Buffer.from(whole).fill(0, at, at + PAGE_BYTES));
  const cut = [0.1, 0.4, 0.7, 0.9, 0.99].map((part) => whole.subarray(0, Math.floor(whole.length * part)));
  const outcomes = [...zeroed, ...cut].map((content) => outcomeOf(due, deliver(content)));
  const foreign = publishedConsole();
  outcomes.push(outcomeOf(due, deliver(whole, foreign.log)));
  expect(outcomes).not.toContain("wrong");
  expect(outcomes).toContain("refused");
  sayFigure(
    task,
    `${outcomes.length} zeroed pages, cut files and a log of another database: ${counted(outcomes)}`,
  );
});

test("an envelope that is bound to its row alone opens beside facts that were changed", {
  tags: ["F08-twin"],
}, () => {
  const { sealer, opener } = testContext();
  const secret = new SecretText(FAKE.apiKey);
  const facts = { gatewayId: "gw_1", agentId: "main", profileId: "openai:1", label: "work" };
  const place = { table: "credentials", field: "sealed", rowId: "cred_1" };
  const changed = { ...facts, profileId: "openai:3" };
  const bound = sealer.seal(secret, { ...place, facts });
  expect(() => opener.open(bound, { ...place, facts: changed })).toThrow("envelope_refused");
  const toItsRowAlone = sealer.seal(secret, { ...place, facts: {} });
  expect(opener.open(toItsRowAlone, { ...place, facts: {} }).reveal()).toBe(FAKE.apiKey);
});

function outcomeOf(due: Delivery | string, got: Delivery | string): string {
  if (typeof due === "string") throw new Error(`The whole database is refused: ${due}`);
  if (typeof got === "string") return "refused";
  const other = Object.keys(due).filter((key) => got[key] !== due[key]);
  if (other.some((key) => !REFUSED.test(got[key] ?? ""))) return "wrong";
  return other.length === 0 ? "same" : "some refused";
}

const REFUSED = /^(NOT_FOUND|UNREADABLE)$/;

function counted(outcomes: readonly string[]): string {
  const kinds = ["same", "some refused", "refused", "wrong"];
  return kinds.map((kind) => `${outcomes.filter((each) => each === kind).length} ${kind}`).join(", ");
}

/** Numbers that are the same in every run, so that what fails once fails again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
