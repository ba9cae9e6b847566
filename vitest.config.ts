import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { IDS } from "./scripts/security/catalog.mjs";

export default defineConfig({
  resolve: {
    alias: {
      // The real one throws outside Next's server build; the tests are a server too.
      "server-only": fileURLToPath(new URL("lib/testing/empty.ts", import.meta.url)),
    },
  },
  test: {
    include: ["*.test.ts", "{app,bin,cli,db,lib,scripts}/**/*.test.{ts,tsx}"],
    environment: "node",
    provide: { trial: "everyday" },
    tags: IDS.flatMap((id) => [{ name: id }, { name: `${id}-twin` }]),
    // Some tests start real processes, and a busy machine has few cores.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
