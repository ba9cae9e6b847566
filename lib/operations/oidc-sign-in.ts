import type { Tx } from "#db/mutate.ts";
import {
  countOwners,
  findLinkedUserId,
  findOidcProvider,
  insertIdentity,
  insertOidcPerson,
  insertOidcSignIn,
  isLinkedPerson,
  noteIdentityUse,
  type OidcProviderRow,
  type OidcSignIn,
  setPersonRole,
  takeOidcSignIn,
} from "#db/repositories/oidc.ts";
import { findPerson, findPersonByEmail, type PersonRow } from "#db/repositories/people.ts";
import { listAllowed } from "#db/repositories/probe-policies.ts";
import { endSessions } from "#db/repositories/second-factors.ts";
import {
  type Claims,
  judgeOidc,
  type OidcPerson,
  type OidcVerdict,
  oidcPerson,
  type RoleRule,
  roleOfClaims,
} from "#lib/domain/oidc-claims.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { countSignInFrom } from "#lib/operations/limit-sign-in.ts";
import { oidcSecretPlace } from "#lib/operations/manage-oidc.ts";
import { newId } from "#lib/operations/new-id.ts";
import {
  authorizationUrl,
  discoverProvider,
  type OidcClient,
  personFrom,
} from "#lib/operations/oidc-client.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { allowancesFrom } from "#lib/operations/probe-question.ts";
import { hashOidcSignIn, isOidcSignIn, newOidcSignIn, oidcTexts } from "#lib/vault/token.ts";

/** Long enough to find a password and a phone at the provider, in milliseconds. */
export const OIDC_SIGN_IN_MS = 10 * 60_000;

/**
 * Begins the way to the provider and back to `redirectUri`. The token goes to this browser and nowhere else: without
 * it, nobody who learns the address comes back as that person. Counts against the address.
 */
export async function beginOidcSignIn(
  ctx: OpeningContext,
  { redirectUri, address }: { redirectUri: string; address: string },
): Promise<{ url: URL; token: SecretText }> {
  const provider = requireProvider(ctx);
  countSignInFrom(ctx, { way: "oidc", address });
  const client = clientOf(ctx, provider);
  const configuration = await discoverProvider(client);
  const { token, hash: tokenHash } = newOidcSignIn();
  const { issuer } = provider;
  const times = { createdAtMs: ctx.nowMs, expiresAtMs: ctx.nowMs + OIDC_SIGN_IN_MS };
  mutate(ctx, (tx) => {
    insertOidcSignIn(tx, { tokenHash, issuer, redirectUri, ...times });
    return { result: undefined, audit: { event: "oidc.begun", subject: "sign_in", details: { issuer } } };
  });
  const url = await authorizationUrl(configuration, client, redirectUri, oidcTexts(token.reveal()));
  return { url, token };
}

/**
 * Says who came back with `query`, after their account was made, linked, or given the role that the claims give now.
 * What was begun is used up before anything is looked at. Throws `oidc_over` and what `personFrom` and `judgeOidc`
 * refuse; whoever lost their role is signed out everywhere.
 */
export async function finishOidcSignIn(
  ctx: OpeningContext,
  { token, query }: { token: string; query: URLSearchParams },
): Promise<PersonRow> {
  const begun = spend(ctx, token);
  const provider = requireProvider(ctx);
  if (begun.issuer !== provider.issuer) throw new OperationError("oidc_over");
  const configuration = await discoverProvider(clientOf(ctx, provider));
  const currentUrl = new URL(begun.redirectUri);
  currentUrl.search = query.toString();
  const rule = ruleOf(provider);
  const claims = await personFrom(configuration, currentUrl, oidcTexts(token), rule);
  return admit(ctx, provider, claims, rule);
}

/** Asks the provider what it says of itself, with what is saved. For the settings page. */
export async function tryOidc(ctx: OpeningContext): Promise<{ issuer: string; takesPkce: boolean }> {
  authorise(ctx.actor, "people:manage");
  const provider = findOidcProvider(ctx.db.reader);
  if (!provider) throw new OperationError("oidc_off");
  const configuration = await discoverProvider(clientOf(ctx, provider));
  const { issuer, code_challenge_methods_supported: methods } = configuration.serverMetadata();
  return { issuer, takesPkce: methods?.includes("S256") ?? false };
}

