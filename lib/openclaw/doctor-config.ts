import type { DoctorFacts, FilePlace, PlacedRef, PlaintextPlace } from "#lib/domain/doctor-facts.ts";
import { resolveIncludes } from "#lib/openclaw/config-include.ts";
import {
  type ConfigNode,
  type ConfigPath,
  nearestPosition,
  parseConfigText,
  plainValue,
} from "#lib/openclaw/config-tree.ts";
import { readParsed } from "#lib/openclaw/json-file.ts";
import { isJsonObject } from "#lib/openclaw/own-member.ts";
import { type PlaintextHit, scanConfig } from "#lib/openclaw/plaintext-scan.ts";
import { configSecretRef } from "#lib/openclaw/secret-providers.ts";
import { fits } from "#lib/openclaw/shape.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

const CONFIG_BYTES_MAX = 4 * 1024 * 1024;

/** What the doctor takes from a config as it is written: `${NAME}` is still a reference, not a value. */
export type WrittenConfig = {
  plaintext: PlaintextPlace[];
  hits: (PlaintextHit & Placed)[];
  refs: PlacedRef[];
  keyRefs: DoctorFacts["configKeyRefs"];
};

type Placed = FilePlace & { path: ConfigPath };

/** Reads it a second time, without substitution. One that cannot be read has nothing to say; that is a finding already. */
export function readWrittenConfig({ config, stateDir, ownerUid }: GatewayState): WrittenConfig {
  const nothing = { plaintext: [], hits: [], refs: [], keyRefs: [] };
  const limits = { within: stateDir, ownerUid, bytesMax: CONFIG_BYTES_MAX };
  const read = readParsed(config.file, limits, parseConfigText);
  if (read.kind !== "parsed") return nothing;
  const included = resolveIncludes(read.value.root, config.file);
  return included.ok ? writtenConfig(included.root) : nothing;
}

function writtenConfig(root: ConfigNode): WrittenConfig {
  const document = plainValue(root);
  const placeOf = (path: ConfigPath): Placed => ({ ...nearestPosition(root, path), path });
  const hits = scanConfig(document).map((hit) => ({ ...hit, ...placeOf(hit.path) }));
  const plaintext = hits.map(({ value: _, ...hit }): PlaintextPlace => {
    const kind = hit.variable === null ? "config" : "config_env";
    return { ...hit, kind, count: 1, inUse: true };
  });
  const refs = refsIn(document, []).map(({ ref, path }) => ({
    ...placeOf(path),
    ref,
    agentId: null,
    profileId: null,
  }));
  return { plaintext, hits, refs, keyRefs: keyRefsOf(document, placeOf) };
}

/** References anywhere: OpenClaw resolves them wherever its schema lets one stand. */
function refsIn(value: unknown, path: ConfigPath): { ref: PlacedRef["ref"]; path: ConfigPath }[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => refsIn(item, [...path, at]));
  if (!isJsonObject(value)) return [];
  if (isConfigRef(value)) return [{ ref: value, path }];
  return Object.entries(value).flatMap(([name, member]) => refsIn(member, [...path, name]));
}

function isConfigRef(value: unknown): value is PlacedRef["ref"] {
  return fits(value, configSecretRef);
}

const WHOLE_TEMPLATE = /^\s*\$\{[A-Z_][A-Z0-9_]*\}\s*$/;

function keyRefsOf(
  document: unknown,
  placeOf: (path: ConfigPath) => FilePlace,
): DoctorFacts["configKeyRefs"] {
  const models = isJsonObject(document) ? document.models : undefined;
  const providers = isJsonObject(models) ? models.providers : undefined;
  if (!isJsonObject(providers)) return [];
  return Object.entries(providers).flatMap(([provider, entry]) => {
    const key = isJsonObject(entry) ? entry.apiKey : undefined;
    const isRef = fits(key, configSecretRef) || (typeof key === "string" && WHOLE_TEMPLATE.test(key));
    return isRef ? [{ provider, place: placeOf(["models", "providers", provider, "apiKey"]) }] : [];
  });
}
