import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

test("says that passwords are allowed, also when they were, and records it", async () => {
  const terminal = testTerminal();
  const ran = await terminal.run("user allow-passwords");
  expect(ran).toMatchObject({ status: 0, stdout: "Passwords and passkeys were allowed already.\n" });
  const { rows } = JSON.parse((await terminal.run("audit list --json")).stdout);
  expect(rows[0]).toMatchObject({ event: "oidc.passwords_allowed", details: { wasOnlyWay: false } });
});
