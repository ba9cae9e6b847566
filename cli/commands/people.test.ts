import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

const PASSWORD = "FAKE correct horse battery";

async function withTeam() {
  const terminal = testTerminal();
  await terminal.run("user create --email ada@example.test --role owner --name Ada", PASSWORD);
  await terminal.run("user create --email bea@example.test --role viewer --name Bea", PASSWORD);
  const team = async () => JSON.parse((await terminal.run("user list --json")).stdout);
  return { terminal, team };
}

test("people are listed, promoted, disabled, enabled and removed in the terminal", async () => {
  const { terminal, team } = await withTeam();
  const list = await terminal.run("user list");
  expect(list.stdout.split("\n").slice(0, 3)).toEqual([
    "PERSON            NAME  ROLE    ACCOUNT  SESSIONS  LAST USED",
    "ada@example.test  Ada   owner   active   0         not signed in",
    "bea@example.test  Bea   viewer  active   0         not signed in",
  ]);
  expect((await terminal.run("user set-role BEA@example.test --role admin")).stdout).toBe(
    "bea@example.test is admin from the next request on.\n",
  );
  await terminal.run("user disable bea@example.test");
  expect((await team()).people[1]).toMatchObject({ role: "admin", disabledAtMs: expect.any(Number) });
  await terminal.run("user enable bea@example.test");
  expect((await team()).people[1].disabledAtMs).toBeNull();
  expect((await terminal.run("user sessions bea@example.test")).stderr).toBe(
    "This person is not signed in anywhere.\n",
  );
  expect((await terminal.run("user revoke-sessions bea@example.test")).stdout).toBe(
    "bea@example.test was not signed in anywhere.\n",
  );
  await terminal.run("user remove bea@example.test");
  expect((await team()).people).toHaveLength(1);
  const rows = JSON.parse((await terminal.run("audit list --json")).stdout).rows;
  expect(rows.map(({ event }: { event: string }) => event).slice(0, 4)).toEqual([
    "user.removed",
    "user.enabled",
    "user.disabled",
    "user.role_changed",
  ]);
});

test("the last owner stays, and who is not there is said to be so", async () => {
  const { terminal, team } = await withTeam();
  const before = await team();
  for (const words of [
    "set-role ada@example.test --role viewer",
    "disable ada@example.test",
    "remove ada@example.test",
  ]) {
    const refused = await terminal.run(`user ${words}`);
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("the last owner who can sign in");
  }
  expect(await terminal.run("user remove nobody@example.test")).toMatchObject({ status: 1 });
  expect(await terminal.run("user remove")).toMatchObject({ status: 64 });
  expect(await team()).toEqual(before);
});

test("an invitation's link is printed once, and taking it back ends it", async () => {
  const { terminal, team } = await withTeam();
  const invited = await terminal.run("user invite --email Cem@example.test --role operator");
  expect(invited.stdout).toMatch(/^http:\/\/127\.0\.0\.1:3210\/invite\/cki_[\w-]{48}\n$/);
  expect(invited.stderr).toContain("Send this link to cem@example.test yourself.");
  expect((await team()).invitations).toMatchObject([{ email: "cem@example.test", role: "operator" }]);
  expect(JSON.stringify(await team())).not.toContain(invited.stdout.slice(-30, -1));
  await terminal.run("user revoke-invite cem@example.test");
  expect((await team()).invitations).toEqual([]);
  expect(await terminal.run("user revoke-invite cem@example.test")).toMatchObject({ status: 1 });
});
