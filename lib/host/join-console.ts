import os from "node:os";
import { z } from "zod";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { postToConsole } from "#lib/host/console-client.ts";
import { readHostGateway, reportOf } from "#lib/host/host-gateway.ts";
import { type HostSettings, readHostSettings, saveHostSettings } from "#lib/host/host-settings.ts";
import { installResolver } from "#lib/openclaw/resolver-install.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { ownResolverText } from "#lib/operations/publish-ground.ts";
import { hashResolverToken, newResolverToken } from "#lib/vault/token.ts";

const Answer = z.object({ gatewayId: z.string(), name: z.string() });

const NOT_JOINED: HostSettings = {
  version: 1,
  gatewayId: null,
  name: null,
  openclaw: null,
  ca: null,
  nextToken: null,
  joiningToken: null,
};

export type JoinWish = {
  url: string;
  stateDir: string;
  openclaw: string | null;
  ca: string | null;
  joinToken: SecretText;
};

/**
 * Has this host's gateway join a console. The token that it asks with is made here and only its hash is sent.
 *
 * The token is kept before the console is asked, so that joining again after a lost answer joins as the same one. A host that
 * joined before and is refused stays as it was.
 */
export async function joinConsole(wish: JoinWish): Promise<{ gatewayId: string; name: string }> {
  const { url, openclaw, ca } = wish;
  const reading = await readHostGateway(wish.stateDir, openclaw);
  const { stateDir, problem } = reading.state;
  if (problem) throw new OperationError(problem, { stateDir });
  const known = readHostSettings(stateDir);
  const token = known?.joiningToken ?? newResolverToken().token.reveal();
  saveHostSettings(stateDir, { ...(known ?? NOT_JOINED), joiningToken: token });
  const body = {
    host: os.hostname(),
    tokenHash: hashResolverToken(token),
    atMs: Date.now(),
    report: reportOf(reading),
  };
  const answer = await postToConsole(
    { url, ca },
    "/api/gateway/join",
    wish.joinToken.reveal(),
    body,
    Answer,
  ).catch((error: unknown) => {
    const isLost = error instanceof OperationError && error.code === "console_unreachable";
    if (!isLost) saveHostSettings(stateDir, { ...(known ?? NOT_JOINED), joiningToken: null });
    throw error;
  });
  installResolver(stateDir, ownResolverText(), { url, token, ...(ca !== null && { ca }) });
  saveHostSettings(stateDir, { ...NOT_JOINED, ...answer, openclaw, ca });
  return answer;
}
