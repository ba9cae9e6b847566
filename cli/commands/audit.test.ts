import { expect, test } from "vitest";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

test("the audit log is listed newest first, with who, what and when, and no secret", async () => {
  const { terminal } = await terminalWithGateway();
  await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
  const { status, stdout } = await terminal.run("audit list");
  const [heading, newest] = stdout.split("\n");
  expect(status).toBe(0);
  expect(heading).toMatch(/^TIME +WHO +EVENT +SUBJECT +DETAILS$/);
  expect(newest).toMatch(
    /^2026-11-22 00:00 UTC +cli:tester +profile\.token_pasted +openai:manual +gateway=local .*profileId=openai:manual/,
  );
  expect(stdout.trimEnd().split("\n").at(-1)).toContain("vault.initialised");
  expect(terminal.printed()).not.toContain("FAKE");
});

test("gateways are called by name, also those that are gone, and JSON keeps the ids", async () => {
  const { terminal } = await terminalWithGateway();
  const lines = async () => (await terminal.run("audit list")).stdout.split("\n");
  expect((await lines())[1]).toMatch(/ gateway\.added +local +name=local /);
  expect(await lines()).not.toContainEqual(expect.stringMatching(/gw_/));
  await terminal.run("gateway remove local");
  expect((await lines())[1]).toMatch(/ gateway\.removed +local \(removed, gw_\w{32}\) +name=local$/);
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  const subject = expect.stringMatching(/^gw_\w{32}$/);
  expect(rows[0]).toMatchObject({ subject, about: { name: "local", isGone: true } });
});

test("--limit goes over the pages of the view and stops where it should", async () => {
  const { terminal } = await terminalWithGateway();
  for (let round = 0; round < 60; round += 1) await terminal.run("models auth order clear --provider openai");
  const ids = async (words: string): Promise<number[]> => {
    const { rows } = JSON.parse((await terminal.run(`audit list --json ${words}`)).stdout);
    return rows.map((row: { id: number }) => row.id);
  };
  expect(await ids("--limit 3")).toEqual([62, 61, 60]);
  expect(await ids("")).toHaveLength(50);
  expect(await ids("--limit 57")).toEqual(Array.from({ length: 57 }, (_, at) => 62 - at));
  expect(await ids("--limit 1000")).toHaveLength(62);
});

test.each(["0", "-1", "1.5", "many", "100001"])("a limit of %s is wrong usage", async (limit) => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout, stderr } = await terminal.run(["audit", "list", `--limit=${limit}`]);
  expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
  expect(stderr).toContain("--limit takes a whole number from 1 to 100,000.");
});
