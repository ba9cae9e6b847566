import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IMPORT_FORMATS, type ImportFormat } from "#lib/imports/found-credential.ts";
import { readImport } from "#lib/imports/read-import.ts";

const SETUP_TOKEN = `sk-ant-oat01-${"FAKE".repeat(20)}`;

/** What a person would be told of each: place, provider and name, or why not. */
function told(text: string, format: ImportFormat | null = null): string[] {
  return readImport(text, format).found.map(
    ({ place, line, provider, name, type, isOff, problem }) =>
      `${line ?? "-"} ${place} → ${problem?.code ?? `${provider}:${name} ${type}`}${isOff ? " off" : ""}`,
  );
}

function fault(text: string, format: ImportFormat | null = null): unknown {
  try {
    readImport(text, format);
  } catch (error) {
    const { code, params } = error as { code: string; params: object };
    return { code, ...params };
  }
  return "read";
}

describe("a .env file", () => {
  const FILE = [
    "\uFEFF# keys of the office",
    'export OPENAI_API_KEY="sk-FAKE-openai-0001"',
    `ANTHROPIC_OAUTH_TOKEN=${SETUP_TOKEN}`,
    "GEMINI_API_KEY_TEAM=AIzaFAKE-0000000001",
    "GROQ_API_KEYS=gsk_FAKE-1, gsk_FAKE-2",
    "DEEPSEEK_API_KEY=sk-FAKE-deepseek",
    "QWEN_OAUTH_TOKEN=FAKE-login-token",
    `MISTRAL_API_KEY=$${"{OTHER}"}`,
    "DATABASE_URL=postgres://user:FAKE@db/x",
  ].join("\r\n");

  test("gives the keys whose variables OpenClaw reads, and says why the others stay", () => {
    expect(readImport(FILE, null).format).toBe("env");
    expect(told(FILE)).toEqual([
      "2 OPENAI_API_KEY → openai: api_key",
      "3 ANTHROPIC_OAUTH_TOKEN → anthropic: token",
      "4 GEMINI_API_KEY_TEAM → google:team api_key",
      "5 GROQ_API_KEYS 1 → groq:key-1 api_key",
      "5 GROQ_API_KEYS 2 → groq:key-2 api_key",
      "6 DEEPSEEK_API_KEY → import_unknown_variable",
      "7 QWEN_OAUTH_TOKEN → import_oauth_login",
      "8 MISTRAL_API_KEY → secret_env_reference",
    ]);
  });

  test("keeps of a name given twice the last value", () => {
    const [only, ...more] = readImport("XAI_API_KEY=xai-old\nXAI_API_KEY=xai-new\n", null).found;
    expect([only?.secret?.reveal(), only?.line, more.length]).toEqual(["xai-new", 2, 0]);
  });
});

describe("LiteLLM's config.yaml", () => {
  const FILE = `
model_list:
  - model_name: smart
    litellm_params: { model: anthropic/claude-sonnet-4, api_key: sk-ant-api03-FAKE }
  - model_name: smart
    litellm_params: { model: openai/gpt-5, api_key: os.environ/OPENAI_API_KEY }
  - model_name: local
    litellm_params: { model: openai/llama, api_base: "http://10.0.0.7:8000/v1", api_key: FAKE-local }
  - model_name: routed
    litellm_params: { model: openai/x, api_base: "https://openrouter.ai/api/v1", api_key: sk-or-FAKE }
  - model_name: fast
    litellm_params: { model: gemini/gemini-3-flash, api_key: os.environ/GOOGLE_KEY }
  - model_name: azure
    litellm_params: { model: azure/gpt-4o, api_key: FAKE-azure }
  - model_name: gpt-4o
    litellm_params: { model: gpt-4o, litellm_credential_name: office }
credential_list:
  - credential_name: office
    credential_values: { api_key: sk-FAKE-office }
    credential_info: {}
environment_variables:
  OPENAI_API_KEY: sk-FAKE-openai
  GROQ_API_KEY: gsk_FAKE
  REDIS_PASSWORD: FAKE-redis
general_settings:
  master_key: sk-FAKE-master
router_settings:
  redis_password: FAKE-router
`;

  test("gives every provider key and no key of LiteLLM's own", () => {
    expect(readImport(FILE, null).format).toBe("litellm");
    expect(told(FILE)).toEqual([
      "4 model_list[0].litellm_params.api_key → anthropic:smart api_key",
      "6 model_list[1].litellm_params.api_key → openai:smart api_key",
      "8 model_list[2].litellm_params.api_key → import_own_address",
      "10 model_list[3].litellm_params.api_key → openrouter:routed api_key",
      "12 model_list[4].litellm_params.api_key → import_environment_value",
      "14 model_list[5].litellm_params.api_key → import_cloud_credential",
      "19 credential_list[0].credential_values.api_key → openai:office api_key",
      "23 GROQ_API_KEY → groq: api_key",
    ]);
    const values = readImport(FILE, null).found.map(({ secret }) => secret?.reveal());
    expect(values[1]).toBe("sk-FAKE-openai");
    for (const own of ["sk-FAKE-master", "FAKE-router", "FAKE-redis"]) expect(values).not.toContain(own);
  });

  test("that is broken is named by line and column", () => {
    expect(fault("model_list:\n  - a: [sk-FAKE\n", "litellm")).toMatchObject({ code: "import_malformed" });
    expect(fault("a: 1\na: 2\n", "litellm")).toEqual({ code: "import_duplicate_key", line: 2, column: 1 });
    expect(fault("a:\n  __proto__: 2\n", "litellm")).toEqual({
      code: "import_reserved_key",
      line: 2,
      column: 3,
    });
  });

  test("that is a bomb of aliases or of levels is refused at once", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (const [from, to] of ["ab", "bc", "cd", "de", "ef"])
      bomb.push(`${to}: &${to} [${`*${from},`.repeat(9)}]`);
    expect(fault(bomb.join("\n"), "litellm")).toEqual({ code: "import_aliases", max: 100 });
    expect(fault(`a: ${"[".repeat(100_000)}`, "litellm")).toMatchObject({ code: "import_too_deep" });
    const stairs = Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n");
    expect(fault(stairs, "litellm")).toMatchObject({ code: "import_too_deep" });
  });
});

