import { describe, expect, test } from "vitest";
import { COMMANDS } from "#cli/command-table.ts";
import { LOCALES, translator } from "#lib/messages.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const words = Object.keys(COMMANDS);

describe.each(words)("%s", (command) => {
  test("says in both languages what it does and how it is called", () => {
    for (const { locale } of LOCALES) {
      const t = translator(locale);
      for (const part of ["about", "usage"]) {
        const key = `cli.commands.${command.replaceAll(" ", "_")}.${part}` as never;
        expect(t.has(key), `${locale}: ${key}`).toBe(true);
        // A broken sentence is shown as its own key.
        expect(t(key)).not.toContain("cli.commands");
      }
    }
  });

  test("exists and shows its help without touching anything", async () => {
    expect(await COMMANDS[command]?.()).toHaveProperty("run");
    const ran = await testTerminal().run(`${command} --help`);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toContain(`Usage: clawkeep ${command} `);
  });

  test("names an unknown flag, shows its usage, and does nothing", async () => {
    const { status, stdout, stderr } = await testTerminal().run(`${command} --nosuch`);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr.split("\n")).toEqual([
      "There is no flag --nosuch here.",
      expect.stringContaining(`Usage: clawkeep ${command} `),
      "",
    ]);
  });
});
