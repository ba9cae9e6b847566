import type { Db } from "#db/client.ts";
import { insertProfilesWithCredentials } from "#db/repositories/bulk-profiles.ts";
import {
  listSealedChannels,
  listSealedCredentials,
  listSealedKeys,
  listSealedProviders,
  listSealedRpcTokens,
  listSealedTotp,
} from "#db/repositories/sealed-rows.ts";
import { saveTotp } from "#db/repositories/second-factors.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { totpPlace } from "#lib/operations/accept-code.ts";
import { mutate } from "#lib/operations/context.ts";
import {
  channelPlace,
  credentialPlace,
  environmentKeyPlace,
  rpcTokenPlace,
} from "#lib/operations/credential-place.ts";
import { editGateway } from "#lib/operations/edit-gateway.ts";
import { oidcSecretPlace, SaveOidcInput, saveOidc } from "#lib/operations/manage-oidc.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { writePastedKey } from "#lib/operations/write-environment-keys.ts";
import { testChannelOf } from "#lib/testing/alerts.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson } from "#lib/testing/people.ts";

const PROVIDER = {
  ...{ label: "Work", issuer: "https://login.example.test", clientId: "clawkeep", isPublic: false },
  ...{ clientSecret: "FAKE-client-secret-0123456789", scopes: "openid email", roleClaim: "" },
  ...{ owner: "", admin: "", operator: "", viewer: "", defaultRole: "viewer" },
  ...{ linksByEmail: false, isEnabled: true, isOnlyWay: false },
};

const secretOf = (n: number) => `sk-proj-FAKE-${String(n).padStart(8, "0")}-rotation`;

/** Something sealed in every column that can be, and so many credentials. The number of envelopes. */
export function fillVault(ctx: OpeningContext, count: number): { gatewayId: string; envelopes: number } {
  const { gatewayId } = testGateway(ctx);
  const rpcToken = new SecretText("FAKE-rpc-token-0123456789");
  editGateway(ctx, gatewayId, { rpcUrl: "ws://127.0.0.1:18789", rpcToken });
  const secret = new SecretText("sk-proj-FAKE-in-dotenv-0123456789");
  writePastedKey(ctx, {
    gatewayId,
    variable: "OPENAI_API_KEY",
    secret,
    overwrite: false,
    evenIfBlocked: false,
  });
  testChannelOf(ctx);
  const others = fillSignIn(ctx);
  mutate(ctx, (tx) => {
    const rows = Array.from({ length: count }, (_, n) => credentialRow(ctx, gatewayId, n));
    insertProfilesWithCredentials(tx, rows);
    return { result: undefined, audit: { event: "gateway.imported", subject: gatewayId } };
  });
  return { gatewayId, envelopes: count + 3 + others };
}

/** Two apps of second factors and the secret of a provider, and how many envelopes that makes. */
function fillSignIn(ctx: OpeningContext): number {
  for (const userId of ["user_0", "user_1"]) {
    addPerson(ctx, "viewer", userId);
    const sealed = ctx.sealer.seal(new SecretText(`FAKE-TOTP-OF-${userId}`), totpPlace(userId));
    mutate(ctx, (tx) => {
      saveTotp(tx, { userId, sealed, atMs: NOW_MS });
      return { result: undefined, audit: { event: "second_factor.started", subject: userId } };
    });
  }
  saveOidc(ctx, SaveOidcInput.parse(PROVIDER));
  return 3;
}

function credentialRow(ctx: OpeningContext, gatewayId: string, n: number) {
  const [id, credentialId] = [`prof_${n}`, `cred_${String(n).padStart(8, "0")}`];
  const profile = {
    id,
    gatewayId,
    agentId: "main",
    profileId: `openai:${n}`,
    provider: "openai",
    type: "api_key" as const,
    source: "vault" as const,
    label: `label ${n}`,
    email: null,
    expiresAtMs: null,
    version: 1,
    createdAtMs: NOW_MS,
    changedAtMs: NOW_MS,
    changedBy: "test",
  };
  const secret = new SecretText(secretOf(n));
  const credential = {
    id: credentialId,
    profileRowId: id,
    sealed: ctx.sealer.seal(secret, credentialPlace(credentialId, profile)),
    fingerprint: ctx.sealer.fingerprint(secret),
    createdAtMs: NOW_MS,
    createdBy: "test",
  };
  return { profile, credential };
}

/** Every secret of a vault by its place, opened; throws when one does not open. */
export function openAll({ db, opener }: { db: Db; opener: OpeningContext["opener"] }): Map<string, string> {
  const page = { exceptKeyId: "", afterRow: 0, limit: 1_000_000 };
  const held = [
    ...listSealedCredentials(db.reader, page).map((row) => ({
      ...row,
      place: credentialPlace(row.id, row.profile),
    })),
    ...listSealedKeys(db.reader, page).map((row) => ({ ...row, place: environmentKeyPlace(row) })),
    ...listSealedChannels(db.reader, page).map((row) => ({ ...row, place: channelPlace(row) })),
    ...listSealedRpcTokens(db.reader, page).map((row) => ({ ...row, place: rpcTokenPlace(row) })),
    ...listSealedTotp(db.reader, page).map((row) => ({ ...row, place: totpPlace(row.id) })),
    ...listSealedProviders(db.reader, page).map((row) => ({ ...row, place: oidcSecretPlace(row) })),
  ];
  return new Map(
    held.map(({ sealed, place }) => [`${place.table} ${place.rowId}`, opener.open(sealed, place).reveal()]),
  );
}
