import { readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { sameRef } from "#lib/domain/store-entry.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

/** Which drifted entry is meant, as forms and commands name it. */
export type DriftKey = Pick<Drift, "agentId" | "kind" | "key">;

/**
 * What the console takes over of a profile that someone changed on the gateway.
 *
 * - `facts`: the reference is still the published one; type, provider, expiry or e-mail are theirs.
 * - `secret`: an inline secret. - `reference`: a SecretRef of their own. - `login`: an OAuth login, of which
 *   only facts are kept.
 */
export type Adoption =
  | { took: "facts" }
  | { took: "secret"; secret: SecretText }
  | { took: "reference"; ref: SecretRef }
  | { took: "login" };

export type AdoptionVerdict =
  | { ok: true; adoption: Adoption }
  | Refused<"adopt_nothing_there" | "adopt_reference_of_ours">;

/**
 * Decides what a gateway's version of a profile means for the console. Of an inline secret beside a
 * reference the gateway uses the reference (semantics §4.3).
 *
 * `template` is the reference that an inline `${NAME}` stands for, null for anything else. `isOurs` tells
 * whether a reference leads to the vault. One that does and is not the published one opens another
 * profile's secret, and no profile here can hold such a thing.
 */
export function adoptionOf(input: {
  found: StoredProfile;
  template: SecretRef | null;
  published: SecretRef;
  isOurs: (ref: SecretRef) => boolean;
}): AdoptionVerdict {
  const { found, published } = input;
  if (found.type === "oauth") return { ok: true, adoption: { took: "login" } };
  const ref = found.ref ?? input.template;
  if (ref === null) {
    const secret = readableInline(found);
    if (secret === null) return refused("adopt_nothing_there", { profileId: found.profileId });
    return { ok: true, adoption: { took: "secret", secret } };
  }
  if (sameRef(ref, published)) return { ok: true, adoption: { took: "facts" } };
  if (input.isOurs(ref)) return refused("adopt_reference_of_ours", { profileId: found.profileId });
  return { ok: true, adoption: { took: "reference", ref } };
}

/** `profile/main/openai:work`. Neither a kind nor an agent id holds a slash; what follows may. */
export function driftName({ kind, agentId, key }: DriftKey): string {
  return `${kind}/${agentId}/${key}`;
}

/** Reads what `driftName` made, or null. */
export function parseDriftName(name: string): DriftKey | null {
  const [kind, agentId, ...rest] = name.split("/");
  if ((kind !== "profile" && kind !== "order") || !agentId || rest.length === 0) return null;
  return { kind, agentId, key: rest.join("/") };
}
