import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { isNonSecretMarker } from "#lib/domain/provider-key.ts";
import { heldText } from "#lib/domain/secret-text.ts";
import { refersToEnv } from "#lib/openclaw/config-substitution.ts";
import type { ConfigNode } from "#lib/openclaw/config-tree.ts";

/** What of a member leaves the host: all of it, a scalar worked over, or of an object the members named. */
type Kept = "whole" | ((text: string) => string) | { [member: string]: Kept };

/** Stands for every member of an object and every item of an array. */
const EACH = "*";

const MODEL: Kept = { primary: "whole", fallbacks: "whole" };

/** The members that the console works something out from. A config has secrets in many others. */
const KEPT: Kept = {
  agents: {
    defaults: { model: MODEL, imageModel: MODEL, models: { [EACH]: { alias: "whole" } } },
    list: { [EACH]: { id: "whole", name: "whole", default: "whole", model: MODEL } },
  },
  models: {
    providers: {
      [EACH]: {
        baseUrl: withoutLogin,
        api: "whole",
        auth: "whole",
        apiKey: keyText,
        authHeader: "whole",
        headers: { [EACH]: () => heldText() },
        models: { [EACH]: { id: "whole" } },
      },
    },
  },
  secrets: {
    providers: {
      clawkeep: {
        source: "whole",
        command: "whole",
        timeoutMs: "whole",
        noOutputTimeoutMs: "whole",
        jsonOnly: "whole",
        trustedDirs: "whole",
        [EACH]: () => heldText(),
      },
    },
  },
  session: { store: "whole" },
};

/** The config without anything but those members, each where it stands; a secret is replaced by a text that is none. */
export function reportedConfig(root: ConfigNode): ConfigNode {
  return keptOf(root, KEPT) ?? { kind: "object", at: root.at, members: new Map() };
}

function keptOf(node: ConfigNode, kept: Kept): ConfigNode | null {
  if (node.kind === "scalar") return keptScalar(node, kept);
  if (kept === "whole") return node.kind === "array" ? scalarsOf(node) : null;
  if (typeof kept === "function") return node.kind === "object" ? reference(node) : null;
  if (node.kind === "array") {
    const each = kept[EACH];
    const items = each === undefined ? [] : node.items.map((item) => keptOf(item, each) ?? blank(item));
    return { ...node, items };
  }
  const members = [...node.members].flatMap(([key, member]) => {
    const rule = Object.hasOwn(kept, key) ? kept[key] : kept[EACH];
    const left = rule === undefined ? null : keptOf(member, rule);
    return left === null ? [] : [[key, left] as const];
  });
  return { ...node, members: new Map(members) };
}

type Scalar = Extract<ConfigNode, { kind: "scalar" }>;
type Structured<Kind> = Extract<ConfigNode, { kind: Kind }>;

/** A model may be written as a text instead of an object, and so may an entry that should be one. */
function keptScalar(node: Scalar, kept: Kept): ConfigNode {
  if (kept === "whole" || kept === MODEL) return node;
  if (typeof kept === "function" && typeof node.value === "string")
    return { ...node, value: kept(node.value) };
  return blank(node);
}

/** A SecretRef says where a secret is and holds none. */
function reference(node: Structured<"object">): ConfigNode {
  return keptOf(node, { source: "whole", provider: "whole", id: "whole" }) ?? blank(node);
}

function scalarsOf(node: Structured<"array">): ConfigNode {
  return { ...node, items: node.items.filter(({ kind }) => kind === "scalar") };
}

function blank({ at }: ConfigNode): ConfigNode {
  return { kind: "scalar", at, value: null };
}

/** A name of a variable, a marker and an unresolved `${NAME}` are no keys. */
function keyText(text: string): string {
  const word = text.trim();
  const isNoKey = word === "" || isNonSecretMarker(word) || refersToEnv(word);
  return isNoKey || environmentKeyUse(word)?.use === "key" ? text : heldText();
}

function withoutLogin(text: string): string {
  if (!URL.canParse(text)) return heldText();
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return isPlain ? text : `${url.origin}${url.pathname}`;
}
