import { csvTable } from "#lib/imports/csv-table.ts";
import { type FoundCredential, foundCredential, type ImportProblem } from "#lib/imports/found-credential.ts";
import { ImportFault } from "#lib/imports/import-fault.ts";
import { jsonDocument } from "#lib/imports/json-document.ts";
import { listAt, memberOf, textAt } from "#lib/imports/plain-data.ts";
import { type NamedProvider, providerAt } from "#lib/imports/provider-names.ts";

/** Types that mean the same in one-api and new-api. */
const COMMON: Readonly<Record<string, string>> = {
  1: "openai",
  14: "anthropic",
  16: "zai",
  17: "modelstudio",
  20: "openrouter",
  24: "google",
  25: "moonshot",
};
const ONE_API: Readonly<Record<string, string>> = {
  27: "minimax",
  28: "mistral",
  29: "groq",
  39: "together",
  40: "volcengine",
  45: "xai",
  47: "qianfan",
  49: "modelstudio",
};
const NEW_API: Readonly<Record<string, string>> = {
  26: "zai",
  35: "minimax",
  42: "mistral",
  45: "volcengine",
  46: "qianfan",
  48: "xai",
};
/** Azure, AWS and Vertex, by dialect. */
const CLOUDS = { one: new Set(["3", "33", "42"]), new: new Set(["3", "33", "41"]) } as const;
/** Columns that only new-api's table has, and those that only one-api's has. */
const NEW_API_MEMBERS = ["channel_info", "auto_ban", "status_code_mapping", "openai_organization", "tag"];
const ONE_API_MEMBERS = ["config", "system_prompt"];
const ENABLED = "1";

const KEY_LEFT_OUT: ImportProblem = { code: "import_key_left_out", params: {} };
const CLOUD: ImportProblem = { code: "import_cloud_credential", params: {} };
/** new-api's Codex channels hold the JSON of a login. */
const CODEX_TYPE = "57";
const OAUTH_LOGIN: ImportProblem = { code: "import_oauth_login", params: {} };

type Dialect = "one" | "new" | null;

/** The keys of channels, from rows of the `channels` table or answers of the API, as JSON or CSV. */
export function oneApiCredentials(text: string): FoundCredential[] {
  const channels = channelsOf(text);
  const dialect = dialectOf(channels);
  return channels.flatMap((channel, index) => channelKeys(channel, index, dialect));
}

function channelsOf(text: string): unknown[] {
  if (!/^\s*[[{]/.test(text)) {
    const rows = csvTable(text);
    if (rows[0] && !(rows[0].has("type") && rows[0].has("key")))
      throw new ImportFault("import_wrong_format", {});
    return rows.map((row) => Object.fromEntries(row));
  }
  const root = jsonDocument(text);
  const data = memberOf(root, "data") ?? root;
  const list = Array.isArray(data) ? data : (memberOf(data, "items") ?? [data]);
  const channels = Array.isArray(list) ? list : [];
  if (channels.some((channel) => memberOf(channel, "type") === undefined))
    throw new ImportFault("import_wrong_format", {});
  return channels;
}

/** The two number their types differently from 26 on; the columns say which of them a row is of. */
function dialectOf(channels: readonly unknown[]): Dialect {
  const has = (names: readonly string[]) =>
    channels.some((channel) => names.some((name) => memberOf(channel, name) !== undefined));
  if (has(NEW_API_MEMBERS)) return "new";
  return has(ONE_API_MEMBERS) ? "one" : null;
}

function channelKeys(channel: unknown, index: number, dialect: Dialect): FoundCredential[] {
  const named = providerOf(channel, dialect);
  const id = textAt(channel, "id");
  const where = `channel ${/^\d{1,12}$/.test(id) ? id : `#${index + 1}`}`;
  const name = textAt(channel, "name");
  const candidate = { provider: named.provider, name, place: where };
  if (textAt(channel, "type") === CODEX_TYPE && dialect === "new")
    return [foundCredential({ ...candidate, type: "oauth", value: null, problem: OAUTH_LOGIN })];
  const keys = keysOf(textAt(channel, "key"));
  if (keys.length === 0) return [foundCredential({ ...candidate, value: null, problem: KEY_LEFT_OUT })];
  const isOff = textAt(channel, "status") !== "" && textAt(channel, "status") !== ENABLED;
  const states = memberOf(memberOf(channel, "channel_info"), "multi_key_status_list");
  return keys.map((value, at) => {
    const state = textAt(states, String(at));
    return foundCredential({
      ...candidate,
      name: keys.length > 1 ? `${name}-${at + 1}` : name,
      place: keys.length > 1 ? `${where}, key ${at + 1}` : where,
      isOff: isOff || (state !== "" && state !== ENABLED),
      value,
      problem: named.problem,
    });
  });
}

/** One key on each line, or a JSON list of them. */
function keysOf(text: string): string[] {
  const list = text.startsWith("[") ? listAt({ list: jsonDocument(text) }, "list") : text.split("\n");
  return list.map((key) => (typeof key === "string" ? key.trim() : "")).filter((key) => key !== "");
}

function providerOf(channel: unknown, dialect: Dialect): NamedProvider {
  const type = textAt(channel, "type");
  if (CLOUDS[dialect ?? "one"].has(type)) return { provider: null, problem: CLOUD };
  const own = dialect === null ? undefined : (dialect === "new" ? NEW_API : ONE_API)[type];
  return providerAt(COMMON[type] ?? own ?? null, textAt(channel, "base_url"));
}
