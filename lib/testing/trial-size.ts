import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    trial: "everyday" | "full";
  }
}

/** How often a trial is repeated: every day, or when the security suites run. */
export function trialSize(sizes: Record<"everyday" | "full", number>): number {
  return sizes[inject("trial")];
}
