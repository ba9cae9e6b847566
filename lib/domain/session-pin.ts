import type { ModelSelection } from "#lib/domain/model-directive.ts";

/** The members of an entry of OpenClaw's session store that decide about its model and profile. */
export type SessionChoice = {
  providerOverride?: string | undefined;
  modelOverride?: string | undefined;
  /** The model of the last run. */
  model?: string | undefined;
  modelProvider?: string | undefined;
  contextTokens?: number | undefined;
  authProfileOverride?: string | undefined;
  authProfileOverrideSource?: "user" | "auto" | undefined;
  authProfileOverrideCompactionCount?: number | undefined;
  compactionCount?: number | undefined;
};

/** Members to set, and to remove where the value is undefined. */
export type SessionEdit = Record<string, string | number | undefined>;

const NOTICES = {
  fallbackNoticeSelectedModel: undefined,
  fallbackNoticeActiveModel: undefined,
  fallbackNoticeReason: undefined,
};

/**
 * What choosing a model, and with it a profile or none, changes in a session's entry; null when it is so already.
 *
 * The default model is stored as no model. Another model forgets what the last run found out. No profile drops the pin.
 *
 * Source: OpenClaw 2026.3.13, `applyModelOverrideToSessionEntry` in its bundle.
 */
export function planSessionPin(
  entry: SessionChoice,
  selection: Pick<ModelSelection, "ref" | "isDefault" | "profileId">,
  nowMs: number,
): SessionEdit | null {
  const chosen = modelEdit(entry, selection);
  const isOther = Object.keys(chosen).length > 0;
  const edit = { ...chosen, ...runtimeEdit(entry, selection, isOther), ...profileEdit(entry, selection) };
  return Object.keys(edit).length === 0 ? null : { ...edit, ...NOTICES, updatedAt: nowMs };
}

type Selection = Parameters<typeof planSessionPin>[1];

function modelEdit(entry: SessionChoice, { ref, isDefault }: Selection): SessionEdit {
  if (isDefault) return removed(entry, ["providerOverride", "modelOverride"], isTruthy);
  return changed(entry, { providerOverride: ref.provider, modelOverride: ref.model });
}

function runtimeEdit(entry: SessionChoice, { ref }: Selection, isOther: boolean): SessionEdit {
  const [model, provider] = [entry.model?.trim() ?? "", entry.modelProvider?.trim() ?? ""];
  const hasRun = model !== "" || provider !== "";
  const isSame = model === ref.model && (provider === "" || provider === ref.provider);
  return {
    ...(hasRun && (isOther || !isSame) ? removed(entry, ["model", "modelProvider"]) : {}),
    ...(isOther || (hasRun && !isSame) ? removed(entry, ["contextTokens"]) : {}),
  };
}

function profileEdit(entry: SessionChoice, { profileId }: Selection): SessionEdit {
  const count = removed(entry, ["authProfileOverrideCompactionCount"]);
  if (profileId === null) {
    return { ...removed(entry, ["authProfileOverride", "authProfileOverrideSource"], isTruthy), ...count };
  }
  return {
    ...changed(entry, { authProfileOverride: profileId, authProfileOverrideSource: "user" }),
    ...count,
  };
}

const isTruthy = (value: unknown): boolean => Boolean(value);

function changed(entry: SessionChoice, wanted: Partial<Record<keyof SessionChoice, string>>): SessionEdit {
  const differing = Object.entries(wanted).filter(
    ([key, value]) => entry[key as keyof SessionChoice] !== value,
  );
  return Object.fromEntries(differing);
}

function removed(
  entry: SessionChoice,
  keys: readonly (keyof SessionChoice)[],
  isThere = (value: unknown): boolean => value !== undefined,
): SessionEdit {
  return Object.fromEntries(keys.filter((key) => isThere(entry[key])).map((key) => [key, undefined]));
}
