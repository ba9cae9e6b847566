import { expect, test } from "vitest";
import { identityProofs } from "#db/people-schema.ts";
import { findOidcProvider } from "#db/repositories/oidc.ts";
import { findPerson } from "#db/repositories/people.ts";
import { findSession } from "#db/repositories/people-sessions.ts";
import { listProbeAllowances } from "#db/repositories/probe-policies.ts";
import { findRequiredRoles } from "#db/repositories/second-factors.ts";
import { apiTokens, gateways } from "#db/schema.ts";
import { createApiToken } from "#lib/operations/create-api-token.ts";
import { SaveOidcInput, saveOidc } from "#lib/operations/manage-oidc.ts";
import { setPersonRole } from "#lib/operations/manage-people.ts";
import { resetSecondFactors, setSecondFactorRule } from "#lib/operations/manage-second-factors.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { allowForProbes } from "#lib/operations/probe-allowance.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import type { StepUpAction } from "#lib/operations/step-up.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { addPerson } from "#lib/testing/people.ts";
import { giveProof, signedIn } from "#lib/testing/proof.ts";

const PROVIDER = SaveOidcInput.parse({
  ...{ label: "Work", issuer: "https://id.example.test", clientId: "clawkeep", clientSecret: "" },
  ...{ isPublic: true, scopes: "openid", roleClaim: "", defaultRole: "viewer" },
  ...{ owner: "", admin: "", operator: "", viewer: "" },
  ...{ linksByEmail: false, isEnabled: true, isOnlyWay: false },
});

type Ground = { ctx: OpeningContext; gatewayId: string };
type Deed = {
  action: StepUpAction;
  target(ground: Ground): string;
  run(who: OpeningContext, ground: Ground): unknown;
  /** What the deed changes, as it is now. */
  state(ground: Ground): unknown;
};

const DEEDS: Deed[] = [
  {
    action: "api_token.create",
    target: () => "monitoring",
    run: (who) => createApiToken(who, { name: "monitoring", scopes: ["check:read"], expiresIn: 1000 }),
    state: ({ ctx }) => ctx.db.reader.select().from(apiTokens).all().length,
  },
  {
    action: "gateway.remove",
    target: ({ gatewayId }) => gatewayId,
    run: (who, { gatewayId }) => removeGateway(who, gatewayId),
    state: ({ ctx }) => ctx.db.reader.select().from(gateways).all().length,
  },
  {
    action: "probe.allow",
    target: () => "command:/usr/bin/op",
    run: (who) => allowForProbes(who, { kind: "command", value: "/usr/bin/op" }),
    state: ({ ctx }) => listProbeAllowances(ctx.db.reader).length,
  },
  {
    action: "second_factor.rule",
    target: () => "viewer",
    run: (who) => setSecondFactorRule(who, { roles: ["viewer"] }),
    state: ({ ctx }) => findRequiredRoles(ctx.db.reader),
  },
  {
    action: "second_factor.reset",
    target: () => "user_viewer",
    run: (who) => resetSecondFactors(who, { userId: "user_viewer" }),
    state: ({ ctx }) => findSession(ctx.db.reader, "session_of_user_viewer") !== null,
  },
  {
    action: "oidc.save",
    target: () => PROVIDER.issuer,
    run: (who) => saveOidc(who, PROVIDER),
    state: ({ ctx }) => findOidcProvider(ctx.db.reader)?.issuer ?? null,
  },
  {
    action: "person.set_role",
    target: () => "user_viewer",
    run: (who) => setPersonRole(who, "user_viewer", "operator"),
    state: ({ ctx }) => findPerson(ctx.db.reader, "user_viewer")?.role,
  },
];

const REQUIRED = expect.objectContaining({ code: "step_up_required" });

test.each(DEEDS)(
  "$action wants a proof of its own, uses it up, and changes nothing without one",
  {
    tags: ["W08"],
  },
  ({ action, target, run, state }) => {
    const ctx = testContext(TERMINAL);
    const owner = signedIn(ctx, "owner");
    signedIn(ctx, "viewer");
    const ground = { ctx, gatewayId: testGateway(ctx).gatewayId };
    const before = state(ground);
    const left = () => ctx.db.reader.select().from(identityProofs).all().length;
    giveProof(owner, "key.rotate", target(ground));
    giveProof(owner, action, "another target");
    expect(() => run(owner, ground)).toThrow(REQUIRED);
    expect(state(ground)).toEqual(before);
    expect(left()).toBe(2);

    giveProof(owner, action, target(ground));
    run(owner, ground);
    expect(state(ground)).not.toEqual(before);
    expect(left()).toBe(2);
  },
);

test("whoever holds the database and the keyring proves nothing", () => {
  const ctx = testContext(TERMINAL);
  addPerson(ctx, "viewer");
  const ground = { ctx, gatewayId: testGateway(ctx).gatewayId };
  for (const { run } of DEEDS) run(ctx, ground);
  expect(ctx.db.reader.select().from(gateways).all()).toEqual([]);
});
