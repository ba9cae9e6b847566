import { refersToEnv } from "#lib/openclaw/config-substitution.ts";
import { type ConfigNode, nodeAt } from "#lib/openclaw/config-tree.ts";
import { configNameRefusal } from "#lib/openclaw/env-names.ts";
import { type FilePosition, type Finding, FindingList, shownName, shownPath } from "#lib/openclaw/finding.ts";
import type { EnvSource, GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import type { ShellEnvConfig } from "#lib/openclaw/login-shell.ts";

/**
 * Adds the `env` block of the config, where a variable is not set or blank: `env.<K>`, else `env.vars.<K>`.
 *
 * OpenClaw goes through the block twice, before and after it substitutes `${NAME}`, and passes over a value
 * that still refers to a variable; `pass` says which of the two this is. Findings come with the second.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.3, and its bundle.
 */
export function addConfigEnv(
  environment: GatewayEnvironment,
  root: ConfigNode,
  pass: "first" | "second",
): Finding[] {
  const findings = new FindingList();
  for (const [name, settings] of settingsByName(root, findings)) {
    const [first, ...hidden] = settings;
    if (!first || environment.has(name, first.source)) continue;
    if (refersToEnv(first.value)) {
      findings.add("env_value_template", () => first.at, { name, path: shownPath(first.path) });
      continue;
    }
    environment.setIfBlank(name, { value: first.value, source: first.source, file: first.at.file });
    for (const { value, source, at } of hidden) environment.noteLoser(name, { value, source, file: at.file });
  }
  return pass === "second" ? findings.all() : [];
}

/** `env.shellEnv`, with OpenClaw's default of off. */
export function shellEnvConfig(root: ConfigNode | null): ShellEnvConfig {
  const value = (name: string) => {
    const node = root && nodeAt(root, ["env", "shellEnv", name]);
    return node?.kind === "scalar" ? node.value : null;
  };
  const timeoutMs = value("timeoutMs");
  return { enabled: value("enabled") === true, timeoutMs: typeof timeoutMs === "number" ? timeoutMs : null };
}

/** Members of `env` that are blocks and not variables. */
const BLOCKS: ReadonlySet<string> = new Set(["shellEnv", "vars"]);

type Setting = { value: string; source: EnvSource; at: FilePosition; path: string[] };

/** Usable settings by name, `env.<K>` before `env.vars.<K>`. */
function settingsByName(root: ConfigNode, findings: FindingList): Map<string, Setting[]> {
  const byName = new Map<string, Setting[]>();
  for (const setting of [...settingsOf(root, ["env"]), ...settingsOf(root, ["env", "vars"])]) {
    const name = (setting.path.at(-1) ?? "").trim();
    const reason = configNameRefusal(name);
    if (reason) findings.add("env_name_refused", () => setting.at, { name: shownName(name), reason });
    else byName.set(name, [...(byName.get(name) ?? []), setting]);
  }
  return byName;
}

function settingsOf(root: ConfigNode, block: string[]): Setting[] {
  const node = nodeAt(root, block);
  if (node?.kind !== "object") return [];
  const isVars = block.length > 1;
  const source: EnvSource = isVars ? "config_env_vars" : "config_env";
  const variables = [...node.members].filter(([key]) => isVars || !BLOCKS.has(key));
  return variables.flatMap(([key, member]): Setting[] => {
    if (member.kind !== "scalar" || typeof member.value !== "string") return [];
    // OpenClaw passes over blanks in `env`, but sets them from `env.vars`.
    if ((isVars ? member.value : member.value.trim()) === "") return [];
    return [{ value: member.value, source, at: member.at, path: [...block, key] }];
  });
}
