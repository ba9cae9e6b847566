import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { methodNotAllowed } from "#app/_server/machine.ts";
import { CheckAnswer, ResolverAnswer, ResolverRefusal } from "#app/api/answers.ts";
import { openApiDocument } from "#app/api/openapi.ts";
import * as resolverRoute from "#app/api/resolver/route.ts";
import { insertResolverToken, saveGrant } from "#db/repositories/resolver.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { mutate } from "#lib/operations/context.ts";
import { testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { serveRoutesFrom } from "#lib/testing/machine-request.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { newResolverToken } from "#lib/vault/token.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

const version = String(JSON.parse(readFileSync("package.json", "utf8")).version);
const document = openApiDocument(version);
const paths = document.paths as Record<string, Record<string, { responses: Record<string, unknown> }>>;

test("the document is a valid OpenAPI 3.1 document", async () => {
  const { valid, errors } = await new Validator().validate(document);
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test("docs/openapi.json is this document", async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
    path.resolve("docs/openapi.json"),
  );
});

test("every handler is documented, and everything documented has its handler", async () => {
  const files = readdirSync("app/api", { recursive: true, encoding: "utf8" }).filter(
    (name) => path.basename(name) === "route.ts",
  );
  const handled: string[] = [];
  for (const file of files) {
    const route: Record<string, unknown> = await import(path.resolve("app/api", file));
    const address = `/api/${path.dirname(file)}`.replaceAll(/\[([^\]]+)\]/g, "{$1}");
    for (const method of METHODS) {
      if (route[method] && route[method] !== methodNotAllowed) handled.push(`${method} ${address}`);
    }
  }
  const documented = Object.entries(paths).flatMap(([address, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${address}`),
  );
  expect(handled.length).toBeGreaterThan(3);
  expect(handled.sort()).toEqual(documented.sort());
});

test("the schemas say the same as those the answers are held to", () => {
  const { schemas } = document.components as { schemas: Record<string, object> };
  expect(schemas.CheckAnswer).toMatchObject({ required: Object.keys(CheckAnswer.shape) });
  for (const operations of Object.values(paths)) {
    for (const { responses } of Object.values(operations)) {
      for (const [, name] of JSON.stringify(responses).matchAll(/#\/components\/schemas\/(\w+)/g)) {
        expect(Object.keys(schemas)).toContain(name);
      }
    }
  }
});

test("the resolver answers as documented", async () => {
  const ctx = testContext();
  serveRoutesFrom(ctx);
  const { gatewayId } = testGateway(ctx);
  const input = {
    gatewayId,
    agentId: "main",
    provider: "openai",
    profileId: "openai:x",
    secret: FAKE.apiKey,
  };
  const { profileRowId } = addApiKey(ctx, AddApiKeyInput.parse(input));
  const { token, id, hash } = newResolverToken();
  mutate(ctx, (tx) => {
    insertResolverToken(tx, { id, gatewayId, tokenHash: hash, createdAtMs: NOW_MS });
    saveGrant(tx, { gatewayId, refId: "main/openai:x", profileRowId, grantedAtMs: NOW_MS });
    return { result: undefined, audit: { event: "test.granted", subject: gatewayId } };
  });
  const ask = (bearer: string, body: unknown) =>
    resolverRoute.POST(
      new Request("http://127.0.0.1:3210/api/resolver", {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}` },
        body: JSON.stringify(body),
      }),
    );
  const request = { protocolVersion: 1, provider: "clawkeep", ids: ["main/openai:x", "main/none"] };
  const answer = ResolverAnswer.parse(await (await ask(token.reveal(), request)).json());
  expect(answer.values).toEqual({ "main/openai:x": FAKE.apiKey });
  for (const [bearer, body, status] of [
    ["ckr_none", request, 401],
    [token.reveal(), {}, 400],
  ] as const) {
    const refused = await ask(bearer, body);
    expect(refused.status).toBe(status);
    expect(Object.keys(paths["/api/resolver"]?.post?.responses ?? {})).toContain(String(status));
    ResolverRefusal.parse(await refused.json());
  }
});
