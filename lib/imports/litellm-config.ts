import { variableCredentials } from "#lib/imports/env-file.ts";
import { type FoundCredential, foundCredential, type ImportProblem } from "#lib/imports/found-credential.ts";
import { listAt, memberOf, textAt } from "#lib/imports/plain-data.ts";
import { type NamedProvider, providerAt } from "#lib/imports/provider-names.ts";
import { type YamlDocument, yamlDocument } from "#lib/imports/yaml-document.ts";

/** LiteLLM's names of providers where OpenClaw's differ. */
const OPENCLAW_NAMES: ReadonlyMap<string, string> = new Map([
  ["gemini", "google"],
  ["together_ai", "together"],
  ["hosted_vllm", "vllm"],
  ["nvidia_nim", "nvidia"],
  ["dashscope", "modelstudio"],
  ["github_copilot", "github-copilot"],
  ["vercel_ai_gateway", "vercel-ai-gateway"],
  ["litellm_proxy", "litellm"],
  ["text-completion-openai", "openai"],
]);
/** Signed with a cloud's own credentials or sent to a deployment of one's own; OpenClaw takes no pasted key for them. */
const CLOUDS: ReadonlySet<string> = new Set(["azure", "azure_ai", "bedrock", "sagemaker", "vertex_ai"]);
const BARE_MODELS: readonly (readonly [RegExp, string])[] = [
  [/^(?:gpt-|chatgpt-|o[134](?:-|$)|text-embedding-)/, "openai"],
  [/^claude-/, "anthropic"],
];
const ENVIRONMENT = "os.environ/";
const CLOUD: ImportProblem = { code: "import_cloud_credential", params: {} };

type Ground = { document: YamlDocument; variables: unknown; used: Set<string> };
type Keyed = { path: (string | number)[]; holder: unknown; provider: NamedProvider; name: string };

/**
 * The provider keys of LiteLLM's `config.yaml`: of `model_list`, `credential_list` and `environment_variables`.
 * `general_settings.master_key` lets people in to LiteLLM itself and is not one of them.
 */
export function litellmCredentials(text: string): FoundCredential[] {
  const document = yamlDocument(text);
  const variables = memberOf(document.value, "environment_variables");
  const ground: Ground = { document, variables, used: new Set() };
  const keyed = [...modelKeys(document.value), ...credentialKeys(document.value)];
  const found = keyed.flatMap((item) => credentialAt(item, ground));
  const rest = Object.entries(variables ?? {}).filter(([name]) => !ground.used.has(name));
  return [
    ...found,
    ...rest.flatMap(([name, value]) =>
      variableCredentials(name, value).map((item) => ({
        ...item,
        line: document.lineOf(["environment_variables", name]),
      })),
    ),
  ];
}

function modelKeys(root: unknown): Keyed[] {
  return listAt(root, "model_list").map((model, index) => {
    const holder = memberOf(model, "litellm_params");
    const name = textAt(model, "model_name");
    return { path: ["model_list", index, "litellm_params"], holder, provider: providerOf(holder), name };
  });
}

function credentialKeys(root: unknown): Keyed[] {
  const models = listAt(root, "model_list").map((model) => memberOf(model, "litellm_params"));
  return listAt(root, "credential_list").map((credential, index) => {
    const holder = memberOf(credential, "credential_values");
    const name = textAt(credential, "credential_name");
    const user = models.find((params) => textAt(params, "litellm_credential_name") === name);
    const described = memberOf(credential, "credential_info");
    const params = {
      model: textAt(user, "model"),
      custom_llm_provider: textAt(described, "custom_llm_provider"),
      api_base: textAt(holder, "api_base"),
    };
    return {
      path: ["credential_list", index, "credential_values"],
      holder,
      provider: providerOf(params),
      name,
    };
  });
}

function credentialAt({ path, holder, provider, name }: Keyed, ground: Ground): FoundCredential[] {
  const written = memberOf(holder, "api_key");
  if (written === undefined || written === null || written === "" || written === "none") return [];
  const full = [...path, "api_key"];
  const place = full
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
  const candidate = { provider: provider.provider, name, place, line: ground.document.lineOf(full) };
  if (typeof written !== "string" || !written.startsWith(ENVIRONMENT))
    return [foundCredential({ ...candidate, value: written, problem: provider.problem })];
  const variable = written.slice(ENVIRONMENT.length);
  const value = memberOf(ground.variables, variable);
  if (value === undefined || value === "") {
    const problem: ImportProblem = { code: "import_environment_value", params: {} };
    return [foundCredential({ ...candidate, value: null, problem })];
  }
  ground.used.add(variable);
  return [foundCredential({ ...candidate, value, problem: provider.problem })];
}

/** By `custom_llm_provider`, else by what stands before the first `/` of the model, else by the model's name. */
function providerOf(params: unknown): NamedProvider {
  const model = textAt(params, "model");
  const slash = model.indexOf("/");
  const prefix = slash > 0 ? model.slice(0, slash) : "";
  const called = textAt(params, "custom_llm_provider") || prefix || bareModel(model);
  if (CLOUDS.has(called)) return { provider: null, problem: CLOUD };
  const address = textAt(params, "api_base") || textAt(params, "base_url");
  return providerAt(OPENCLAW_NAMES.get(called) ?? called, address);
}

const bareModel = (model: string) => BARE_MODELS.find(([pattern]) => pattern.test(model))?.[1] ?? "";
