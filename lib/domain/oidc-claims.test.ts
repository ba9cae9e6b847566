import { describe, expect, test } from "vitest";
import { judgeOidc, lacksClaims, oidcPerson, roleOfClaims } from "#lib/domain/oidc-claims.ts";

const RULE = {
  claim: "groups",
  values: { owner: ["keep-owners"], operator: ["ops", "cn=ops,dc=example"] },
  defaultRole: null,
} as const;

describe("the role of someone’s claims", () => {
  test.each([
    { claims: { groups: ["ops"] }, role: "operator" },
    { claims: { groups: ["ops", "keep-owners"] }, role: "owner" },
    { claims: { groups: "cn=ops,dc=example" }, role: "operator" },
    { claims: { groups: ["OPS"] }, role: null },
    { claims: { groups: ["ops "] }, role: null },
    { claims: { groups: { 0: "ops" } }, role: null },
    { claims: { groups: [["ops"]] }, role: null },
    { claims: { groups: 1 }, role: null },
    { claims: {}, role: null },
  ])("$claims gives $role", ({ claims, role }) => {
    expect(roleOfClaims(claims, RULE)).toBe(role);
    expect(roleOfClaims(claims, { ...RULE, defaultRole: "viewer" })).toBe(role ?? "viewer");
  });

  test("is found in a claim within a claim, and a claim of that very name goes first", () => {
    const rule = { ...RULE, claim: "realm_access.roles" };
    expect(roleOfClaims({ realm_access: { roles: ["ops"] } }, rule)).toBe("operator");
    const both = { realm_access: { roles: ["ops"] }, "realm_access.roles": ["keep-owners"] };
    expect(roleOfClaims(both, rule)).toBe("owner");
    expect(roleOfClaims({ groups: ["ops"] }, { ...RULE, claim: "__proto__.x" })).toBeNull();
  });

  test("is the default when no claim is named", () => {
    const rule = { ...RULE, claim: null, defaultRole: "viewer" } as const;
    expect(roleOfClaims({ groups: ["keep-owners"] }, rule)).toBe("viewer");
  });
});

test("an e-mail counts only when the provider says in so many words that it is verified", () => {
  const of = (claims: Record<string, unknown>) => oidcPerson({ sub: "s", ...claims }).verifiedEmail;
  expect(of({ email: " Ada@Example.test ", email_verified: true })).toBe("ada@example.test");
  for (const email_verified of [false, "true", 1, null, undefined]) {
    expect(of({ email: "ada@example.test", email_verified })).toBeNull();
  }
  for (const email of ["ada", "a@b@c", "a b@c", 7, null])
    expect(of({ email, email_verified: true })).toBeNull();
});

test("userinfo is asked for what the ID token leaves open", () => {
  const full = { email: "a@b", email_verified: true, groups: [] };
  expect(lacksClaims(full, RULE)).toBe(false);
  expect(lacksClaims({ ...full, groups: undefined }, RULE)).toBe(true);
  expect(lacksClaims({ groups: [] }, RULE)).toBe(true);
});

describe("who came", () => {
  const person = { subject: "s1", verifiedEmail: "ada@example.test", hasEmail: true, name: null };
  const nobody = { linkedUserId: null, sameEmail: null, linksByEmail: true };
  const ada = { userId: "user_ada", isLinked: false };

  test.each([
    { what: "a new subject makes an account", accounts: nobody, deed: "create" },
    {
      what: "a known subject enters its account",
      accounts: { ...nobody, linkedUserId: "user_ada" },
      deed: "enter",
    },
    {
      what: "a new subject with someone’s e-mail is linked",
      accounts: { ...nobody, sameEmail: ada },
      deed: "link",
    },
  ])("$what", ({ accounts, deed }) => {
    expect(judgeOidc(person, "viewer", accounts)).toMatchObject({ ok: true, deed, role: "viewer" });
  });

  test("a known subject enters its own account, whoever’s e-mail it has now", () => {
    const accounts = { linkedUserId: "user_eve", sameEmail: ada, linksByEmail: true };
    expect(judgeOidc(person, "viewer", accounts)).toMatchObject({ deed: "enter", userId: "user_eve" });
    const unverified = { ...person, verifiedEmail: null };
    expect(judgeOidc(unverified, "viewer", accounts)).toMatchObject({ deed: "enter", userId: "user_eve" });
  });

  test.each([
    {
      what: "has no role",
      role: null,
      person,
      accounts: { ...nobody, linkedUserId: "user_ada" },
      code: "oidc_no_role",
    },
    {
      what: "has no verified e-mail",
      role: "viewer",
      person: { ...person, verifiedEmail: null },
      accounts: nobody,
      code: "oidc_email_unverified",
    },
    {
      what: "has no e-mail",
      role: "viewer",
      person: { ...person, verifiedEmail: null, hasEmail: false },
      accounts: nobody,
      code: "oidc_no_email",
    },
    {
      what: "has an e-mail that another subject signed in with",
      role: "viewer",
      person,
      accounts: { ...nobody, sameEmail: { ...ada, isLinked: true } },
      code: "oidc_email_taken",
    },
    {
      what: "has someone’s e-mail where e-mails link nothing",
      role: "viewer",
      person,
      accounts: { ...nobody, sameEmail: ada, linksByEmail: false },
      code: "oidc_email_taken",
    },
  ] as const)("who $what is refused: $code", ({ person: who, role, accounts, code }) => {
    expect(judgeOidc(who, role, accounts)).toMatchObject({ ok: false, code });
  });
});
