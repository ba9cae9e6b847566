import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processEnvironment } from "#lib/config.ts";
import type { CommandTarget } from "#lib/openclaw/gateway-commands.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { stateDir } from "#lib/testing/gateway.ts";

const PROGRAM = path.resolve(import.meta.dirname, "programs/openclaw-databases.mjs");

type Profile = {
  type: "api_key" | "token";
  provider: string;
  ref: { source: string; provider: string; id: string } | null;
  expires?: number | null;
};

/** What the stand-in holds. `fails` says what a command, perhaps with ` --dry-run` behind it, fails with. */
export type Held = {
  release?: string;
  agents?: Record<string, { profiles: Record<string, Profile>; orders: Record<string, string[]> }>;
  shared?: Record<string, Profile>;
  fails?: Record<string, string>;
};

export type Call = { command: string; named: Record<string, string>; rest: string[]; dryRun: boolean };

export type DatabaseGateway = {
  target: CommandTarget;
  held: () => Required<Held>;
  hold: (change: Held) => void;
  /** The calls since the last time this was asked. */
  calls: () => Call[];
};

/** A state dir as 2026.9 leaves one, with an `openclaw` that stands in for that release. */
export function databaseGateway(held: Held = {}): DatabaseGateway {
  const folder = stateDir();
  mkdirSync(path.join(folder, "state"), { mode: 0o700 });
  writeFileSync(path.join(folder, "state/openclaw.sqlite"), "");
  const openclaw = path.join(path.dirname(folder), "openclaw");
  writeFileSync(openclaw, `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$OPENCLAW_STATE_DIR" "$@"\n`);
  chmodSync(openclaw, 0o755);
  const file = path.join(folder, "stand-in.json");
  const log = path.join(folder, "calls.log");
  const empty = {
    release: "2026.9.6",
    agents: { main: { profiles: {}, orders: {} } },
    shared: {},
    fails: {},
  };
  const read = (): Required<Held> => JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...empty, ...held }));
  return {
    target: {
      openclaw,
      stateDir: folder,
      env: { PATH: processEnvironment().PATH, HOME: path.dirname(folder) },
    },
    held: read,
    hold: (change) => writeFileSync(file, JSON.stringify({ ...read(), ...change })),
    calls: () => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, "utf8").trim().split("\n");
      writeFileSync(log, "");
      return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Call);
    },
  };
}

/** The same, registered with the console. */
export function testDatabaseGateway(ctx: OpeningContext, held: Held = {}) {
  const gateway = databaseGateway(held);
  const { openclaw: openclawPath, stateDir: folder } = gateway.target;
  const { gatewayId } = addGateway(ctx, { name: "new", stateDir: folder, openclawPath });
  return { ...gateway, gatewayId, stateDir: folder };
}
