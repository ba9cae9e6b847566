import { ROLES, type Role } from "#lib/domain/role.ts";

/** What an ID token or the userinfo endpoint says of a person; anything at all. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which values of which claim make a role. Without a claim everyone gets the default. */
export type RoleRule = {
  claim: string | null;
  values: Readonly<Partial<Record<Role, readonly string[]>>>;
  /** For who has none of the values; null refuses them. */
  defaultRole: Role | null;
};

/** Who came, as far as the provider is believed: the subject always, an e-mail only when the provider verified it. */
export type OidcPerson = {
  subject: string;
  verifiedEmail: string | null;
  hasEmail: boolean;
  name: string | null;
};

const NAME_LENGTH_MAX = 80;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/;

/**
 * The role that the claims give, the most powerful of several; null refuses. A claim's name is taken as it is first, and
 * then as a path: Keycloak writes `realm_access.roles`.
 */
export function roleOfClaims(claims: Claims, { claim, values, defaultRole }: RoleRule): Role | null {
  const held = claim === null ? [] : textsOf(claimOf(claims, claim));
  const role = ROLES.find((candidate) => values[candidate]?.some((value) => held.includes(value)));
  return role ?? defaultRole;
}

/** True when claims leave open what a rule or an account needs, so that userinfo is worth a request. */
export function lacksClaims(claims: Claims, rule: RoleRule): boolean {
  if (claims.email === undefined || claims.email_verified === undefined) return true;
  return rule.claim !== null && claimOf(claims, rule.claim) === undefined;
}

/** E-mails are compared lower-cased, as accounts keep them; `email_verified` has to be true, and "true" is not. */
export function oidcPerson(claims: Claims & { sub: string }): OidcPerson {
  const email = typeof claims.email === "string" ? claims.email.trim().toLowerCase() : "";
  const isEmail = EMAIL.test(email);
  const name = typeof claims.name === "string" ? claims.name.trim().slice(0, NAME_LENGTH_MAX) : "";
  return {
    subject: claims.sub,
    verifiedEmail: isEmail && claims.email_verified === true ? email : null,
    hasEmail: isEmail,
    name: name || null,
  };
}

/** What the console has of the person who came. */
export type OidcAccounts = {
  /** The account this very subject signed in to before. */
  linkedUserId: string | null;
  /** The account that has the verified e-mail, and whether another subject of this provider has it already. */
  sameEmail: { userId: string; isLinked: boolean } | null;
  linksByEmail: boolean;
};

export type OidcVerdict =
  | { ok: true; deed: "enter" | "link"; userId: string; role: Role }
  | { ok: true; deed: "create"; email: string; role: Role }
  | {
      ok: false;
      code: "oidc_no_role" | "oidc_no_email" | "oidc_email_unverified" | "oidc_email_taken";
      /** Whose access is over with this. */
      userId: string | null;
    };

/**
 * What becomes of someone whom the provider vouched for.
 *
 * The subject decides, and nothing else once it is known: an e-mail that changed at the provider changes nothing here,
 * and one that was given to someone else opens nobody's account. A verified e-mail is looked at only for a subject that
 * is new.
 */
export function judgeOidc(person: OidcPerson, role: Role | null, accounts: OidcAccounts): OidcVerdict {
  const { linkedUserId, sameEmail, linksByEmail } = accounts;
  if (role === null) return { ok: false, code: "oidc_no_role", userId: linkedUserId };
  if (linkedUserId !== null) return { ok: true, deed: "enter", userId: linkedUserId, role };
  if (person.verifiedEmail === null) {
    return { ok: false, code: person.hasEmail ? "oidc_email_unverified" : "oidc_no_email", userId: null };
  }
  if (sameEmail === null) return { ok: true, deed: "create", email: person.verifiedEmail, role };
  if (sameEmail.isLinked || !linksByEmail) return { ok: false, code: "oidc_email_taken", userId: null };
  return { ok: true, deed: "link", userId: sameEmail.userId, role };
}

function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split(".").reduce<unknown>((value, part) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, part);
    return isObject ? (value as Record<string, unknown>)[part] : undefined;
  }, claims);
}

function textsOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((text): text is string => typeof text === "string");
}
