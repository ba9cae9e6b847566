import { describe, expect, test } from "vitest";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const DAY = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

describe("what-if", () => {
  test("says for each agent what it runs now and then, and ends with 1 when one would stop", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stdout } = await terminal.run(`what-if --profile anthropic:work --on ${DAY} --json`);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      profileId: "anthropic:work",
      unknown: [],
      gateways: [
        {
          name: "local",
          outcomes: [
            {
              agentId: "main",
              before: { provider: "anthropic", source: { profileId: "anthropic:work" } },
              after: null,
              consequence: "stops",
            },
          ],
        },
      ],
    });
    expect(stdout).not.toContain("FAKE");
    const table = await terminal.run("what-if --profile anthropic:work");
    expect(table.stdout).toMatch(/local +main +anthropic\/\S+ \(profile:anthropic:work\) +nothing +stops/);
  });

  test("ends with 0 when every agent runs on", async () => {
    const { terminal } = await terminalWithGateway();
    expect(await terminal.run("what-if --profile openai:default")).toMatchObject({ status: 0, stderr: "" });
    expect((await terminal.run(`what-if --on ${DAY}`)).status).toBe(0);
  });

  test("lists what agents have no second one of, with the day on which it ends", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stdout } = await terminal.run("what-if --single-points");
    expect(status).toBe(1);
    expect(stdout).toMatch(/local +profile:anthropic:work +main +2030-03-17/);
  });

  test.each([
    ["what-if", 64, "--single-points"],
    ["what-if --on tomorrow", 64, "--on takes a day"],
    ["what-if --on 2001-01-01", 64, "not over yet"],
    ["what-if --profile openai:none", 1, "openai:none"],
    ["what-if --profile openai:none --gateway other", 1, "other"],
  ])("refuses in words: %s", async (command, status, said) => {
    const { terminal } = await terminalWithGateway();
    const ran = await terminal.run(command);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain(said);
  });
});
