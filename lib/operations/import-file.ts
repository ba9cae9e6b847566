import { z } from "zod";
import type { Reader } from "#db/client.ts";
import { NO_CHANGE } from "#db/mutate.ts";
import { listProfiles, listProfilesByFingerprint } from "#db/repositories/profiles.ts";
import { defaultProfileId } from "#lib/domain/profile-id.ts";
import {
  type FoundCredential,
  IMPORT_FORMATS,
  type ImportFormat,
  type ImportProblem,
} from "#lib/imports/found-credential.ts";
import { readImport } from "#lib/imports/read-import.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { ProfileTarget } from "#lib/operations/credential-input.ts";
import { requireAgent, requireUnchangedState } from "#lib/operations/gateway-state.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { storeWithin } from "#lib/operations/store-credential.ts";
import type { Sealer } from "#lib/vault/sealer.ts";

/** `text` is the file's own, with its secrets; the size is checked where it is read. */
export const ImportFileInput = z.strictObject({
  ...ProfileTarget,
  format: z.enum(IMPORT_FORMATS).nullable(),
  text: z.string(),
});
export type ImportFileInput = z.output<typeof ImportFileInput>;

export type FileAction = "seal" | "in_vault" | "duplicate" | "switched_off" | "unusable";

/** What happens to one credential of a file. Holds nothing of its secret. */
export type FileRow = Omit<FoundCredential, "secret" | "name"> & {
  action: FileAction;
  /** The id it would get; null for what cannot be taken. */
  profileId: string | null;
  /** Profiles anywhere in the vault with the very same secret, by keyed fingerprint. */
  sameSecretAs: string[];
  problem: ImportProblem | null;
};

export type FileReport = { format: ImportFormat; rows: FileRow[]; changes: number };

type Planned = { row: FileRow; found: FoundCredential; fingerprint: string | null };

/** Says what an import of a file would do, and does none of it. */
export function previewFile(ctx: OperationContext, input: ImportFileInput): FileReport {
  const { format, found } = readFile(ctx, input);
  return reportOf(format, planFile(ctx.db.reader, ctx.sealer, input, found));
}

/**
 * Seals the usable credentials of another tool's file as profiles of one agent, all in one transaction. What the agent
 * has already is left as it is, so importing twice changes nothing.
 */
export function importFile(ctx: OperationContext, input: ImportFileInput): FileReport {
  const { format, found } = readFile(ctx, input);
  return mutate(ctx, (tx) => {
    const plan = planFile(tx, ctx.sealer, input, found);
    const result = reportOf(format, plan);
    if (result.changes === 0) return { result, audit: NO_CHANGE };
    const { gatewayId, agentId } = input;
    const stored = plan.flatMap(({ row, found: { secret }, fingerprint }) => {
      const { action, profileId, provider, type } = row;
      const isWhole = secret !== null && profileId !== null && provider !== null && fingerprint !== null;
      if (action !== "seal" || !isWhole || type === "oauth") return [];
      const nothingElse = { label: null, email: null, metadata: null, expiresAtMs: null };
      const credential = {
        gatewayId,
        agentId,
        profileId,
        provider,
        type,
        secret,
        fingerprint,
        ...nothingElse,
      };
      const event = type === "token" ? "profile.setup_token_pasted" : "profile.api_key_added";
      return [storeWithin(tx, ctx, credential, { event, onExisting: "refuse" }).audit];
    });
    const details = { agentId, format, sealed: stored.length };
    return { result, audit: [{ event: "gateway.file_imported", subject: gatewayId, details }, ...stored] };
  });
}

function readFile(ctx: OperationContext, { gatewayId, agentId, text, format }: ImportFileInput) {
  authorise(ctx.actor, "credential:manage");
  requireAgent(requireUnchangedState(ctx.db.reader, gatewayId), agentId);
  try {
    return readImport(text, format);
  } catch (error) {
    throw asOperationError(error);
  }
}

function reportOf(format: ImportFormat, plan: readonly Planned[]): FileReport {
  const rows = plan.map(({ row }) => row);
  return { format, rows, changes: rows.filter(({ action }) => action === "seal").length };
}

type Target = Pick<ImportFileInput, "gatewayId" | "agentId">;

function planFile(db: Reader, sealer: Sealer, target: Target, found: readonly FoundCredential[]): Planned[] {
  const own = listProfiles(db, target.gatewayId).filter(({ agentId }) => agentId === target.agentId);
  const taken = new Set(own.map(({ profileId }) => profileId));
  const seen = new Set<string>();
  return found.map((item): Planned => {
    const { secret, name, ...facts } = item;
    const fingerprint = secret === null || item.problem !== null ? null : sealer.fingerprint(secret);
    const same = fingerprint === null ? [] : listProfilesByFingerprint(db, fingerprint);
    const isHere = same.some((row) => row.gatewayId === target.gatewayId && row.agentId === target.agentId);
    const action = actionOf(item, fingerprint, { isHere, seen });
    const profileId = action === "seal" ? freeId(item, taken) : null;
    if (action === "seal" && fingerprint !== null) seen.add(fingerprint);
    const row = { ...facts, action, profileId, sameSecretAs: same.map((other) => other.profileId) };
    return { row, found: item, fingerprint };
  });
}

type Known = { isHere: boolean; seen: ReadonlySet<string> };

function actionOf(item: FoundCredential, fingerprint: string | null, { isHere, seen }: Known): FileAction {
  if (fingerprint === null || item.provider === null) return "unusable";
  if (seen.has(fingerprint)) return "duplicate";
  if (isHere) return "in_vault";
  return item.isOff ? "switched_off" : "seal";
}

/** The id that the file's name for it gives, with a number when another has it. Notes it as taken. */
function freeId({ provider, name, type }: FoundCredential, taken: Set<string>): string {
  const plain = name === "" ? null : `${provider}:${name}`;
  const wanted = plain ?? defaultProfileId(provider ?? "", type === "token" ? "token" : "api_key");
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted}-${number}`;
  taken.add(id);
  return id;
}
