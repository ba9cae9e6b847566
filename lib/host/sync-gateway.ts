import { rmSync } from "node:fs";
import { z } from "zod";
import type { HostRequest } from "#lib/domain/host-request.ts";
import { postToConsole } from "#lib/host/console-client.ts";
import { type DoneRequest, doRequest } from "#lib/host/do-request.ts";
import { type HostReading, readHostGateway, reportOf } from "#lib/host/host-gateway.ts";
import { hostFiles, type Membership, requireMembership, saveHostSettings } from "#lib/host/host-settings.ts";
import { withSyncLock } from "#lib/host/sync-lock.ts";
import { installResolver } from "#lib/openclaw/resolver-install.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { ownResolverText } from "#lib/operations/publish-ground.ts";
import { hashResolverToken, newResolverToken } from "#lib/vault/token.ts";

const Ref = z.object({ source: z.enum(["env", "file", "exec"]), provider: z.string(), id: z.string() });
const Entry = z.object({
  type: z.enum(["api_key", "token"]),
  provider: z.string(),
  ref: Ref,
  expires: z.number().nullable(),
  email: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
});
const Ids = z.array(z.string());
const Answer = z.object({
  name: z.string(),
  request: z
    .object({
      publicationId: z.string(),
      kind: z.enum(["publish", "unpublish"]),
      wanted: z.object({
        profiles: z.array(z.object({ agentId: z.string(), profileId: z.string(), entry: Entry.nullable() })),
        orders: z.array(z.object({ agentId: z.string(), provider: z.string(), profileIds: Ids.nullable() })),
        ancestors: z.array(
          z.union([
            z.object({ agentId: z.string(), kind: z.literal("profile"), key: z.string(), value: Entry }),
            z.object({ agentId: z.string(), kind: z.literal("order"), key: z.string(), value: Ids }),
          ]),
        ),
      }),
    })
    .nullable(),
});

export type SyncWish = {
  stateDir: string;
  /** Seconds between two of them, for the console to know when one is missing; null for this one only. */
  intervalS: number | null;
  /** Take a new token; the one before stops working at the next sync. */
  rotates?: boolean;
};

/** What came of it; `done` is null when nothing was asked. */
export type SyncOutcome = {
  name: string;
  url: string;
  done: (DoneRequest & Pick<HostRequest, "kind">) | null;
};

/**
 * Tells the console that this host's gateway joined how it is, does what was asked, and reports that. Cut off at any
 * point it leaves every file whole, and the next one goes on.
 *
 * Throws PublishError `host_not_joined`, `sync_running`; OperationError as `postToConsole` and publishing, which the
 * console has been told of by then.
 */
export async function syncGateway({ stateDir, intervalS, rotates = false }: SyncWish): Promise<SyncOutcome> {
  const joined = requireMembership(stateDir);
  return withSyncLock(hostFiles(stateDir).lock, async () => {
    const membership = await withFreshToken(stateDir, joined, intervalS, rotates);
    const said = (more: object = {}) => tell(stateDir, membership, intervalS, more);
    const { name, request } = await said();
    const { url } = membership;
    if (request === null) return { name, url, done: null };
    const done = await attempt(stateDir, request, membership, said);
    await said({ receipt: done });
    rmSync(hostFiles(stateDir).work, { force: true });
    return { name, url, done: { ...done, kind: request.kind } };
  });
}

type Said = (more?: object) => Promise<z.output<typeof Answer>>;

/** Where the request cannot be done the console is told why, and it stays asked. */
async function attempt(
  stateDir: string,
  request: HostRequest,
  membership: Membership,
  said: Said,
): Promise<DoneRequest> {
  try {
    return await doRequest(stateDir, request, membership);
  } catch (error) {
    const known = asOperationError(error);
    if (known instanceof OperationError) await said({ trouble: { code: known.code, params: known.params } });
    throw known;
  }
}

async function tell(
  stateDir: string,
  membership: Membership,
  intervalS: number | null,
  more: object,
  reading?: HostReading,
) {
  const { openclaw, token } = membership;
  const report = reportOf(reading ?? (await readHostGateway(stateDir, openclaw)));
  const body = { atMs: Date.now(), intervalS, report, ...more };
  return postToConsole(membership, "/api/gateway/sync", token, body, Answer);
}

/**
 * A new token is kept here before the console hears of it, and is in the resolver's hands before the old one ends: at no
 * moment is there none that works.
 */
async function withFreshToken(
  stateDir: string,
  membership: Membership,
  intervalS: number | null,
  rotates: boolean,
): Promise<Membership> {
  const { url, token: _, ...settings } = membership;
  const next = settings.nextToken ?? (rotates ? newResolverToken().token.reveal() : null);
  if (next === null) return membership;
  saveHostSettings(stateDir, { ...settings, nextToken: next });
  await tell(stateDir, membership, intervalS, { nextTokenHash: hashResolverToken(next) });
  const { ca } = settings;
  installResolver(stateDir, ownResolverText(), { url, token: next, ...(ca !== null && { ca }) });
  saveHostSettings(stateDir, { ...settings, nextToken: null });
  return { ...membership, token: next, nextToken: null };
}
