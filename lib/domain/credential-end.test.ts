import { expect, test } from "vitest";
import { credentialEnd } from "#lib/domain/credential-end.ts";

const at = { kind: "at", atMs: 1_900_000_000_000 } as const;
const login = (hasRefresh: boolean) => ({ hasAccess: true, hasRefresh, accountId: null });

test.each([
  ["a token with an end", { type: "token", expires: at, oauth: null }, at.atMs],
  ["a token without one", { type: "token", expires: { kind: "absent" }, oauth: null }, null],
  ["a token whose end is no time", { type: "token", expires: { kind: "invalid" }, oauth: null }, null],
  ["an API key, whatever stands beside it", { type: "api_key", expires: at, oauth: null }, null],
  ["an OAuth login that renews itself", { type: "oauth", expires: at, oauth: login(true) }, null],
  ["an OAuth login that cannot", { type: "oauth", expires: at, oauth: login(false) }, at.atMs],
] as const)("%s", (_name, credential, end) => {
  expect(credentialEnd(credential)).toBe(end);
});
