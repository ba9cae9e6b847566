import { parseArgs } from "node:util";
import { evaluationLines } from "#cli/evaluation-lines.ts";
import { needed } from "#cli/flags.ts";
import type { LightCommand } from "#cli/light-command.ts";
import { sayFindings, sayRefusal } from "#cli/reading-notes.ts";
import { readSource } from "#cli/state-source.ts";
import { evaluateByCommand, type ReadEvaluation } from "#lib/openclaw/evaluation.ts";
import { statusFacts } from "#lib/openclaw/status-facts.ts";

const OPTIONS = {
  provider: { type: "string" },
  agent: { type: "string" },
  gateway: { type: "string" },
  "state-dir": { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * Says which profiles an agent tries for a provider, in which order and why, and what a run would use. Without
 * `--agent` it is about main's directory, like `models status`.
 */
export const orderExplain: LightCommand = {
  light: true,
  async run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    const provider = needed("--provider", values.provider?.trim());
    const source = await readSource(values, input);
    const { state } = source;
    const reading = statusFacts(state, values.agent ?? null, input.nowMs);
    if (!reading.ok) return sayRefusal(input, reading.refusal, state.findings);
    const evaluation = await evaluateByCommand(provider, { ...reading, ...source });
    if (values.json) input.stdout.write(`${JSON.stringify(explained(evaluation), null, 2)}\n`);
    else {
      const lines = evaluationLines(evaluation, await input.translator(), input.nowMs);
      input.stdout.write(`${lines.join("\n")}\n`);
    }
    await sayFindings(input, state.findings);
    return 0;
  },
};

/** The document of `--json`. `runtime.source` is null when a run would fail. No value of a credential is in it. */
function explained({ provider, order, basis, rows, eligibility, runtime, refs, unrun }: ReadEvaluation) {
  const { used, problem, tried, shadowed } = runtime;
  const references = [...refs].map(([ref, outcome]) => ({
    ref,
    outcome: outcome.ok ? "ok" : outcome.failure,
  }));
  return {
    provider,
    order,
    basis,
    eligibility,
    runtime: { ...(used ?? { source: null }), problem, tried, shadowed },
    reasons: rows.map(({ window, ...row }) => ({ ...row, window })),
    references,
    unrun,
  };
}
