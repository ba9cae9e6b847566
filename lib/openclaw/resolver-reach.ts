import http, { type RequestOptions } from "node:http";
import https from "node:https";

const TIMEOUT_MS = 2_000;
const ANSWER_BYTES_MAX = 4096;
const SOCKET = "unix:";
const RESOLVER_PATH = "/api/resolver";

/**
 * Whether a console answers at an address gateways were given: `http://…`, `https://…` or `unix:/path`.
 *
 * Asks without a token and expects to be refused as the resolver's door refuses; no secret travels. False for
 * anything else that listens there, and after two seconds.
 */
export function resolverAnswers(url: string, timeoutMs = TIMEOUT_MS): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const request = open(url, timeoutMs, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          if (text.length < ANSWER_BYTES_MAX) text += chunk;
        });
        response.on("end", () => resolve(response.statusCode === 401 && isOurRefusal(text)));
        response.on("error", () => resolve(false));
      });
      request.on("error", () => resolve(false));
      request.on("timeout", () => request.destroy());
      request.end("{}");
    } catch {
      resolve(false);
    }
  });
}

function open(url: string, timeoutMs: number, answered: (response: http.IncomingMessage) => void) {
  const options: RequestOptions = {
    method: "POST",
    timeout: timeoutMs,
    // The timeout of a socket starts anew with every byte; this one does not.
    signal: AbortSignal.timeout(timeoutMs),
    headers: { "content-type": "application/json", "content-length": 2 },
  };
  if (url.startsWith(SOCKET)) {
    const socket = { ...options, socketPath: url.slice(SOCKET.length), path: RESOLVER_PATH };
    return http.request(socket, answered);
  }
  const address = new URL(RESOLVER_PATH, url);
  return (address.protocol === "https:" ? https : http).request(address, options, answered);
}

function isOurRefusal(text: string): boolean {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown } };
    return error?.code === "resolver_token_unknown";
  } catch {
    return false;
  }
}
