import type { AuditEntry, Tx } from "#db/mutate.ts";
import {
  deleteEnvironmentKey,
  listEnvironmentKeys,
  listSealedEnvironmentKeys,
  replaceEnvironmentKey,
} from "#db/repositories/environment-keys.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import { findSealed } from "#db/repositories/profiles.ts";
import { actorName } from "#lib/domain/actor.ts";
import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { writeOutlook } from "#lib/domain/key-sources.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { envFileOf, writeEnvFile } from "#lib/openclaw/env-block-file.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { credentialPlace, environmentKeyPlace } from "#lib/operations/credential-place.ts";
import {
  type EnvironmentFile,
  readEnvironmentFile,
  refuseEdited,
  requireWritableState,
  textWithKeys,
} from "#lib/operations/environment-block.ts";
import type {
  RemoveEnvironmentKeyInput,
  WritePastedKeyInput,
  WriteProfileKeyInput,
} from "#lib/operations/environment-key-input.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireProfile } from "#lib/operations/remove-profile.ts";

/**
 * The deeds that put secrets in plaintext into `<state>/.env`, between two comment lines. They open the sealed
 * copies of a gateway's environment keys, because the block is always written whole.
 *
 * Everything that can be refused is refused before anything changes. Then the wish and its audit row are
 * committed, and only then is the file written; when that fails, the wish stays and can be written again.
 */

export type KeyWritten = { variable: string; file: string; replaced: boolean };

type Key = { variable: string; secret: SecretText };

/** Seals a pasted key as one of the gateway's environment keys and writes it. */
export function writePastedKey(ctx: OpeningContext, input: WritePastedKeyInput): KeyWritten {
  authorise(ctx.actor, "credential:manage");
  return write(ctx, input, input.secret, null);
}

/** Writes the secret that a profile of the same gateway has now. A later change of the profile does not reach the file. */
export function writeProfileKey(ctx: OpeningContext, input: WriteProfileKeyInput): KeyWritten {
  authorise(ctx.actor, "credential:manage");
  const profile = requireProfile(ctx.db.reader, input.profileRowId);
  const { profileId, provider } = profile;
  if (profile.gatewayId !== input.gatewayId || profile.removedAtMs !== null)
    throw new OperationError("profile_not_found", { profileId });
  const held = findSealed(ctx.db.reader, profile.id);
  if (!held) throw new OperationError("env_profile_without_secret", { profileId });
  const providers = environmentKeyUse(input.variable)?.providers;
  if (providers && !providers.includes(normalizeProvider(provider)))
    throw new OperationError("env_profile_wrong_provider", {
      profileId,
      provider,
      variable: input.variable,
    });
  return write(ctx, input, ctx.opener.open(held.sealed, credentialPlace(held.id, profile)), profile.id);
}

/** Takes a variable out of the block; with the last one the block goes, and the file is as it was before. */
export function removeEnvironmentKey(
  ctx: OpeningContext,
  input: RemoveEnvironmentKeyInput,
): { variable: string; file: string } {
  authorise(ctx.actor, "credential:manage");
  const { variable } = input;
  const gateway = requireOwnHost(ctx.db.reader, input.gatewayId);
  const file = envFileOf(gateway.stateDir);
  const rows = listEnvironmentKeys(ctx.db.reader, gateway.id);
  const row = rows.find((each) => each.variable === variable);
  if (!row) throw new OperationError("env_key_unknown", { variable });
  const plan = planRemoval(ctx, gateway, input);
  mutate(ctx, (tx) => {
    deleteEnvironmentKey(tx, gateway.id, variable);
    const details = { gatewayId: gateway.id, name: variable, file, fingerprint: row.fingerprint };
    return { result: null, audit: { event: "environment_key.removed", subject: row.id, details } };
  });
  if (plan) writeEnvFile(plan.read, plan.text);
  return { variable, file };
}

