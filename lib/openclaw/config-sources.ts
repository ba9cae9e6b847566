import type { FileFacts } from "#lib/openclaw/bounded-file.ts";
import { foldIncludes, includedFiles, includePath } from "#lib/openclaw/config-include.ts";
import { type ConfigNode, nodeAt, plainValue } from "#lib/openclaw/config-tree.ts";
import { isJsonObject, type JsonObject } from "#lib/openclaw/own-member.ts";

/** Where a member stands: the path in the file, which is shorter than in the config when the file is included below its top. */
export type MemberPlace = { file: string; at: string[] };

/** A member of one file set, or taken out when `value` is undefined. */
export type SourceEdit = MemberPlace & { value: unknown };

/**
 * The files a config is made of, each as it stands there: `$include`s and variables unresolved. They may hold
 * secrets, so this prints as nothing.
 */
export class ConfigSources {
  readonly rootFile: string;
  readonly #trees: ReadonlyMap<string, ConfigNode>;
  readonly #included: ReadonlyMap<string, FileFacts>;

  constructor(rootFile: string, trees: ReadonlyMap<string, ConfigNode>, included: Iterable<FileFacts>) {
    this.rootFile = rootFile;
    this.#trees = trees;
    this.#included = new Map([...included].map((facts) => [facts.path, facts]));
  }

  get hasIncludes(): boolean {
    return this.#included.size > 0;
  }

  /** What is known of an included file; undefined for the config itself. */
  factsOf(file: string): FileFacts | undefined {
    return this.#included.get(file);
  }

  /** Every place that has a say in the member at a path, the one that wins first. */
  placesOf(path: readonly string[]): MemberPlace[] {
    const found = new Map<string, MemberPlace>();
    for (const place of this.#places({ file: this.rootFile, at: [] }, path)) {
      const key = JSON.stringify([place.file, place.at]);
      if (!found.has(key)) found.set(key, place);
    }
    return [...found.values()];
  }

  /** The same files with some members set or taken out. */
  edited(edits: readonly SourceEdit[]): ConfigSources {
    const trees = new Map(this.#trees);
    for (const { file, at, value } of edits) {
      // One file may be included by several names, through links.
      for (const [name, tree] of trees)
        if (this.#realPath(name) === this.#realPath(file)) trees.set(name, setAt(tree, at, value));
    }
    return new ConfigSources(this.rootFile, trees, this.#included.values());
  }

  /** What all files together say, as OpenClaw merges them. Variables are not substituted. */
  merged(): ConfigNode {
    return this.#merge(this.rootFile);
  }

  /** `merged` as a plain object. */
  value(): JsonObject {
    const value = plainValue(this.merged());
    return isJsonObject(value) ? value : {};
  }

  #merge(file: string): ConfigNode {
    return foldIncludes(this.#tree(file), (named) =>
      this.#merge(includePath(file, named.kind === "scalar" ? String(named.value) : "")),
    );
  }

  #realPath(file: string): string {
    return this.#included.get(file)?.realPath ?? file;
  }

  #tree(file: string): ConfigNode {
    return this.#trees.get(file) ?? { kind: "object", at: NOWHERE, members: new Map() };
  }

  #places(place: MemberPlace, rest: readonly string[]): MemberPlace[] {
    const node = nodeAt(this.#tree(place.file), place.at);
    const [key, ...below] = rest;
    if (key === undefined) return node ? [place] : [];
    if (node?.kind !== "object") return [];
    const own = node.members.has(key)
      ? this.#places({ file: place.file, at: [...place.at, key] }, below)
      : [];
    const included = includedFiles(node, place.file).reverse();
    return [...own, ...included.flatMap((file) => this.#places({ file, at: [] }, rest))];
  }
}

const NOWHERE = { file: null, line: null, column: null };

/** Missing objects on the way are made, unless there is nothing to put into them. */
function setAt(node: ConfigNode | undefined, path: readonly string[], value: unknown): ConfigNode {
  const [key, ...below] = path;
  if (key === undefined) return nodeOf(value);
  const members = new Map(node?.kind === "object" ? node.members : []);
  if (value === undefined && (below.length === 0 || !members.has(key))) members.delete(key);
  else members.set(key, setAt(members.get(key), below, value));
  return { kind: "object", at: node?.at ?? NOWHERE, members };
}

function nodeOf(value: unknown): ConfigNode {
  if (Array.isArray(value)) return { kind: "array", at: NOWHERE, items: value.map(nodeOf) };
  if (isJsonObject(value)) {
    const members = new Map(Object.entries(value).map(([key, member]) => [key, nodeOf(member)]));
    return { kind: "object", at: NOWHERE, members };
  }
  const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { kind: "scalar", at: NOWHERE, value: isScalar ? value : null };
}
