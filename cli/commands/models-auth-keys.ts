import { parseArgs } from "node:util";
import { needed } from "#cli/flags.ts";
import type { LightCommand } from "#cli/light-command.ts";
import { sayFindings, sayRefusal } from "#cli/reading-notes.ts";
import { readSource } from "#cli/state-source.ts";
import { maskRotationKey, rotationList, rotationVariables } from "#lib/domain/key-rotation.ts";
import { environmentOf, isConfigRefused } from "#lib/openclaw/status-facts.ts";

const OPTIONS = {
  provider: { type: "string" },
  gateway: { type: "string" },
  "state-dir": { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * Lists the keys that the gateway rotates for a provider, in its order, each with the variable it comes from; a key
 * that is there twice is marked and counts once.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.2.
 */
export const authKeys: LightCommand = {
  light: true,
  async run(input) {
    const { values } = parseArgs({ args: input.args, options: OPTIONS, strict: true });
    const provider = needed("--provider", values.provider?.trim());
    const { state } = await readSource(values, input);
    if (isConfigRefused(state)) {
      return sayRefusal(input, { code: "config_refused", file: state.config.file }, state.findings);
    }
    const entries = rotationList(provider, environmentOf(state).variables).map((entry) => ({
      masked: maskRotationKey(entry.key),
      source: entry.source,
      variable: entry.variable,
      isDuplicate: entry.duplicateOf !== null,
    }));
    const keys = entries.filter(({ isDuplicate }) => !isDuplicate).map(({ isDuplicate, ...key }) => key);
    const duplicates = entries.filter(({ isDuplicate }) => isDuplicate).map(({ isDuplicate, ...key }) => key);
    if (values.json) {
      const document = { variables: rotationVariables(provider), keys, duplicates };
      input.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      const t = await input.translator();
      const lines = entries.map(({ masked, variable, isDuplicate }) =>
        t(isDuplicate ? "cli.rotation.duplicate" : "cli.rotation.key", { masked, variable }),
      );
      input.stdout.write(
        lines.map((line) => `${line}\n`).join("") || `${t("cli.rotation.none", { provider })}\n`,
      );
    }
    await sayFindings(input, state.findings);
    return 0;
  },
};
