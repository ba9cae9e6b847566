import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";

const SECRETS = 40;

test("an envelope that was deleted is nowhere in the database's file, nor in its log when that is brought over", {
  tags: ["C10"],
}, (task) => {
  const { before, after, hasLog } = deleteAll("ON");
  expect(before).toBe(SECRETS);
  expect({ after, hasLog }).toEqual({ after: 0, hasLog: false });
  sayFigure(task, `${SECRETS} deleted envelopes, ${after} left in the file`);
});

test("without overwriting what is deleted, envelopes stay in the file", { tags: ["C10-twin"] }, () => {
  expect(deleteAll("OFF").after).toBeGreaterThan(0);
});

/** How many envelopes the database's file holds before and after all are deleted. */
function deleteAll(secureDelete: "ON" | "OFF") {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const { databaseFile } = ctx.runtime.config;
  for (let n = 0; n < SECRETS; n++) {
    const [profileId, secret] = [`openai:${n}`, `${FAKE.apiKey}-${n}`];
    const input = { gatewayId, agentId: "main", provider: "openai", profileId, secret };
    addApiKey(ctx, AddApiKeyInput.parse(input));
  }
  const { raw } = ctx.db;
  raw.pragma(`secure_delete = ${secureDelete}`);
  const envelopes = raw.prepare("SELECT sealed FROM credentials").pluck().all() as string[];
  const inFile = () => {
    const content = readFileSync(databaseFile);
    return envelopes.filter((envelope) => content.includes(envelope.slice(-40))).length;
  };
  raw.pragma("wal_checkpoint(TRUNCATE)");
  const before = inFile();
  raw.exec("DELETE FROM credentials");
  ctx.runtime.close();
  return { before, after: inFile(), hasLog: existsSync(`${databaseFile}-wal`) };
}
