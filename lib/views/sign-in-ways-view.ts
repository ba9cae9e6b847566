import { findOidcSummary } from "#db/repositories/oidc.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** The ways in, for the page before sign-in: `oidcLabel` is null where there is no provider. */
export type SignInWays = { oidcLabel: string | null; isOnlyWay: boolean };

export function signInWays({ db }: Pick<ViewContext, "db">): SignInWays {
  const provider = findOidcSummary(db.reader);
  return { oidcLabel: provider?.isEnabled ? provider.label : null, isOnlyWay: provider?.isOnlyWay ?? false };
}
