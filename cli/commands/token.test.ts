import { expect, test } from "vitest";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const CREATE = "token create --scope check:read,metrics:read --expires-in 90d";

test("a token is made, goes alone to standard output, and is listed without itself", async () => {
  const { terminal } = await terminalWithGateway();
  const made = await terminal.run([...CREATE.split(" "), "--gateway", "local", "--name", "uptime robot"]);
  expect(made.status).toBe(0);
  expect(made.stdout).toMatch(/^cka_[\w-]{48}\n$/);
  expect(made.stderr).toContain("Expires: 2027-02-20 00:00 UTC");
  expect(made.stderr).not.toContain("cka_");

  const { stdout } = await terminal.run("token list");
  expect(stdout).toMatch(/^TOKEN +NAME +SCOPES +GATEWAY +STATUS +EXPIRES +LAST USED$/m);
  expect(stdout).toMatch(
    /^api_\w+ +uptime robot +check:read metrics:read +local +live +2027-02-20 00:00 UTC +never$/m,
  );
  expect(stdout).not.toContain("cka_");
  const { tokens } = JSON.parse((await terminal.run("token list --json")).stdout);
  expect(tokens).toMatchObject([
    { name: "uptime robot", scopes: ["check:read", "metrics:read"], state: "live" },
  ]);
  expect(Object.keys(tokens[0])).not.toContain("tokenHash");
});

test("a token is revoked by its id, and the audit log has both deeds and no token", async () => {
  const { terminal } = await terminalWithGateway();
  const token = (await terminal.run(CREATE)).stdout.trim();
  const id = JSON.parse((await terminal.run("token list --json")).stdout).tokens[0].id;
  expect(await terminal.run(`token revoke ${id}`)).toMatchObject({
    status: 0,
    stdout: "Revoked the API token check:read metrics:read. Its next request is refused.\n",
  });
  expect((await terminal.run("token list")).stdout).toMatch(/all +revoked/);
  const audit = (await terminal.run("audit list --json")).stdout;
  const [revoked, created] = JSON.parse(audit).rows;
  expect([revoked.event, created.event]).toEqual(["api_token.revoked", "api_token.created"]);
  expect(audit).not.toContain(token);
  const again = await terminal.run("token revoke api_none");
  expect(again).toMatchObject({ status: 1, stdout: "" });
  expect(again.stderr).toContain("There is no API token of this id here.");
});

test.each([
  ["--expires-in 90d", 64, "--scope is missing."],
  ["--scope check:read", 64, "--expires-in is missing."],
  ["--scope secrets:read --expires-in 90d", 1, "--scope: There is no such scope."],
  [
    "--scope check:read --expires-in 366d",
    1,
    "--expires-in: A token lives longer than nothing and at most 365 days.",
  ],
  ["--scope check:read --expires-in never", 1, "--expires-in: This is not a duration."],
  ["--scope check:read --expires-in 1d --gateway none", 1, "There is no gateway “none” here."],
])("token create %s is refused and makes nothing", async (words, status, says) => {
  const { terminal } = await terminalWithGateway();
  const ran = await terminal.run(`token create ${words}`);
  expect(ran).toMatchObject({ status, stdout: "" });
  expect(ran.stderr).toContain(says);
  expect(JSON.parse((await terminal.run("token list --json")).stdout).tokens).toEqual([]);
});

test("without tokens the list says how one is made", async () => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout, stderr } = await terminal.run("token list");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr).toContain("clawkeep token create");
});
