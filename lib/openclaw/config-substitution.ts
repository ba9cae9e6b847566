import type { ConfigNode, ConfigPath } from "#lib/openclaw/config-tree.ts";
import { type Finding, FindingList, shownPath } from "#lib/openclaw/finding.ts";

/** A variable's value, or undefined when it is not set. */
export type EnvLookup = (name: string) => string | undefined;

/** `$${NAME}` or `${NAME}`. Other names, and a `$` by itself, are ordinary text. */
const REFERENCE = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g;

/**
 * Substitutes `${NAME}` in every text of the config; `$${NAME}` becomes a literal `${NAME}`. A variable that
 * is unset or empty leaves the text as it is and is a finding: OpenClaw would then take the text for the value.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2, and its bundle.
 */
export function substituteEnv(root: ConfigNode, env: EnvLookup): { root: ConfigNode; findings: Finding[] } {
  const findings = new FindingList();
  const walk = (node: ConfigNode, path: ConfigPath): ConfigNode => {
    if (node.kind === "array")
      return { ...node, items: node.items.map((item, at) => walk(item, [...path, at])) };
    if (node.kind === "object") {
      const members = [...node.members].map(([key, member]) => [key, walk(member, [...path, key])] as const);
      return { ...node, members: new Map(members) };
    }
    if (typeof node.value !== "string") return node;
    const onMissing = (name: string) =>
      findings.add("config_env_missing", () => node.at, { name, path: shownPath(path) });
    return { ...node, value: substituteText(node.value, env, onMissing) };
  };
  return { root: walk(root, []), findings: findings.all() };
}

/** True when a text still refers to a variable; an escaped `$${NAME}` does not. */
export function refersToEnv(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some((match) => match[1] === "");
}

function substituteText(text: string, env: EnvLookup, onMissing: (name: string) => void): string {
  return text.replace(REFERENCE, (whole: string, escaped: string, name: string) => {
    if (escaped !== "") return whole.slice(1);
    const value = env(name);
    if (value) return value;
    onMissing(name);
    return whole;
  });
}
