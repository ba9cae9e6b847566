import type { StoredProfile } from "#lib/domain/auth-store.ts";

/** What is compared with the console's wishes, whether the console read a file itself or asked the gateway. */
export type ObservedProfile = Pick<
  StoredProfile,
  "profileId" | "provider" | "type" | "inline" | "ref" | "expires" | "email" | "metadata"
>;

/** An agent's own profiles and order overrides. An `AuthStore` is one. */
export type ObservedStore = {
  profiles: ReadonlyMap<string, ObservedProfile>;
  order: ReadonlyMap<string, string[]>;
};
