import type { ReadingRefusal } from "#cli/reading-notes.ts";

/** Flags of `models status --probe`, spelled as OpenClaw spells them; the last one is ours. */
export const PROBE_FLAGS = {
  probe: { type: "boolean" },
  "probe-provider": { type: "string" },
  "probe-profile": { type: "string", multiple: true },
  "probe-timeout": { type: "string" },
  "probe-concurrency": { type: "string" },
  "probe-max-tokens": { type: "string" },
  "probe-paid": { type: "boolean" },
} as const;

export type ProbeFlags = {
  plain?: boolean;
  probe?: boolean;
  "probe-provider"?: string;
  "probe-profile"?: string[];
  "probe-timeout"?: string;
  "probe-concurrency"?: string;
  "probe-max-tokens"?: string;
  "probe-paid"?: boolean;
};

export type ProbeOptions = {
  provider: string | undefined;
  profileIds: string[];
  timeoutMs: number;
  concurrency: number;
  maxTokens: number;
  mayPay: boolean;
};

const DEFAULTS = { timeoutMs: 8000, concurrency: 2, maxTokens: 8 };

/**
 * What the flags ask for, or OpenClaw's refusal of them.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1.
 */
export function readProbeFlags(
  flags: ProbeFlags,
): { ok: true; options: ProbeOptions } | { ok: false; refusal: ReadingRefusal } {
  const refuse = (code: string) => ({ ok: false, refusal: { code } }) as const;
  if (flags.plain) return refuse("probe_and_plain");
  const timeoutMs = positive(flags["probe-timeout"], DEFAULTS.timeoutMs);
  if (timeoutMs === null) return refuse("probe_timeout");
  const concurrency = positive(flags["probe-concurrency"], DEFAULTS.concurrency);
  if (concurrency === null) return refuse("probe_concurrency");
  const maxTokens = positive(flags["probe-max-tokens"], DEFAULTS.maxTokens);
  if (maxTokens === null) return refuse("probe_max_tokens");
  const listed = (values: string[] | undefined) =>
    (values ?? []).flatMap((value) => value.split(",")).flatMap((value) => value.trim() || []);
  return {
    ok: true,
    options: {
      provider: flags["probe-provider"]?.trim() || undefined,
      profileIds: [...new Set(listed(flags["probe-profile"]))],
      timeoutMs,
      concurrency: Math.max(1, Math.floor(concurrency)),
      maxTokens: Math.max(1, Math.floor(maxTokens)),
      mayPay: flags["probe-paid"] === true,
    },
  };
}

function positive(text: string | undefined, otherwise: number): number | null {
  if (text === undefined) return otherwise;
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) && number > 0 ? number : null;
}
