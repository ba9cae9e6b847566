import {
  type BoundedText,
  type FileFacts,
  pause,
  type ReadLimits,
  readBoundedText,
} from "#lib/openclaw/bounded-file.ts";
import { type Finding, finding } from "#lib/openclaw/finding.ts";

/** A malformed file that changed this recently may be one that OpenClaw is writing right now. */
const RECENT_MS = 3_000;
/** So often a malformed file must look the same before it is believed. */
const SAME_READS = 4;
/** A file that is rewritten all the time is looked at this often. */
const READS_MAX = 40;
const PAUSE_MS = 20;

/** What a parser says of a text. `finding` names place and reason, never content. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; finding: Finding };

/** `malformed`: the file was read and is not what it should be. */
export type ParsedFile<T> =
  | Exclude<BoundedText, { kind: "text" }>
  | { kind: "malformed"; facts: FileFacts; findings: Finding[] }
  | { kind: "parsed"; value: T; facts: FileFacts; findings: Finding[] };

/**
 * Reads and parses a file. OpenClaw 2026.3.13 writes its store in place, without a temporary file
 * (semantics §1.2), so a parse failure of a file that changed within the last seconds is
 * looked at again before it is believed.
 */
export function readParsed<T>(
  file: string,
  limits: ReadLimits,
  parse: (text: string, file: string, bytes: Buffer) => Parsed<T>,
): ParsedFile<T> {
  let last: FileFacts | null = null;
  let same = 0;
  for (let reads = 1; ; reads += 1) {
    const read = readBoundedText(file, limits);
    if (read.kind !== "text") return read;
    const { facts, findings } = read;
    const parsed = parse(read.text, file, read.bytes);
    if (parsed.ok) return { kind: "parsed", value: parsed.value, facts, findings };
    same = last?.mtimeMs === facts.mtimeMs && last.size === facts.size ? same + 1 : 1;
    last = facts;
    const settled = same >= SAME_READS || reads >= READS_MAX || Date.now() - facts.mtimeMs >= RECENT_MS;
    if (settled) return { kind: "malformed", facts, findings: [...findings, parsed.finding] };
    pause(PAUSE_MS);
  }
}

/** Findings about who else can read or owns a file that may hold credentials. */
export function accessFindings(facts: FileFacts, ownerUid: number | null): Finding[] {
  const findings: Finding[] = [];
  if ((facts.mode & 0o077) !== 0) {
    findings.push(finding("file_open_to_others", facts.path, { mode: `0${facts.mode.toString(8)}` }));
  }
  if (ownerUid !== null && facts.uid !== ownerUid) {
    findings.push(finding("file_foreign_owner", facts.path, { uid: facts.uid, ownerUid }));
  }
  return findings;
}
