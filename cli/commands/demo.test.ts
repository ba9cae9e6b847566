import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

test("demo add makes a gateway to look around in, and demo remove takes all of it away", async () => {
  const terminal = testTerminal();
  await terminal.run("vault init");
  const stateDir = path.join(terminal.home, ".local/share/clawkeep/clawkeep-demo/.openclaw");
  expect(await terminal.run("demo add")).toEqual({
    status: 0,
    stdout: `Gateway: demo\nState directory: ${stateDir}\n`,
    stderr: expect.stringContaining("Gateway demo is a demo: its credentials are invented"),
  });
  const status = await terminal.run("models status --gateway demo --agent research --check --plain");
  expect(status.status).toBe(1);
  const again = await terminal.run("demo add");
  expect(again).toMatchObject({
    status: 1,
    stdout: "",
    stderr: expect.stringContaining("The demo is here already"),
  });

  expect(await terminal.run("demo remove")).toEqual({
    status: 0,
    stdout: "Removed the demo gateway demo and its 9 profiles, with its history and its folder.\n",
    stderr: "",
  });
  expect(existsSync(stateDir)).toBe(false);
  expect(await terminal.run("demo remove")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("There is no demo gateway here"),
  });
});

test("a probe of the demo's state dir asks nobody, with a database or without", async () => {
  const terminal = testTerminal();
  await terminal.run("vault init");
  await terminal.run("demo add");
  const stateDir = path.join(terminal.home, ".local/share/clawkeep/clawkeep-demo/.openclaw");
  for (const where of ["--gateway demo", `--state-dir ${stateDir}`]) {
    const { stdout } = await terminal.run(`models status ${where} --agent research --probe --json`);
    expect(stdout).toContain("Demo: the secret is invented, so no provider is asked.");
    const { results } = JSON.parse(stdout).auth.probes;
    expect(results.filter(({ status }: { status: string }) => status === "ok")).toEqual([]);
  }
  expect(terminal.printed()).not.toContain("sk-demo-invented");
});