describe("channels of one-api and new-api", () => {
  const row = (more: object) => ({
    id: 7,
    type: 1,
    key: "sk-FAKE-1",
    status: 1,
    name: "team",
    base_url: "",
    ...more,
  });
  const NEW = { channel_info: { is_multi_key: true, multi_key_status_list: { 1: 2 } } };

  test("give each of a channel's keys, and say which the tool does not use", () => {
    const file = {
      success: true,
      data: { items: [row({ ...NEW, key: "sk-FAKE-1\nsk-FAKE-2\n" })], total: 1 },
    };
    expect(told(JSON.stringify(file))).toEqual([
      "- channel 7, key 1 → openai:team-1 api_key",
      "- channel 7, key 2 → openai:team-2 api_key off",
    ]);
    expect(told(JSON.stringify([row({ status: 3 })]))).toEqual(["- channel 7 → openai:team api_key off"]);
  });

  test("are read by the numbers of the tool whose columns they have", () => {
    const typed = (type: number, more: object) => told(JSON.stringify([row({ type, ...more })]))[0];
    expect(typed(45, { config: "{}" })).toBe("- channel 7 → xai:team api_key");
    expect(typed(45, NEW)).toBe("- channel 7 → volcengine:team api_key");
    expect(typed(45, {})).toBe("- channel 7 → import_unknown_provider");
    expect(typed(24, {})).toBe("- channel 7 → google:team api_key");
    expect(typed(41, NEW)).toBe("- channel 7 → import_cloud_credential");
    expect(typed(57, NEW)).toBe("- channel 7 → import_oauth_login");
    expect(typed(1, { base_url: "https://relay.example.test" })).toBe("- channel 7 → import_own_address");
    expect(typed(8, { base_url: "https://api.mistral.ai/v1" })).toBe("- channel 7 → mistral:team api_key");
    expect(typed(1, { key: "" })).toBe("- channel 7 → import_key_left_out");
  });

  test("are read from CSV too, with line breaks inside quotes", () => {
    const csv =
      'id,type,key,status,name,base_url\r\n3,14,"sk-ant-api03-FAKE-1\nsk-ant-api03-FAKE-2",1,"A, ""B""",\r\n';
    expect(told(csv)).toEqual([
      "- channel 3, key 1 → anthropic:A-B-1 api_key",
      "- channel 3, key 2 → anthropic:A-B-2 api_key",
    ]);
    expect(fault('type,key\n1,sk-FAKE-1"x', null)).toEqual({ code: "import_malformed", line: 2, column: 12 });
  });

  test("lose a name that is a key", () => {
    expect(told(JSON.stringify([row({ name: "sk-FAKE-1" })]))).toEqual(["- channel 7 → openai: api_key"]);
  });

  test("that are no channels, or hold a key twice or a reserved one, are refused", () => {
    expect(fault('{"hello": 1}')).toEqual({ code: "import_wrong_format" });
    expect(fault('[{"type":1,"key":"a","key":"b"}]')).toMatchObject({
      code: "import_duplicate_key",
      line: 1,
    });
    expect(fault('[{"type":1,\n"__proto__":{}}]')).toEqual({
      code: "import_reserved_key",
      line: 2,
      column: 1,
    });
  });
});

