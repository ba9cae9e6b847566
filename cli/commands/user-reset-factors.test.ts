import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

test("says that the factors are reset, or that there were none, and records it", async () => {
  const terminal = testTerminal();
  await terminal.run("user create --email ada@example.test --role owner", "FAKE correct horse battery");
  const ran = await terminal.run("user reset-factors --email ADA@example.test");
  expect(ran).toMatchObject({
    status: 0,
    stdout: "ada@example.test had no second factor. Its sessions ended.\n",
  });
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  expect(rows[0]).toMatchObject({ actor: "cli:tester", event: "second_factor.reset" });
});

test.each([
  { flags: "", status: 64, says: "--email is missing." },
  { flags: "--email nobody", status: 1, says: "--email: This is not an e-mail address" },
  { flags: "--email nobody@example.test", status: 1, says: "There is no such account." },
])("user reset-factors $flags says: $says", async ({ flags, status, says }) => {
  const ran = await testTerminal().run(`user reset-factors ${flags}`);
  expect(ran).toMatchObject({ status, stdout: "" });
  expect(ran.stderr).toContain(says);
});
