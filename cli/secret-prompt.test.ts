import { once } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { readSecret } from "#cli/secret-prompt.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { Sink } from "#lib/testing/terminal.ts";

/** A terminal to type at, which remembers how its keys were read. */
function keyboard() {
  const modes: boolean[] = [];
  const setRawMode = (raw: boolean) => modes.push(raw);
  return Object.assign(new PassThrough(), { isTTY: true as const, setRawMode, modes });
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

async function typed(...chunks: string[]): Promise<string> {
  const stdin = keyboard();
  const answer = readSecret({ stdin, stderr: new Sink() }, "Key:");
  for (const chunk of chunks) {
    stdin.write(chunk);
    await soon();
  }
  return answer;
}

describe("a secret from a pipe", () => {
  test("is all of it but the last line break, and nothing is asked", async () => {
    const stderr = new Sink();
    const stdin = Readable.from([Buffer.from(`${FAKE.apiKey}\r\n`)]);
    expect(await readSecret({ stdin, stderr }, "Key:")).toBe(FAKE.apiKey);
    expect(stderr.text).toBe("");
  });

  test("that never ends is refused", async () => {
    const stdin = Readable.from([Buffer.alloc(70_000, "a")]);
    await expect(readSecret({ stdin, stderr: new Sink() }, "Key:")).rejects.toMatchObject({
      key: "stdin_too_long",
    });
  });
});

describe("a secret typed at a terminal", () => {
  test("is asked for and not shown, and the terminal is given back", async () => {
    const [stdin, stderr] = [keyboard(), new Sink()];
    const answer = readSecret({ stdin, stderr }, "Key:");
    stdin.write(`${FAKE.apiKey}\r`);
    expect(await answer).toBe(FAKE.apiKey);
    expect(stderr.text).toBe("Key: \n");
    expect(stdin.modes).toEqual([true, false]);
    expect(stdin.isPaused()).toBe(true);
  });

  test("can be asked for twice", async () => {
    const [stdin, stderr] = [keyboard(), new Sink()];
    const first = readSecret({ stdin, stderr }, "Password:");
    stdin.write("one\r");
    expect(await first).toBe("one");
    const second = readSecret({ stdin, stderr }, "Again:");
    stdin.write("two\r");
    expect(await second).toBe("two");
  });

  test.each([
    { keys: ["abx\u007fc\r"], secret: "abc" },
    { keys: ["wrong\u0015right\r"], secret: "right" },
    { keys: ["abc\u0004"], secret: "abc" },
    { keys: ["工", "作\u0008\r"], secret: "工" },
    { keys: ["\r"], secret: "" },
  ])("$keys is read as $secret", async ({ keys, secret }) => {
    expect(await typed(...keys)).toBe(secret);
  });

  test("with a line break inside is read whole, so that no half of it is taken for all", {
    tags: ["I04"],
  }, async () => {
    expect(await typed("first\rsecond\r")).toBe("first\rsecond");
    expect(await typed("first\r", "second\r")).toBe("first\rsecond");
  });

  test("with a line break inside is half of it where lines are read", { tags: ["I04-twin"] }, async () => {
    const stdin = keyboard();
    const lines = createInterface({ input: stdin, terminal: false });
    const [[line]] = await Promise.all([once(lines, "line"), stdin.write("first\rsecond\r")]);
    lines.close();
    expect(line).toBe("first");
  });

  test.each(["\u0003", "abc\u0003", "\u0004"])("is given up with %j", async (keys) => {
    const stdin = keyboard();
    const answer = readSecret({ stdin, stderr: new Sink() }, "Key:");
    stdin.write(keys);
    await expect(answer).rejects.toMatchObject({ code: "cancelled" });
    expect(stdin.modes).toEqual([true, false]);
  });
});
