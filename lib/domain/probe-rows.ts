/** How a provider is spoken to. */
export type ProbeDialect = "anthropic" | "openai" | "google";

/** The header a credential goes in. */
export type KeyHeader = "x-api-key" | "x-goog-api-key" | "bearer";

/** What proves that an answer of the free check is one, and not a page that says yes to everything. */
export type FreeProof = "list" | "key" | "credits";

export type FreeCheck = {
  /** Below the base URL. */
  path: string;
  proof: FreeProof;
  /**
   * The provider says that it wants a key here. Where nobody says so, the same is asked once without a key: some
   * providers show their models to everyone, and then an answer says nothing of the key.
   */
  isKnownClosed: boolean;
};

/**
 * Why the console cannot probe a provider itself: its credential belongs to another client's login, signs requests as
 * a cloud does, or is exchanged for another first; the gateway sends headers of its own; it has no chat; or its address is
 * not known.
 */
export type ProbeObstacle =
  | "client_login"
  | "cloud_signature"
  | "token_exchange"
  | "config_headers"
  | "no_chat"
  | "needs_base_url";

/** A provider that is spoken to over HTTP with its credential in a header. */
export type HttpProvider = {
  dialect: ProbeDialect;
  /** Null where everyone has an address of their own. */
  baseUrl: string | null;
  /** Where it is not the dialect's own. */
  keyHeader?: KeyHeader;
  /** Where there is a better one than the list of models, or where the list is known to want a key. */
  freeCheck?: FreeCheck;
  /** OpenClaw itself calls it under another client's name. */
  isForOtherClients?: boolean;
  /** Where this is written. */
  source: string;
};

/** What we know of one provider beyond what `providers.ts` says. */
export type ProbeRow = HttpProvider | { obstacle: ProbeObstacle; source: string };

/** The release's catalog of models (`models.generated.js` of pi-ai) and the constants in its bundle. */
const OPENCLAW = "OpenClaw 2026.3.13, model catalog and bundle";

const closedList = (path: string): FreeCheck => ({ path, proof: "list", isKnownClosed: true });
const openai = (baseUrl: string) => ({ dialect: "openai" as const, baseUrl, source: OPENCLAW });
const anthropic = (baseUrl: string) => ({ dialect: "anthropic" as const, baseUrl, source: OPENCLAW });
const not = (obstacle: ProbeObstacle): ProbeRow => ({ obstacle, source: OPENCLAW });

/** By normalised id. A provider that is not here is probed when its gateway's config names a base URL. */
export const PROBE_ROWS: ReadonlyMap<string, ProbeRow> = new Map<string, ProbeRow>([
  [
    "anthropic",
    {
      dialect: "anthropic",
      baseUrl: "https://api.anthropic.com",
      freeCheck: closedList("/v1/models?limit=1"),
      source: `${OPENCLAW}; platform.claude.com/docs/en/api "List Models": x-api-key required`,
    },
  ],
  [
    "openai",
    {
      dialect: "openai",
      baseUrl: "https://api.openai.com/v1",
      freeCheck: closedList("/models"),
      source: `${OPENCLAW}; platform.openai.com/docs/api-reference "List models"`,
    },
  ],
  [
    "google",
    {
      dialect: "google",
      baseUrl: "https://generativelanguage.googleapis.com/v1beta",
      freeCheck: closedList("/models?pageSize=1"),
      source: `${OPENCLAW}; ai.google.dev/api/models "models.list"`,
    },
  ],
  [
    "openrouter",
    {
      dialect: "openai",
      baseUrl: "https://openrouter.ai/api/v1",
      // Its list of models is for everyone.
      freeCheck: { path: "/key", proof: "key", isKnownClosed: true },
      source: `${OPENCLAW}; openrouter.ai/docs/api "Get current API key"`,
    },
  ],
  [
    "vercel-ai-gateway",
    {
      dialect: "anthropic",
      baseUrl: "https://ai-gateway.vercel.sh",
      keyHeader: "bearer",
      // Its list of models is for everyone.
      freeCheck: { path: "/v1/credits", proof: "credits", isKnownClosed: true },
      source: `${OPENCLAW}; vercel.com/docs/ai-gateway "Usage & Billing"`,
    },
  ],
  [
    "xai",
    {
      dialect: "openai",
      baseUrl: "https://api.x.ai/v1",
      freeCheck: closedList("/models"),
      source: `${OPENCLAW}; docs.x.ai REST API "Models": those the authenticating key may use`,
    },
  ],
  [
    "deepseek",
    {
      dialect: "openai",
      baseUrl: "https://api.deepseek.com",
      source: "api-docs.deepseek.com; no provider of OpenClaw 2026.3.13 by itself",
    },
  ],
  ["byteplus", openai("https://ark.ap-southeast.bytepluses.com/api/v3")],
  ["byteplus-plan", openai("https://ark.ap-southeast.bytepluses.com/api/coding/v3")],
  ["cerebras", openai("https://api.cerebras.ai/v1")],
  ["groq", openai("https://api.groq.com/openai/v1")],
  ["huggingface", openai("https://router.huggingface.co/v1")],
  ["kilocode", openai("https://api.kilo.ai/api/gateway")],
  ["mistral", openai("https://api.mistral.ai/v1")],
  ["modelstudio", openai("https://coding-intl.dashscope.aliyuncs.com/v1")],
  ["moonshot", openai("https://api.moonshot.ai/v1")],
  ["nvidia", openai("https://integrate.api.nvidia.com/v1")],
  ["ollama", openai("http://127.0.0.1:11434/v1")],
  ["opencode", openai("https://opencode.ai/zen/v1")],
  ["opencode-go", openai("https://opencode.ai/zen/go/v1")],
  ["qianfan", openai("https://qianfan.baidubce.com/v2")],
  ["qwen-portal", openai("https://portal.qwen.ai/v1")],
  ["sglang", openai("http://127.0.0.1:30000/v1")],
  ["together", openai("https://api.together.xyz/v1")],
  ["venice", openai("https://api.venice.ai/api/v1")],
  ["vllm", openai("http://127.0.0.1:8000/v1")],
  ["volcengine", openai("https://ark.cn-beijing.volces.com/api/v3")],
  ["volcengine-plan", openai("https://ark.cn-beijing.volces.com/api/coding/v3")],
  ["zai", openai("https://api.z.ai/api/coding/paas/v4")],
  ["synthetic", anthropic("https://api.synthetic.new/anthropic")],
  ["xiaomi", anthropic("https://api.xiaomimimo.com/anthropic")],
  ["minimax", { ...anthropic("https://api.minimax.io/anthropic"), keyHeader: "bearer" }],
  ["minimax-cn", { ...anthropic("https://api.minimaxi.com/anthropic"), keyHeader: "bearer" }],
  ["minimax-portal", { ...anthropic("https://api.minimax.io/anthropic"), keyHeader: "bearer" }],
  ["kimi-coding", { ...anthropic("https://api.kimi.com/coding"), isForOtherClients: true }],
  ["cloudflare-ai-gateway", { dialect: "anthropic", baseUrl: null, source: OPENCLAW }],
  ["litellm", { dialect: "openai", baseUrl: null, source: "No fixed address: it is a server of one's own" }],
  ["chutes", not("client_login")],
  ["google-gemini-cli", not("client_login")],
  ["openai-codex", not("client_login")],
  ["github-copilot", not("token_exchange")],
  ["amazon-bedrock", not("cloud_signature")],
  ["google-vertex", not("cloud_signature")],
  ["deepgram", not("no_chat")],
  ["voyage", not("no_chat")],
]);
