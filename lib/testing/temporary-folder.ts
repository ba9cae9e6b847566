import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** Runs `step` when the test that is under way has ended, last come first. */
export function afterThisTest(step: () => void): void {
  undo.push(step);
}

/** A folder of this test's own, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-test-"));
  afterThisTest(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
