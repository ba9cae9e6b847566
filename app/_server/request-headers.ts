import "server-only";
import { cookies, headers } from "next/headers";

/**
 * The headers of the request for the session library, with the cookies as this request has set them: a session that was
 * renewed by its first half is still one in its second.
 */
export async function requestHeaders(): Promise<Headers> {
  const sent = new Headers(await headers());
  const kept = (await cookies()).getAll().map(({ name, value }) => `${name}=${encodeURIComponent(value)}`);
  sent.set("cookie", kept.join("; "));
  return sent;
}
