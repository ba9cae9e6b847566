import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { isRunning } from "#lib/openclaw/running-process.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

test("this process runs, one that ended does not, and no number is an error", () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(spawnSync("true").pid)).toBe(false);
  for (const odd of [2 ** 31, 2 ** 40, Number.NaN, 0.5]) expect(isRunning(odd)).toBe(false);
});

test.runIf(process.geteuid?.() === 0)(
  "a process of another user runs, though it may not be signalled",
  () => {
    process.seteuid?.(65_534);
    afterThisTest(() => process.seteuid?.(0));
    expect(isRunning(1)).toBe(true);
  },
);

test.runIf(process.platform === "linux")(
  "a process that ended and was never waited for does not run",
  async () => {
    // The shell starts a child that ends at once, then becomes a program that waits for nobody.
    const parent = spawn("/bin/sh", ["-c", "sh -c 'exit 0' & echo $!; exec sleep 30"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    afterThisTest(() => parent.kill("SIGKILL"));
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    await expect.poll(() => isRunning(Number(line)), { timeout: 5_000 }).toBe(false);
    expect(spawnSync("ps", ["-o", "stat=", "-p", line], { encoding: "utf8" }).stdout).toMatch(/^(Z|$)/);
  },
);
