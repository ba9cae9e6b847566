import { describe, expect, test } from "vitest";
import { findGateway, findSealedRpcToken, hasRpcToken } from "#db/repositories/gateways.ts";
import { auditLog } from "#db/schema.ts";
import { rpcTokenPlace } from "#lib/operations/credential-place.ts";
import { EditGatewayInput, editGateway } from "#lib/operations/edit-gateway.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";

const URL = "ws://127.0.0.1:18789";
const TOKEN = "FAKE-gateway-rpc-token-0123456789";

function edit(ctx: TestContext, gatewayId: string, fields: Record<string, string> = {}) {
  return editGateway(ctx, gatewayId, EditGatewayInput.parse(fields));
}

function tokenFor(ctx: TestContext, gatewayId: string, rpcUrl: string): string | null {
  const sealed = findSealedRpcToken(ctx.db.reader, gatewayId);
  return sealed && ctx.opener.open(sealed, rpcTokenPlace({ id: gatewayId, rpcUrl })).reveal();
}

const snapshot = (ctx: TestContext, gatewayId: string) => ({
  gateway: findGateway(ctx.db.reader, gatewayId),
  sealed: findSealedRpcToken(ctx.db.reader, gatewayId),
  audit: ctx.db.reader.select().from(auditLog).all().length,
});

describe("editing a gateway", () => {
  test("sets how it is reached, and the token opens for that URL alone", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    expect(edit(ctx, gatewayId, { openclawPath: "/opt/openclaw", rpcUrl: URL, rpcToken: TOKEN }).token).toBe(
      "replaced",
    );
    expect(findGateway(ctx.db.reader, gatewayId)).toMatchObject({
      openclawPath: "/opt/openclaw",
      rpcUrl: URL,
    });
    expect(tokenFor(ctx, gatewayId, URL)).toBe(TOKEN);
    expect(() => tokenFor(ctx, gatewayId, "ws://192.0.2.1:18789")).toThrow();
  });

  test("keeps the token that is there when only the path changes", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    edit(ctx, gatewayId, { rpcUrl: URL, rpcToken: TOKEN });
    expect(edit(ctx, gatewayId, { openclawPath: "/opt/openclaw", rpcUrl: URL }).token).toBe("kept");
    expect(tokenFor(ctx, gatewayId, URL)).toBe(TOKEN);
  });

  test.each([
    { name: "another URL", fields: { rpcUrl: "ws://192.0.2.1:18789" } },
    { name: "no URL", fields: {} },
  ])("drops the token for $name that comes without one, and says so", ({ fields }) => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    edit(ctx, gatewayId, { rpcUrl: URL, rpcToken: TOKEN });
    expect(edit(ctx, gatewayId, fields as Record<string, string>).token).toBe("dropped");
    expect(hasRpcToken(ctx.db.reader, gatewayId)).toBe(false);
  });

  test("that changes nothing leaves no audit row", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    edit(ctx, gatewayId, { rpcUrl: URL, rpcToken: TOKEN });
    const before = snapshot(ctx, gatewayId);
    expect(edit(ctx, gatewayId, { rpcUrl: URL }).token).toBe("kept");
    expect(snapshot(ctx, gatewayId)).toEqual(before);
  });

  test("leaves the token out of the audit row", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    edit(ctx, gatewayId, { rpcUrl: URL, rpcToken: TOKEN });
    const rows = ctx.db.reader.select().from(auditLog).all();
    expect(rows.at(-1)).toMatchObject({
      event: "gateway.edited",
      details: { token: "replaced", before: { rpcUrl: null }, after: { rpcUrl: URL } },
    });
    expect(JSON.stringify(rows)).not.toContain(TOKEN);
  });

  test("refuses a token without a URL, and changes nothing", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    const before = snapshot(ctx, gatewayId);
    expect(() => edit(ctx, gatewayId, { rpcToken: TOKEN })).toThrow(
      expect.objectContaining({ code: "rpc_token_without_url" }),
    );
    expect(snapshot(ctx, gatewayId)).toEqual(before);
  });

  test("is refused to an operator, and changes nothing", () => {
    const ctx = testContext();
    const { gatewayId } = testGateway(ctx);
    const before = snapshot(ctx, gatewayId);
    expect(() => editGateway(ctx.as(actorOf("operator")), gatewayId, { rpcUrl: URL })).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
    expect(snapshot(ctx, gatewayId)).toEqual(before);
  });

  test("of one that is not there is refused", () => {
    expect(() => edit(testContext(), "gw_none")).toThrow(
      expect.objectContaining({ code: "gateway_not_found" }),
    );
  });

  test.each([
    { fields: { openclawPath: "openclaw" }, field: "openclawPath", code: "path_not_absolute" },
    { fields: { rpcUrl: "http://127.0.0.1" }, field: "rpcUrl", code: "rpc_url" },
    { fields: { rpcUrl: `ws://ada:${TOKEN}@127.0.0.1` }, field: "rpcUrl", code: "rpc_url" },
    // OpenClaw's own links carry the token like this, and the URL is shown, unsealed and in the audit log.
    { fields: { rpcUrl: `${URL}?token=${TOKEN}` }, field: "rpcUrl", code: "rpc_url" },
    { fields: { rpcUrl: `${URL}/?token=${TOKEN}` }, field: "rpcUrl", code: "rpc_url" },
    { fields: { rpcUrl: `${URL}/#token=${TOKEN}` }, field: "rpcUrl", code: "rpc_url" },
    { fields: { rpcUrl: `${URL}#token=${TOKEN}` }, field: "rpcUrl", code: "rpc_url" },
    { fields: { rpcUrl: URL, rpcToken: "  " }, field: "rpcToken", code: "required" },
  ])("takes no $field such as $fields", ({ fields, field, code }) => {
    expect(EditGatewayInput.safeParse(fields).error?.issues).toMatchObject([
      { path: [field], message: code },
    ]);
  });

  test.each([URL, "wss://gw.example.test", "ws://[::1]:18789/", "wss://gw.example.test:443/team@home/ws"])(
    "takes the URL %s",
    (rpcUrl) => {
      expect(EditGatewayInput.parse({ rpcUrl })).toEqual({ rpcUrl });
    },
  );
});
