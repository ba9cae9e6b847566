import { readFileSync, type Stats, statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Where a server's certificate, with those that lead to its authority, and its key are; both in PEM. */
export type TlsFiles = { certFile: string; keyFile: string };

export type ServerCredentials = { cert: Buffer; key: Buffer; minVersion: "TLSv1.2" };

const OTHERS = 0o007;
const GROUP_WRITES = 0o020;

/**
 * Reads a server's certificate and key, and makes sure that they belong together.
 *
 * Links are followed, because programs that renew certificates keep them so. Throws OperationError `tls_file_unreadable`,
 * `tls_key_open_to_others`, `tls_unusable`; none of them has anything of a file in it.
 */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): ServerCredentials {
  const cert = bytesOf(certFile);
  const key = bytesOf(keyFile);
  requirePrivate(keyFile, statSync(keyFile));
  try {
    createSecureContext({ cert, key, minVersion: "TLSv1.2" });
  } catch {
    throw new OperationError("tls_unusable", { certFile, keyFile });
  }
  return { cert, key, minVersion: "TLSv1.2" };
}

/** Another text once one of the files is another one; null while one cannot be looked at. */
export function tlsFilesMark({ certFile, keyFile }: TlsFiles): string | null {
  try {
    return [certFile, keyFile].map((file) => markOf(statSync(file))).join(" ");
  } catch {
    return null;
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const errno = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new OperationError("tls_file_unreadable", { file, errno });
  }
}

/** A group may read it, as Debian's `ssl-cert` does; nobody else, and no group may write it. */
function requirePrivate(file: string, { mode }: Stats): void {
  if ((mode & (OTHERS | GROUP_WRITES)) === 0) return;
  throw new OperationError("tls_key_open_to_others", { file, mode: (mode & 0o777).toString(8) });
}

const markOf = ({ dev, ino, size, mtimeMs }: Stats) => `${dev}:${ino}:${size}:${mtimeMs}`;
