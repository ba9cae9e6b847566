import path from "node:path";
import { type FileFacts, isInside, type ReadLimits, realPathOr } from "#lib/openclaw/bounded-file.ts";
import { type ConfigNode, parseConfigText } from "#lib/openclaw/config-tree.ts";
import { type FilePosition, type Finding, finding, shownName } from "#lib/openclaw/finding.ts";
import { readParsed } from "#lib/openclaw/json-file.ts";

const INCLUDE_KEY = "$include";
const INCLUDE_DEPTH_MAX = 10;
const INCLUDE_BYTES_MAX = 2 * 1024 * 1024;
/** OpenClaw sets no sum; a file included a thousand times over must not stall us or fill our memory. */
const INCLUDED_BYTES_MAX = 4 * 1024 * 1024;
/** Keys that OpenClaw leaves out when it merges. */
const UNMERGED_KEYS: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

/** `trees` are the included files as they stand, by path, with their own `$include`s still in them. */
export type ResolvedIncludes =
  | {
      ok: true;
      root: ConfigNode;
      files: FileFacts[];
      trees: ReadonlyMap<string, ConfigNode>;
      findings: Finding[];
    }
  | { ok: false; files: FileFacts[]; findings: Finding[] };

/**
 * Replaces every `$include` of a parsed config, at any depth, by what it names.
 *
 * A file name, or an array of them merged in order; relative to the including file, inside the folder of
 * the top-level config even after links are resolved, at most 10 deep, without circles, 2 MiB each, no hard
 * links. Members beside `$include` win over included ones. In a merge, objects merge member by member, arrays
 * are joined, anything else is replaced. One include that fails makes OpenClaw refuse the whole config.
 *
 * Source: OpenClaw 2026.3.13, docs/gateway/configuration-reference.md "Config includes", and its bundle.
 */
export function resolveIncludes(root: ConfigNode, configFile: string): ResolvedIncludes {
  const resolver = new IncludeResolver(path.dirname(configFile));
  try {
    const resolved = resolver.resolve(root, { file: configFile, chain: [configFile] });
    const { files, trees, findings } = resolver;
    return { ok: true, root: resolved, files, trees, findings };
  } catch (error) {
    if (!(error instanceof IncludeStop)) throw error;
    return { ok: false, files: resolver.files, findings: [...resolver.findings, ...error.findings] };
  }
}

/**
 * Replaces every `$include` in a tree by what `load` makes of each file it names, merged as OpenClaw merges.
 * `load` gets the node that names a file, which may be anything but a name.
 */
export function foldIncludes(node: ConfigNode, load: (named: ConfigNode) => ConfigNode): ConfigNode {
  if (node.kind === "array") return { ...node, items: node.items.map((item) => foldIncludes(item, load)) };
  if (node.kind === "scalar") return node;
  const include = node.members.get(INCLUDE_KEY);
  const rest = [...node.members].filter(([key]) => key !== INCLUDE_KEY);
  const members = () => new Map(rest.map(([key, member]) => [key, foldIncludes(member, load)]));
  if (!include) return { ...node, members: members() };
  const included = loadIncluded(include, load);
  if (rest.length === 0) return included;
  if (included.kind !== "object") stop("include_not_object", include.at);
  return mergeNodes(included, { ...node, members: members() });
}

function loadIncluded(include: ConfigNode, load: (named: ConfigNode) => ConfigNode): ConfigNode {
  if (include.kind !== "array") return load(include);
  const empty: ConfigNode = { kind: "object", at: include.at, members: new Map() };
  return include.items.reduce<ConfigNode>((merged, item) => mergeNodes(merged, load(item)), empty);
}

/** The files an object includes, as absolute paths, in the order they are merged. */
export function includedFiles(node: ConfigNode, file: string): string[] {
  const include = node.kind === "object" ? node.members.get(INCLUDE_KEY) : undefined;
  if (!include) return [];
  const named = include.kind === "array" ? include.items : [include];
  return named.flatMap((item) =>
    item.kind === "scalar" && typeof item.value === "string" ? [includePath(file, item.value)] : [],
  );
}

