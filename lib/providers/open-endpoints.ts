import type { ProbeEndpoint } from "#lib/domain/probe-endpoint.ts";
import { isProof } from "#lib/domain/probe-proof.ts";
import { type Dialect, freeRequest } from "#lib/providers/dialect.ts";
import { guardedRequest, type OutboundOptions } from "#lib/providers/guarded-request.ts";

/** Whether an address wants a key for its free answer; `unsure` when it did not say. */
export type Openness = "open" | "closed" | "unsure";

/**
 * Remembers for one sweep which addresses answer everyone. Such an answer says nothing of a key, and one that says
 * `ok` for a dead key is worse than none.
 */
export class OpenEndpoints {
  readonly #asked = new Map<string, Promise<Openness>>();

  /** Asks an address without a credential, once; those who ask meanwhile wait for the same answer. */
  openness(dialect: Dialect, endpoint: ProbeEndpoint, options: OutboundOptions): Promise<Openness> {
    if (endpoint.freeCheck.isKnownClosed) return Promise.resolve("closed");
    const url = `${endpoint.baseUrl}${endpoint.freeCheck.path}`;
    const known = this.#asked.get(url);
    if (known) return known;
    const asking = askWithoutKey(dialect, endpoint, options);
    this.#asked.set(url, asking);
    void asking.then((openness) => {
      // A server that did not say may say so to the next one who asks.
      if (openness === "unsure") this.#asked.delete(url);
    });
    return asking;
  }
}

const REFUSES_STRANGERS: ReadonlySet<number> = new Set([400, 401, 403]);

async function askWithoutKey(
  dialect: Dialect,
  endpoint: ProbeEndpoint,
  options: OutboundOptions,
): Promise<Openness> {
  const answer = await guardedRequest(freeRequest(dialect, endpoint, null), options);
  if (answer.outcome !== "answered") return "unsure";
  if (REFUSES_STRANGERS.has(answer.status)) return "closed";
  return isProof(endpoint.freeCheck.proof, answer.text, answer.isCut) ? "open" : "unsure";
}
