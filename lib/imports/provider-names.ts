import { findProvider } from "#lib/domain/providers.ts";
import type { ImportProblem } from "#lib/imports/found-credential.ts";

/** Hosts of providers that OpenClaw knows, for keys whose file only says where they are sent. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["api.openai.com", "openai"],
  ["api.anthropic.com", "anthropic"],
  ["generativelanguage.googleapis.com", "google"],
  ["openrouter.ai", "openrouter"],
  ["api.groq.com", "groq"],
  ["api.mistral.ai", "mistral"],
  ["api.x.ai", "xai"],
  ["api.moonshot.cn", "moonshot"],
  ["api.moonshot.ai", "moonshot"],
  ["api.together.xyz", "together"],
  ["api.together.ai", "together"],
  ["api.cerebras.ai", "cerebras"],
  ["integrate.api.nvidia.com", "nvidia"],
  ["router.huggingface.co", "huggingface"],
  ["api.z.ai", "zai"],
  ["open.bigmodel.cn", "zai"],
  ["dashscope.aliyuncs.com", "modelstudio"],
  ["dashscope-intl.aliyuncs.com", "modelstudio"],
  ["ark.cn-beijing.volces.com", "volcengine"],
  ["api.minimax.chat", "minimax"],
  ["api.minimax.io", "minimax"],
  ["qianfan.baidubce.com", "qianfan"],
  ["api.venice.ai", "venice"],
  ["api.voyageai.com", "voyage"],
]);

export type NamedProvider = { provider: string | null; problem: ImportProblem | null };

/**
 * The provider that a key is for, by what a file calls it and the address that the file sends it to.
 *
 * The address decides: `openai` with another server's address means a server that speaks like OpenAI's, and its key must
 * not be sent to OpenAI. An address that belongs to no known provider is a problem that a person has to settle.
 */
export function providerAt(called: string | null, address: string): NamedProvider {
  const known = called === null ? null : findProvider(called);
  if (address === "") {
    if (known?.pasteable) return { provider: known.id, problem: null };
    return { provider: null, problem: { code: "import_unknown_provider", params: {} } };
  }
  const host = hostOf(address);
  const there = host === null ? undefined : HOSTS.get(host);
  if (there === undefined) return { provider: null, problem: { code: "import_own_address", params: {} } };
  return { provider: there, problem: null };
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname.toLowerCase() : null;
}
