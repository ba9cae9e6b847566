import "server-only";
import { headers } from "next/headers";

/** What `serve` put on the request for whom the trusted proxy names, over anything a client claimed. */
const PROXY_USER_HEADER = "x-clawkeep-proxy-user";

/** Whom the trusted proxy names; null without one, and for a request that did not come through it. */
export async function namedByProxy(from?: Headers): Promise<string | null> {
  return (from ?? (await headers())).get(PROXY_USER_HEADER);
}