function requireProvider(ctx: Pick<WriteContext, "db">): OidcProviderRow {
  const provider = findOidcProvider(ctx.db.reader);
  if (!provider?.isEnabled) throw new OperationError("oidc_off");
  return provider;
}

function clientOf(ctx: OpeningContext, provider: OidcProviderRow): OidcClient {
  const { issuer, clientId, scopes, sealed } = provider;
  const secret = sealed && ctx.opener.open(sealed, oidcSecretPlace(provider));
  const allowances = allowancesFrom(listAllowed(ctx.db.reader, "server"));
  return { issuer, clientId, scopes, secret, allowances };
}

function ruleOf({ roleClaim: claim, roleValues: values, defaultRole }: OidcProviderRow): RoleRule {
  return { claim, values, defaultRole };
}

function spend(ctx: WriteContext, token: string): OidcSignIn {
  const begun = mutate(ctx, (tx) => {
    const found = isOidcSignIn(token) ? takeOidcSignIn(tx, hashOidcSignIn(token)) : null;
    const details = { known: found !== null };
    return { result: found, audit: { event: "oidc.returned", subject: "sign_in", details } };
  });
  if (!begun || begun.expiresAtMs <= ctx.nowMs) throw new OperationError("oidc_over");
  return begun;
}

/** Decides and acts in one transaction, so that two first visits of one person make one account. */
function admit(
  ctx: WriteContext,
  { issuer, linksByEmail }: OidcProviderRow,
  claims: Claims & { sub: string },
  rule: RoleRule,
): PersonRow {
  const person = oidcPerson(claims);
  const role = roleOfClaims(claims, rule);
  const outcome = mutate(ctx, (tx) => {
    const same = person.verifiedEmail === null ? null : findPersonByEmail(tx, person.verifiedEmail);
    const verdict = judgeOidc(person, role, {
      linkedUserId: findLinkedUserId(tx, issuer, person.subject),
      sameEmail: same && { userId: same.id, isLinked: isLinkedPerson(tx, issuer, same.id) },
      linksByEmail,
    });
    const { userId, ...details } = perform(tx, ctx, verdict, { issuer, person });
    const subject = userId ?? "sign_in";
    const event = verdict.ok ? "oidc.admitted" : "oidc.refused";
    const result = verdict.ok ? findPerson(tx, subject) : verdict.code;
    return { result, audit: { event, subject, details: { issuer, ...details } } };
  });
  if (outcome === null || typeof outcome === "string") throw new OperationError(outcome ?? "oidc_refused");
  return outcome;
}

type Done = { userId: string | null } & Record<string, unknown>;

function perform(
  tx: Tx,
  { nowMs: atMs }: WriteContext,
  verdict: OidcVerdict,
  { issuer, person }: { issuer: string; person: OidcPerson },
): Done {
  const { subject, name } = person;
  if (!verdict.ok) {
    const { code, userId } = verdict;
    return { userId, code, sessions: userId === null ? 0 : endSessions(tx, userId) };
  }
  const { deed } = verdict;
  if (verdict.deed === "create") {
    const { email, role } = verdict;
    const id = newId("user");
    insertOidcPerson(tx, { id, name: name ?? email.slice(0, email.indexOf("@")), email, role, atMs });
    insertIdentity(tx, { issuer, subject, userId: id, atMs });
    return { userId: id, deed, email, role };
  }
  const { userId } = verdict;
  if (verdict.deed === "link") insertIdentity(tx, { issuer, subject, userId, atMs });
  else noteIdentityUse(tx, issuer, subject, atMs);
  return { userId, deed, ...applyRole(tx, userId, verdict.role, atMs) };
}

/** The last owner keeps being one: a console that nobody can manage is mended at the machine only. */
function applyRole(tx: Tx, userId: string, role: Role, atMs: number): Record<string, unknown> {
  const before = findPerson(tx, userId)?.role;
  if (before === role) return { role };
  if (before === "owner" && countOwners(tx) === 1) return { role: before, kept: "last_owner", asked: role };
  setPersonRole(tx, userId, role, atMs);
  return { role, before };
}
