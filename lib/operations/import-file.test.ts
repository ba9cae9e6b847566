import { describe, expect, test } from "vitest";
import { listProfiles } from "#db/repositories/profiles.ts";
import { ImportFileInput, importFile, previewFile } from "#lib/operations/import-file.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";

function envFile(text = `OPENAI_API_KEY=${FAKE.apiKey}\nOPENAI_API_KEY_2=${FAKE.apiKey}\n`) {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  const input = ImportFileInput.parse({ gatewayId, agentId: "main", format: "env", text });
  return { ctx, gatewayId, input };
}

describe("importing a file", () => {
  test("is refused to who only looks, and so is its preview", () => {
    const { ctx, gatewayId, input } = envFile();
    const viewer = ctx.as(actorOf("viewer"));
    for (const deed of [previewFile, importFile])
      expect(() => deed(viewer, input)).toThrow(expect.objectContaining({ code: "forbidden" }));
    expect(listProfiles(ctx.db.reader, gatewayId)).toEqual([]);
  });

  test("seals each secret once, and nothing the second time", () => {
    const { ctx, gatewayId, input } = envFile();
    expect(previewFile(ctx, input).changes).toBe(1);
    expect(listProfiles(ctx.db.reader, gatewayId)).toEqual([]);
    expect(importFile(ctx, input).changes).toBe(1);
    expect(listProfiles(ctx.db.reader, gatewayId)).toMatchObject([{ provider: "openai", source: "vault" }]);
    expect(importFile(ctx, input)).toMatchObject({ changes: 0, rows: [{ action: "in_vault" }, {}] });
  });

  test("for an agent that the gateway does not have is refused", () => {
    const { ctx, input } = envFile();
    expect(() => importFile(ctx, { ...input, agentId: "nobody" })).toThrow(
      expect.objectContaining({ code: "agent_not_found" }),
    );
  });
});
