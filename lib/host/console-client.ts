import { readFileSync } from "node:fs";
import { type IncomingMessage, request as plainRequest, type RequestOptions } from "node:http";
import { request as tlsRequest } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { OperationError } from "#lib/operations/operation-error.ts";

const TIMEOUT_MS = 30_000;
/** A request names references of thousands of profiles. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

const Refusal = z.object({ error: z.object({ code: z.string().regex(/^[a-z_]{1,64}$/) }) });

/** Refusals that a host can be told; what else a console says is `console_refused`. */
const KNOWN = ["join_token_unknown", "resolver_token_unknown", "resolver_token_revoked"];

export type ConsoleAddress = { url: string; ca: string | null };

/**
 * Posts to the console that a gateway's host joined, and gives its answer. The token goes to that address alone: plain
 * HTTP is for this host, no redirect is followed, and a certificate has to be trusted.
 *
 * Throws OperationError `console_plain_http`, `console_unreachable`, `console_untrusted`, `console_refused`, and the
 * refusals of KNOWN.
 */
export async function postToConsole<Answer>(
  { url, ca }: ConsoleAddress,
  path: string,
  token: string,
  body: unknown,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const payload = gzipSync(JSON.stringify(body));
  const target = new URL(`${url.replace(/\/+$/, "")}${path}`);
  const isSecure = target.protocol === "https:";
  if (!isSecure && !isThisHost(target.hostname)) throw new OperationError("console_plain_http", { url });
  const options: RequestOptions = {
    method: "POST",
    hostname: target.hostname.replace(/^\[|\]$/g, ""),
    port: target.port,
    path: target.pathname,
    timeout: TIMEOUT_MS,
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-encoding": "gzip",
      "content-length": payload.length,
    },
  };
  const trusted = ca === null ? {} : { ca: [...rootCertificates, readFileSync(ca, "utf8")] };
  const asking = isSecure ? tlsRequest({ ...options, ...trusted }) : plainRequest(options);
  const { status, text } = await exchange(asking, payload, url);
  const said = parseOrNull(text);
  if (status !== 200) throw refusal(status, said, url);
  const parsed = answer.safeParse(said);
  if (!parsed.success) throw new OperationError("console_refused", { url, status });
  return parsed.data;
}

function refusal(status: number, said: unknown, url: string): OperationError {
  const code = Refusal.safeParse(said).data?.error.code;
  if (code !== undefined && KNOWN.includes(code)) return new OperationError(code);
  return new OperationError("console_refused", { url, status });
}

function isThisHost(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}

const UNTRUSTED = /CERT|SIGN|ISSUER|TLS|SSL|EPROTO/;

function exchange(
  asking: ReturnType<typeof plainRequest>,
  payload: Buffer,
  url: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const code = UNTRUSTED.test(error.code ?? "") ? "console_untrusted" : "console_unreachable";
      reject(new OperationError(code, { url }));
    };
    asking.on("timeout", () => asking.destroy(new Error("timeout")));
    asking.once("error", fail).once("response", (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > ANSWER_BYTES_MAX) asking.destroy(new Error("too long"));
        else chunks.push(part);
      });
      response.once("error", fail).once("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    asking.end(payload);
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