describe("CLIProxyAPI", () => {
  test("has logins that are named with the way out, and taken by nobody", () => {
    const login = (type: string) =>
      told(
        JSON.stringify({
          type,
          access_token: "FAKE-access",
          refresh_token: "FAKE-refresh",
          expired: "2026-01-01",
        }),
      );
    expect(login("claude")).toEqual(["- login → import_claude_login"]);
    expect(login("codex")).toEqual(["- login → import_oauth_login"]);
    expect(login("vertex")).toEqual(["- login → import_cloud_credential"]);
    expect(login("something")).toEqual(["- login → import_oauth_login"]);
  });

  test("has keys in its config, beside those of its own clients", () => {
    const file = `
api-keys: [FAKE-client]
gemini-api-key:
  - api-key: AIzaFAKE
claude-api-key:
  - api-key: sk-ant-api03-FAKE
  - api-key: sk-FAKE-relay
    base-url: https://relay.example.test
generative-language-api-key: [AIzaFAKE-old]
openai-compatibility:
  - name: openrouter
    base-url: https://openrouter.ai/api/v1
    disabled: true
    api-key-entries:
      - api-key: sk-or-FAKE
`;
    expect(told(file)).toEqual([
      "6 claude-api-key[0] → anthropic: api_key",
      "7 claude-api-key[1] → import_own_address",
      "4 gemini-api-key[0] → google: api_key",
      "9 generative-language-api-key[0] → google: api_key",
      "15 openai-compatibility[0], key 1 → openrouter:openrouter api_key off",
    ]);
  });
});

describe("any file", () => {
  test("too large, empty, of no known kind, or no text, is refused", () => {
    expect(fault("A=".padEnd(300_000, "x"))).toEqual({ code: "import_too_large", kibibytes: 256 });
    expect(fault(" \n")).toEqual({ code: "import_empty" });
    expect(fault("hello there")).toEqual({ code: "import_format_unknown" });
    expect(fault("OPENAI_API_KEY=sk\n\nX\0Y")).toEqual({ code: "import_not_text", line: 3, column: 2 });
    expect(fault("\uFFFD\uFFFDO\0P\0")).toMatchObject({ code: "import_not_text" });
    const many = Array.from({ length: 501 }, (_, at) => `OPENAI_API_KEY_${at}=sk-FAKE-${at}`).join("\n");
    expect(fault(many)).toEqual({ code: "import_too_many", max: 500 });
  });

  const SECRET = fc.string({
    minLength: 20,
    maxLength: 40,
    unit: fc.constantFrom(..."abcdefXYZ0123456789-_"),
  });
  const shells: ((secret: string) => string)[] = [
    (secret) => `OPENAI_API_KEY=${secret}`,
    (secret) => `OPENAI_API_KEY="${secret}\n${secret}: x = y`,
    (secret) =>
      `model_list:\n - model_name: ${secret}\n   litellm_params: {model: openai/x, api_key: ${secret}}`,
    (secret) => `model_list: [{api_key: ${secret}\n${secret}: &a *b`,
    (secret) => JSON.stringify([{ type: 1, key: secret, name: secret, base_url: secret }]),
    (secret) => `[{"type": 1, "key": "${secret}" ${secret}}]`,
    (secret) => `id,type,key,name\n1,1,${secret},${secret}`,
    (secret) => `{"type":"claude","email":"${secret}","refresh_token":"${secret}"}`,
    (secret) => `claude-api-key:\n  - api-key: ${secret}\n    base-url: ${secret}`,
  ];

  test("is told of without its secrets, whole, cut anywhere, or read as another format", () => {
    fc.assert(
      fc.property(
        SECRET,
        fc.constantFrom(...shells),
        fc.constantFrom(null, ...IMPORT_FORMATS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (secret, shell, format, cut) => {
          const whole = shell(secret);
          for (const text of [whole, whole.slice(0, Math.ceil(whole.length * cut))]) {
            const told = JSON.stringify(outcome(text, format));
            expect(told).not.toContain(secret.slice(0, 12));
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  test("of any text at all is read or refused with a code of ours", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.constantFrom(...IMPORT_FORMATS),
        (text, format) => {
          outcome(text, format);
        },
      ),
      { numRuns: 600 },
    );
  });
});

function outcome(text: string, format: ImportFormat | null): unknown {
  try {
    return readImport(text, format);
  } catch (error) {
    const { name, code, message, params } = error as Error & { code: string; params: object };
    expect({ name, code }).toEqual({ name: "ImportFault", code: expect.stringMatching(/^import_/) });
    return { message, params };
  }
}
