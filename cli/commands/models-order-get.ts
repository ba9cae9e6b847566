import { parseArgs } from "node:util";
import type { LightCommand } from "#cli/light-command.ts";
import { sayFindings, sayRefusal } from "#cli/reading-notes.ts";
import { readSource } from "#cli/state-source.ts";
import { readOverride } from "#lib/domain/order-override.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { resolveConfigRefs } from "#lib/openclaw/config-refs.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { isRefusal, orderAgent, shortened, statusFacts } from "#lib/openclaw/status-facts.ts";

const OPTIONS = {
  provider: { type: "string" },
  agent: { type: "string" },
  gateway: { type: "string" },
  "state-dir": { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * `openclaw models auth order get` for a state dir, without its writes, on the configured default agent unless one is
 * named. Without `--state-dir` it is what the console wants for a registered gateway.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3.
 */
export const orderGet: LightCommand = {
  light: true,
  async run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    if (values["state-dir"] === undefined) {
      const { orderGetWanted } = await import("#cli/commands/models-order.ts");
      return input.withConsole((full) => orderGetWanted.run(full));
    }
    const { needed } = await import("#cli/flags.ts");
    const provider = normalizeProvider(needed("--provider", values.provider?.trim()));
    const source = await readSource(values, input);
    const { state } = source;
    const agent = orderAgent(state, values.agent ?? null);
    if (isRefusal(agent)) return sayRefusal(input, agent, state.findings);
    const reading = statusFacts(state, values.agent ?? null, input.nowMs);
    if (!reading.ok) return sayRefusal(input, reading.refusal, state.findings);
    const resolved = await resolveConfigRefs(reading.facts, state, source);
    if (!resolved.ok) return sayRefusal(input, resolved.refusal, state.findings);

    const order = readOverride(agent.effective, provider);
    const authStorePath = shortened(agent.storePath ?? "", state.home);
    const { agentId, agentDir } = agent;
    if (values.json) {
      const document = { agentId, agentDir, provider, authStorePath, order };
      input.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      const shownOrder = order ? order.map((id) => printable(id)).join(", ") : "(none)";
      const lines = [
        `Agent: ${agentId}`,
        `Provider: ${printable(provider)}`,
        `Auth file: ${printable(authStorePath, 4096)}`,
        `Order override: ${shownOrder}`,
      ];
      input.stdout.write(`${lines.join("\n")}\n`);
    }
    await sayFindings(input, state.findings);
    return 0;
  },
};
