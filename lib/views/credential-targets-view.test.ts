import { expect, test } from "vitest";
import { testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { credentialTargetsView } from "#lib/views/credential-targets-view.ts";

test("a target is a gateway with the agents its config lists, the default one marked", () => {
  const ctx = testContext();
  expect(credentialTargetsView(ctx)).toEqual([]);
  const config = '{ agents: { list: [{ id: "Ops Team", name: "Ops", default: true }] } }\n';
  const { gatewayId } = testGateway(ctx, { config });
  expect(credentialTargetsView(ctx)).toEqual([
    {
      gatewayId,
      name: "local",
      defaultAgentId: "ops-team",
      isReadOnly: false,
      agents: [
        { agentId: "ops-team", name: "Ops", isDefault: true },
        { agentId: "main", name: null, isDefault: false },
      ],
    },
  ]);
});
