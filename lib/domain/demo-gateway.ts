/** The folder that the demo gateway lives in, within the console's own data directory. */
export const DEMO_FOLDER = "clawkeep-demo";

/** `.openclaw`, so that its home is the demo's folder and nothing of a real user's home is read for it. */
const STATE_DIR = ".openclaw";

/** Where a console keeps its demo gateway. `dataDir` is an absolute path without a slash at its end. */
export function demoStateDir(dataDir: string): string {
  return `${dataDir}/${DEMO_FOLDER}/${STATE_DIR}`;
}

/**
 * Whether a state directory is a demo's, of this console or of another one. Its place says so, and nothing else does:
 * a copy of the database, or a command that knows no database, comes to the same answer.
 */
export function isDemoStateDir(stateDir: string): boolean {
  return stateDir.startsWith("/") && stateDir.endsWith(`/${DEMO_FOLDER}/${STATE_DIR}`);
}

/** Those that stand for something real; the demo only where there is nothing else. */
export function realGateways<T extends { stateDir: string }>(gateways: readonly T[]): readonly T[] {
  const real = gateways.filter(({ stateDir }) => !isDemoStateDir(stateDir));
  return real.length > 0 ? real : gateways;
}
