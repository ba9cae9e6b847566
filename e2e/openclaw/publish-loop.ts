import { existsSync, readFileSync } from "node:fs";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { removeProfile } from "#lib/operations/remove-profile.ts";
import { SetOrderInput, setOrder } from "#lib/operations/set-order.ts";
import { Runtime } from "#lib/runtime.ts";
import { idsOf, numberOf, type Said } from "./order-numbers.ts";

/**
 * A program of its own: changes what is wanted of provider `alpha`, publishes, reads the store back, again
 * and again until a file appears. What it says, one JSON line a round, is checked by the test.
 *
 * Arguments: gateway id, store path, file of numbers of the other side, file that ends the loop.
 */
const [gatewayId = "", storePath = "", numbersFile = "", endFile = ""] = process.argv.slice(2);
const PAUSE_MS = 20;
const PROFILES_MAX = 6;

const runtime = new Runtime();
const live: { id: string; rowId: string }[] = [];

for (let round = 1; !existsSync(endFile); round += 1) {
  const ctx = runtime.openingContext({ kind: "cli", osUser: "loop", role: "owner" }, Date.now());
  wish(ctx, round);
  const said = await publishAndLook(ctx, round);
  process.stdout.write(`${JSON.stringify(said)}\n`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
runtime.close();

/** Every round wants another order; profiles come and go. */
function wish(ctx: OpeningContext, round: number): void {
  const profileId = `alpha:${round}`;
  const input = {
    gatewayId,
    agentId: "main",
    provider: "alpha",
    profileId,
    secret: `sk-FAKE-${profileId}-0123456789`,
  };
  const { profileRowId } = addApiKey(ctx, AddApiKeyInput.parse(input));
  live.unshift({ id: profileId, rowId: profileRowId });
  const gone = live.length > PROFILES_MAX ? live.pop() : undefined;
  const profileIds = live.map((profile) => profile.id);
  setOrder(ctx, SetOrderInput.parse({ gatewayId, agentId: "main", provider: "alpha", profileIds }));
  if (gone) removeProfile(ctx, gone.rowId);
}

/** Tries again when it is refused for a moment's reason; every refusal is counted. */
async function publishAndLook(ctx: OpeningContext, round: number): Promise<Said> {
  const refusals: string[] = [];
  for (;;) {
    try {
      const { verified } = await publishGateway(ctx, gatewayId, async () => ({
        kind: "by_hand",
        command: "",
      }));
      return { round, verified, refusals, ...look() };
    } catch (error) {
      if (!(error instanceof OperationError) || refusals.length > 20) throw error;
      refusals.push(error.code);
    }
  }
}

/** What the store holds of both sides, and between which of their numbers the other side's must be. */
function look(): Omit<Said, "round" | "verified" | "refusals"> {
  const acknowledged = numbers().acknowledged;
  const store = readStore();
  const { started } = numbers();
  const ids = Object.keys(store.profiles);
  const wanted = live.map((profile) => profile.id);
  return {
    alphaLost: wanted.filter((id) => !ids.includes(id) || store.order.alpha?.[wanted.indexOf(id)] !== id),
    betaLost: idsOf(1).filter((id) => store.profiles[id]?.key !== `sk-FAKE-${id}`),
    beta: { acknowledged, found: numberOf(store.order.beta ?? []), started },
  };
}

function numbers(): { started: number; acknowledged: number } {
  return JSON.parse(readFileSync(numbersFile, "utf8"));
}

type Store = { profiles: Record<string, { key?: string }>; order: Record<string, string[]> };

/** OpenClaw writes in place, so for a moment there may be half a store. */
function readStore(): Store {
  for (;;) {
    try {
      return JSON.parse(readFileSync(storePath, "utf8"));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
}
