import type { FileValueProblem, PlacedRef, SecretProviderFacts } from "#lib/domain/doctor-facts.ts";
import { readBoundedText } from "#lib/openclaw/bounded-file.ts";
import { type PathContext, resolveUserPath } from "#lib/openclaw/config-location.ts";
import { secretFileValues } from "#lib/openclaw/secret-file-values.ts";
import { checkSecretCommand, checkSecretFile } from "#lib/openclaw/secret-path-check.ts";
import type { SecretProvider } from "#lib/openclaw/secret-providers.ts";

const FILE_BYTES_MAX_DEFAULT = 1024 * 1024;

type Looking = { ownerUid: number | null; paths: PathContext; refs: readonly PlacedRef[] };

/** Looks at every secret provider as OpenClaw would before it uses it. Nothing is run. */
export function lookAtSecretProviders(
  providers: ReadonlyMap<string, SecretProvider>,
  looking: Looking,
): Map<string, SecretProviderFacts> {
  return new Map([...providers].map(([alias, provider]) => [alias, factsOf(alias, provider, looking)]));
}

function factsOf(alias: string, provider: SecretProvider, looking: Looking): SecretProviderFacts {
  if (provider.source === "env") return { source: "env", allowlist: provider.allowlist ?? null };
  if (provider.source === "file") return fileFacts(alias, provider, looking);
  const { command } = provider;
  const problem = checkSecretCommand(command, looking.ownerUid, provider);
  return { source: "exec", command, problem, insecure: provider.allowInsecurePath === true };
}

function fileFacts(
  alias: string,
  provider: Extract<SecretProvider, { source: "file" }>,
  { ownerUid, paths, refs }: Looking,
): SecretProviderFacts {
  const file = resolveUserPath(provider.path, paths);
  const nothing = new Map<string, FileValueProblem | null>();
  if (file === null) return { source: "file", path: null, problem: null, values: nothing };
  const bytesMax = provider.maxBytes ?? FILE_BYTES_MAX_DEFAULT;
  const problem = checkSecretFile(file, ownerUid, bytesMax);
  // A file of somebody else is not opened: whoever writes the config must not choose what this process reads.
  if (problem !== null) return { source: "file", path: file, problem, values: nothing };
  const read = readBoundedText(file, { within: null, bytesMax });
  if (read.kind !== "text") return { source: "file", path: file, problem: "unreadable", values: nothing };
  const found = secretFileValues(read.text, provider.mode ?? "json");
  if (found === null) return { source: "file", path: file, problem: "not_json", values: nothing };
  const ids = refs
    .filter(({ ref }) => ref.source === "file" && ref.provider === alias)
    .map(({ ref }) => ref.id);
  const values = new Map(ids.map((id) => [id, found.problemOf(id)]));
  return { source: "file", path: file, problem: null, values };
}
