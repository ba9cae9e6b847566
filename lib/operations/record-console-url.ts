import { NO_CHANGE } from "#db/mutate.ts";
import { findSetting, saveSetting } from "#db/repositories/settings.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";

/** Notes the address at which gateways reach this console, which publishing writes beside their resolver. */
export function recordConsoleUrl(ctx: WriteContext, url: string): void {
  authorise(ctx.actor, "key:manage");
  mutate(ctx, (tx) => {
    if (findSetting(tx, "console_url") === url) return { result: undefined, audit: NO_CHANGE };
    saveSetting(tx, "console_url", url);
    return {
      result: undefined,
      audit: { event: "console.url_recorded", subject: "console", details: { url } },
    };
  });
}
