import type { Server } from "node:http";
import { Server as TlsServer } from "node:https";
import { readTlsFiles, type TlsFiles, tlsFilesMark } from "#cli/server/tls-files.ts";

/** Programs that renew certificates do so weeks ahead. */
const LOOK_EVERY_MS = 60_000;

/**
 * Takes over a renewed certificate without a restart, for connections that come after. One that is of no use is
 * handed to `report`, and the one before stays. Returns what ends the looking.
 */
export function renewCredentials(
  server: Server | TlsServer,
  files: TlsFiles | null,
  report: (error: unknown) => void,
  everyMs = LOOK_EVERY_MS,
): () => void {
  if (files === null || !(server instanceof TlsServer)) return () => {};
  let mark = tlsFilesMark(files);
  const timer = setInterval(() => {
    const now = tlsFilesMark(files);
    if (now === null || now === mark) return;
    mark = now;
    try {
      server.setSecureContext(readTlsFiles(files));
    } catch (error) {
      report(error);
    }
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