/** Relative to the file that includes. */
export function includePath(file: string, include: string): string {
  return path.resolve(path.dirname(file), include);
}

class IncludeStop extends Error {
  readonly findings: Finding[];

  constructor(findings: Finding[]) {
    super("include");
    this.findings = findings;
  }
}

/** The file being resolved, and the files from the top-level config down to it. */
type Scope = { file: string; chain: readonly string[] };

class IncludeResolver {
  readonly files: FileFacts[] = [];
  readonly trees = new Map<string, ConfigNode>();
  readonly findings: Finding[] = [];
  readonly #rootDir: string;
  readonly #rootRealDir: string;
  #includedBytes = 0;

  constructor(rootDir: string) {
    this.#rootDir = rootDir;
    this.#rootRealDir = realPathOr(rootDir);
  }

  resolve(node: ConfigNode, scope: Scope): ConfigNode {
    return foldIncludes(node, (named) => this.#load(named, scope));
  }

  #load(named: ConfigNode, scope: Scope): ConfigNode {
    if (named.kind !== "scalar" || typeof named.value !== "string") return stop("include_invalid", named.at);
    const file = this.#confine(named.value, named.at, scope);
    const params = { include: shownName(named.value) };
    if (scope.chain.includes(file)) stop("include_circular", named.at, params);
    if (scope.chain.length > INCLUDE_DEPTH_MAX) {
      stop("include_too_deep", named.at, { ...params, depthMax: INCLUDE_DEPTH_MAX });
    }
    if (this.#includedBytes > INCLUDED_BYTES_MAX) {
      stop("include_too_many", named.at, { ...params, bytesMax: INCLUDED_BYTES_MAX });
    }
    const root = this.#read(file, named.at, params);
    this.trees.set(file, root);
    return this.resolve(root, { file, chain: [...scope.chain, file] });
  }

  #confine(include: string, at: FilePosition, scope: Scope): string {
    const file = includePath(scope.file, include);
    const outside =
      !isInside(this.#rootDir, file) || !isInside(this.#rootRealDir, realPathOr(file, this.#rootRealDir));
    if (outside) stop("include_outside", at, { include: shownName(include) });
    return file;
  }

  #read(file: string, at: FilePosition, params: { include: string }): ConfigNode {
    const limits: ReadLimits = { within: this.#rootRealDir, bytesMax: INCLUDE_BYTES_MAX };
    const read = readParsed(file, limits, parseConfigText);
    if (read.kind === "absent") return stop("include_missing", at, params);
    // A link that stays inside is as good as the file; publishing leaves it alone.
    const causes = read.findings.filter((found) => found.code !== "file_is_symlink");
    if (read.kind === "unreadable")
      throw new IncludeStop([finding("include_unreadable", at, params), ...causes]);
    this.files.push(read.facts);
    this.#includedBytes += read.facts.size;
    if (read.facts.hardLinks > 1) stop("include_hardlinked", at, params);
    if (read.kind === "malformed") throw new IncludeStop(causes);
    this.findings.push(...causes, ...read.value.findings);
    return read.value.root;
  }
}

function stop(code: Finding["code"], at: FilePosition, params: Record<string, string | number> = {}): never {
  throw new IncludeStop([finding(code, at, params)]);
}

/** OpenClaw's deep merge: objects by member, arrays joined, anything else replaced by `over`. */
export function mergeNodes(under: ConfigNode, over: ConfigNode): ConfigNode {
  if (under.kind === "array" && over.kind === "array")
    return { ...over, items: [...under.items, ...over.items] };
  if (under.kind !== "object" || over.kind !== "object") return over;
  const members = new Map(under.members);
  for (const [key, member] of over.members) {
    if (UNMERGED_KEYS.has(key)) continue;
    const below = members.get(key);
    members.set(key, below ? mergeNodes(below, member) : member);
  }
  return { ...over, members };
}
