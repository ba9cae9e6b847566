import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

const NEXT = "FAKE another horse battery";

test("user set-password reads the password from standard input, and says what ended", async () => {
  const terminal = testTerminal();
  await terminal.run("user create --email ada@example.test --role owner", "FAKE correct horse battery");
  expect(await terminal.run("user set-password --email ADA@example.test", NEXT)).toMatchObject({
    status: 0,
    stdout: "ada@example.test has a new password. It had no session.\n",
  });
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  expect(rows[0]).toMatchObject({ actor: "cli:tester", event: "user.password_changed" });
  expect(terminal.printed()).not.toContain(NEXT);
});

test.each([
  { flags: "", password: NEXT, status: 64, says: "--email is missing." },
  { flags: "--email nobody@example.test", password: NEXT, status: 1, says: "There is no" },
  { flags: "--email ada@example.test", password: "short", status: 1, says: "12" },
])(
  "user set-password $flags with a password of its own says: $says",
  async ({ flags, password, status, says }) => {
    const ran = await testTerminal().run(`user set-password ${flags}`, password);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
  },
);
