"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False in the server's markup and in the first render of the browser, true from then on.
 *
 * What needs scripts is drawn from then on: before, and without scripts, its plain twin stands there. The
 * server's markup then also holds none of the style attributes that some libraries draw, which the
 * page's policy would refuse.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
