import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { z } from "zod";
import type { Config } from "#lib/config.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const TIMEOUT_MS = 30_000;
const ANSWER_BYTES_MAX = 65_536;

const Refusal = z.object({ error: z.object({ code: z.string().regex(/^[a-z_]{1,64}$/) }) });

export type ConsoleAnswer = { status: number; code: string | null };

/**
 * Posts to the console that runs at this address, or on this socket, and says its status and the code of its refusal.
 *
 * What is posted is a secret: over plain HTTP it goes to this host alone. OperationError `console_plain_http`,
 * `console_unreachable`, `console_untrusted`.
 */
export async function postToConsole(
  address: string,
  config: Pick<Config, "tls">,
  path: string,
  body: unknown,
): Promise<ConsoleAnswer> {
  const options = { method: "POST", path, timeout: TIMEOUT_MS, agent: false } as const;
  const payload = Buffer.from(JSON.stringify(body));
  if (address.startsWith("unix:")) {
    const headers = headersFor("localhost", payload);
    const socketPath = address.slice("unix:".length);
    return exchange(plainRequest({ ...options, socketPath, headers }), payload, address);
  }
  const url = new URL(address);
  const headers = headersFor(url.host, payload);
  const place = { ...options, hostname: url.hostname.replace(/^\[|\]$/g, ""), port: url.port, headers };
  if (url.protocol === "https:") {
    // A console with a certificate of its own is known by the file that it serves.
    const ca = config.tls ? [...rootCertificates, readFileSync(config.tls.certFile, "utf8")] : undefined;
    return exchange(tlsRequest({ ...place, ...(ca && { ca }) }), payload, address);
  }
  if (!isThisHost(url.hostname)) throw new OperationError("console_plain_http", { url: address });
  return exchange(plainRequest({ ...place, hostname: loopbackOf(place.hostname) }), payload, address);
}

function headersFor(host: string, payload: Buffer) {
  return { host, "content-type": "application/json", "content-length": payload.length };
}

function isThisHost(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}

/** A name is not looked up for a secret. */
const loopbackOf = (hostname: string) => (hostname === "localhost" ? "127.0.0.1" : hostname);

const UNTRUSTED = /CERT|SIGN|ISSUER|TLS|SSL|EPROTO/;

function exchange(
  asking: ReturnType<typeof plainRequest>,
  payload: Buffer,
  address: string,
): Promise<ConsoleAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(
        new OperationError(UNTRUSTED.test(error.code ?? "") ? "console_untrusted" : "console_unreachable", {
          url: address,
        }),
      );
    asking.on("timeout", () => asking.destroy());
    asking.once("error", fail).once("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (text.length > ANSWER_BYTES_MAX) asking.destroy();
      });
      response.once("error", fail).once("end", () => {
        resolve({ status: response.statusCode ?? 0, code: codeIn(text) });
      });
    });
    asking.end(payload);
  });
}

function codeIn(text: string): string | null {
  try {
    return Refusal.parse(JSON.parse(text)).error.code;
  } catch {
    return null;
  }
}
