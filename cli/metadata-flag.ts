import { UsageError } from "#cli/command.ts";

/** `--metadata accountId=… --metadata gatewayId=…` as the map that OpenClaw stores beside an API key. */
export function metadataOf(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(pairs.map(pairOf));
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf("=");
  if (at < 1) throw new UsageError("metadata");
  return [pair.slice(0, at), pair.slice(at + 1)];
}
