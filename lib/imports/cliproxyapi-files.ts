import { type FoundCredential, foundCredential, type ImportProblem } from "#lib/imports/found-credential.ts";
import { ImportFault } from "#lib/imports/import-fault.ts";
import { jsonDocument } from "#lib/imports/json-document.ts";
import { listAt, memberOf, textAt } from "#lib/imports/plain-data.ts";
import { providerAt } from "#lib/imports/provider-names.ts";
import { type YamlDocument, yamlDocument } from "#lib/imports/yaml-document.ts";

/** The provider that each kind of login is for, by OpenClaw's ids; logins of other kinds have none there. */
const LOGINS: ReadonlyMap<string, string> = new Map([
  ["claude", "anthropic"],
  ["codex", "openai-codex"],
  ["gemini", "google-gemini-cli"],
  ["gemini-cli", "google-gemini-cli"],
  ["qwen", "qwen-portal"],
  ["kimi", "kimi-coding"],
  ["xai", "xai"],
]);
const OAUTH_LOGIN: ImportProblem = { code: "import_oauth_login", params: {} };
const CLAUDE_LOGIN: ImportProblem = { code: "import_claude_login", params: {} };
const CLOUD: ImportProblem = { code: "import_cloud_credential", params: {} };

/** Lists of keys in `config.yaml`, with the provider of those that have no address of their own. */
const SECTIONS: readonly (readonly [section: string, provider: string])[] = [
  ["claude-api-key", "anthropic"],
  ["gemini-api-key", "google"],
  ["interactions-api-key", "google"],
  ["codex-api-key", "openai"],
  ["xai-api-key", "xai"],
];

/**
 * What CLIProxyAPI holds: the keys of its `config.yaml`, or the logins of its `auths/*.json`. The config's own `api-keys`
 * let people in to CLIProxyAPI itself and are not taken.
 */
export function cliProxyCredentials(text: string): FoundCredential[] {
  return /^\s*[[{]/.test(text) ? loginsOf(text) : configKeys(yamlDocument(text));
}

function loginsOf(text: string): FoundCredential[] {
  const root = jsonDocument(text);
  const files = Array.isArray(root) ? root : [root];
  return files.map((file, index) => {
    const type = textAt(file, "type");
    if (type === "") throw new ImportFault("import_wrong_format", {});
    const provider = LOGINS.get(type) ?? null;
    const problem = type === "claude" ? CLAUDE_LOGIN : type === "vertex" ? CLOUD : OAUTH_LOGIN;
    const place = files.length > 1 ? `login ${index + 1}` : "login";
    const isOff = memberOf(file, "disabled") === true;
    const name = textAt(file, "email");
    const value = textAt(file, "refresh_token") || textAt(file, "access_token");
    return foundCredential({ provider, type: "oauth", name, place, isOff, value, problem });
  });
}

function configKeys(document: YamlDocument): FoundCredential[] {
  const { value: root, lineOf } = document;
  const keyed = SECTIONS.flatMap(([section, called]) =>
    listAt(root, section).map((entry, index) => {
      const named = providerAt(called, textAt(entry, "base-url"));
      const line = lineOf([section, index, "api-key"]);
      const value = memberOf(entry, "api-key");
      return foundCredential({ ...named, place: `${section}[${index}]`, line, value });
    }),
  );
  return [...keyed, ...olderGoogleKeys(document), ...vertexKeys(document), ...compatibleKeys(document)];
}

function olderGoogleKeys({ value: root, lineOf }: YamlDocument): FoundCredential[] {
  const section = "generative-language-api-key";
  return listAt(root, section).map((value, index) => {
    const line = lineOf([section, index]);
    return foundCredential({ provider: "google", place: `${section}[${index}]`, line, value });
  });
}

function vertexKeys({ value: root, lineOf }: YamlDocument): FoundCredential[] {
  const section = "vertex-api-key";
  return listAt(root, section).map((entry, index) => {
    const [line, value] = [lineOf([section, index, "api-key"]), memberOf(entry, "api-key")];
    return foundCredential({ provider: null, place: `${section}[${index}]`, line, value, problem: CLOUD });
  });
}

/** Newer files have `api-key-entries`, older ones a plain list `api-keys`. */
function compatibleKeys({ value: root, lineOf }: YamlDocument): FoundCredential[] {
  const section = "openai-compatibility";
  return listAt(root, section).flatMap((entry, index) => {
    const named = providerAt(textAt(entry, "name"), textAt(entry, "base-url"));
    const isOff = memberOf(entry, "disabled") === true;
    const newer = listAt(entry, "api-key-entries").map((key, at) => ({
      value: memberOf(key, "api-key"),
      path: [section, index, "api-key-entries", at, "api-key"],
      at,
    }));
    const older = listAt(entry, "api-keys").map((value, at) => ({
      value,
      path: [section, index, "api-keys", at],
      at,
    }));
    return [...newer, ...older].map(({ value, path, at }) => {
      const place = `${section}[${index}], key ${at + 1}`;
      return foundCredential({
        ...named,
        name: textAt(entry, "name"),
        isOff,
        place,
        line: lineOf(path),
        value,
      });
    });
  });
}
