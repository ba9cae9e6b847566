import "server-only";
import { headers } from "next/headers";
import { runtime } from "#app/_server/runtime.ts";

/** Where this console is reached: what its operator said, else the host of this request, which the guard has checked. */
export async function consoleAddress(): Promise<string> {
  const { consoleUrl, tls } = runtime().config;
  const scheme = tls === null ? "http" : "https";
  return consoleUrl?.replace(/\/+$/, "") ?? `${scheme}://${(await headers()).get("host")}`;
}
