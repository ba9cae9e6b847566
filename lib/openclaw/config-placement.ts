import type { ConfigChange, PlacedConfigChange, PublishNote } from "#lib/domain/publish-receipt.ts";
import type { MemberEdit } from "#lib/domain/store-edits.ts";
import { checkConfig } from "#lib/openclaw/config-rules.ts";
import type { ConfigSources, MemberPlace, SourceEdit } from "#lib/openclaw/config-sources.ts";
import { shownPath } from "#lib/openclaw/finding.ts";
import { type HandsOff, type StateDirFacts, whyHandsOff } from "#lib/openclaw/included-file.ts";
import { sameJson } from "#lib/openclaw/json-edit-check.ts";
import { editedJson } from "#lib/openclaw/json-edited.ts";

/** `several`: more than one file makes the member up. `elsewhere`: the edit would change other members too. */
export type LeftReason = HandsOff | "several" | "elsewhere";

/** A change that publishing does not make, and the files that would have to change. */
export type LeftChange = ConfigChange & { files: string[]; reason: LeftReason };

export type ConfigPlacement = {
  changes: PlacedConfigChange[];
  left: LeftChange[];
  /** Changes that are made beside an `$include`, because the included file that has the member stays. */
  overriding: LeftChange[];
};

/**
 * Says in which file each change of the config is made.
 *
 * A member is changed and removed where it stands, in the config or in a file that it includes; a new one
 * goes into the config. Of a member in a file that must not be written, the config can say something else,
 * because members beside an `$include` win; but it cannot take one out. Each choice is tried on the parsed
 * files: when they merge to anything but the old config with just this change, it is not made.
 */
export function placeConfigChanges(
  changes: readonly ConfigChange[],
  sources: ConfigSources,
  owner: StateDirFacts,
): ConfigPlacement {
  const inConfig = changes.map((change) => ({ ...change, file: sources.rootFile, at: change.path }));
  const placement: ConfigPlacement = { changes: [], left: [], overriding: [] };
  if (!sources.hasIncludes) return { ...placement, changes: inConfig };
  const isNew = changes.every((change) => sources.placesOf(change.path).length === 0);
  if (isNew && meansJust(changes, sources, sources.edited(inConfig.map(sourceEdit)))) {
    return { ...placement, changes: inConfig };
  }
  let current = sources;
  for (const change of changes) current = placeOne(change, current, owner, placement);
  return placement;
}

/** What a person should know of a placement. */
export function placementNotes({ left, overriding }: ConfigPlacement): PublishNote[] {
  return [
    ...left.map((change) => ({ code: "config_left", params: noteParams(change) })),
    ...overriding.map((change) => ({ code: "config_overriding", params: noteParams(change) })),
  ];
}

/** What a sentence about a change that is left needs. */
export function noteParams({ path, action, after, files, reason }: LeftChange): Record<string, string> {
  const value = after === undefined ? "" : JSON.stringify(after);
  return { member: shownPath(path), action, files: files.join(", "), reason, value };
}

/** The files as they are after the change, or as before when it is left. */
function placeOne(
  change: ConfigChange,
  sources: ConfigSources,
  owner: StateDirFacts,
  placement: ConfigPlacement,
): ConfigSources {
  let left: LeftChange | null = null;
  for (const places of choices(change, sources)) {
    const placed = places.map(({ file, at }) => ({ ...change, file, at }));
    const obstacle = obstacleTo(change, placed, sources, owner);
    if (obstacle) {
      left ??= { ...change, ...obstacle };
      continue;
    }
    placement.changes.push(...placed);
    if (left) placement.overriding.push(left);
    return sources.edited(placed.map(sourceEdit));
  }
  if (left) placement.left.push(left);
  return sources;
}

/** Where a change could be made, the best first: each is one place, or all of them for a removal. */
function choices({ path, action }: ConfigChange, sources: ConfigSources): MemberPlace[][] {
  const places = sources.placesOf(path);
  // The config comes last: a running gateway watches it alone, and then reads all of them.
  if (action === "remove") return [places.toReversed()];
  const config: MemberPlace = { file: sources.rootFile, at: path };
  const [winning] = places;
  if (!winning || winning.file === config.file) return [[winning ?? config]];
  return [[winning], [config]];
}

type Obstacle = { files: string[]; reason: LeftReason };

function obstacleTo(
  change: ConfigChange,
  placed: PlacedConfigChange[],
  sources: ConfigSources,
  owner: StateDirFacts,
): Obstacle | null {
  for (const { file } of placed) {
    const facts = sources.factsOf(file);
    const reason = facts ? whyHandsOff(facts, sources.rootFile, owner) : null;
    if (reason) return { files: [file], reason };
  }
  const after = sources.edited(placed.map(sourceEdit));
  if (meansJust([change], sources, after) && isValidBetween(placed, sources)) return null;
  const files = [...new Set(sources.placesOf(change.path).map((place) => place.file))];
  return { files, reason: files.length > 1 ? "several" : "elsewhere" };
}

function meansJust(changes: readonly ConfigChange[], before: ConfigSources, after: ConfigSources): boolean {
  return sameJson(after.value(), editedJson(before.value(), changes.map(memberEdit)));
}

/** A run can be cut off between two files, and then OpenClaw must take what is there. */
function isValidBetween(placed: PlacedConfigChange[], sources: ConfigSources): boolean {
  return placed
    .slice(0, -1)
    .every(
      (_, at) => checkConfig(sources.edited(placed.slice(0, at + 1).map(sourceEdit)).merged()).length === 0,
    );
}

function memberEdit({ path, action, after }: ConfigChange): MemberEdit {
  return action === "remove" ? { path, remove: true } : { path, value: after };
}

function sourceEdit({ file, at, action, after }: PlacedConfigChange): SourceEdit {
  return { file, at, value: action === "remove" ? undefined : after };
}
