import { checkPastedSecret } from "#lib/domain/pasted-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { recogniseSetupToken } from "#lib/domain/setup-token.ts";
import type { Refused } from "#lib/domain/verdict.ts";
import { ImportFault } from "#lib/imports/import-fault.ts";

export const IMPORT_FORMATS = ["env", "litellm", "one-api", "cliproxyapi"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Why a credential cannot be taken: a code of the catalogs' `errors`, with what fills that sentence. */
export type ImportProblem = Pick<Refused<string>, "code" | "params">;

/** One credential of a file. Nothing but `secret` may hold a secret; everything else may be shown. */
export type FoundCredential = {
  /** The id OpenClaw knows the provider by; null when nothing says which it is. */
  provider: string | null;
  type: "api_key" | "token" | "oauth";
  /** What to call it after the provider, in characters that a chat can pin; empty when nothing names it. */
  name: string;
  /** Where it stands: a variable, a path, a channel and the number of its key. */
  place: string;
  /** Counts from 1; null where the format has no lines of its own. */
  line: number | null;
  /** The tool that the file is of does not use it now. */
  isOff: boolean;
  secret: SecretText | null;
  problem: ImportProblem | null;
};

/** More of them in one file is no file that a person looks through. */
export const FOUND_MAX = 500;
const NAME_LENGTH_MAX = 48;

type Candidate = Pick<FoundCredential, "provider" | "place"> & {
  name?: string;
  line?: number | null;
  isOff?: boolean;
  type?: FoundCredential["type"];
  /** What stands there; anything but a text with something in it is no secret. */
  value: unknown;
  problem?: ImportProblem | null;
};

/** Checks what stands in a file as pasted secrets are checked. An Anthropic subscription's token is known by its looks. */
export function foundCredential(candidate: Candidate): FoundCredential {
  const { provider, place, line = null, isOff = false, value } = candidate;
  const text = typeof value === "string" ? value.trim() : "";
  const isSetupToken = provider === "anthropic" && text.startsWith("sk-ant-oat");
  const type = candidate.type ?? (isSetupToken ? "token" : "api_key");
  const checked = isSetupToken ? setupToken(text) : pastedSecret(text);
  const problem = candidate.problem ?? checked.problem ?? (provider === null ? UNKNOWN_PROVIDER : null);
  const name = nameOf(candidate.name ?? "");
  return { provider, type, name, place, line, isOff, secret: checked.secret, problem };
}

const UNKNOWN_PROVIDER: ImportProblem = { code: "import_unknown_provider", params: {} };

type Checked = { secret: SecretText | null; problem: ImportProblem | null };

function pastedSecret(text: string): Checked {
  const checked = checkPastedSecret(new SecretText(text));
  return checked.ok ? { secret: checked.secret, problem: null } : { secret: null, problem: codeOf(checked) };
}

function setupToken(text: string): Checked {
  const checked = recogniseSetupToken(new SecretText(text));
  return checked.ok ? { secret: checked.token, problem: null } : { secret: null, problem: codeOf(checked) };
}

const codeOf = ({ code, params }: Refused<string>): ImportProblem => ({ code, params });

/** A name made of what a file calls a thing, in the characters that a chat can pin. */
function nameOf(text: string): string {
  const plain = text.slice(0, 4 * NAME_LENGTH_MAX).replace(/[^A-Za-z0-9_.@]+/g, "-");
  return plain.replace(/^-+|-+$/g, "").slice(0, NAME_LENGTH_MAX);
}

/**
 * Takes from names what is a secret of the same file: someone may have named a channel by its key. Throws
 * `ImportFault` `import_too_many`.
 */
export function withoutSecretsInNames(found: readonly FoundCredential[]): FoundCredential[] {
  if (found.length > FOUND_MAX) throw new ImportFault("import_too_many", { max: FOUND_MAX });
  const secrets = new Set(found.flatMap(({ secret }) => (secret ? [secret.reveal()] : [])));
  return found.map((item) => (tells(item.name, secrets) ? { ...item, name: "" } : item));
}

/** Shorter parts than this are in every name. */
const PART_LENGTH_MIN = 8;

function tells(name: string, secrets: ReadonlySet<string>): boolean {
  if (name.length < PART_LENGTH_MIN) return secrets.has(name);
  const part = name.slice(0, PART_LENGTH_MIN);
  return [...secrets].some(
    (secret) => name.includes(secret) || secret.includes(name) || secret.startsWith(part),
  );
}
