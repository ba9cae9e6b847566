import { describe, expect, test } from "vitest";
import { askGateway } from "#lib/openclaw/ask-gateway.ts";
import { databaseGateway } from "#lib/testing/database-gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const key = (id: string) => ({
  type: "api_key" as const,
  provider: "fake",
  ref: { source: "exec", provider: "clawkeep", id },
});

describe("a gateway that is asked", () => {
  test("tells its release, its agents, their profiles and the orders of providers with several", async () => {
    const { target } = databaseGateway({
      agents: {
        main: { profiles: { "fake:a": key("a"), "fake:b": key("b") }, orders: { fake: ["fake:b"] } },
        ops: { profiles: { "fake:a": key("c") }, orders: { fake: ["fake:a"] } },
      },
    });
    expect(await askGateway(target, [], NOW_MS)).toMatchObject({
      release: "2026.9.6",
      atMs: NOW_MS,
      agents: [
        {
          agentId: "main",
          orders: { fake: ["fake:b"] },
          profiles: [{ ref: { id: "a" } }, { ref: { id: "b" } }],
        },
        { agentId: "ops", orders: {}, profiles: [{ ref: { source: "exec", id: "c" } }] },
      ],
    });
  });

  test("is asked for an order by name, also of a provider with one profile", async () => {
    const { target } = databaseGateway({
      agents: { main: { profiles: { "fake:a": key("a") }, orders: { fake: ["fake:a"] } } },
    });
    const { agents } = await askGateway(target, [{ agentId: "main", provider: "fake" }], NOW_MS);
    expect(agents[0]?.orders).toEqual({ fake: ["fake:a"] });
  });
});

describe("a failure is told by its code, never by OpenClaw’s words", () => {
  test.for([
    ["agents list", "OpenClaw config is invalid: ~/.openclaw/openclaw.json", "openclaw_config_invalid"],
    ["models status", "requires legacy credential migration; sk-FAKE", "openclaw_migration_required"],
    ["models status", 'Unknown agent id "main"', "openclaw_agent_unknown"],
    ["--version", "openclaw: Node.js v22.19+ is required", "openclaw_node_too_old"],
    ["models status", "sk-FAKE-secret in some words", "openclaw_command_failed"],
  ])("%s: %s", async ([command = "", said = "", code]) => {
    const { target } = databaseGateway({ fails: { [command]: said } });
    const asked = askGateway(target, [], NOW_MS);
    await expect(asked).rejects.toMatchObject({ code });
    await expect(asked).rejects.not.toThrow(/sk-FAKE/);
  });

  test("a program that answers something else is not understood", async () => {
    const { target } = databaseGateway({ release: "none" });
    await expect(askGateway(target, [], NOW_MS)).rejects.toMatchObject({ code: "openclaw_answer_unknown" });
  });

  test("a program that is not there cannot be run", async () => {
    const { target } = databaseGateway();
    const asked = askGateway({ ...target, openclaw: "/nowhere/openclaw" }, [], NOW_MS);
    await expect(asked).rejects.toMatchObject({ code: "openclaw_not_runnable" });
  });
});