/** Writes the block again as it should be, over whatever someone else did to it. */
export function rewriteEnvironmentKeys(ctx: OpeningContext, gatewayId: string): { file: string } {
  authorise(ctx.actor, "credential:manage");
  const gateway = requireOwnHost(ctx.db.reader, gatewayId);
  requireWritableState(readGateway(gateway));
  const found = readEnvironmentFile(ctx, gateway);
  refuseEdited(found, true);
  const keys = openKeys(ctx, gateway.id);
  const text = textWithKeys(found.read, keys);
  const file = found.read.path;
  mutate(ctx, () => {
    const details = { gatewayId, name: gateway.name, file, variables: keys.map(({ variable }) => variable) };
    return { result: null, audit: { event: "environment_keys.rewritten", subject: gatewayId, details } };
  });
  writeEnvFile(found.read, text);
  return { file };
}

function write(
  ctx: OpeningContext,
  input: Omit<WritePastedKeyInput, "secret">,
  secret: SecretText,
  profileRowId: string | null,
): KeyWritten {
  const { variable } = input;
  const gateway = requireOwnHost(ctx.db.reader, input.gatewayId);
  const state = readGateway(gateway);
  requireWritableState(state);
  const { blockedBy } = writeOutlook(variable, state.environment);
  if (blockedBy && !input.evenIfBlocked) {
    // Of the process only what its service file sets is known.
    const file = blockedBy.file ?? state.service?.file ?? "";
    throw new OperationError("env_key_blocked", { variable, source: blockedBy.source, file });
  }
  const found = readEnvironmentFile(ctx, gateway);
  refuseEdited(found, input.overwrite);
  const others = openKeys(ctx, gateway.id).filter((key) => key.variable !== variable);
  const keys = [...others, { variable, secret }].sort((a, b) => (a.variable < b.variable ? -1 : 1));
  const text = textWithKeys(found.read, keys);
  const replaced = others.length < listEnvironmentKeys(ctx.db.reader, gateway.id).length;
  const wish = { gateway, variable, secret, profileRowId, replaced, file: found.read.path };
  mutate(ctx, (tx) => ({ result: null, audit: saveWish(tx, ctx, wish) }));
  writeEnvFile(found.read, text);
  return { variable, file: found.read.path, replaced };
}

type Wish = Key & { gateway: GatewayRow; profileRowId: string | null; replaced: boolean; file: string };

function saveWish(tx: Tx, ctx: OpeningContext, wish: Wish): AuditEntry {
  const { gateway, variable, secret, profileRowId, replaced, file } = wish;
  const row = { id: newId("env"), gatewayId: gateway.id, variable };
  const fingerprint = ctx.sealer.fingerprint(secret);
  replaceEnvironmentKey(tx, {
    ...row,
    sealed: ctx.sealer.seal(secret, environmentKeyPlace(row)),
    fingerprint,
    tail: secret.tail(),
    profileRowId,
    changedAtMs: ctx.nowMs,
    changedBy: actorName(ctx.actor),
  });
  const details = { gatewayId: gateway.id, name: variable, file, profileRowId, fingerprint, replaced };
  return { event: "environment_key.written", subject: row.id, details };
}

/** Null when there is no file to change: of a state dir that is gone, or when someone took the block away. */
function planRemoval(
  ctx: OpeningContext,
  gateway: GatewayRow,
  { variable, overwrite }: RemoveEnvironmentKeyInput,
): { read: EnvironmentFile["read"]; text: string | null } | null {
  const state = readGateway(gateway);
  if (state.problem === "state_dir_missing") return null;
  requireWritableState(state);
  const found = readEnvironmentFile(ctx, gateway);
  if (found.status.state === "gone") return null;
  refuseEdited(found, overwrite);
  const kept = openKeys(ctx, gateway.id).filter((key) => key.variable !== variable);
  return { read: found.read, text: textWithKeys(found.read, kept) };
}

function openKeys(ctx: OpeningContext, gatewayId: string): Key[] {
  return listSealedEnvironmentKeys(ctx.db.reader, gatewayId).map(({ sealed, ...row }) => ({
    variable: row.variable,
    secret: ctx.opener.open(sealed, environmentKeyPlace(row)),
  }));
}
