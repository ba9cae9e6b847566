import { type DoctorFinding, doctorFinding } from "#lib/domain/doctor.ts";
import type { DoctorFacts, FingerprintedSecret, RefreshToken } from "#lib/domain/doctor-facts.ts";
import { openclawFix } from "#lib/domain/doctor-fix.ts";
import { HIDDEN_NAME, looksLikeSecret, namesShown } from "#lib/domain/secret-name.ts";

const PLACES_NAMED = 5;

/**
 * Secrets that are kept more than once, told by keyed fingerprints: one finding for each secret, at its first
 * place, naming the others. A profile here and the same one in the vault are one place.
 */
export function duplicateFindings(facts: DoctorFacts): DoctorFinding[] {
  const duplicates = groupsOf(facts.secrets, placeName).map((group) =>
    doctorFinding("secret_duplicate", whereOf(group), placesOf(group)),
  );
  return [...duplicates, ...sharedLogins(facts)];
}

/** Logins of this gateway that others hold too, its own holders first. */
function sharedLogins(facts: DoctorFacts): DoctorFinding[] {
  const groups = groupsOf([...facts.refreshTokens, ...facts.refreshTokensElsewhere], holderName);
  return groups
    .filter((group) => group.some(({ elsewhere }) => elsewhere === null))
    .map((group) => {
      const provider = providerOf(group[0], facts);
      const fix = openclawFix(facts.target, "models", "auth", "login", "--provider", provider);
      const params = { ...placesOf(group, shownHolder), owner: shownHolder(ownerOf(group, facts)) };
      return doctorFinding("oauth_shared", { ...whereOf(group), provider }, params, fix);
    });
}

/**
 * Who should keep it: whose access token ends last has renewed last. Where that does not tell, the agent that the
 * others inherit from, else the first.
 */
function ownerOf(group: readonly RefreshToken[], { agents }: DoctorFacts): RefreshToken | undefined {
  const latestMs = Math.max(...group.map(({ expiresAtMs }) => expiresAtMs ?? 0));
  const newest = group.filter(({ expiresAtMs }) => (expiresAtMs ?? 0) === latestMs);
  const isMain = (agentId: string | null) =>
    agents.some((agent) => agent.agentId === agentId && agent.isMain);
  return newest.find(({ elsewhere, agentId }) => elsewhere === null && isMain(agentId)) ?? newest[0];
}

/** One agent counts once, whatever its profiles are called: it can only renew against itself. */
const holderName = ({ elsewhere, agentId }: RefreshToken) => `${elsewhere ?? ""}\0${agentId ?? ""}`;

function shownHolder(token: RefreshToken | undefined): string {
  if (token === undefined) return "";
  const { elsewhere, agentId } = token;
  const place = agentId === null ? "" : shownPlace(token);
  return [elsewhere, place].filter((part) => part !== null && part !== "").join(": ");
}

/** Secrets at two or more places, one entry for each place. */
function groupsOf<T extends FingerprintedSecret>(
  secrets: readonly T[],
  nameOf: (secret: T) => string,
): T[][] {
  const groups = new Map<string, Map<string, T>>();
  for (const secret of secrets) {
    const group = groups.get(secret.fingerprint) ?? new Map<string, T>();
    groups.set(secret.fingerprint, group);
    const name = nameOf(secret);
    if (!group.has(name)) group.set(name, secret);
  }
  return [...groups.values()].filter((group) => group.size > 1).map((group) => [...group.values()]);
}

function placeName(secret: FingerprintedSecret): string {
  const { kind, agentId, profileId, variable, path, file } = secret;
  if (kind === "profile" || kind === "vault") return `${agentId}/${profileId}`;
  return variable ?? `${file}:${path?.join(".") ?? ""}`;
}

function providerOf(secret: FingerprintedSecret | undefined, { agents }: DoctorFacts): string {
  const own = agents.find(({ agentId }) => agentId === secret?.agentId)?.own;
  return own?.profiles.get(secret?.profileId ?? "")?.provider ?? "";
}

function whereOf([first]: FingerprintedSecret[]) {
  if (!first) return {};
  const { file, line, column, path, agentId, profileId, variable } = first;
  return { file, line, column, path, agentId, profileId, variable };
}

function placesOf<T extends FingerprintedSecret>(
  group: T[],
  show: (secret: T) => string = shownPlace,
): Record<string, string | number> {
  const { names: places, more } = namesShown(group.map(show), PLACES_NAMED);
  return { count: group.length, places, more };
}

/** A profile id is checked by itself, because the agent stands before it. */
function shownPlace(secret: FingerprintedSecret): string {
  const { profileId, agentId } = secret;
  return profileId !== null && looksLikeSecret(profileId) ? `${agentId}/${HIDDEN_NAME}` : placeName(secret);
}
