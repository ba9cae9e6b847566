import { isRotationName, rotationVariables } from "#lib/domain/key-rotation.ts";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import { type FoundCredential, foundCredential } from "#lib/imports/found-credential.ts";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { LineIndex } from "#lib/openclaw/text-position.ts";

const PASTEABLE = KNOWN_PROVIDERS.filter(({ pasteable }) => pasteable);
const LOOKS_LIKE_KEY = /^[A-Z][A-Z0-9_]{0,80}_API_KEYS?(?:_[A-Z0-9_]{1,40})?$/;
/** Written by a login and refreshed by the tool that made it; only Anthropic's can be a setup-token. */
const LOGIN_TOKEN = /^(?!ANTHROPIC_)[A-Z]+_OAUTH_TOKEN$/;
const OAUTH_LOGIN = { code: "import_oauth_login", params: {} };
const UNKNOWN_VARIABLE = { code: "import_unknown_variable", params: {} };

/** The credentials of a `.env` file, by the names that OpenClaw itself reads keys from. Other variables are passed over. */
export function envFileCredentials(text: string): FoundCredential[] {
  const lineOf = variableLines(text);
  return parseDotenv(text).flatMap(({ name, value }) =>
    variableCredentials(name, value).map((found) => ({ ...found, line: lineOf(name) })),
  );
}

/** What one variable holds: none when its name is no key's, several when it is a list. */
export function variableCredentials(name: string, value: unknown): FoundCredential[] {
  const provider = providerOfVariable(name);
  if (provider === null) {
    if (!LOOKS_LIKE_KEY.test(name)) return [];
    return [foundCredential({ provider, place: name, value, problem: UNKNOWN_VARIABLE })];
  }
  if (LOGIN_TOKEN.test(name))
    return [foundCredential({ provider, type: "oauth", place: name, value, problem: OAUTH_LOGIN })];
  const { listVar, liveSingle, prefixedVar } = rotationVariables(provider);
  if (name === listVar && typeof value === "string") {
    const keys = value.split(/[\s,;]+/).filter((key) => key !== "");
    return keys.map((key, index) =>
      foundCredential({ provider, name: `key-${index + 1}`, place: `${name} ${index + 1}`, value: key }),
    );
  }
  const suffix = name.startsWith(prefixedVar) ? name.slice(prefixedVar.length).toLowerCase() : "";
  return [foundCredential({ provider, name: name === liveSingle ? "live" : suffix, place: name, value })];
}

/** The provider OpenClaw takes a variable's key for; of several the one it lists first. */
function providerOfVariable(name: string): string | null {
  const named = PASTEABLE.find(({ envVars }) => envVars.includes(name));
  return (named ?? PASTEABLE.find(({ id }) => isRotationName(name, id)))?.id ?? null;
}

function variableLines(text: string): (name: string) => number | null {
  const index = new LineIndex(text);
  const offsets = new Map<string, number>();
  for (const match of text.matchAll(/^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)/gm))
    offsets.set(match[1] ?? "", match.index);
  return (name) => {
    const offset = offsets.get(name);
    return offset === undefined ? null : index.at(offset).line;
  };
}
