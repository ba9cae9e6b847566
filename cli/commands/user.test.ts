import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

const PASSWORD = "FAKE correct horse battery";

test("the first owner can be made in the terminal, with the password on standard input", async () => {
  const terminal = testTerminal();
  const { status, stdout, stderr } = await terminal.run(
    "user create --email Ada@Example.test --role owner",
    `${PASSWORD}\n`,
  );
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: "Account: ada@example.test\nRole: owner\n",
    stderr: "",
  });
  const audit = await terminal.run("audit list --json");
  expect(JSON.parse(audit.stdout).rows[0]).toMatchObject({
    actor: "cli:tester",
    event: "user.created",
    details: { email: "ada@example.test", role: "owner" },
  });
  expect(terminal.printed()).not.toContain("FAKE");
});

test("an address that has an account is refused in any spelling, and no second account is made", async () => {
  const terminal = testTerminal();
  await terminal.run("user create --email ada@example.test --role owner", PASSWORD);
  const again = await terminal.run("user create --email ADA@example.test --role viewer", PASSWORD);
  expect(again).toMatchObject({ status: 1, stdout: "" });
  expect(again.stderr).toBe(
    "There is an account for ada@example.test already. Use that one, or another address.\n",
  );
  expect(JSON.parse((await terminal.run("audit list --json")).stdout).rows).toHaveLength(1);
});

test.each([
  {
    args: "--email ada@example.test --role owner",
    stdin: "short",
    status: 1,
    says: "standard input: This password is shorter",
  },
  {
    args: "--email ada@example.test --role owner",
    stdin: "",
    status: 1,
    says: "standard input: This password is shorter",
  },
  {
    args: "--email nobody --role owner",
    stdin: PASSWORD,
    status: 1,
    says: "--email: This is not an e-mail address",
  },
  {
    args: "--email ada@example.test --role king",
    stdin: PASSWORD,
    status: 64,
    says: "--role takes one of: owner, admin, operator, viewer.",
  },
  { args: "--role owner", stdin: PASSWORD, status: 64, says: "--email is missing." },
  { args: "--email ada@example.test", stdin: PASSWORD, status: 64, says: "--role is missing." },
])("user create $args with $stdin says: $says", async ({ args, stdin, status, says }) => {
  const terminal = testTerminal();
  const ran = await terminal.run(`user create ${args}`, stdin);
  expect(ran).toMatchObject({ status, stdout: "" });
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).not.toContain(PASSWORD);
  expect(JSON.parse((await terminal.run("audit list --json")).stdout).rows).toEqual([]);
});
