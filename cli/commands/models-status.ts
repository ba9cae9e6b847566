import { parseArgs } from "node:util";
import type { LightCommand, LightInput } from "#cli/light-command.ts";
import { PROBE_FLAGS, type ProbeOptions, readProbeFlags } from "#cli/probe-flags.ts";
import { sayFindings, sayRefusal } from "#cli/reading-notes.ts";
import { type ReadSource, readSource, type SourceFlags } from "#cli/state-source.ts";
import { askedCheckCode, askedProblems } from "#lib/domain/asked-check.ts";
import { checkCode, modelsStatus as computeStatus, type StatusDocument } from "#lib/domain/models-status.ts";
import { statusLines } from "#lib/domain/models-status-text.ts";
import { resolveConfigRefs } from "#lib/openclaw/config-refs.ts";
import { printable } from "#lib/openclaw/finding.ts";
import type { AgentState } from "#lib/openclaw/state-dir.ts";
import { shortened, statusFacts } from "#lib/openclaw/status-facts.ts";

const OPTIONS = {
  json: { type: "boolean" },
  plain: { type: "boolean" },
  check: { type: "boolean" },
  agent: { type: "string" },
  gateway: { type: "string" },
  "state-dir": { type: "string" },
  ...PROBE_FLAGS,
} as const;

/** A line lists all profiles of a provider. */
const LINE_LENGTH_MAX = 16 * 1024 * 1024;

/**
 * `openclaw models status` without its writes: the same document, text and exit status.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1.
 */
export const modelsStatus: LightCommand = {
  light: true,
  async run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    if (values.json && values.plain) return sayRefusal(input, { code: "json_and_plain" });
    const probe = values.probe ? readProbeFlags(values) : null;
    if (probe && !probe.ok) return sayRefusal(input, probe.refusal);
    const source = await readSource(values, input);
    const { state } = source;
    const reading = statusFacts(state, values.agent ?? null, input.nowMs);
    if (!reading.ok) return sayRefusal(input, reading.refusal, state.findings);
    const resolved = await resolveConfigRefs(reading.facts, state, source);
    if (!resolved.ok) return sayRefusal(input, resolved.refusal, state.findings);
    const status = computeStatus(resolved.facts);
    const document = probe
      ? await withProbes(
          status,
          { source, agent: reading.agent, options: probe.options, flags: values },
          input,
        )
      : status;
    print(document, values, input, (file) => shortened(file, state.home));
    await sayFindings(input, state.findings);
    if (!values.check) return 0;
    const told = state.observation?.agents.find(({ agentId }) => agentId === reading.agent.agentId);
    return told ? askedCheckCode(askedProblems(told, input.nowMs)) : checkCode(document);
  },
};

/** Loaded only here, because asking providers takes more code than all the rest. */
async function withProbes(
  status: StatusDocument,
  { agent, ...probing }: { agent: AgentState; source: ReadSource; options: ProbeOptions; flags: SourceFlags },
  input: LightInput,
): Promise<StatusDocument> {
  const { probeDocument } = await import("#cli/probing.ts");
  const probes = await probeDocument(input, { ...probing, agentId: agent.agentId });
  return { ...status, auth: { ...status.auth, probes } };
}

function print(
  document: StatusDocument,
  flags: { json?: boolean; plain?: boolean },
  { stdout }: LightInput,
  short: (file: string) => string,
): void {
  if (flags.json) stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  else if (flags.plain) stdout.write(`${document.resolvedDefault}\n`);
  else {
    const lines = statusLines(document, short).map((line) => printable(line, LINE_LENGTH_MAX));
    stdout.write(`${lines.join("\n")}\n`);
  }
}
