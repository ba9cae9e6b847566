import { createHash, type Hash } from "node:crypto";
import { refContextOf } from "#lib/openclaw/config-refs.ts";
import { secretFileOf } from "#lib/openclaw/file-provider.ts";
import type { GatewayPlace } from "#lib/openclaw/gateway-reader.ts";
import { lookAtGateway } from "#lib/openclaw/kept-readings.ts";
import { isUnchanged, noteSeen, type Seen, seenFs } from "#lib/openclaw/seen-files.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** A mark holds paths and times, some tens of kilobytes for a hundred agents. */
const MARKS_MAX = 100;

/** By state dir, the one made last at the end. */
const marks = new Map<string, { seen: Seen; mark: string }>();

/**
 * A text that is another one once a file changed that says something about a gateway's credentials: whatever reading
 * it looked at, wherever that is (includes, agent directories, service files), also what was looked for and not there,
 * and the files that its references lead to. Read again is only a gateway of which one has changed.
 */
export function gatewayMark(gateway: GatewayPlace): string {
  const { stateDir, report } = gateway;
  // Of another host's gateway no file is looked at: its report is all there is.
  if (report) return shortHash(createHash("sha256").update(report));
  const known = marks.get(stateDir);
  if (known && isUnchanged(known.seen)) return known.mark;
  const { state, seen: read } = lookAtGateway(gateway);
  const { seen: named } = noteSeen(() => lookAtSecretFiles(state));
  const files = new Map([...read.files, ...named.files]);
  const seen: Seen = { files, isSettled: read.isSettled && named.isSettled, isLasting: false };
  const mark = markOf(seen);
  marks.delete(stateDir);
  if (seen.isSettled) marks.set(stateDir, { seen, mark });
  for (const oldest of [...marks.keys()].slice(0, -MARKS_MAX)) marks.delete(oldest);
  return mark;
}

function lookAtSecretFiles(state: GatewayState): void {
  const context = refContextOf(state, { cwd: state.stateDir, mayRunCommands: false });
  for (const provider of context.providers.values()) {
    const file = provider.source === "file" ? secretFileOf(provider, context) : null;
    if (file !== null) seenFs.existsSync(file);
  }
}

function markOf({ files }: Seen): string {
  const hash = createHash("sha256");
  for (const [file, { text }] of files) hash.update(`${file}\0${text}\0`);
  return shortHash(hash);
}

function shortHash(hash: Hash): string {
  return hash.digest("base64url").slice(0, 22);
}
